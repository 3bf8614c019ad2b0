use fairlead_billing_math::allocation::FundId;
use fairlead_billing_math::ledger::Paid;
use fairlead_kernel::Money;
use fairlead_testkit::json;
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Payment, World};
use crate::ledger::{credits, deposits};

/// What moves money.
impl World<'_> {
    pub(super) async fn charge(&mut self, at: usize) {
        let (amount, taxes) = (self.amount(20_000), self.amount(2_000) - Money::from_scaled(1));
        let (id, model) = self.accounts[at];
        self.story.push(format!("debit {at} {amount} {taxes}"));
        let debit = self.books.debit(id, amount, taxes).await.expect("a debit");
        self.debits.push((debit, self.model.debit(model, amount, taxes).expect("a debit")));
    }

    pub(super) async fn discount(&mut self) {
        let at = self.an_account();
        let amount = self.amount(15_000);
        let (id, model) = self.accounts[at];
        self.story.push(format!("discount {at} {amount}"));
        let discount = self.books.discount(id, amount).await.expect("a discount");
        self.discounts.push(((discount, self.model.discount(model, amount).expect("a discount")), at));
    }

    pub(super) async fn pay(&mut self) {
        let at = self.an_account();
        let (amount, auto_apply) = (self.amount(30_000), self.rng.random_bool(0.5));
        let (id, model) = self.accounts[at];
        self.story.push(format!("pay {at} {amount}, auto_apply {auto_apply}"));
        let paid = self.books.pay(id, &amount.to_string(), auto_apply).await;
        let id = paid["id"].as_i64().expect("an id");
        let deposit = deposits::Entity::find().filter(deposits::Column::PaymentId.eq(id));
        let deposit = deposit.one(self.books.t.app.db.read()).await.expect("deposits").expect("a deposit");
        let held = self.model.pay(model, amount, Paid::ByHand).expect("a deposit");
        self.payments.push(Payment { id, deposit: (deposit.id, held), account: at });
        if auto_apply {
            let today = self.day().await.today;
            for invoice in self.in_order(at) {
                // The model refuses what is paid already, and everything after the last of the money.
                let _ = self.model.apply(FundId::Deposit(held), self.invoices[invoice].id.1, today);
            }
        }
    }

    /// The invoices that a payment of this account goes to by itself, in its order: the oldest due date first, then id, what
    /// is linked to a bill right after it, and nothing that is frozen or hangs on a frozen bill.
    fn in_order(&self, account: usize) -> Vec<usize> {
        let all = self.invoices.iter().enumerate().filter(|(_, invoice)| !invoice.deleted);
        let mut keyed: Vec<_> = all
            .filter_map(|(at, invoice)| {
                let bill = invoice.master.map(|at| &self.invoices[at]).filter(|bill| bill.account == account);
                let takes_part = invoice.account == account || bill.is_some();
                let frozen = invoice.frozen || bill.is_some_and(|bill| bill.frozen);
                let first = bill.unwrap_or(invoice);
                let key = (first.due, first.id.0, bill.is_some(), invoice.id.0);
                (takes_part && !frozen).then_some((key, at))
            })
            .collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    pub(super) async fn apply(&mut self) {
        let Some((at, _)) = self.some_invoice() else { return };
        let deposits =
            self.payments.iter().map(|it| (FundId::Deposit(it.deposit.1), it.deposit.0, it.account));
        let discounts = self.discounts.iter().map(|((id, model), at)| (FundId::Discount(*model), *id, *at));
        let funds: Vec<_> = deposits.chain(discounts).collect();
        let Some(fund) = self.pick(funds.len()) else { return };
        let (model, id, account) = funds[fund];
        let verb = match model {
            FundId::Deposit(_) => format!("apply_deposit/{id}"),
            FundId::Discount(_) => format!("apply_discount/{id}"),
        };
        let invoice = self.invoices[at].id;
        let answer = self.books.on(self.accounts[account].0, invoice.0, &verb).await;
        let outcome = self.model.apply(model, invoice.1, self.day().await.today);
        self.agree(format!("{account} {verb} to {at}"), &answer, outcome);
    }

    pub(super) async fn auto_apply(&mut self) {
        let at = self.an_account();
        let (account, model) = self.accounts[at];
        let count = self.books.auto_apply(account).await;
        let made = self.model.auto_apply(model, self.day().await.today).expect("an account");
        self.story.push(format!("auto {at}: {count} credits"));
        assert_eq!(count, made.len(), "{:#?}", self.story);
    }

    pub(super) async fn reverse_credit(&mut self) {
        let Some((at, path)) = self.some_invoice() else { return };
        let invoice = self.invoices[at].id;
        let in_force = credits::Entity::find()
            .filter(credits::Column::InvoiceId.eq(invoice.0))
            .filter(credits::Column::Void.eq(false))
            .order_by_asc(credits::Column::Id);
        let found = in_force.all(self.books.t.app.db.read()).await.expect("credits");
        let models = self.model.credits_on(invoice.1);
        assert_eq!(found.len(), models.len(), "{:#?}", self.story);
        let Some(which) = self.pick(found.len()) else { return };
        let path = format!("{path}/credits/{}/reverse", found[which].id);
        let answer = self.books.t.admin().post(&path, json!({})).await;
        let outcome = self.model.reverse_credit(models[which]);
        self.agree(format!("reverse credit {which} of {at}"), &answer, outcome);
    }

    pub(super) async fn reverse_payment(&mut self) {
        let Some(at) = self.pick(self.payments.len()) else { return };
        let Payment { id, deposit, account } = self.payments[at];
        let path = format!("/accounts/{}/transactions/payments/{id}/reverse", self.accounts[account].0);
        let answer = self.books.t.admin().post(&path, json!({})).await;
        let outcome = self.model.reverse_payment(deposit.1);
        self.agree(format!("reverse payment {at}"), &answer, outcome);
    }
}
