mod invoices;
mod notices;
mod receipts;
mod smtp;
mod texts;

use fairlead_testkit::{TestApp, json, serde_json::Value};

use crate::run::runner;
use crate::testing::{account_with, texts as query};

/// Mail can leave, in the name of a company.
async fn mail_server(t: &TestApp) {
    let set = json!({"smtp_url": "smtp://mail.example.com", "from_address": "billing@example.com"});
    t.admin().patch("/system/mail", set).await.ok();
    t.admin().patch("/system/company", json!({"name": "Lakeside <Wireless>"})).await.ok();
}

/// A customer whose primary contact wants financial mail and mail about the service; the id of the account.
async fn customer(t: &TestApp) -> i64 {
    account_with(t, json!({"email_address": "ada@example.com", "email_message_categories": [2, 4]})).await
}

async fn contact(t: &TestApp, account_id: i64, name: &str, address: Option<&str>, categories: &[i64]) -> i64 {
    let body = json!({
        "name": name, "role": "Owner", "email_address": address, "email_message_categories": categories, "primary": false,
    });
    let path = format!("/accounts/{account_id}/contacts");
    t.admin().post(&path, body).await.created()["id"].as_i64().expect("an id")
}

/// A recurring service of 40.00 on the account.
async fn internet(t: &TestApp, account_id: i64) {
    let service = json!({
        "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": "40.00",
        "billing_frequency_in_months": 1,
    });
    let service = t.admin().post("/system/services", service).await.created();
    let body = json!({"service_id": service["id"], "prorate": false});
    t.admin().post(&format!("/accounts/{account_id}/services"), body).await.created();
}

async fn bill(t: &TestApp, through: &str) {
    runner::run(&t.app, through.parse().expect("a date"), |_| {}).await.expect("the run is done");
}

/// `kind subject contact state` of every mail, in order.
async fn deliveries(t: &TestApp) -> Vec<String> {
    query(t, "select kind || ' ' || subject_id || ' ' || contact_id || ' ' || state from mail_deliveries order by id").await
}

fn recipients(mails: &[fairlead_testkit::Message]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

fn states(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["state"].as_str().expect("a state")).collect()
}
