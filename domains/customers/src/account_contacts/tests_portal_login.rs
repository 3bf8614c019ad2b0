use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};
use sea_orm::EntityTrait;

use crate::account_contacts::Entity;
use crate::testing::{account, setup};

const NOT_FOUND: &str = "The email address was not found.";
const WRONG: &str = "Invalid username or password.";

async fn patch(t: &TestApp, contact: i64, body: Value) -> fairlead_testkit::TestAnswer {
    t.admin().patch(&format!("/accounts/{contact}/contacts/{contact}"), body).await
}

async fn log_in(t: &TestApp, username: &str, password: &str) -> fairlead_testkit::TestAnswer {
    t.admin().post("/customer_portal/auth", json!({"username": username, "password": password})).await
}

on_both! {
    async fn name_and_password_come_together(t) {
        account(&t, json!({})).await;
        patch(&t, 1, json!({"username": "ada.byron"})).await.invalid(&["password"]);
        patch(&t, 1, json!({"password": "correct horse"})).await.invalid(&["username"]);
        for (username, password, field) in [
            ("ada", "correct horse", "username"),
            ("ada byron", "correct horse", "username"),
            ("ada.byron", "short", "password"),
            ("ada.byron", "password", "password"),
            ("ada.byron", "ada.byron", "password"),
        ] {
            patch(&t, 1, json!({"username": username, "password": password})).await.invalid(&[field]);
        }
        patch(&t, 1, json!({"username": "ada.byron", "password": "x".repeat(10_000)})).await.invalid(&["password"]);
        patch(&t, 1, json!({"username": "ada.byron", "password": "correct horse"})).await.status(201);
        patch(&t, 1, json!({"username": "ada.b"})).await.status(201);
        log_in(&t, "ADA.B", "correct horse").await.created();
        patch(&t, 1, json!({"username": null})).await.status(201);
        log_in(&t, "ada.b", "correct horse").await.refused(422, WRONG);
        patch(&t, 1, json!({"username": "ada.b"})).await.invalid(&["password"]);
    }

    async fn a_name_is_taken_without_regard_to_case_in_all_accounts(t) {
        account(&t, json!({})).await;
        account(&t, json!({})).await;
        patch(&t, 1, json!({"username": "ada.byron", "password": "correct horse"})).await.status(201);
        let messages = patch(&t, 2, json!({"username": "Ada.Byron", "password": "correct horse"})).await.invalid(&["username"]);
        assert_eq!(messages["username"], "The username has already been taken.");
    }

    async fn secrets_are_hashed_and_neither_shown_nor_logged(t) {
        account(&t, json!({})).await;
        let answer = patch(&t, 1, json!({"username": "ada.byron", "password": "correct horse"})).await.status(201);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("password"));
        let contact = Entity::find_by_id(1).one(t.app.db.read()).await.unwrap().unwrap();
        assert!(contact.password_hash.unwrap().starts_with("$argon2id$"));
        for row in fairlead_store::audit_log::Entity::find().all(t.app.db.read()).await.unwrap() {
            let text = format!("{:?} {:?}", row.before, row.after);
            assert!(!text.contains("argon2") && !text.contains("correct horse"), "{text}");
        }
    }

    async fn a_name_in_any_script_logs_in(t) {
        account(&t, json!({})).await;
        for username in ["ÉLODIE", "Дмитрий", "محمد_علي", "o'neill;--"] {
            patch(&t, 1, json!({"username": username, "password": "Zw8!kfpq é"})).await.status(201);
            assert_eq!(log_in(&t, username, "Zw8!kfpq é").await.created()["username"], username);
        }
    }

    async fn a_login_takes_the_right_password_of_a_primary_contact(t) {
        account(&t, json!({})).await;
        patch(&t, 1, json!({"username": "ada.byron", "password": "Correct horse"})).await.status(201);
        log_in(&t, "ada.byron", "correct horse").await.refused(422, WRONG);
        log_in(&t, "nobody", "Correct horse").await.refused(422, WRONG);
        log_in(&t, "ada.byron' or '1'='1", "Correct horse").await.refused(422, WRONG);
        t.admin().post("/customer_portal/auth", json!({})).await.invalid(&["username", "password"]);
        t.admin().post("/customer_portal/auth", json!({"username": "ada.byron", "password": 12345678})).await.refused(422, WRONG);
        log_in(&t, "ada.byron", "Correct horse").await.created();
        let body = json!({"name": "Bea", "primary": true, "email_message_categories": []});
        t.admin().post("/accounts/1/contacts", body).await.created();
        log_in(&t, "ada.byron", "Correct horse").await.refused(422, WRONG);
        t.admin().patch("/accounts/1/contacts/1", json!({"primary": true})).await.status(201);
        log_in(&t, "ada.byron", "Correct horse").await.created();
        t.admin().delete("/accounts/1").await.ok();
        log_in(&t, "ada.byron", "Correct horse").await.refused(422, WRONG);
    }

    async fn a_look_up_finds_who_has_no_login_yet_or_who_has_one(t) {
        account(&t, json!({"email_address": "ada@example.com"})).await;
        account(&t, json!({"email_address": "ADA@example.com"})).await;
        let look_up = |body: Value| {
            let client = t.admin();
            async move { client.post("/customer_portal/email_lookup", body).await }
        };
        let available = json!({"email_address": "ada@example.com"});
        let forgotten = json!({"email_address": "ada@example.com", "check_if_available": false});
        assert_eq!(look_up(available.clone()).await.created()["contact_id"], 1);
        look_up(forgotten.clone()).await.refused(422, NOT_FOUND);
        patch(&t, 1, json!({"username": "ada.byron", "password": "correct horse"})).await.status(201);
        assert_eq!(look_up(available.clone()).await.created()["contact_id"], 2);
        let found = look_up(forgotten).await.created();
        assert_eq!(found, json!({"email_address": "ada@example.com", "account_id": 1, "contact_id": 1, "username": "ada.byron"}));
        t.admin().delete("/accounts/2").await.ok();
        look_up(available).await.refused(422, NOT_FOUND);
        look_up(json!({})).await.invalid(&["email_address"]);
        t.user().post("/customer_portal/email_lookup", json!({})).await.status(403);
    }
}
