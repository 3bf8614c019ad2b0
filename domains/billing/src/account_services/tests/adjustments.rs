//! Who may adjust, and how much.

use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{account, lines, service, setup};

/// The role of the user that test users act as.
async fn role_of_tester(t: &TestApp) -> Value {
    let role =
        t.admin().post("/roles", json!({"name": "Clerk", "permissions": []})).await.created()["id"].clone();
    let user = json!({
        "username": "tester", "password": "a long enough secret", "name": "Tess Ter", "public_name": "Tess", "role_id": role,
        "email_address": "tess@example.com",
    });
    assert_eq!(t.admin().post("/users", user).await.created()["id"], 1);
    role
}

async fn goodwill(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({"name": "Goodwill", "type": "adjustment", "application": "credit", "amount": 0});
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    service(t, body).await
}

on_both! {
    async fn only_the_roles_of_an_adjustment_apply_it(t) {
        let role = role_of_tester(&t).await;
        let (for_all, own, other) = (
            goodwill(&t, json!({})).await,
            goodwill(&t, json!({"roles": [role]})).await,
            goodwill(&t, json!({"roles": [1]})).await,
        );
        let account = account(&t).await;
        let all = format!("/accounts/{account}/services");
        let clerk = t.user().can("account_services.create");
        for service in [for_all, own] {
            clerk.post(&all, json!({"service_id": service, "amount": 5})).await.created();
        }
        let sent = json!({"service_id": other, "amount": 5});
        clerk.post(&all, sent.clone()).await.refused(422, "You do not have permission to apply adjustment services.");
        t.admin().post(&all, sent).await.created();
        assert_eq!(lines(&t, account).await.len(), 3);
    }

    async fn a_user_adjusts_no_more_than_the_limit_of_the_last_days(t) {
        let limited = goodwill(&t, json!({"limit_adjustments": true, "period_days": 7, "max_amount_per_period": 50})).await;
        let (one, other) = (account(&t).await, account(&t).await);
        let apply = async |account: i64, amount: &str| {
            t.admin().post(&format!("/accounts/{account}/services"), json!({"service_id": limited, "amount": amount})).await
        };
        apply(one, "30").await.created();
        t.wait(chrono::TimeDelta::days(3));
        let messages = apply(other, "20.01").await.invalid(&["amount"]);
        assert_eq!(messages["amount"], "The adjustment is more than the 20.00 that you may still apply within 7 days.");
        apply(other, "20").await.created();
        apply(one, "0.01").await.invalid(&["amount"]);
        // Seven days after the first one its 30.00 are free again.
        t.wait(chrono::TimeDelta::days(4));
        apply(one, "30.01").await.invalid(&["amount"]);
        apply(one, "30").await.created();
        assert_eq!((lines(&t, one).await.len(), lines(&t, other).await.len()), (2, 1));
    }

    async fn adjustments_of_many_accounts_at_once_stay_within_the_limit(t) {
        let limited = goodwill(&t, json!({"limit_adjustments": true, "period_days": 7, "max_amount_per_period": 50})).await;
        let mut accounts = Vec::new();
        for _ in 0..4 {
            accounts.push(account(&t).await);
        }
        let admin = t.admin();
        let apply = |place: usize| {
            let (admin, path) = (admin.clone(), format!("/accounts/{}/services", accounts[place]));
            async move { admin.post(&path, json!({"service_id": limited, "amount": 20})).await.status.as_u16() }
        };
        let answers = fairlead_testkit::tokio::join!(apply(0), apply(1), apply(2), apply(3));
        let mut answers = [answers.0, answers.1, answers.2, answers.3];
        answers.sort_unstable();
        assert_eq!(answers, [201, 201, 422, 422]);
    }
}
