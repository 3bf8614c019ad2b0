use std::sync::Arc;

use fairlead_testkit::{Client, Setup, TestApp, json, serde_json::Value};
use fairlead_vault::password::{Hasher, Params, PasswordWorkers};

use crate::IdentityAuthenticator;

/// The identity API with its own authenticator and cheap hashing.
pub(crate) fn setup() -> Setup {
    let cheap = Hasher::new(Params::new(8, 1, 1, None).expect("costs"));
    let authenticator = IdentityAuthenticator::new(PasswordWorkers::new(cheap, 2));
    Setup {
        authenticator: Arc::new(authenticator),
        jobs: crate::jobs(),
        schedules: crate::schedules(),
        ..Setup::new(crate::routes(), crate::migrations())
    }
}

/// A password that the policy takes.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The super admin, who exists from here on.
pub(crate) async fn admin(t: &TestApp) -> Client<'_> {
    crate::ensure_admin(&t.app.db, Some(PASSWORD)).await.expect("the first user is made");
    t.nobody().basic("admin", PASSWORD)
}

/// A body that creates a user.
pub(crate) fn user_body(username: &str, role_id: &Value) -> Value {
    json!({
        "username": username, "password": PASSWORD, "name": format!("{username} Tester"), "public_name": username,
        "role_id": role_id, "email_address": format!("{username}@example.com"),
    })
}

/// A user with a role that holds `permissions`; gives the client and the id.
pub(crate) async fn user<'a>(t: &'a TestApp, username: &str, permissions: &[&str]) -> (Client<'a>, Value) {
    let admin = admin(t).await;
    let role =
        admin.post("/roles", json!({"name": format!("{username} role"), "permissions": permissions})).await;
    let made = admin.post("/users", user_body(username, &role.created()["id"])).await.created();
    (t.nobody().basic(username, PASSWORD), made["id"].clone())
}

/// Logs in and gives the cookie.
pub(crate) async fn cookie(t: &TestApp, username: &str, password: &str) -> String {
    let answer =
        t.nobody().post("/session", json!({"username": username, "password": password})).await.status(200);
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    cookie.split(';').next().expect("a pair").to_owned()
}

/// Somebody with a session, as the console sends it.
pub(crate) async fn browser<'a>(t: &'a TestApp, username: &str, password: &str) -> Client<'a> {
    let cookie = cookie(t, username, password).await;
    t.nobody().with("cookie", &cookie).with("x-requested-with", "fairlead")
}
