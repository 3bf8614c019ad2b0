use fairlead_billing::run::sources::ChargeSources;
use fairlead_testkit::{Setup, TestApp, json, serde_json::Value};

/// The voice API with test users, on top of the domains below it.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(fairlead_catalog::migrations());
    migrations.extend(fairlead_billing::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes()
        .merge(fairlead_customers::routes())
        .merge(fairlead_catalog::routes())
        .merge(fairlead_billing::routes())
        .merge(crate::routes());
    let mut jobs = fairlead_billing::jobs();
    jobs.extend(crate::jobs());
    let routes = routes.with(ChargeSources::new(vec![crate::charge_source()]));
    Setup { jobs, schedules: crate::schedules(), ..Setup::new(routes, migrations) }
}

fn id(made: &Value) -> i64 {
    made["id"].as_i64().expect("an id")
}

/// The id of a new active account.
pub(crate) async fn account(t: &TestApp) -> i64 {
    let body = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "contact_name": "Ada Lovelace",
        "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    });
    id(&t.admin().post("/accounts", body).await.created())
}

/// The id of a new voice service, with what `changes` sets.
pub(crate) async fn voice_service(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "active": true, "name": "Voice", "type": "recurring", "application": "debit", "amount": 20,
        "billing_frequency_in_months": 1, "voice_service": true,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    id(&t.admin().post("/system/services", body).await.created())
}

/// Puts a service on an account; gives its id there.
pub(crate) async fn put_on(t: &TestApp, account_id: i64, service_id: i64) -> i64 {
    let path = format!("/accounts/{account_id}/services");
    t.admin().post(&path, json!({"service_id": service_id, "prorate": false})).await.created();
    let services = t.admin().get(&path).await.ok();
    let last = services.as_array().and_then(|services| services.last()).expect("a service");
    last["unique_service_relationship_id"].as_i64().expect("an id")
}

/// Adds DIDs to the first rate center.
pub(crate) async fn add_dids(t: &TestApp, dids: &[&str]) {
    t.admin().post("/system/voice/dids", json!({"dids": dids, "rate_center_id": 1})).await.created();
}

/// An active account with a voice service and this DID on it: the ids of the account and the service.
pub(crate) async fn caller(t: &TestApp, did: &str, service: Value) -> (i64, i64) {
    let (account_id, service_id) = (account(t).await, voice_service(t, service).await);
    put_on(t, account_id, service_id).await;
    add_dids(t, &[did]).await;
    let body = json!({"did": did, "service_id": service_id});
    t.admin().post(&format!("/accounts/{account_id}/dids"), body).await.ok();
    (account_id, service_id)
}

/// `[name, prefix, rate]` each, as `import_rates` takes them.
pub(crate) fn rates(rows: &Value) -> Value {
    let rate = |row: &Value| json!({"name": row[0], "prefix": row[1], "rate": row[2]});
    rows.as_array().expect("rows").iter().map(rate).collect()
}

/// The id of a new voice provider with a deck of `[name, prefix, rate]`.
pub(crate) async fn provider(t: &TestApp, rows: Value) -> i64 {
    let all = "/system/voice/voice_providers";
    let count = t.admin().get(all).await.ok().as_array().map_or(0, Vec::len);
    let id = id(&t.admin().post(all, json!({"name": format!("Carrier {count}")})).await.created());
    let deck = json!({"rates": rates(&rows), "minimum_rate": 0, "percentage_increase": 0});
    t.admin().post(&format!("{all}/{id}/import_rates"), deck).await.ok();
    id
}

/// Submits `[origination, destination, call_start, duration]` each.
pub(crate) async fn cdrs(t: &TestApp, provider_id: i64, rows: Value) -> Value {
    let record = |row: &Value| json!({"origination": row[0], "destination": row[1], "call_start": row[2], "duration": row[3]});
    let records: Value = rows.as_array().expect("rows").iter().map(record).collect();
    let body = json!({"voice_provider_id": provider_id, "records": records});
    t.admin().post("/system/voice/cdr_rating", body).await.ok()
}
