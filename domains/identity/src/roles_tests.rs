use fairlead_testkit::{json, on_both};

use crate::testing::{admin, setup, user};

on_both! {
    async fn the_built_in_roles_are_there_from_the_start(t) {
        let answer = admin(&t).await.get("/roles/").await.status(200);
        assert_eq!(answer.json, json!({
            "data": [
                {"id": 1, "name": "Super Admin", "permissions": [], "built_in": true},
                {"id": 2, "name": "Read Only", "permissions": ["*.read"], "built_in": false},
            ],
            "paginator": {"total_count": 2, "total_pages": 1, "current_page": 1, "limit": 100},
        }));
        let one = admin(&t).await.get("/roles/1?page=1").await.ok();
        assert_eq!((&one["id"], &one["name"]), (&json!(1), &json!("Super Admin")));
    }

    async fn the_super_admin_role_stays_as_it_is(t) {
        let admin = admin(&t).await;
        let message = "A built-in role cannot be changed or deleted.";
        admin.patch("/roles/1", json!({"name": "Weak Admin"})).await.refused(422, message);
        admin.delete("/roles/1").await.refused(422, message);
    }

    async fn a_role_holds_known_permissions_once_each(t) {
        let admin = admin(&t).await;
        let body = json!({"name": "Support", "permissions": ["users.read", "roles.read", "users.read", "account_super_user.act"]});
        let made = admin.post("/roles", body).await.created();
        assert_eq!(made["permissions"], json!(["account_super_user.act", "roles.read", "users.read"]));
        let unknown = json!({"name": "Odd", "permissions": ["users.read", "no.such", "users", "*.delete"]});
        admin.post("/roles", unknown).await.invalid(&["permissions.1", "permissions.2", "permissions.3"]);
        admin.post("/roles", json!({"name": "support"})).await.invalid(&["name"]);
    }

    async fn a_role_in_use_is_not_deleted(t) {
        let (_, id) = user(&t, "ada", &[]).await;
        let admin = admin(&t).await;
        let role = admin.get(&format!("/users/{id}")).await.ok()["role_id"].clone();
        let path = format!("/roles/{role}");
        admin.delete(&path).await.refused(422, "The role is in use and cannot be deleted.");
        admin.delete(&format!("/users/{id}")).await.ok();
        assert_eq!(admin.delete(&path).await.ok(), json!({"success": true}));
    }

    async fn nobody_makes_a_role_stronger_than_the_own(t) {
        let (ada, _) = user(&t, "ada", &["roles.create", "roles.update", "roles.delete", "users.read"]).await;
        let message = "You cannot give a role more permissions than your own.";
        ada.post("/roles", json!({"name": "Strong", "permissions": ["users.delete"]})).await.refused(403, message);
        ada.post("/roles", json!({"name": "All", "permissions": ["*.read"]})).await.refused(403, message);
        let weak = ada.post("/roles", json!({"name": "Weak", "permissions": ["users.read"]})).await.created();
        let path = format!("/roles/{}", weak["id"]);
        ada.patch(&path, json!({"permissions": ["users.read", "users.update"]})).await.refused(403, message);
        let strong = admin(&t).await.post("/roles", json!({"name": "Strong", "permissions": ["users.update"]})).await.created();
        let path = format!("/roles/{}", strong["id"]);
        let message = "You cannot change a role with more permissions than your own.";
        ada.patch(&path, json!({"permissions": []})).await.refused(403, message);
        ada.delete(&path).await.refused(403, message);
    }

    async fn read_only_sees_everything_and_changes_nothing(t) {
        let body = crate::testing::user_body("viewer", &json!(2));
        let admin = admin(&t).await;
        admin.post("/users", body).await.created();
        let viewer = t.nobody().basic("viewer", crate::testing::PASSWORD);
        for path in ["/users", "/roles", "/audit_log", "/background_jobs", "/system/mail", "/permissions"] {
            viewer.get(path).await.status(200);
        }
        viewer.post("/roles", json!({"name": "Mine"})).await.refused(403, "This requires the permission roles.create.");
        let held = viewer.get("/session").await.ok()["permissions"].clone();
        assert!(held.as_array().unwrap().iter().all(|key| key.as_str().unwrap().ends_with(".read")), "{held}");
        assert!(held.as_array().unwrap().contains(&json!("settings.read")));
    }

    async fn every_permission_is_listed_with_words(t) {
        let list = admin(&t).await.get("/permissions").await.ok();
        let find = |key: &str| list.as_array().unwrap().iter().find(|one| one["key"] == key).cloned();
        assert_eq!(find("audit_log.read").unwrap(), json!({
            "key": "audit_log.read", "resource": "audit_log", "action": "read", "description": "See audit log",
        }));
        assert!(find("account_super_user.act").is_some() && find("ticket_super_user.act").is_some());
    }
}
