use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{caller, cdrs, provider, rates, setup};

fn deck(rows: Value) -> Value {
    json!({"rates": rates(&rows), "minimum_rate": 0, "percentage_increase": 0})
}

async fn import(t: &TestApp, provider_id: i64, body: Value) -> Value {
    t.admin().post(&format!("/system/voice/voice_providers/{provider_id}/import_rates"), body).await.ok()
}

/// The rates of a deck as `prefix:rate`.
async fn stored(t: &TestApp, provider_id: i64, deck_id: &Value) -> Vec<String> {
    let path = format!("/system/voice/voice_providers/{provider_id}/rate_decks/{deck_id}/rates");
    let rates = t.admin().get(&path).await.ok();
    let text = |rate: &Value| {
        let price = rate["rate"].as_str().expect("a rate").trim_end_matches('0');
        format!("{}:{}", rate["prefix"].as_str().expect("a prefix"), price)
    };
    rates.as_array().expect("rates").iter().map(text).collect()
}

async fn states(t: &TestApp, provider_id: i64) -> Vec<String> {
    let decks = t.admin().get(&format!("/system/voice/voice_providers/{provider_id}/rate_decks")).await.ok();
    let state = |deck: &Value| format!("{} {}", deck["id"], deck["state"].as_str().expect("a state"));
    decks.as_array().expect("decks").iter().map(state).collect()
}

/// The rate that a call to Andorra gets now.
async fn andorra(t: &TestApp, provider_id: i64, account_id: i64, minute: u32) -> Value {
    let start = format!("2026-03-10 10:{minute:02}:00");
    cdrs(t, provider_id, json!([["4145550100", "011376312341231234", start, 60]])).await;
    let calls =
        t.admin().get(&format!("/accounts/{account_id}/call_records/2026-03-10/2026-03-11")).await.ok();
    calls[0]["rate"].clone()
}

