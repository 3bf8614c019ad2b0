mod closing;
mod intake;
mod shown;

use fairlead_testkit::{TestApp, json, serde_json::Value};

use crate::testing::{account_with, texts};

/// 2026-03-15 00:00:00 UTC, twelve hours before the clock of tests: a Sunday.
const MIDNIGHT: i64 = 1_773_532_800;
const GIGABYTE: i64 = 1_000_000_000;

async fn account(t: &TestApp) -> i64 {
    account_with(t, json!({})).await
}

/// What one counter of an account shows some seconds after midnight.
fn sample(seconds: i64, in_bytes: i64, out_bytes: i64) -> Value {
    json!({
        "timestamp": MIDNIGHT + seconds, "in": in_bytes, "out": out_bytes, "data_source_identifier": "192.0.2.100",
        "data_source_parent": "router-01.example.com", "data_type": "Unknown",
    })
}

fn of(account_id: i64, mut sample: Value) -> Value {
    sample["account_id"] = json!(account_id);
    sample
}

async fn send(t: &TestApp, account_id: i64, samples: Vec<Value>) {
    let path = format!("/accounts/{account_id}/granular_data_usage");
    assert_eq!(t.admin().post(&path, json!({"data": samples})).await.ok(), json!({"success": true}));
}

/// `account billable-in/out free-in/out` of the open histories.
async fn used(t: &TestApp) -> Vec<String> {
    let sql = "select account_id || ' ' || billable_in_bytes || '/' || billable_out_bytes || ' ' || free_in_bytes || '/' || \
               free_out_bytes from data_usage_histories where closed_time is null order by account_id";
    texts(t, sql).await
}

/// An account with a data service under a new policy.
async fn account_under(t: &TestApp, policy: Value) -> (i64, Value) {
    let mut body = json!({
        "description": "Capped", "cap_in_gigabytes": 5, "rollover_enabled": false, "rollover_expiration_enabled": false,
        "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": false,
    });
    body.as_object_mut().expect("an object").extend(policy.as_object().expect("an object").clone());
    let policy = t.admin().post("/system/usage_based_billing_policies", body).await.created();
    let plan = json!({
        "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": "50.00",
        "billing_frequency_in_months": 1, "data_service": true, "download_in_kilobits": 1000, "upload_in_kilobits": 500,
        "usage_based_billing_policy_id": policy["id"],
    });
    let plan = t.admin().post("/system/services", plan).await.created();
    let id = account(t).await;
    let adding = json!({"service_id": plan["id"], "prorate": false});
    t.admin().post(&format!("/accounts/{id}/services"), adding).await.created();
    (id, policy)
}

/// A service that gives so many gigabytes for its amount.
async fn overage(t: &TestApp, gigabytes: i64, amount: &str) -> Value {
    let overage = json!({
        "active": true, "name": "More data", "type": "overage", "application": "debit", "amount": amount,
        "billing_frequency_in_months": 1, "unit_quantity_in_gigabytes": gigabytes,
    });
    t.admin().post("/system/services", overage).await.created()
}
