use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{add_dids, caller, cdrs, provider, put_on, setup, voice_service};

async fn calls(t: &TestApp, account_id: i64) -> Value {
    t.admin().get(&format!("/accounts/{account_id}/call_records/2026-03-01/2026-04-01")).await.ok()
}

fn taken(rated: usize, unmatched: usize, unrated: usize, repeated: usize) -> Value {
    json!({"success": true, "rated": rated, "unmatched": unmatched, "unrated": unrated, "repeated": repeated})
}

on_both! {
    async fn calls_are_rated_as_documented(t) {
        let terms = json!({"local_prefixes": ["414"], "long_distance_minutes_amount": 0.05, "first_interval_in_seconds": 60, "sub_interval_in_seconds": 30});
        let (account, service) = caller(&t, "4145132472", terms).await;
        let id = provider(&t, json!([["TOLL FREE", "1800", 0], ["ANDORRA", "3763", 0.364]])).await;
        let answer = cdrs(&t, id, json!([
            ["4145132472", "011376312341231234", "2026-03-10 16:09:46", 154],
            ["14145132472", "18007776666", "2026-03-10 16:10:46", 1999],
            ["4145132472", "4145550100", "2026-03-10 16:11:46", 61],
            ["4145132472", "2125550100", "2026-03-10 16:12:46", 0],
        ])).await;
        assert_eq!(answer, taken(4, 0, 0, 0));
        let calls = calls(&t, account).await;
        assert_eq!(calls[2], json!({
            "id": calls[2]["id"], "origination": "14145132472", "destination": "18007776666", "call_start": "2026-03-10 16:10:46",
            "duration_in_seconds": 1999, "matched_prefix": "1800", "prefix_name": "TOLL FREE", "rate": "0.00000000000000000000",
            "local": false, "long_distance": false, "service_id": service, "class": "toll_free", "billed_seconds": 2010, "billed_on": null,
        }));
        let shown: Vec<String> = calls.as_array().unwrap().iter().map(|call| {
            format!("{} {} {} {}", call["destination"], call["class"], call["rate"], call["billed_seconds"]).replace('"', "")
        }).collect();
        assert_eq!(shown, [
            "12125550100 long_distance 5.00000000000000000000 0",
            "14145550100 local 0.00000000000000000000 90",
            "18007776666 toll_free 0.00000000000000000000 2010",
            "011376312341231234 international 0.36400000000000000000 180",
        ]);
    }

    async fn who_is_called_toll_free_pays(t) {
        let (called, _) = caller(&t, "8005550100", json!({"inbound_toll_free_rate": 0.02})).await;
        let (calling, _) = caller(&t, "4145550100", json!({"name": "Home voice"})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([
            ["4145550100", "18005550100", "2026-03-10 10:00:00", 60],
            ["anonymous", "8005550100", "2026-03-10 11:00:00", 60],
            ["2125550100", "4145550100", "2026-03-10 12:00:00", 60],
        ])).await;
        let toll_free = calls(&t, called).await;
        assert_eq!(toll_free.as_array().map(Vec::len), Some(2));
        assert_eq!((&toll_free[0]["class"], &toll_free[0]["rate"]), (&json!("inbound_toll_free"), &json!("2.00000000000000000000")));
        assert_eq!(toll_free[0]["origination"], "anonymous");
        let inbound = calls(&t, calling).await;
        assert_eq!((&inbound[0]["class"], &inbound[0]["rate"]), (&json!("inbound"), &json!("0.00000000000000000000")));
        assert_eq!(inbound.as_array().map(Vec::len), Some(1));
    }

    async fn the_same_call_is_stored_once_however_it_is_written(t) {
        let (account, _) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let other = provider(&t, json!([["US", "1", 1]])).await;
        let call = json!([["4145550100", "2125550100", "2026-03-10 10:00:00", 60]]);
        assert_eq!(cdrs(&t, id, call.clone()).await, taken(1, 0, 0, 0));
        assert_eq!(cdrs(&t, id, call.clone()).await, taken(1, 0, 0, 1));
        let twice = json!([
            ["14145550100", "+1 212 555 0100", "2026-03-10 10:00:00", 60], ["4145550100", "2125550100", "2026-03-10 10:00:00", "61"],
            ["4145550100", "2125550100", "2026-03-10 10:00:00", 61],
        ]);
        assert_eq!(cdrs(&t, id, twice).await, taken(3, 0, 0, 2));
        assert_eq!(cdrs(&t, other, call).await, taken(1, 0, 0, 0));
        assert_eq!(calls(&t, account).await.as_array().map(Vec::len), Some(3));
    }

    async fn calls_of_nobody_are_kept_and_rated_when_somebody_asks(t) {
        let (account, service) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let answer = cdrs(&t, id, json!([
            ["4145550199", "2125550100", "2026-03-10 10:00:00", 60], ["4145550100", "01133145550100", "2026-03-10 10:00:00", 60],
        ])).await;
        assert_eq!(answer, taken(0, 1, 1, 0));
        let waiting = t.admin().get("/system/voice/waiting_calls").await.ok();
        let states: Vec<&Value> = waiting.as_array().unwrap().iter().map(|call| &call["state"]).collect();
        assert_eq!(states, ["unmatched", "unrated"]);
        assert_eq!(t.admin().get("/system/voice/waiting_calls?filter[state]=unrated").await.ok()[0]["account_id"], account);
        add_dids(&t, &["4145550199"]).await;
        t.admin().post(&format!("/accounts/{account}/dids"), json!({"did": "4145550199", "service_id": service})).await.ok();
        let deck = json!({"rates": [{"name": "FRANCE", "prefix": "33", "rate": 2}], "minimum_rate": 0, "percentage_increase": 0});
        t.admin().post(&format!("/system/voice/voice_providers/{id}/import_rates"), deck).await.ok();
        assert_eq!(calls(&t, account).await, json!([]));
        t.admin().post("/system/voice/waiting_calls/rate", json!({"voice_provider_id": 9})).await.invalid(&["voice_provider_id"]);
        t.admin().post("/system/voice/waiting_calls/rate", json!({})).await.ok();
        t.run_jobs().await;
        assert_eq!(t.admin().get("/system/voice/waiting_calls").await.ok(), json!([]));
        let rated = calls(&t, account).await;
        assert_eq!(rated.as_array().map(Vec::len), Some(2));
    }

    async fn a_did_whose_service_left_is_nobodys_until_it_moves(t) {
        let (account, service) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let services = t.admin().get(&format!("/accounts/{account}/services")).await.ok();
        t.admin().delete(&format!("/accounts/{account}/services/{}", services[0]["unique_service_relationship_id"])).await.ok();
        let call = json!([["4145550100", "2125550100", "2026-03-10 10:00:00", 60]]);
        assert_eq!(cdrs(&t, id, call).await, taken(0, 1, 0, 0));
        put_on(&t, account, service).await;
        let other = voice_service(&t, json!({"name": "Other voice"})).await;
        put_on(&t, account, other).await;
        t.admin().patch(&format!("/accounts/{account}/dids/1"), json!({"service_id": other})).await.created();
        t.admin().post("/system/voice/waiting_calls/rate", json!({})).await.ok();
        t.run_jobs().await;
        assert_eq!(calls(&t, account).await[0]["service_id"], other);
    }

    async fn everything_wrong_is_named_at_once_and_nothing_is_stored(t) {
        let (account, _) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let path = "/system/voice/cdr_rating";
        t.admin().post(path, json!({})).await.invalid(&["voice_provider_id", "records"]);
        let good = json!({"origination": "4145550100", "destination": "2125550100", "call_start": "2026-03-10 10:00:00", "duration": 60});
        let bad = json!({"origination": "", "destination": "911", "call_start": "10/03/2026", "duration": -1});
        let body = json!({"voice_provider_id": id, "records": [good, bad, {}]});
        let fields = [
            "records.1.origination", "records.1.destination", "records.1.call_start", "records.1.duration", "records.2.origination",
            "records.2.destination", "records.2.call_start", "records.2.duration",
        ];
        let messages = t.admin().post(path, body).await.invalid(&fields);
        assert_eq!(messages["records.2.duration"], "The duration field is required.");
        assert_eq!(messages["records.1.destination"], "The destination must be a number of 10 to 18 digits.");
        t.admin().post(path, json!({"voice_provider_id": 9, "records": [good]})).await.invalid(&["voice_provider_id"]);
        let mut late = good.clone();
        late["call_start"] = json!("2026-04-10 10:00:00");
        t.admin().post(path, json!({"voice_provider_id": id, "records": [late]})).await.invalid(&["records.0.call_start"]);
        let many: Vec<Value> = (0..5001).map(|_| good.clone()).collect();
        t.admin().post(path, json!({"voice_provider_id": id, "records": many})).await.invalid(&["records"]);
        assert_eq!(calls(&t, account).await, json!([]));
    }

    async fn calls_are_listed_by_day_in_utc(t) {
        let (account, _) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        for start in ["2026-03-09 23:59:59", "2026-03-10 00:00:00", "2026-03-10 23:59:59", "2026-03-11 00:00:00"] {
            cdrs(&t, id, json!([["4145550100", "2125550100", start, 60]])).await;
        }
        let day = t.admin().get(&format!("/accounts/{account}/call_records/2026-03-10/2026-03-11?limit=1&page=2")).await.status(200);
        assert_eq!(day.json["data"][0]["call_start"], "2026-03-10 00:00:00");
        assert_eq!(day.json["paginator"]["total_count"], 2);
        t.admin().get(&format!("/accounts/{account}/call_records/march/april")).await.invalid(&["start_date", "end_date"]);
        t.admin().get("/accounts/999/call_records/2026-03-10/2026-03-11").await.status(404);
    }

    async fn five_thousand_calls_at_once(t) {
        let (account, _) = caller(&t, "4145550100", json!({})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let many: Vec<Value> = (0..5000).map(|call| json!(["4145550100", format!("212{call:07}"), "2026-03-10 10:00:00", 60])).collect();
        assert_eq!(cdrs(&t, id, json!(many)).await, taken(5000, 0, 0, 0));
        assert_eq!(cdrs(&t, id, json!(many)).await, taken(5000, 0, 0, 5000));
        let listed = t.admin().get(&format!("/accounts/{account}/call_records/2026-03-10/2026-03-11")).await.status(200);
        assert_eq!(listed.json["paginator"]["total_count"], 5000);
    }
}
