//! What the tests of contracts share.

mod api;
mod mail;
mod page;
mod portal;
mod signing;

use axum::body::Body;
use axum::http::Method;
use fairlead_kernel::Result;
use fairlead_store::{Tx, Who, classify};
use fairlead_testkit::{Setup, TestAnswer, TestApp, json};
use sea_orm::{ConnectionTrait, Statement, Value as SqlValue};
use serde_json::Value;

/// The customer API, and the settings that contracts read.
pub(super) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes().merge(crate::routes());
    Setup { pages: crate::pages(), jobs: crate::jobs(), ..Setup::new(routes, migrations) }
}

/// An account with one contact.
pub(super) struct Customer {
    pub account_id: i64,
    pub contact_id: i64,
}

impl Customer {
    pub fn path(&self) -> String {
        format!("/accounts/{}/contracts", self.account_id)
    }
}

/// An account called `name` in Sheboygan, with a contact called `contact`.
pub(super) async fn customer(t: &TestApp, name: &str, contact: &str, email: Option<&str>) -> Customer {
    let account = "insert into accounts (name, account_type_id, account_status_id, bill_day, created_at, updated_at) \
                   values ($1, 1, 2, 1, 0, 0) returning id";
    let account_id = insert(t, account, vec![name.into()]).await;
    let address = "insert into account_addresses (account_id, address_type_id, line1, city, state, zip, country, created_at, updated_at) \
                   values ($1, 1, '615 N 6th St', 'Sheboygan', 'WI', '53081', 'US', 0, 0) returning id";
    insert(t, address, vec![account_id.into()]).await;
    let contact_id = add_contact(t, account_id, contact, email).await;
    Customer { account_id, contact_id }
}

pub(super) async fn add_contact(t: &TestApp, account_id: i64, name: &str, email: Option<&str>) -> i64 {
    let sql = "insert into account_contacts (account_id, name, role, email_address, phone_numbers, \
               email_message_categories, \"primary\", created_at, updated_at) \
               values ($1, $2, 'Owner', $3, $4, $5, false, 0, 0) returning id";
    let phones = json!({"mobile": {"number": "5550100100", "extension": null}});
    let values = vec![
        account_id.into(),
        name.into(),
        email.map(str::to_owned).into(),
        phones.into(),
        json!([]).into(),
    ];
    insert(t, sql, values).await
}

async fn insert(t: &TestApp, sql: &str, values: Vec<SqlValue>) -> i64 {
    let values = &values;
    let written: Result<i64> = t
        .app
        .db
        .write(&Who::platform("test"), |tx: Tx| async move {
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values.clone());
            let row = tx.query_one_raw(statement).await.map_err(classify)?.expect("a row comes back");
            row.try_get_by_index(0).map_err(classify)
        })
        .await;
    written.expect("the row is written")
}

pub(super) async fn delete_account(t: &TestApp, customer: &Customer) {
    insert(
        t,
        "update accounts set deleted_at = 1 where id = $1 returning id",
        vec![customer.account_id.into()],
    )
    .await;
}

/// A template with this body and a term of twelve months.
pub(super) async fn template(t: &TestApp, body: &str) -> Value {
    let body = json!({"name": "Internet service", "body": body, "term_in_months": 12});
    t.admin().post("/system/contract_templates", body).await.created()["id"].take()
}

/// A contract with a short text.
pub(super) async fn contract(t: &TestApp, customer: &Customer) -> Value {
    let template = template(t, "<p>Dear {{contact_name}}, this is between us.</p>").await;
    let body = json!({"contract_template_id": template, "contact_id": customer.contact_id});
    t.admin().post(&customer.path(), body).await.created()
}

/// Ada, and a contract for her.
pub(super) async fn contract_for_ada(t: &TestApp) -> (Customer, Value) {
    let ada = customer(t, "Analytical Engines", "Ada Lovelace", Some("ada@example.com")).await;
    let contract = contract(t, &ada).await;
    (ada, contract)
}

pub(super) fn link(contract: &Value) -> String {
    format!("!/contract_signing/{}", contract["unique_link_key"].as_str().expect("a contract has a key"))
}

pub(super) fn html(answer: &TestAnswer) -> String {
    String::from_utf8(answer.bytes.clone()).expect("pages are UTF-8")
}

pub(super) async fn submit(t: &TestApp, contract: &Value, form: &str) -> TestAnswer {
    t.nobody().send(Method::POST, &link(contract), Body::from(form.to_owned())).await
}

pub(super) async fn sign(t: &TestApp, contract: &Value, name: &str) {
    submit(t, contract, &format!("signer_name={name}&agreed=yes")).await.status(303);
}
