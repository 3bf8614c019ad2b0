//! Test setup of what belongs to an account.

use axum::body::Body;
use axum::http::Method;
use fairlead_store::{Tx, Who, classify};
use fairlead_testkit::{Setup, TestAnswer, TestApp, json};
use sea_orm::ConnectionTrait;

/// The customer API with its jobs.
pub(crate) fn setup() -> Setup {
    let mut setup = crate::testing::setup();
    setup.jobs.extend(crate::jobs());
    setup.schedules.extend(crate::schedules());
    setup
}

/// The id of a new account.
pub(crate) async fn account(t: &TestApp) -> i64 {
    let stored = crate::testing::account(t, json!({})).await;
    stored["id"].as_i64().expect("an id")
}

/// Gives the tester, who is user 1, a colleague, who is user 2.
pub(crate) async fn users(t: &TestApp) {
    let columns = "username, name, public_name, locale, role_id, email_address, password_hash, password_changed_at, must_reset";
    let row =
        |name: &str| format!("('{name}', '{name}', '{name}', 'en', 1, '{name}@example.com', '', 0, false)");
    let sql = format!("insert into users ({columns}) values {}, {}", row("tester"), row("colleague"));
    let sql = sql.as_str();
    let who = Who::platform("test");
    let written =
        t.app.db.write(&who, |tx: Tx| async move { tx.execute_unprepared(sql).await.map_err(classify) });
    written.await.expect("the users are stored");
}

/// Removes a user, as the domain of users does.
pub(crate) async fn delete_user(t: &TestApp, id: i64) {
    let who = Who::platform("test");
    let sql = format!("delete from users where id = {id}");
    let sql = sql.as_str();
    let written =
        t.app.db.write(&who, |tx: Tx| async move { tx.execute_unprepared(sql).await.map_err(classify) });
    written.await.expect("the user is deleted");
}

/// Deletes the account.
pub(crate) async fn delete_account(t: &TestApp, id: i64) {
    t.admin().delete(&format!("/accounts/{id}")).await.ok();
}

/// A POST as the field's importer sends it: these bytes, with its headers.
pub(crate) async fn importer_sends(t: &TestApp, path: &str, body: &[u8]) -> TestAnswer {
    let client = t.admin().with("content-type", "application/json; charset=UTF8").with("timeout", "30");
    client.send(Method::POST, path, Body::from(body.to_vec())).await
}
