use fairlead_testkit::{json, on_both, serde_json::Value, tokio};

use sea_orm::EntityTrait;

use crate::testing::{PASSWORD, admin, browser, setup, user, user_body};
use crate::users;

on_both! {
    async fn a_user_answers_with_the_documented_fields(t) {
        let admin = admin(&t).await;
        let body = json!({
            "username": "Hansolo", "password": "Millennium Falcon", "name": "Han Solo", "public_name": "Han S.",
            "role_id": "2", "email_address": "test@example.com", "mobile_number": 4_148_675_309_i64,
        });
        let made = admin.post("/users", body).await.created();
        let expected = json!({
            "id": 2, "username": "Hansolo", "name": "Han Solo", "public_name": "Han S.", "locale": "en", "role_id": 2,
            "email_address": "test@example.com", "mobile_number": "4148675309",
        });
        assert_eq!(made, expected);
        assert_eq!(admin.get("/users/2?page=1").await.ok(), expected);
        let list = admin.get("/users/?limit=1&page=2").await.status(200);
        assert_eq!(list.json["data"], json!([expected]));
        assert_eq!(list.json["paginator"], json!({"total_count": 2, "total_pages": 2, "current_page": 2, "limit": 1}));
        let changed = admin.patch("/users/2", json!({"public_name": "Captain", "mobile_number": null})).await.ok();
        assert_eq!((&changed["public_name"], &changed["mobile_number"]), (&json!("Captain"), &Value::Null));
        t.nobody().basic("hansolo", "Millennium Falcon").get("/users").await.ok();
    }

    async fn taken_names_and_addresses_have_the_documented_messages(t) {
        let admin = admin(&t).await;
        let messages = admin.post("/users", json!({
            "username": "ADMIN", "password": PASSWORD, "name": "A", "public_name": "A", "role_id": 1, "email_address": "Admin@Example.com",
        })).await.invalid(&["username", "email_address"]);
        assert_eq!(messages, json!({
            "username": "The username has already been taken.",
            "email_address": "The email address has already been taken.",
        }));
    }

    async fn everything_that_is_wrong_is_said_at_once(t) {
        let admin = admin(&t).await;
        admin.post("/users", json!({})).await.invalid(&["username", "password", "name", "public_name", "role_id", "email_address"]);
        let messages = admin.post("/users", json!({
            "username": "a:b", "password": "password1", "name": "A", "public_name": "A", "role_id": 99, "email_address": "nowhere",
            "locale": "xx",
        })).await.invalid(&["username", "password", "role_id", "email_address", "locale"]);
        assert_eq!(messages["password"], "The password is too common.");
        assert_eq!(messages["locale"], "The selected language is invalid.");
        assert_eq!(messages["role_id"], "The selected role id is not valid.");
    }

    async fn the_password_policy_is_that_of_the_settings(t) {
        let admin = admin(&t).await;
        admin.patch("/system/security", json!({"password_minimum_length": 30})).await.ok();
        let messages = admin.post("/users", user_body("ada", &json!(2))).await.invalid(&["password"]);
        assert_eq!(messages["password"], "The password must be at least 30 characters.");
        admin.patch("/users/1", json!({"password": "too short"})).await.invalid(&["password"]);
        admin.patch("/users/1", json!({"name": "An update without a password"})).await.ok();
    }

    async fn spaces_in_a_password_count_and_numbers_are_texts(t) {
        let admin = admin(&t).await;
        let mut body = user_body("ada", &json!(2));
        body["password"] = json!("  two spaces  ");
        admin.post("/users", body).await.created();
        t.nobody().basic("ada", "  two spaces  ").get("/session").await.ok();
        t.nobody().basic("ada", "two spaces").get("/session").await.status(401);
        let mut body = user_body("bob", &json!(2));
        body["password"] = json!(4_148_675_309_i64);
        admin.post("/users", body).await.created();
        t.nobody().basic("bob", "4148675309").get("/session").await.ok();
    }

    async fn one_super_admin_always_remains(t) {
        let admin = admin(&t).await;
        let last = "You cannot delete the last user with super admin privileges.";
        admin.delete("/users/1").await.refused(422, last);
        let demote = "You cannot change the role of the last user with super admin privileges.";
        admin.patch("/users/1", json!({"role_id": 2})).await.refused(422, demote);
        admin.post("/users", user_body("second", &json!(1))).await.created();
        admin.patch("/users/1", json!({"role_id": 2})).await.ok();
        t.nobody().basic("second", PASSWORD).delete("/users/2").await.refused(422, last);
    }

    async fn of_two_super_admins_who_delete_each_other_one_remains(t) {
        let admin = admin(&t).await;
        admin.post("/users", user_body("second", &json!(1))).await.created();
        let second = t.nobody().basic("second", PASSWORD);
        second.get("/session").await.ok();
        let (one, other) = tokio::join!(admin.delete("/users/2"), second.delete("/users/1"));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        // The loser was refused, or was gone before it asked.
        assert!(statuses == [200, 422] || statuses == [200, 401], "{statuses:?}");
        let left = users::Entity::find().all(t.app.db.read()).await.unwrap();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    async fn nobody_gets_more_rights_through_another_user(t) {
        let (ada, id) = user(&t, "ada", &["users.create", "users.update", "users.delete", "users.read"]).await;
        let give = "You cannot give a role with more permissions than your own.";
        let change = "You cannot change a user with more permissions than your own.";
        ada.post("/users", user_body("mallory", &json!(1))).await.refused(403, give);
        ada.patch(&format!("/users/{id}"), json!({"role_id": 1})).await.refused(403, give);
        ada.patch("/users/1", json!({"password": "mine from now on"})).await.refused(403, change);
        ada.patch("/users/1", json!({"email_address": "mallory@example.com"})).await.refused(403, change);
        ada.delete("/users/1").await.refused(403, change);
        let mine = ada.get(&format!("/users/{id}")).await.ok()["role_id"].clone();
        let peer = ada.post("/users", user_body("peer", &mine)).await.created();
        ada.patch(&format!("/users/{}", peer["id"]), json!({"name": "Peer"})).await.ok();
        ada.patch(&format!("/users/{id}"), json!({"name": "Ada"})).await.ok();
        ada.delete(&format!("/users/{}", peer["id"])).await.ok();
    }

    async fn a_password_that_is_set_by_another_ends_the_sessions(t) {
        let (_, id) = user(&t, "ada", &[]).await;
        let console = browser(&t, "ada", PASSWORD).await;
        let path = format!("/users/{id}");
        admin(&t).await.patch(&path, json!({"name": "Ada"})).await.ok();
        console.get("/session").await.ok();
        admin(&t).await.patch(&path, json!({"password": "set by the admin"})).await.ok();
        console.get("/session").await.status(401);
    }

    async fn the_audit_log_tells_of_a_new_password_but_not_the_password(t) {
        let admin = admin(&t).await;
        t.wait(chrono::TimeDelta::hours(1));
        admin.patch("/users/1", json!({"password": "another good one"})).await.ok();
        let admin = t.nobody().basic("admin", "another good one");
        let log = admin.get("/audit_log?filter[entity]=users&filter[entity_id]=1").await.ok();
        assert_eq!((&log[0]["action"], &log[0]["username"]), (&json!("update"), &json!("admin")));
        assert_eq!(log[0]["after"], json!({"password_changed_at": "2026-03-15 13:00:00"}));
        assert!(!log.to_string().contains("argon2"), "{log}");
    }

    async fn two_users_with_one_name_at_once_are_one(t) {
        let admin = admin(&t).await;
        let (one, other) = tokio::join!(
            admin.post("/users", user_body("twin", &json!(2))),
            admin.post("/users", user_body("Twin", &json!(2)))
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
    }
}
