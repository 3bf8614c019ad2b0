mod api;
mod crossed;
mod properties;
mod statements;
mod stories;
mod table;

use chrono::NaiveDate;
use fairlead_kernel::Money;
use fairlead_store::{Tx, Who};
use fairlead_testkit::{TestApp, json, serde_json::Value};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{dry_run, runner, runs};
use crate::account_services;
use crate::ledger::{balances, deposits, payments};
use crate::testing::{account_with, texts};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn bill(t: &TestApp, through: &str) -> runs::Model {
    runner::run(&t.app, date(through), |_| {}).await.expect("the run is done")
}

/// A monthly service of this price, with 10 % of tax.
async fn internet(t: &TestApp, amount: &str) -> i64 {
    let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
    let vat = t.admin().post("/financial/taxes", vat).await.created();
    service(t, json!({"name": "Internet", "type": "recurring", "amount": amount, "taxes": [vat["id"]]})).await
}

async fn service(t: &TestApp, changes: Value) -> i64 {
    let mut body =
        json!({"active": true, "name": "Service", "application": "debit", "billing_frequency_in_months": 1});
    for (name, value) in changes.as_object().expect("an object") {
        body[name] = value.clone();
    }
    t.admin().post("/system/services", body).await.created()["id"].as_i64().expect("an id")
}

/// Puts a service on an account as it is stored.
async fn add(t: &TestApp, account_id: i64, service_id: i64) -> i64 {
    add_on(t, account_id, service_id, 1, None).await
}

async fn add_on(t: &TestApp, account_id: i64, service_id: i64, quantity: i64, next: Option<&str>) -> i64 {
    let next = next.map(date);
    let who = Who::platform("test");
    let written = t.app.db.write(&who, |tx: Tx| async move {
        tx.insert(account_services::ActiveModel {
            id: NotSet,
            account_id: Set(account_id),
            service_id: Set(service_id),
            quantity: Set(quantity),
            price_override: Set(None),
            price_override_reason: Set(None),
            name_override: Set(None),
            package_id: Set(None),
            unique_package_id: Set(None),
            number_of_times_billed: Set(0),
            next_bill_date: Set(next),
            metadata: Set(json!({})),
            created_at: Set(tx.now()),
        })
        .await
    });
    written.await.expect("it is added").id
}

/// Money that came in cash.
async fn pay(t: &TestApp, account_id: i64, amount: i64) {
    let amount = Money::from_scaled(amount);
    let who = Who::platform("test");
    let written = t.app.db.write(&who, |tx: Tx| async move {
        let payment = tx
            .insert(payments::ActiveModel {
                id: NotSet,
                account_id: Set(account_id),
                amount: Set(amount),
                payment_method_id: Set(None),
                r#type: Set("cash".into()),
                reference: Set(None),
                response_message: Set(None),
                transaction_id: Set(None),
                payment_tracker_id: Set(None),
                success: Set(true),
                reversed: Set(false),
                reversed_at: Set(None),
                date: Set(tx.now()),
                created_at: Set(tx.now()),
            })
            .await?;
        tx.insert(deposits::ActiveModel {
            id: NotSet,
            account_id: Set(account_id),
            payment_id: Set(payment.id),
            amount: Set(amount),
            amount_remaining: Set(amount),
            void: Set(false),
            date: Set(tx.now()),
        })
        .await?;
        balances::refresh(&tx, account_id).await
    });
    written.await.expect("it is paid");
}

async fn invoices(t: &TestApp) -> Vec<String> {
    let sql = "select account_id || ' ' || date || ' due ' || due_date || ' ' || remaining_due || ' of ' || \
               (select sum(d.amount + d.tax_amount) from debits d where d.invoice_id = invoices.id) \
               from invoices order by account_id, date, id";
    texts(t, sql).await
}

async fn balances_of(t: &TestApp, id: i64) -> String {
    let sql = format!(
        "select balance_due || ' ' || balance_total || ' ' || available_funds || ' ' || next_bill_date from accounts where id = {id}"
    );
    texts(t, &sql).await.remove(0)
}
