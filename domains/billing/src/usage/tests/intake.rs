use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{json, on_both, serde_json::Value, tokio};

use super::{GIGABYTE, account, account_under, of, sample, send, texts, used};
use crate::testing::setup;
use crate::usage::purge;

const BULK: &str = "/accounts/bulk_granular_data_usage";

/// What a batch of these samples counts for one account, in the order in which they are sent.
struct Case(&'static str, &'static [&'static [(i64, i64, i64)]], &'static str);

const CASES: &[Case] = &[
    Case("the first sample is a base", &[&[(0, 500, 300)]], "0/0"),
    Case("what comes after it counts", &[&[(0, 500, 300), (60, 700, 350)]], "200/50"),
    Case("from one batch to the next", &[&[(0, 500, 300)], &[(60, 700, 350)], &[(120, 701, 350)]], "201/50"),
    Case(
        "the same batch again",
        &[&[(0, 500, 300), (60, 700, 350)], &[(0, 500, 300), (60, 700, 350)]],
        "200/50",
    ),
    Case("the same sample twice in a batch", &[&[(0, 500, 300), (60, 700, 350), (60, 700, 350)]], "200/50"),
    Case("a batch out of order", &[&[(120, 900, 400), (0, 500, 300), (60, 700, 350)]], "400/100"),
    Case("a late sample", &[&[(0, 500, 300)], &[(120, 900, 400)], &[(60, 700, 350)]], "400/100"),
    Case(
        "and what follows it",
        &[&[(0, 500, 300)], &[(120, 900, 400)], &[(60, 700, 350)], &[(180, 901, 401)]],
        "401/101",
    ),
    Case("a wrap of one counter", &[&[(0, 500, 300), (60, 100, 350), (120, 150, 360)]], "50/60"),
    Case("a wrap of both", &[&[(0, 500, 300)], &[(60, 100, 50)], &[(120, 150, 60)]], "50/10"),
    Case(
        "the largest counter there is",
        &[&[(0, 0, 0), (60, i64::MAX, 1), (120, 0, 2), (180, i64::MAX, 3)]],
        "9223372036854775807/3",
    ),
];

on_both! {
    async fn each_byte_counts_once(t) {
        for Case(name, batches, expected) in CASES {
            let id = account(&t).await;
            for batch in *batches {
                send(&t, id, batch.iter().map(|(at, i, o)| sample(*at, *i, *o)).collect()).await;
            }
            assert_eq!(used(&t).await.last(), Some(&format!("{id} {expected} 0/0")), "{name}");
        }
    }

    async fn the_documented_batch_is_taken_byte_for_byte(t) {
        let (first, second) = (account(&t).await, account(&t).await);
        let body = format!(r#"{{
    "data": [
        {{
            "timestamp": 1451606400,
            "in": 1,
            "out": 3,
            "data_source_identifier": "192.168.100.123",
            "data_source_parent": "Router-01-Example.sonar.software",
            "data_type": "Unknown",
            "account_id": {first}
        }},
        {{
            "timestamp": 1451606460,
            "in": 141,
            "out": 1807,
            "data_source_identifier": "192.168.100.123",
            "data_source_parent": "Router-01-Example.sonar.software",
            "data_type": "Unknown",
            "account_id": {second}
        }}
    ]
 }}"#);
        let answer = t.admin().send(Method::POST, BULK, Body::from(body)).await.status(200);
        assert_eq!(answer.json, json!({"data": {"success": true}}));
        assert_eq!(used(&t).await, [format!("{first} 0/0 0/0"), format!("{second} 0/0 0/0")]);
        let counters = "select account_id || ' ' || at_in_microseconds || ' ' || in_bytes || ' ' || out_bytes from usage_counters order by id";
        assert_eq!(texts(&t, counters).await, [format!("{first} 1451606400000000 1 3"), format!("{second} 1451606460000000 141 1807")]);
    }

    async fn numbers_are_taken_as_php_sends_them(t) {
        let id = account(&t).await;
        let mut text = sample(0, 0, 0);
        (text["timestamp"], text["in"], text["out"]) = (json!("1773532800.25"), json!("100"), json!(200.0));
        let mut later = sample(0, 0, 0);
        (later["timestamp"], later["in"], later["out"]) = (json!(1_773_532_800.250_001_f64), json!(101), json!("202"));
        send(&t, id, vec![text, later]).await;
        assert_eq!(used(&t).await, [format!("{id} 1/2 0/0")]);
    }

    async fn sources_have_nothing_to_do_with_each_other(t) {
        let id = account(&t).await;
        let with = |field: &str, value: &str, at: i64, bytes: i64| {
            let mut other = sample(at, bytes, bytes);
            other[field] = json!(value);
            other
        };
        send(&t, id, vec![sample(0, 1000, 1000), sample(60, 1001, 1001)]).await;
        for (field, value) in [("data_source_identifier", "192.0.2.101"), ("data_source_parent", "router-02"), ("data_type", "HTTP")] {
            send(&t, id, vec![with(field, value, 0, 10), with(field, value, 60, 30)]).await;
        }
        assert_eq!(used(&t).await, [format!("{id} 61/61 0/0")]);
    }

    async fn night_is_free_where_the_provider_is(t) {
        t.admin().patch("/system/application", json!({"timezone": "America/Chicago"})).await.ok();
        let (id, policy) = account_under(&t, json!({})).await;
        let periods = format!("/system/usage_based_billing_policies/{}/usage_based_billing_free_periods", policy["id"]);
        // Saturday from 20:00 in Chicago: 01:00 to 04:59:59 UTC of the Sunday.
        t.admin().post(&periods, json!({"day": 6, "start": "20:00:00", "end": "23:59:59"})).await.created();
        let hour = 3600;
        send(&t, id, vec![sample(0, 0, 0), sample(hour - 1, 1, 10), sample(hour, 3, 30), sample(5 * hour - 1, 7, 70), sample(5 * hour, 15, 150)]).await;
        assert_eq!(used(&t).await, [format!("{id} 9/90 6/60")]);
    }

    async fn everything_wrong_is_told_by_its_place(t) {
        let id = account(&t).await;
        let mut wrong = vec![of(id, sample(0, 1, 1)); 4];
        wrong[0]["in"] = json!("many");
        wrong[1]["out"] = json!(-1);
        wrong[1]["timestamp"] = json!("today");
        wrong[2]["timestamp"] = json!(1_773_532_800_000_i64);
        wrong[2]["in"] = json!(1.5);
        wrong[3] = json!({});
        let path = format!("/accounts/{id}/granular_data_usage");
        let own = ["data.0.in", "data.1.out", "data.1.timestamp", "data.2.timestamp", "data.2.in", "data.3.timestamp", "data.3.in", "data.3.out"];
        let names = ["data.3.data_source_identifier", "data.3.data_source_parent", "data.3.data_type"];
        let messages = t.admin().post(&path, json!({"data": wrong})).await.invalid(&[&own[..], &names].concat());
        assert_eq!(messages["data.0.in"], "The data.0.in must be a number.");
        assert_eq!(messages["data.2.timestamp"], "The data.2.timestamp must be a Unix timestamp in seconds.");
        t.admin().post(BULK, json!({"data": wrong})).await.invalid(&[&own[..], &names, &["data.3.account_id"]].concat());
        for (nothing, message) in [
            (json!([]), "The data field is required."), (json!({}), "The data field is required."), (json!("x"), "The data must be an array."), (json!([17]), ""),
            (json!(vec![sample(0, 1, 1); 5001]), "The data may not have more than 5000 items."),
        ] {
            let answer = t.admin().post(&path, json!({"data": nothing})).await.status(422);
            assert!(message.is_empty() || answer.json["error"]["message"]["data"] == message, "{}", answer.json);
        }
        let messages = t.admin().post(BULK, json!({"data": vec![json!({}); 5000]})).await.status(422).json;
        assert_eq!(messages["error"]["message"].as_object().map(|all| all.len()), Some(700), "a hundred samples are told");
        assert_eq!(used(&t).await, [""; 0], "nothing of it is stored");
    }

    async fn a_clock_that_goes_far_ahead_is_refused(t) {
        let id = account(&t).await;
        let path = format!("/accounts/{id}/granular_data_usage");
        let noon = 12 * 3600;
        let messages = t.admin().post(&path, json!({"data": [sample(noon, 1, 1), sample(noon + 3601, 2, 2)]})).await.invalid(&["data.1.timestamp"]);
        assert_eq!(messages["data.1.timestamp"], "The data.1.timestamp may not be in the future.");
        send(&t, id, vec![sample(noon, 1, 1), sample(noon + 3600, 2, 2)]).await;
    }

    async fn unknown_accounts_lose_nothing_of_the_rest(t) {
        let (id, gone) = (account(&t).await, account(&t).await);
        t.admin().delete(&format!("/accounts/{gone}")).await.ok();
        let batch = vec![of(id, sample(0, 1, 1)), of(999, sample(0, 1, 1)), of(gone, sample(0, 1, 1)), of(id, sample(60, 5, 5))];
        let answer = t.admin().post(BULK, json!({"data": batch})).await.ok();
        let message = "No account with that ID found.";
        assert_eq!(answer, json!({"success": true, "skipped": {"data.1.account_id": message, "data.2.account_id": message}}));
        assert_eq!(used(&t).await, [format!("{id} 4/4 0/0")]);
        t.admin().post(BULK, json!({"data": [of(999, sample(0, 1, 1))]})).await.invalid(&["data.0.account_id"]);
        for nowhere in [gone, 999] {
            t.admin().post(&format!("/accounts/{nowhere}/granular_data_usage"), json!({"data": [sample(0, 1, 1)]})).await.status(404);
        }
    }

    async fn five_thousand_counters_of_many_accounts_are_taken_at_once(t) {
        let mut accounts = Vec::new();
        for _ in 0..20 {
            accounts.push(account(&t).await);
        }
        let batch = |at: i64, bytes: i64| -> Vec<Value> {
            let one = |number: usize| {
                let mut one = of(accounts[number % 20], sample(at, bytes, 2 * bytes));
                one["data_source_identifier"] = json!(format!("198.51.100.{}", number / 20));
                one
            };
            (0..5000).map(one).collect()
        };
        for (at, bytes) in [(0, 0), (60, GIGABYTE), (60, GIGABYTE), (120, GIGABYTE + 1)] {
            t.admin().post(BULK, json!({"data": batch(at, bytes)})).await.ok();
        }
        let each = 250 * (GIGABYTE + 1);
        let expected: Vec<String> = accounts.iter().map(|id| format!("{id} {each}/{} 0/0", 2 * each)).collect();
        assert_eq!(used(&t).await, expected);
        assert_eq!(texts(&t, "select cast(count(*) as text) from usage_samples").await, ["10000"]);
    }

    async fn batches_at_once_count_each_byte_once(t) {
        let id = account(&t).await;
        send(&t, id, vec![sample(0, 0, 0)]).await;
        let (t, batch) = (&t, |number: i64| json!({"data": [of(id, sample(60 * number, number * 10, number))]}));
        let all = (1..=16).map(|number| async move { t.admin().post(BULK, batch(number)).await.ok() });
        let mut all: Vec<_> = all.map(Box::pin).collect();
        // Two at a time, in whatever order they end.
        while let (Some(one), other) = (all.pop(), all.pop()) {
            let other = async { if let Some(other) = other { other.await; } };
            tokio::join!(one, other);
        }
        assert_eq!(used(t).await, [format!("{id} 160/16 0/0")]);
    }

    async fn who_may_not_submit_does_not(t) {
        let id = account(&t).await;
        let path = format!("/accounts/{id}/granular_data_usage");
        t.user().can("accounts.read").post(&path, json!({"data": [sample(0, 1, 1)]})).await.status(403);
        t.user().can("account_data_usage.create").post(&path, json!({"data": [sample(0, 1, 1)]})).await.ok();
    }
}

