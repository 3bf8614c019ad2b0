use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{service, setup};

const ALL: &str = "/system/services";

async fn taxes(t: &TestApp, count: usize) {
    for number in 1..=count {
        let name = format!("Tax {number}");
        let body = json!({"name": name, "application": "percentage", "type": "global", "rate": number});
        t.admin().post("/financial/taxes", body).await.created();
    }
}

async fn group(t: &TestApp) -> Value {
    t.admin().post("/system/account_groups", json!({"name": "Farms"})).await.created()["id"].take()
}

on_both! {
    async fn lists_stay_until_they_are_sent(t) {
        taxes(&t, 3).await;
        let group = group(&t).await;
        let changes = json!({"type": "adjustment", "taxes": ["3", 1, 3], "roles": [2], "account_groups": [group, ""]});
        let made = service(&t, changes).await;
        let lists = |shown: &Value| json!([shown["taxes"], shown["roles"], shown["account_groups"]]);
        assert_eq!(lists(&made), json!([[3, 1], [2], [group]]));
        let path = format!("{ALL}/{}", made["id"]);
        assert_eq!(lists(&t.admin().patch(&path, json!({"name": "Goodwill"})).await.ok()), json!([[3, 1], [2], [group]]));
        assert_eq!(lists(&t.admin().patch(&path, json!({"taxes": [2, 3], "roles": []})).await.ok()), json!([[2, 3], [], [group]]));
        assert_eq!(lists(&t.admin().patch(&path, json!({"taxes": [""], "account_groups": null})).await.ok()), json!([[], [], []]));
    }

    async fn what_a_service_refers_to_stays(t) {
        taxes(&t, 1).await;
        let group = group(&t).await;
        let role = t.admin().post("/roles", json!({"name": "Clerk", "permissions": []})).await.created();
        let code = t.admin().post("/financial/general_ledger_codes", json!({"code": "1", "description": "x"})).await.created();
        let changes = json!({"type": "adjustment", "taxes": [1], "roles": [role["id"]], "account_groups": [group],
            "general_ledger_code_id": code["id"]});
        let made = service(&t, changes).await;
        let used = [
            "/financial/taxes/1".to_owned(),
            format!("/roles/{}", role["id"]),
            format!("/system/account_groups/{group}"),
            format!("/financial/general_ledger_codes/{}", code["id"]),
        ];
        for path in &used {
            t.admin().delete(path).await.refused(422, "This is in use and cannot be deleted.");
        }
        let path = format!("{ALL}/{}", made["id"]);
        assert_eq!(t.admin().delete(&path).await.ok(), json!({"success": true}));
        t.admin().delete(&path).await.refused(404, "That service does not exist.");
        for path in &used {
            t.admin().delete(path).await.ok();
        }
    }

    async fn a_list_that_changes_meanwhile_is_another_object(t) {
        taxes(&t, 2).await;
        let made = service(&t, json!({"taxes": [1]})).await;
        let path = format!("{ALL}/{}", made["id"]);
        let answer = t.admin().get(&path).await.status(200);
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        t.admin().with("if-match", &tag).patch(&path, json!({"taxes": [1, 2]})).await.ok();
        t.admin().with("if-match", &tag).patch(&path, json!({"taxes": []})).await.status(412);
        assert_eq!(t.admin().get(&path).await.ok()["taxes"], json!([1, 2]));
    }

    async fn reading_takes_a_fixed_number_of_statements(t) {
        taxes(&t, 3).await;
        for number in 1..=20 {
            service(&t, json!({"taxes": [1, 2, 3]})).await;
            let package = json!({"name": "Package", "active": true, "services": (1..=number).collect::<Vec<_>>()});
            t.admin().post("/system/packages", package).await.created();
            let message = json!({"name": "Message", "message": "x", "account_type_ids": [1, 2]});
            t.admin().post("/financial/invoices/invoice_messages", message).await.created();
        }
        let policy = json!({"description": "Cap", "cap_in_gigabytes": 5, "rollover_enabled": false, "rollover_expiration_enabled": false,
            "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": false});
        t.admin().post("/system/usage_based_billing_policies", policy).await.created();
        for (path, statements) in [
            ("/system/services/20", 2),
            ("/system/services?limit=20", 3),
            ("/system/services?limit=2", 2), // the total is known by now
            ("/system/services?filter[type]=recurring&filter[active]=true&sort=-amount&search=silver", 3),
            ("/system/packages", 3),
            ("/system/packages/20", 2),
            ("/financial/invoices/invoice_messages", 3),
            ("/financial/taxes", 2),
            ("/financial/taxes/1", 1),
            ("/financial/taxes/1/geotaxes", 3),
            ("/financial/general_ledger_codes", 2),
            ("/system/usage_based_billing_policies", 2),
            ("/system/usage_based_billing_policies/1/usage_based_billing_free_periods", 3),
        ] {
            let before = t.app.db.statements();
            t.admin().get(path).await.ok();
            assert_eq!(t.app.db.statements() - before, statements, "{path}");
        }
    }

    async fn services_are_filtered_and_found_by_name(t) {
        for (name, kind) in [("Gold", "recurring"), ("Installation", "one time"), ("Gold router", "one time")] {
            service(&t, json!({"name": name, "type": kind})).await;
        }
        let names = async |query: &str| -> Vec<String> {
            let list = t.admin().get(&format!("{ALL}?{query}")).await.ok();
            list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("filter[type]=one%20time&sort=name").await, ["Gold router", "Installation"]);
        assert_eq!(names("search=gold").await, ["Gold", "Gold router"]);
        assert_eq!(names("filter[data_service]=1").await, [""; 0]);
        assert_eq!(names("filter[type]=magic").await, [""; 0]);
        let csv = t.admin().get(&format!("{ALL}?format=csv&filter[name]=Gold")).await.status(200);
        let csv = String::from_utf8(csv.bytes).unwrap();
        assert!(csv.starts_with("id,active,name,type,") && csv.contains("1,true,Gold,recurring,debit,49.95,1,"), "{csv}");
    }
}
