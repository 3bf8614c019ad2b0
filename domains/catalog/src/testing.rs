use fairlead_testkit::{Setup, TestApp, json, serde_json::Value};

/// The catalogue API with test users, on top of the domains below it.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes().merge(fairlead_customers::routes()).merge(crate::routes());
    Setup::new(routes, migrations)
}

/// The body of a service: a monthly plan, with what `changes` sets.
pub(crate) fn new_service(changes: Value) -> Value {
    let mut body = json!({
        "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 49.95,
        "billing_frequency_in_months": 1,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    body
}

/// A stored service.
pub(crate) async fn service(t: &TestApp, changes: Value) -> Value {
    t.admin().post("/system/services", new_service(changes)).await.created()
}

/// A stored service for usage beyond a cap.
pub(crate) async fn overage(t: &TestApp) -> Value {
    let changes = json!({"name": "10 GB", "type": "overage", "amount": 5, "unit_quantity_in_gigabytes": 10});
    service(t, changes).await
}
