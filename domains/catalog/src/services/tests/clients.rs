use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{json, on_both};

use crate::testing::{new_service, service, setup};

const ALL: &str = "/system/services";

on_both! {
    async fn a_service_is_shown_as_documented(t) {
        let policy = json!({"description": "Cap", "cap_in_gigabytes": 5, "rollover_enabled": false, "rollover_expiration_enabled": false,
            "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": false});
        t.admin().post("/system/usage_based_billing_policies", policy).await.created();
        t.admin().post("/financial/general_ledger_codes", json!({"code": "4000", "description": "Internet"})).await.created();
        let sent = json!({
            "id": 3, "active": true, "name": "Schumm Ltd", "type": "recurring", "application": "debit", "amount": 63.62,
            "billing_frequency_in_months": 1, "times_to_run": 4, "data_service": true, "upload_in_kilobits": 500,
            "download_in_kilobits": 1000, "technology_code": 70, "usage_based_billing_policy_id": 1, "general_ledger_code_id": 1,
        });
        let documented = json!({
            "id": 3, "active": true, "name": "Schumm Ltd", "type": "recurring", "application": "debit", "amount": 63.62,
            "billing_frequency_in_months": 1, "times_to_run": 4, "limit_adjustments": false, "period_days": 0,
            "max_amount_per_period": "0.00", "taxes": [], "roles": [], "data_service": true, "upload_in_kilobits": 500,
            "download_in_kilobits": 1000, "technology_code": 70, "usage_based_billing_policy_id": 1,
            "unit_quantity_in_gigabytes": null, "general_ledger_code_id": 1, "tax_exemption_amount": 0, "voice_service": false,
            "unlimited_local_minutes": false, "unlimited_long_distance_minutes": false, "local_minutes": null,
            "local_minutes_amount": 0, "long_distance_minutes": null, "long_distance_minutes_amount": 0,
            "first_interval_in_seconds": null, "sub_interval_in_seconds": null, "local_prefixes": [],
            "inbound_toll_free_rate": null, "account_groups": [],
        });
        assert_eq!(t.admin().post(ALL, sent).await.created(), documented);
        assert_eq!(t.admin().get(&format!("{ALL}/3")).await.ok(), documented);
        assert_eq!(t.admin().get(ALL).await.ok(), json!([documented]));
        // Sent back as it was read, it stays as it is.
        assert_eq!(t.admin().patch(&format!("{ALL}/3"), documented.clone()).await.ok(), documented);
    }

    async fn the_importer_brings_services_as_it_always_did(t) {
        let tax = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": "20"});
        t.admin().post("/financial/taxes", tax).await.created();
        let importer = t.admin().with("content-type", "application/json; charset=UTF8").with("timeout", "30");
        for (body, id) in [
            (r#"{"active":true,"name":"Gold","type":"recurring","application":"debit","amount":79.95,"data_service":true,"billing_frequency_in_months":1,"taxes":["1"],"download_in_kilobits":50000,"upload_in_kilobits":10000,"technology_code":70,"tax_exemption_amount":25,"id":4711}"#, 4711),
            (r#"{"active":true,"name":"Radio lease","type":"expiring","application":"debit","amount":10,"data_service":false,"billing_frequency_in_months":1,"times_to_run":24}"#, 4712),
            (r#"{"active":true,"name":"Credit","type":"adjustment","application":"credit","amount":0,"data_service":false,"billing_frequency_in_months":1}"#, 4713),
        ] {
            let made = importer.send(Method::POST, ALL, Body::from(body)).await.created();
            assert_eq!(made["id"], id, "{made}");
        }
        let gold = t.admin().get("/system/services/4711").await.ok();
        assert_eq!((&gold["taxes"], &gold["tax_exemption_amount"]), (&json!([1]), &json!(25)));
    }

    async fn an_id_of_its_own_is_taken_when_it_is_free(t) {
        assert_eq!(service(&t, json!({"id": "40"})).await["id"], 40);
        assert_eq!(service(&t, json!({})).await["id"], 41);
        assert_eq!(service(&t, json!({"id": 7})).await["id"], 7);
        assert_eq!(service(&t, json!({"id": ""})).await["id"], 42);
        for id in [7, 40, 41, 42] {
            let messages = t.admin().post(ALL, new_service(json!({"id": id}))).await.invalid(&["id"]);
            assert_eq!(messages["id"], "The id has already been taken.");
        }
        t.admin().post(ALL, new_service(json!({"id": 0}))).await.invalid(&["id"]);
        t.admin().post(ALL, new_service(json!({"id": 1e15}))).await.invalid(&["id"]);
    }

    async fn given_ids_and_ids_of_their_own_do_not_meet(t) {
        let admin = t.admin();
        let requests = (1..=12).map(|number| {
            let own = if number % 2 == 0 { json!({"id": number}) } else { json!({}) };
            let admin = admin.clone();
            async move { admin.post(ALL, new_service(own)).await.status.as_u16() }
        });
        let statuses = futures_util::future::join_all(requests).await;
        let total = t.admin().get(ALL).await.json["paginator"]["total_count"].as_u64().unwrap();
        let created = statuses.iter().filter(|status| **status == 201).count() as u64;
        assert_eq!(created, total, "{statuses:?}");
        assert!(statuses.iter().all(|status| [201, 422].contains(status)), "{statuses:?}");
        for (position, status) in statuses.iter().enumerate().filter(|(position, _)| position % 2 == 0) {
            assert_eq!(*status, 201, "request {position} asked for no id");
        }
    }

    async fn services_are_paged_until_the_last_page(t) {
        for _ in 0..3 {
            service(&t, json!({})).await;
        }
        let first = t.admin().get(&format!("{ALL}?limit=2&page=1")).await.json;
        assert_eq!(first["paginator"], json!({"total_count": 3, "total_pages": 2, "current_page": 1, "limit": 2}));
        let last = t.admin().get(&format!("{ALL}?limit=2&page=2")).await.json;
        assert_eq!(last["data"].as_array().map(Vec::len), Some(1));
    }
}
