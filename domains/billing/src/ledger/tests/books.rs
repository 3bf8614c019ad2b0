use chrono::NaiveDate;
use fairlead_billing_math::tax::TaxLine;
use fairlead_customers::accounts;
use fairlead_kernel::{Error, Money, Rate, Result};
use fairlead_store::{Tx, Who};
use fairlead_testkit::{TestAnswer, TestApp, json, serde_json::Value};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::ledger::issue::{NewInvoice, issue};
use crate::ledger::post::{Line, Posted, post};
use crate::ledger::{Day, debits, delinquency, funds, hold};
use crate::testing::{account_with, set};

/// The books of some accounts, with a service that everything is posted to.
pub(crate) struct Books<'a> {
    pub(crate) t: &'a TestApp,
    pub(crate) service_id: i64,
}

impl<'a> Books<'a> {
    pub(crate) async fn open(t: &'a TestApp) -> Self {
        let code = json!({"code": "1000", "description": "Internet Access"});
        let code = t.admin().post("/financial/general_ledger_codes", code).await.created();
        let service = json!({
            "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": 50,
            "billing_frequency_in_months": 1, "general_ledger_code_id": code["id"],
        });
        let service = t.admin().post("/system/services", service).await.created();
        Self { t, service_id: service["id"].as_i64().expect("an id") }
    }

    /// A new account, below `master` if there is one.
    pub(crate) async fn account(&self, master: Option<i64>) -> i64 {
        let id = account_with(self.t, json!({})).await;
        if let Some(master) = master {
            set(self.t, id, &format!("parent_account_id = {master}")).await;
        }
        id
    }

    /// Charges before taxes, in a verb of the ledger.
    pub(crate) async fn debit(&self, account_id: i64, amount: Money, taxes: Money) -> Result<i64> {
        match self.post(account_id, amount, taxes).await? {
            Posted::Debit(id) => Ok(id),
            Posted::Discount(id) => Err(Error::Internal(format!("{id} is a discount"))),
        }
    }

    /// Credits, in a verb of the ledger.
    pub(crate) async fn discount(&self, account_id: i64, amount: Money) -> Result<i64> {
        match self.post(account_id, -amount, Money::ZERO).await? {
            Posted::Discount(id) => Ok(id),
            Posted::Debit(id) => Err(Error::Internal(format!("{id} is a debit"))),
        }
    }

    async fn post(&self, account_id: i64, amount: Money, taxes: Money) -> Result<Posted> {
        let day = &Day::of(&self.t.app).await?;
        let tax = TaxLine {
            tax_id: 1,
            geotax_id: None,
            name: "Sales Tax".into(),
            rate: Rate::ZERO,
            base: amount,
            amount: taxes,
        };
        let line = &Line {
            service_id: self.service_id,
            description: "Internet".into(),
            price: amount.abs(),
            quantity: 1,
            number_of_months: 1,
            period: None,
            prorated: None,
            amount,
            taxes: [tax].into_iter().filter(|tax| !tax.amount.is_zero()).collect(),
            date: self.t.app.db.clock().now().into(),
        };
        self.write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let posted = post(&tx, account_id, line.clone()).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(posted)
        })
        .await
    }

    /// The debits of an account that are on no invoice.
    pub(crate) async fn uninvoiced(&self, account_id: i64) -> Vec<i64> {
        let select = debits::Entity::find()
            .filter(debits::Column::AccountId.eq(account_id))
            .filter(debits::Column::InvoiceId.is_null())
            .order_by_asc(debits::Column::Id);
        let found = select.all(self.t.app.db.read()).await.expect("debits");
        found.iter().map(|debit| debit.id).collect()
    }

    /// What a billing run does: an automatic invoice over these debits.
    pub(crate) async fn bill(&self, account_id: i64, ids: &[i64], date: NaiveDate, due: NaiveDate) -> i64 {
        let day = &Day::of(&self.t.app).await.expect("a day");
        let new = &NewInvoice { date, due_date: due, auto_pay: None, automatic: true, number_of_months: 1 };
        let issued = self.write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let invoice = issue(&tx, account_id, new, ids).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(invoice.id)
        });
        issued.await.expect("an invoice")
    }

    /// What a billing run does: all available funds go to open invoices.
    pub(crate) async fn auto_apply(&self, account_id: i64) -> usize {
        let day = &Day::of(&self.t.app).await.expect("a day");
        let applied = self.write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let count = funds::auto_apply(&tx, account_id).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(count)
        });
        applied.await.expect("funds are applied")
    }

    /// The period is closed through this date; none opens all periods.
    pub(crate) async fn close(&self, through: Option<NaiveDate>) {
        self.t
            .admin()
            .patch("/system/billing", json!({"accounting_period_closed_through": through}))
            .await
            .ok();
    }

    /// A payment by cash over the API.
    pub(crate) async fn pay(&self, account_id: i64, amount: &str, auto_apply: bool) -> Value {
        let body = json!({"payment_method": "cash", "amount": amount, "auto_apply": auto_apply});
        self.t.admin().post(&format!("/accounts/{account_id}/transactions/payments"), body).await.created()
    }

    /// A manual invoice over debits of these amounts, due on that date.
    pub(crate) async fn invoice(&self, account_id: i64, amounts: &[&str], due_date: &str) -> i64 {
        let mut ids = Vec::new();
        for amount in amounts {
            ids.push(self.debit(account_id, money(amount), Money::ZERO).await.expect("a debit"));
        }
        let body = json!({"debits": ids, "due_date": due_date});
        let made = self.t.admin().post(&format!("/accounts/{account_id}/invoices"), body).await.ok();
        made["id"].as_i64().expect("an id")
    }

    /// An invoice as it is shown.
    pub(crate) async fn shown(&self, account_id: i64, invoice_id: i64) -> Value {
        self.t.admin().get(&format!("/accounts/{account_id}/invoices/{invoice_id}")).await.ok()
    }

    /// What a verb of an invoice answers.
    pub(crate) async fn on(&self, account_id: i64, invoice_id: i64, verb: &str) -> TestAnswer {
        let path = format!("/accounts/{account_id}/invoices/{invoice_id}/{verb}");
        self.t.admin().post(&path, json!({})).await
    }

    /// Due, total and available funds.
    pub(crate) async fn balances(&self, account_id: i64) -> String {
        let found = accounts::Entity::find_by_id(account_id).one(self.t.app.db.read()).await;
        let account = found.expect("an account").expect("an account");
        format!("{} {} {}", account.balance_due, account.balance_total, account.available_funds)
    }

    pub(crate) async fn write<T, F, Fut>(&self, work: F) -> Result<T>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        self.t.app.db.write(&Who::platform("test"), work).await
    }
}

/// From text such as `12.50`.
pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no amount"))
}
