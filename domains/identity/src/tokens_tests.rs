use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};
use sea_orm::{ConnectionTrait, Statement};

use crate::testing::{admin, setup, user};

on_both! {
    async fn a_token_is_shown_once_and_lists_without_its_secret(t) {
        let admin = admin(&t).await;
        let made = admin.post("/session/tokens", json!({"name": "Importer"})).await.created();
        let token = made["token"].as_str().unwrap().to_owned();
        assert_eq!(made["last_four"], &token[token.len() - 4..]);
        let list = admin.get("/session/tokens?limit=1000").await.ok();
        assert_eq!(list, json!([{
            "id": made["id"], "name": "Importer", "last_four": made["last_four"], "created_at": "2026-03-15 12:00:00",
            "last_used_at": null, "expires_at": null,
        }]));
        let audit = admin.get("/audit_log?filter[entity]=personal_tokens").await.ok();
        assert!(audit[0]["after"]["last_four"].is_string() && !audit.to_string().contains(&token));
    }

    async fn a_token_expires_to_the_second(t) {
        let admin = admin(&t).await;
        for (sent, stored) in [("2026-03-15 12:30:00", "2026-03-15 12:30:00"), ("2026-03-16", "2026-03-16 23:59:59")] {
            let made = admin.post("/session/tokens", json!({"name": "Short", "expires_at": sent})).await.created();
            assert_eq!(made["expires_at"], stored);
        }
        let made = admin.post("/session/tokens", json!({"name": "Now", "expires_at": "2026-03-15 12:00:01"})).await.created();
        let client = t.nobody().with("authorization", &format!("Bearer {}", made["token"].as_str().unwrap()));
        client.get("/users").await.ok();
        t.wait(TimeDelta::seconds(1));
        client.get("/users").await.refused(401, "The token is not valid.");
        for past in ["2026-03-15 12:00:00", "2026-03-14", "soon", "9999-01-01"] {
            admin.post("/session/tokens", json!({"name": "Past", "expires_at": past})).await.invalid(&["expires_at"]);
        }
    }

    async fn a_token_makes_and_revokes_no_tokens(t) {
        let admin = admin(&t).await;
        let made = admin.post("/session/tokens", json!({"name": "First"})).await.created();
        let token = made["token"].as_str().unwrap();
        for client in [t.nobody().with("authorization", &format!("Bearer {token}")), t.nobody().basic("admin", token)] {
            client.get("/session/tokens").await.ok();
            client.post("/session/tokens", json!({"name": "Second"})).await.status(403);
            client.delete(&format!("/session/tokens/{}", made["id"])).await.status(403);
        }
    }

    async fn a_revoked_token_is_refused_at_once_and_others_tokens_are_out_of_reach(t) {
        let admin = admin(&t).await;
        let made = admin.post("/session/tokens", json!({"name": "First"})).await.created();
        let path = format!("/session/tokens/{}", made["id"]);
        let (ada, _) = user(&t, "ada", &["users.read"]).await;
        assert_eq!(ada.get("/session/tokens").await.ok(), json!([]));
        ada.delete(&path).await.refused(404, "No item with that ID found.");
        let program = t.nobody().with("authorization", &format!("Bearer {}", made["token"].as_str().unwrap()));
        program.get("/users").await.ok();
        admin.delete(&path).await.ok();
        program.get("/users").await.refused(401, "The token is not valid.");
    }

    async fn an_idempotency_key_does_not_keep_the_token(t) {
        let admin = admin(&t).await.with("idempotency-key", "token-1");
        let made = admin.post("/session/tokens", json!({"name": "First"})).await.created();
        let connection = t.app.db.read();
        let kept = Statement::from_string(connection.get_database_backend(), "select body from idempotency_keys");
        let kept = connection.query_all_raw(kept).await.unwrap();
        assert!(kept.is_empty(), "{} answers are kept", kept.len());
        assert!(made["token"].is_string());
    }
}
