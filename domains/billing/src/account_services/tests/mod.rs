//! Every test stands on 2026-03-15. A new account bills on the first, so that it is in the cycle of March: 17 of 31 days are
//! left, and a service of 31.00 costs 1.00 a day.

mod adding;
mod adjustments;
mod changing;
mod packages;
mod proration;
mod standing;

use axum::http::Method;
use fairlead_customers::accounts;
use fairlead_testkit::{Client, TestApp, json, serde_json::Value};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::ledger::{debits, discounts};
use crate::testing::account_with;
pub(super) use crate::testing::setup;

/// The id of a new active account.
async fn account(t: &TestApp) -> i64 {
    account_with(t, json!({})).await
}

/// The id of a service: 31.00 a month, with what `changes` sets.
async fn service(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 31, "billing_frequency_in_months": 1,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    t.admin().post("/system/services", body).await.created()["id"].as_i64().expect("an id")
}

/// The path of a service that is added to the account with this body.
async fn add(client: &Client<'_>, account: i64, body: Value) -> String {
    let all = format!("/accounts/{account}/services");
    let made = client.post(&all, body).await.created();
    format!("{all}/{}", made["unique_service_relationship_id"])
}

/// Removes a service with this body.
async fn delete(client: &Client<'_>, path: &str, body: Value) -> Value {
    client.send(Method::DELETE, path, body.to_string().into()).await.ok()
}

/// Adds a service as it was billed at the beginning of the cycle: with proration, when the account came.
async fn add_billed(t: &TestApp, account: i64, body: Value) -> String {
    t.clock.set("2026-03-01T12:00:00Z".parse().expect("an instant"));
    let path = add(&t.admin(), account, body).await;
    t.clock.set("2026-03-15T12:00:00Z".parse().expect("an instant"));
    path
}

/// The lines on an account's books in the order in which they came: debits, then discounts.
async fn lines(t: &TestApp, account: i64) -> Vec<String> {
    let read = t.app.db.read();
    let debits =
        debits::Entity::find().filter(debits::Column::AccountId.eq(account)).order_by_asc(debits::Column::Id);
    let discounts = discounts::Entity::find()
        .filter(discounts::Column::AccountId.eq(account))
        .order_by_asc(discounts::Column::Id);
    let mut lines: Vec<String> = Vec::new();
    for row in debits.all(read).await.expect("debits are read") {
        let days = part(row.days_remaining, row.days_in_cycle);
        let period = period(row.period_start, row.period_end);
        let (text, price, amount) = (row.description, row.price, row.amount);
        lines.push(format!(
            "debit {text}: {days}{price} x {}{period} = {amount} + {}",
            row.quantity, row.tax_amount
        ));
    }
    for row in discounts.all(read).await.expect("discounts are read") {
        let days = part(row.days_remaining, row.days_in_cycle);
        let period = period(row.period_start, row.period_end);
        let (text, price, amount) = (row.description, row.price, row.amount);
        lines.push(format!(
            "discount {text}: {days}{price} x {}{period} = {amount} + {}",
            row.quantity, row.tax_amount
        ));
    }
    lines
}

fn part(remaining: Option<i64>, cycle: Option<i64>) -> String {
    remaining.zip(cycle).map_or_else(String::new, |(days, of)| format!("{days}/{of} of "))
}

fn period(start: Option<chrono::NaiveDate>, end: Option<chrono::NaiveDate>) -> String {
    start.zip(end).map_or_else(String::new, |(start, end)| {
        format!(" from {} to {}", start.format("%m-%d"), end.format("%m-%d"))
    })
}

/// What the account owes with what is not invoiced, and what it has available.
async fn balance(t: &TestApp, account: i64) -> (String, String) {
    let found = accounts::Entity::find_by_id(account).one(t.app.db.read()).await.expect("it is read");
    let account = found.expect("it is there");
    (account.balance_total.to_string(), account.available_funds.to_string())
}