on_both! {
    async fn a_deck_is_stored_with_increase_and_minimum_and_says_what_it_skipped(t) {
        let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
        let body = json!({
            "minimum_rate": 0.35, "percentage_increase": "40",
            "rates": [
                {"name": "ANDORRA", "prefix": "3763", "rate": 0.30786}, {"name": "ANDORRA - MOBILE", "prefix": 3764, "rate": "0.2"},
                {"name": "BROKEN", "prefix": "37x", "rate": 1}, {"prefix": "44", "rate": "1e-1"}, "nonsense",
            ],
        });
        let imported = import(&t, id, body).await;
        assert_eq!(imported["errors"], json!([
            "Line 3 was skipped as it had a rate or prefix that was not numeric.",
            "Line 5 was skipped as it had a rate or prefix that was not numeric.",
        ]));
        assert_eq!(imported["success"], true);
        assert_eq!(stored(&t, id, &imported["rate_deck_id"]).await, ["3763:0.431004", "3764:0.35", "44:0.35"]);
        assert_eq!(states(&t, id).await, ["2 active", "1 replaced"]);
    }

    async fn a_failed_import_leaves_the_old_deck(t) {
        let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
        let path = format!("/system/voice/voice_providers/{id}/import_rates");
        t.admin().post(&path, json!({})).await.invalid(&["rates", "minimum_rate", "percentage_increase"]);
        t.admin().post(&path, deck(json!([["ANDORRA", "x", 1]]))).await.invalid(&["rates"]);
        let wrong = json!({"rates": [{"prefix": "1", "rate": 1}], "minimum_rate": -1, "percentage_increase": 101});
        t.admin().post(&path, wrong).await.invalid(&["minimum_rate", "percentage_increase"]);
        let unknown = "/system/voice/voice_providers/9/import_rates";
        t.admin().post(unknown, deck(json!([["A", "1", 1]]))).await.refused(404, "Voice provider does not exist.");
        assert_eq!(states(&t, id).await, ["1 active"]);
    }

    async fn calls_are_rated_by_the_deck_of_the_moment(t) {
        let (account, _) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
        assert_eq!(andorra(&t, id, account, 1).await, "1.00000000000000000000");
        import(&t, id, deck(json!([["ANDORRA", "376", 2]]))).await;
        assert_eq!(andorra(&t, id, account, 2).await, "2.00000000000000000000");
        let first = format!("/system/voice/voice_providers/{id}/rate_decks/1");
        assert_eq!(t.admin().post(&format!("{first}/activate"), json!({})).await.ok()["state"], "active");
        assert_eq!(andorra(&t, id, account, 3).await, "1.00000000000000000000");
        t.admin().delete(&first).await.refused(422, "The rate deck is active. Activate another one first.");
        t.admin().delete(&format!("/system/voice/voice_providers/{id}/rate_decks/2")).await.ok();
        assert_eq!(states(&t, id).await, ["1 active"]);
    }

    async fn a_deck_comes_into_force_at_its_time(t) {
        let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
        let mut body = deck(json!([["ANDORRA", "376", 2]]));
        body["activate_at"] = json!("2026-03-15 14:00:00");
        import(&t, id, body.clone()).await;
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 waiting", "1 active"]);
        t.wait(TimeDelta::hours(2));
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 active", "1 replaced"]);
        let again = format!("/system/voice/voice_providers/{id}/rate_decks/2/activate");
        t.admin().post(&again, json!({"activate_at": "2026-03-16 00:00:00"})).await.invalid(&["activate_at"]);
    }

    async fn a_deck_that_is_given_another_time_waits_for_that(t) {
        let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
        let mut body = deck(json!([["ANDORRA", "376", 2]]));
        body["activate_at"] = json!("2026-03-15 14:00:00");
        import(&t, id, body).await;
        let path = format!("/system/voice/voice_providers/{id}/rate_decks/2/activate");
        t.admin().post(&path, json!({"activate_at": "2026-03-15 16:00:00"})).await.ok();
        t.wait(TimeDelta::hours(2));
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 waiting", "1 active"]);
        t.wait(TimeDelta::hours(2));
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 active", "1 replaced"]);
    }

    async fn two_decks_are_compared(t) {
        let id = provider(&t, json!([["A", "1", 1], ["B", "2", 1], ["C", "3", 1], ["D", "4", 1]])).await;
        import(&t, id, deck(json!([["A", "1", 1], ["B", "2", 2], ["C", "3", 0.5], ["E", "5", 1], ["F", "6", 1]]))).await;
        let path = format!("/system/voice/voice_providers/{id}/rate_decks/2/compare/1");
        assert_eq!(
            t.admin().get(&format!("{path}/summary")).await.ok(),
            json!({"added": 2, "dropped": 1, "dearer": 1, "cheaper": 1})
        );
        let changes = t.admin().get(&path).await.ok();
        let words = |change: &Value| format!("{} {}", change["prefix"].as_str().unwrap(), change["change"].as_str().unwrap());
        let all: Vec<String> = changes.as_array().unwrap().iter().map(words).collect();
        assert_eq!(all, ["2 dearer", "3 cheaper", "4 dropped", "5 added", "6 added"]);
        assert_eq!(changes[2]["rate"], Value::Null);
        assert_eq!(changes[1]["rate_before"], "1.00000000000000000000");
        let page = t.admin().get(&format!("{path}?filter[change]=added&limit=1&page=2")).await.status(200);
        assert_eq!(page.json["data"][0]["prefix"], "6");
        assert_eq!(page.json["paginator"]["total_count"], 2);
        t.admin().get(&format!("{path}?filter[change]=other")).await.status(422);
        t.admin().get(&format!("/system/voice/voice_providers/{id}/rate_decks/2/compare/9")).await.status(404);
    }

    async fn replaced_decks_go_after_a_while(t) {
        t.start_schedules().await;
        let id = provider(&t, json!([["A", "1", 1]])).await;
        import(&t, id, deck(json!([["A", "1", 2]]))).await;
        t.wait(TimeDelta::days(60));
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 active", "1 replaced"]);
        t.wait(TimeDelta::days(40));
        t.run_jobs().await;
        assert_eq!(states(&t, id).await, ["2 active"]);
    }
}
