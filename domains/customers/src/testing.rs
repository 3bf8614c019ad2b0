use fairlead_testkit::{Setup, TestApp, json, serde_json::Value};

/// The customer API with test users, and the tables of settings and users beside its own.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(crate::migrations());
    let setup = Setup::new(crate::routes(), migrations);
    Setup { pages: crate::pages(), jobs: crate::jobs(), schedules: crate::schedules(), ..setup }
}

/// `body` with what `changes` sets.
fn with(mut body: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().expect("changes are an object") {
        body[name] = value.clone();
    }
    body
}

/// The body of an address.
pub(crate) fn address(changes: Value) -> Value {
    let body = json!({
        "line1": "555 Packers Ln", "line2": "Suite 1337", "city": "Green Bay", "state": "WI", "county": "Brown Co.",
        "zip": "54302", "country": "US", "latitude": null, "longitude": null, "address_type_id": 2,
    });
    with(body, changes)
}

/// The body of an account as the console sends it.
pub(crate) fn new_account(changes: Value) -> Value {
    let body = json!({
        "name": "Ada Byron", "account_type_id": 1, "account_status_id": 2, "line1": "12345 Some Ln", "city": "West Allis",
        "state": "WI", "county": "Milwaukee Co.", "zip": "53226", "country": "US", "latitude": 43.0, "longitude": -88.0,
        "contact_name": "Ada Byron", "role": "Owner", "email_address": "ada@example.com",
        "phone_numbers": {"mobile": {"number": "4145550142", "extension": null}}, "email_message_categories": [2, 3],
    });
    with(body, changes)
}

/// A stored account.
pub(crate) async fn account(t: &TestApp, changes: Value) -> Value {
    t.admin().post("/accounts", new_account(changes)).await.created()
}