on_both! {
    async fn a_batch_takes_a_fixed_number_of_statements(t) {
        let mut statements = Vec::new();
        let mut accounts = Vec::new();
        for more in [2, 60] {
            for _ in 0..more {
                accounts.push(account(&t).await);
            }
            for seconds in [0, 60] {
                let at = seconds + 200 * accounts.len() as i64;
                let data: Vec<Value> = accounts.iter().map(|id| of(*id, sample(at, at * 10, at))).collect();
                let before = t.app.db.statements_in_transactions();
                t.admin().post(BULK, json!({"data": data})).await.ok();
                if seconds > 0 {
                    statements.push(t.app.db.statements_in_transactions() - before);
                }
            }
        }
        assert_eq!(statements, [6; 2]);
    }

    async fn samples_go_when_their_time_is_over_and_what_they_counted_stays(t) {
        let id = account(&t).await;
        send(&t, id, vec![sample(0, 0, 0), sample(60, 100, 0), sample(120, 200, 0)]).await;
        t.wait(chrono::TimeDelta::days(2));
        send(&t, id, vec![sample(2 * 86_400, 500, 0)]).await;
        assert_eq!(purge::purge(&t.app).await.expect("nothing is old"), 0);
        t.admin().patch("/system/billing", json!({"usage_sample_retention_in_days": 1})).await.ok();
        assert_eq!(purge::purge(&t.app).await.expect("they go"), 2);
        assert_eq!(texts(&t, "select cast(in_bytes as text) from usage_samples").await, ["300"]);
        assert_eq!(used(&t).await, [format!("{id} 500/0 0/0")]);
        send(&t, id, vec![sample(2 * 86_400 + 60, 600, 0)]).await;
        assert_eq!(used(&t).await, [format!("{id} 600/0 0/0")], "counters remember");
    }
}
