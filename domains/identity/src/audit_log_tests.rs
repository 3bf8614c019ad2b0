use fairlead_testkit::{json, on_both};

use crate::testing::{admin, setup};

on_both! {
    async fn each_change_is_told_with_who_what_and_the_request(t) {
        let admin = admin(&t).await;
        let role = admin.post("/roles", json!({"name": "Support", "permissions": ["users.read"]})).await.created();
        let path = format!("/roles/{}", role["id"]);
        admin.clone().with("x-request-id", "request-4711").patch(&path, json!({"name": "Help desk"})).await.ok();
        let log = admin.get(&format!("/audit_log?filter[entity]=roles&filter[entity_id]={}", role["id"])).await.ok();
        let update = &log[0];
        assert_eq!(update, &json!({
            "id": update["id"], "created_at": "2026-03-15 12:00:00", "user_id": 1, "username": "admin", "action": "update",
            "entity": "roles", "entity_id": role["id"], "request_id": "request-4711", "before": {"name": "Support"},
            "after": {"name": "Help desk"},
        }));
        assert_eq!((&log[1]["action"], &log[1]["before"]), (&json!("create"), &json!(null)));
        admin.delete(&path).await.ok();
        let gone = admin.get("/audit_log?filter[action]=delete").await.ok();
        assert_eq!((&gone[0]["before"]["name"], &gone[0]["after"]), (&json!("Help desk"), &json!(null)));
        for filter in ["request_id]=request-4711", "user_id]=1", "id]=1", "account_id]=null"] {
            let answer = admin.get(&format!("/audit_log?filter[{filter}")).await;
            assert_eq!(answer.status.as_u16(), if filter.starts_with("id") { 422 } else { 200 }, "{filter}");
        }
        assert_eq!(admin.get("/audit_log?filter[request_id]=request-4711").await.ok().as_array().unwrap().len(), 1);
    }

    async fn it_can_be_read_as_csv_and_not_changed(t) {
        let admin = admin(&t).await;
        let csv = admin.get("/audit_log?format=csv").await.status(200);
        let text = String::from_utf8(csv.bytes).unwrap();
        let (head, rows) = text.split_once('\n').unwrap();
        assert_eq!(head.split(',').count(), 10, "{head}");
        assert!(rows.contains("admin@example.com") && !rows.contains("argon2"), "{rows}");
        admin.delete("/audit_log/1").await.status(405);
    }
}
