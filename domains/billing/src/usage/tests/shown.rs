use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{GIGABYTE, MIDNIGHT, account, account_under, overage, sample, send, texts, used};
use crate::testing::setup;

async fn graph(t: &TestApp, account_id: i64, from: i64, to: i64) -> Value {
    let path = format!("/accounts/{account_id}/granular_data_usage/{}/{}", MIDNIGHT + from, MIDNIGHT + to);
    t.admin().get(&path).await.ok()
}

on_both! {
    async fn a_graph_shows_bits_per_second_and_totals_in_bytes(t) {
        let id = account(&t).await;
        // 750 bytes in 60 seconds are 100 bits per second.
        send(&t, id, vec![sample(0, 0, 0), sample(60, 750, 0), sample(120, 2250, 75), sample(240, 2251, 75)]).await;
        let mut web = vec![sample(60, 10, 10), sample(120, 760, 10)];
        web.iter_mut().for_each(|one| one["data_type"] = json!("HTTP"));
        send(&t, id, web).await;
        let at = |seconds: i64| (MIDNIGHT + seconds).to_string();
        let third = 8.0 / 120.0;
        let shown = graph(&t, id, 0, 300).await;
        let names = |data_type: &str| json!({"data_source_identifier": "192.0.2.100", "data_source_parent": "router-01.example.com", "data_type": data_type});
        let with = |names: Value, more: Value| {
            let mut whole = names;
            whole.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            whole
        };
        assert_eq!(shown, json!({
            "granular": {
                "series": [
                    with(names("HTTP"), json!({"in": {at(120): 100}, "out": {at(120): 0}})),
                    with(names("Unknown"), json!({
                        "in": {at(60): 100, at(120): 200, at(240): third}, "out": {at(60): 0, at(120): 10, at(240): 0},
                    })),
                ],
                "totals": {"in": {at(60): 100, at(120): 300, at(240): third}, "out": {at(60): 0, at(120): 10, at(240): 0}},
            },
            "totals": [
                with(names("HTTP"), json!({"totals": {"total_in": 750, "total_out": 0, "combined_total": 750}})),
                with(names("Unknown"), json!({"totals": {"total_in": 2251, "total_out": 75, "combined_total": 2326}})),
            ],
        }));
        assert_eq!(graph(&t, id, 61, 120).await, json!({"granular": {"series": [], "totals": {"in": {}, "out": {}}}, "totals": []}));
    }

    async fn a_graph_has_at_most_400_points(t) {
        let id = account(&t).await;
        send(&t, id, (0..=720).map(|minute| sample(60 * minute, 750 * minute, 0)).collect()).await;
        // The documented example: a day is 400 points of 216 seconds.
        let shown = graph(&t, id, -43_200, 43_200).await;
        let points = shown["granular"]["series"][0]["in"].as_object().expect("points");
        let mut times: Vec<i64> = points.keys().map(|at| at.parse::<i64>().expect("a timestamp") - MIDNIGHT + 43_200).collect();
        times.sort_unstable();
        assert!(times.iter().all(|at| at % 216 == 0), "{times:?}");
        assert_eq!((times.len(), times[1] - times[0]), (200, 216));
        assert!(points.values().all(|rate| *rate == json!(100)), "{points:?}");
        let minutes = graph(&t, id, 0, 400 * 60).await;
        assert_eq!(minutes["granular"]["series"][0]["in"].as_object().map(|all| all.len()), Some(399));
    }

    async fn a_graph_of_no_time_is_refused(t) {
        let id = account(&t).await;
        for (times, field) in [("abc/1", "start_time"), ("2/1", "end_time"), ("1/1", "end_time"), ("-5/1", "start_time"), ("1/1e300", "end_time"), ("1/NaN", "end_time")] {
            t.admin().get(&format!("/accounts/{id}/granular_data_usage/{times}")).await.invalid(&[field]);
        }
        t.admin().get(&format!("/accounts/{id}/granular_data_usage/1465238009.000001/1465238010.5")).await.ok();
        t.admin().get("/accounts/999/granular_data_usage/1/2").await.status(404);
    }

    async fn there_is_always_a_present_period(t) {
        let id = account(&t).await;
        let path = format!("/accounts/{id}/data_usage_histories");
        let all = t.admin().get(&path).await.status(200).json;
        let shown = json!({
            "id": all["data"][0]["id"], "billable_in_bytes": 0, "billable_out_bytes": 0, "free_in_bytes": 0, "free_out_bytes": 0,
            "start_time": "2026-03-15 12:00:00", "closed_time": null,
        });
        assert_eq!(all, json!({"data": [shown], "paginator": {"total_count": 1, "total_pages": 1, "current_page": 1, "limit": 100}}));
        send(&t, id, vec![sample(0, 0, 0), sample(60, 7, 5)]).await;
        let one = t.admin().get(&format!("{path}/{}", shown["id"])).await.ok();
        assert_eq!((&one["billable_in_bytes"], &one["billable_out_bytes"]), (&json!(7), &json!(5)));
        assert_eq!(t.admin().get(&path).await.ok(), json!([one]));
        let other = account(&t).await;
        t.admin().get(&format!("/accounts/{other}/data_usage_histories/{}", shown["id"])).await.status(404);
        t.admin().get("/accounts/999/data_usage_histories").await.status(404);
    }

    async fn a_super_user_corrects_the_present_period(t) {
        let id = account(&t).await;
        let path = format!("/accounts/{id}/data_usage_histories");
        send(&t, id, vec![sample(0, 0, 0), sample(60, 7, 5)]).await;
        let corrected = t.admin().patch(&path, json!({"billable_in_bytes": "3", "billable_out_bytes": 2, "free_in_bytes": 4, "free_out_bytes": 1})).await.ok();
        assert_eq!((&corrected["billable_in_bytes"], &corrected["closed_time"]), (&json!(3), &json!(null)));
        t.admin().patch(&path, json!({"free_out_bytes": 9})).await.ok();
        send(&t, id, vec![sample(120, 17, 5)]).await;
        assert_eq!(used(&t).await, [format!("{id} 13/2 4/9")]);
        t.admin().patch(&path, json!({"free_in_bytes": -1, "free_out_bytes": "x"})).await.invalid(&["free_in_bytes", "free_out_bytes"]);
        t.user().can("account_data_usage.update").patch(&path, json!({"free_in_bytes": 0})).await.status(403);
        t.admin().patch("/accounts/999/data_usage_histories", json!({"free_in_bytes": 0})).await.status(404);
    }

    async fn capacity_is_bought_at_the_rate_of_the_overage_service(t) {
        let more = overage(&t, 5, "10.00").await;
        let (id, _) = account_under(&t, json!({"allow_user_to_purchase_capacity": true, "service_id": more["id"]})).await;
        let path = format!("/accounts/{id}/top_off");
        assert_eq!(t.admin().post(&path, json!({})).await.ok(), json!({"bytes_added": 5 * GIGABYTE}));
        assert_eq!(t.admin().post(&path, json!({"quantity": 2})).await.ok(), json!({"bytes_added": 10 * GIGABYTE}));
        let details = t.admin().get(&format!("/accounts/{id}/usage_based_billing_policy_details")).await.ok();
        assert_eq!(details, json!({
            "has_policy": true, "policy_cap_in_gigabytes": 5, "rollover_enabled": false, "rollover_expiration_enabled": false,
            "rollover_expires_after_months": 0, "assess_charges_at_end_of_billing_period": false,
            "allow_user_to_purchase_capacity": true, "overage_cost": 10, "overage_units_in_gigabytes": 5,
            "rollover_available_in_bytes": 0, "purchased_top_off_total_in_bytes": 15 * GIGABYTE,
        }));
        let debits = "select description || ' ' || quantity || ' ' || amount from debits order by id";
        assert_eq!(texts(&t, debits).await, ["More data 1 1000", "More data 2 2000"]);
        assert_eq!(t.admin().get(&format!("/accounts/{id}/billing_details")).await.ok()["balance_total"], 30);
        for (quantity, status) in [(json!(0), 422), (json!("many"), 422), (json!(1_000_001), 422)] {
            t.admin().post(&path, json!({"quantity": quantity})).await.status(status);
        }
        t.user().can("account_data_usage.read").post(&path, json!({})).await.status(403);
        assert_eq!(texts(&t, debits).await.len(), 2);
    }

    async fn capacity_is_not_sold_where_the_policy_does_not_say_so(t) {
        let without = account(&t).await;
        let message = "The account does not have a data service with a usage based billing policy.";
        t.admin().post(&format!("/accounts/{without}/top_off"), json!({"quantity": 1})).await.refused(422, message);
        let (id, _) = account_under(&t, json!({})).await;
        let message = "The usage based billing policy does not allow additional capacity to be purchased.";
        t.admin().post(&format!("/accounts/{id}/top_off"), json!({"quantity": 1})).await.refused(422, message);
        t.admin().post("/accounts/999/top_off", json!({"quantity": 1})).await.status(404);
        assert_eq!(texts(&t, "select description from debits").await, [""; 0]);
    }

    async fn details_have_every_field_without_a_policy_too(t) {
        let id = account(&t).await;
        let details = t.admin().get(&format!("/accounts/{id}/usage_based_billing_policy_details")).await.ok();
        assert_eq!(details, json!({
            "has_policy": false, "policy_cap_in_gigabytes": 0, "rollover_enabled": false, "rollover_expiration_enabled": false,
            "rollover_expires_after_months": 0, "assess_charges_at_end_of_billing_period": false,
            "allow_user_to_purchase_capacity": false, "overage_cost": null, "overage_units_in_gigabytes": null,
            "rollover_available_in_bytes": 0, "purchased_top_off_total_in_bytes": 0,
        }));
        t.admin().get("/accounts/999/usage_based_billing_policy_details").await.status(404);
    }
}
