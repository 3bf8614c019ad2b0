use fairlead_testkit::{Setup, TestApp, json};

/// The billing API with test users, on top of the domains below it.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(fairlead_catalog::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes()
        .merge(fairlead_customers::routes())
        .merge(fairlead_catalog::routes())
        .merge(crate::routes());
    Setup::new(routes, migrations)
}

/// The path of a new active account.
pub(crate) async fn account(t: &TestApp) -> String {
    let body = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "contact_name": "Ada Lovelace", "line1": "555 Packers Ln",
        "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    });
    let made = t.admin().post("/accounts", body).await.created();
    format!("/accounts/{}", made["id"])
}
