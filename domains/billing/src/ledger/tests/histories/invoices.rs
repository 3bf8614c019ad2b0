use chrono::{NaiveDate, TimeDelta};
use fairlead_billing_math::ledger::NewInvoice;
use fairlead_testkit::json;
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Invoice, MASTERS, Pair, World};
use crate::ledger::debits;

/// What makes, links and undoes invoices.
impl World<'_> {
    fn dates(&mut self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let date = today + TimeDelta::days(self.rng.random_range(-3..3));
        (date, date + TimeDelta::days(self.rng.random_range(0..10)))
    }

    fn model_of(&self, ids: &[i64]) -> Vec<i64> {
        let model = |id: &i64| self.debits.iter().find(|(own, _)| own == id).expect("a debit").1;
        ids.iter().map(model).collect()
    }

    /// Some of the debits that are on no invoice, and now and then any other one.
    pub(super) async fn invoice_by_hand(&mut self) {
        let at = self.an_account();
        let (account, model_account) = self.accounts[at];
        let mut ids = self.books.uninvoiced(account).await;
        if let Some(some) = self.pick(ids.len()) {
            ids.truncate(some + 1);
        }
        if self.rng.random_bool(0.2)
            && let Some(any) = self.pick(self.debits.len())
        {
            ids.push(self.debits[any].0);
        }
        let day = self.day().await;
        let (date, due_date) = self.dates(day.today);
        let what = format!("invoice of {at} over {ids:?} dated {date} due {due_date}");
        let body = json!({"debits": ids, "date": date, "due_date": due_date});
        let answer = self.books.t.admin().post(&format!("/accounts/{account}/invoices"), body).await;
        if day.closed_through.is_some_and(|through| date <= through) {
            // The model keeps only deletions out of the closed period.
            answer.status(422);
            return;
        }
        let new = NewInvoice { debits: self.model_of(&ids), date, due_date, automatic: false };
        let model = self.model.invoice(model_account, &new);
        if let Some(model) = self.agree(what, &answer, model) {
            let id = answer.json["data"]["id"].as_i64().expect("an id");
            self.remember((id, model), at, date, due_date);
        }
    }

    /// All debits that are on no invoice, and a new one, so that there are enough bills to link and to pay.
    pub(super) async fn bill(&mut self) {
        let at = self.an_account();
        let (account, model_account) = self.accounts[at];
        self.charge(at).await;
        let ids = self.books.uninvoiced(account).await;
        let today = self.day().await.today;
        let (date, due_date) = self.dates(today);
        self.story.push(format!("bill {at} dated {date} due {due_date}"));
        let new = NewInvoice { debits: self.model_of(&ids), date, due_date, automatic: true };
        let id = self.books.bill(account, &ids, date, due_date).await;
        let model = self.model.invoice(model_account, &new).expect("an invoice");
        self.remember((id, model), at, date, due_date);
    }

    fn remember(&mut self, id: Pair, account: usize, date: NaiveDate, due: NaiveDate) {
        let (master, frozen, deleted) = (None, false, false);
        self.invoices.push(Invoice { id, account, date, due, master, frozen, deleted });
    }

    /// An invoice that is there, with its path.
    pub(super) fn some_invoice(&mut self) -> Option<(usize, String)> {
        let there: Vec<usize> = (0..self.invoices.len()).filter(|at| !self.invoices[*at].deleted).collect();
        let at = there[self.pick(there.len())?];
        Some((at, self.path(at)))
    }

    fn path(&self, at: usize) -> String {
        let invoice = &self.invoices[at];
        format!("/accounts/{}/invoices/{}", self.accounts[invoice.account].0, invoice.id.0)
    }

    /// Mostly an invoice of a sub account to one of its master, now and then any two.
    pub(super) async fn link(&mut self) {
        let there: Vec<usize> = (0..self.invoices.len()).filter(|at| !self.invoices[*at].deleted).collect();
        let pairs = there.iter().flat_map(|child| there.iter().map(move |master| (*child, *master)));
        let any = self.rng.random_bool(0.1);
        let fits = |child: &Invoice, master: &Invoice| {
            child.master.is_none() && MASTERS[child.account] == Some(master.account)
        };
        let pairs: Vec<(usize, usize)> = pairs
            .filter(|(child, master)| any || fits(&self.invoices[*child], &self.invoices[*master]))
            .collect();
        let Some(pair) = self.pick(pairs.len()) else { return };
        let (child, master) = pairs[pair];
        let body = json!({"child_invoice_id": self.invoices[child].id.0});
        let answer = self.books.t.admin().post(&format!("{}/link", self.path(master)), body).await;
        let model = self.model.link(self.invoices[child].id.1, self.invoices[master].id.1);
        if self.agree(format!("link {child} to {master}"), &answer, model).is_some() {
            self.invoices[child].master = Some(master);
            self.linked += 1;
        }
    }

    pub(super) async fn void(&mut self) {
        let Some((at, path)) = self.some_invoice() else { return };
        let answer = self.books.t.admin().post(&format!("{path}/void"), json!({})).await;
        let day = self.day().await;
        let (id, model) = self.invoices[at].id;
        if day.closed_through.is_some_and(|through| self.invoices[at].date <= through) {
            // The model keeps only deletions out of the closed period.
            answer.status(422);
            return;
        }
        let outcome = self.model.void(model, day.today);
        let Some(made) = self.agree(format!("void {at}"), &answer, outcome) else { return };
        let select = debits::Entity::find().filter(debits::Column::InvoiceId.eq(id));
        let rows = select.order_by_asc(debits::Column::Id).all(self.books.t.app.db.read()).await;
        let reversed: Vec<i64> = rows.expect("debits").iter().filter_map(|debit| debit.discount_id).collect();
        assert_eq!(reversed.len(), made.len());
        let account = self.invoices[at].account;
        self.discounts.extend(reversed.into_iter().zip(made).map(|pair| (pair, account)));
        self.unlink(at);
    }

    pub(super) async fn delete(&mut self) {
        let Some((at, path)) = self.some_invoice() else { return };
        let answer = self.books.t.admin().delete(&path).await;
        let outcome = self.model.delete(self.invoices[at].id.1);
        if self.agree(format!("delete {at}"), &answer, outcome).is_some() {
            self.invoices[at].deleted = true;
            self.unlink(at);
        }
    }

    fn unlink(&mut self, master: usize) {
        self.invoices.iter_mut().filter(|it| it.master == Some(master)).for_each(|it| it.master = None);
    }

    pub(super) async fn freeze(&mut self) {
        let Some((at, path)) = self.some_invoice() else { return };
        let frozen = self.rng.random_bool(0.5);
        let verb = if frozen { "freeze" } else { "unfreeze" };
        let answer = self.books.t.admin().post(&format!("{path}/{verb}"), json!({})).await;
        let outcome = self.model.freeze(self.invoices[at].id.1, frozen);
        if self.agree(format!("{verb} {at}"), &answer, outcome).is_some() {
            self.invoices[at].frozen = frozen;
        }
    }
}
