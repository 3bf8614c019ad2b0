use chrono::TimeDelta;
use fairlead_billing_math::allocation::FundId;
use fairlead_testkit::json;

use super::World;
use crate::testing::texts;

/// Operations that can be taken back. The model does not hear of them: they end a history.
impl World<'_> {
    /// An operation and its reversal leave every balance as it was.
    pub(super) async fn there_and_back(&mut self) {
        self.books.close(None).await;
        let before = self.everything().await;
        for at in 0..self.accounts.len() {
            self.pay_and_reverse(at).await;
            assert_eq!(self.everything().await, before, "a payment of {at}\n{:#?}", self.story);
            self.invoice_and_delete(at).await;
            assert_eq!(self.everything().await, before, "an invoice of {at}\n{:#?}", self.story);
        }
        for at in 0..self.payments.len() {
            self.apply_and_reverse(at).await;
            assert_eq!(self.everything().await, before, "deposit {at}\n{:#?}", self.story);
        }
    }

    async fn everything(&self) -> Vec<String> {
        let sql = "select 'account ' || id || ' ' || balance_due || ' ' || balance_total || ' ' || available_funds as line from accounts \
                   union all select 'invoice ' || id || ' ' || remaining_due from invoices \
                   union all select 'deposit ' || id || ' ' || amount_remaining from deposits where not void \
                   union all select 'discount ' || id || ' ' || amount_remaining from discounts order by line";
        texts(self.books.t, sql).await
    }

    async fn pay_and_reverse(&self, at: usize) {
        let account = self.accounts[at].0;
        let paid = self.books.pay(account, "250.00", true).await;
        let path = format!("/accounts/{account}/transactions/payments/{}/reverse", paid["id"]);
        self.books.t.admin().post(&path, json!({})).await.ok();
    }

    async fn invoice_and_delete(&self, at: usize) {
        let account = self.accounts[at].0;
        let debits = self.books.uninvoiced(account).await;
        if debits.is_empty() {
            return;
        }
        let due = self.day().await.today + TimeDelta::days(3);
        let path = format!("/accounts/{account}/invoices");
        let made = self.books.t.admin().post(&path, json!({"debits": debits, "due_date": due})).await.ok();
        self.books.t.admin().delete(&format!("{path}/{}", made["id"])).await.ok();
    }

    /// On the first invoice of the account that takes it.
    async fn apply_and_reverse(&self, at: usize) {
        let payment = &self.payments[at];
        if self.model.amount_remaining(FundId::Deposit(payment.deposit.1)).is_zero() {
            return;
        }
        for invoice in self.invoices.iter().filter(|it| it.account == payment.account && !it.deleted) {
            let account = self.accounts[payment.account].0;
            let verb = format!("apply_deposit/{}", payment.deposit.0);
            if !self.books.on(account, invoice.id.0, &verb).await.status.is_success() {
                continue;
            }
            let path = format!("/accounts/{account}/invoices/{}/credits", invoice.id.0);
            let credits = self.books.t.admin().get(&path).await.ok();
            let ids = credits.as_array().expect("credits").iter().filter_map(|credit| credit["id"].as_i64());
            let last = ids.max().expect("a credit");
            self.books.on(account, invoice.id.0, &format!("credits/{last}/reverse")).await.ok();
            return;
        }
    }
}
