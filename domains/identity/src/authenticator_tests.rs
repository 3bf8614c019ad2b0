use chrono::TimeDelta;
use fairlead_store::Who;
use fairlead_testkit::{json, on_both};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::testing::{PASSWORD, admin, cookie, setup, user};
use crate::{IdentityAuthenticator, sessions, tokens, users};

on_both! {
    async fn a_changed_password_ends_what_was_remembered_at_once(t) {
        let (ada, id) = user(&t, "ada", &["users.read"]).await;
        ada.get("/users").await.ok();
        let change = json!({"password": "another good one"});
        admin(&t).await.patch(&format!("/users/{id}"), change).await.ok();
        ada.get("/users").await.refused(401, "The username or password is wrong.");
        t.nobody().basic("ADA", "another good one").get("/users").await.ok();
    }

    async fn a_changed_role_counts_at_once(t) {
        let (ada, id) = user(&t, "ada", &["users.read"]).await;
        ada.get("/users").await.ok();
        let admin = admin(&t).await;
        let role = admin.get(&format!("/users/{id}")).await.ok()["role_id"].clone();
        admin.patch(&format!("/roles/{role}"), json!({"permissions": ["roles.read"]})).await.ok();
        ada.get("/users").await.refused(403, "This requires the permission users.read.");
        ada.get("/roles").await.ok();
    }

    async fn a_remembered_credential_asks_no_database(t) {
        let (ada, _) = user(&t, "ada", &["users.read"]).await;
        let cookie = cookie(&t, "ada", PASSWORD).await;
        let console = t.nobody().with("cookie", &cookie);
        let token = crate::create_token(&t.app.db, "ada", "script").await.unwrap();
        let program = t.nobody().with("authorization", &format!("Bearer {token}"));
        for client in [&ada, &console, &program] {
            client.get("/_data/version").await.ok();
        }
        IdentityAuthenticator::of(&t.app).refresh.write(&t.app.db).await.unwrap();
        t.app.db.close().await;
        for client in [&ada, &console, &program] {
            client.get("/_data/version").await.ok();
        }
        t.wait(TimeDelta::seconds(1));
        ada.get("/_data/version").await.status(503);
    }

    async fn a_change_by_another_process_counts_within_a_second(t) {
        let (ada, _) = user(&t, "ada", &["users.read"]).await;
        ada.get("/users").await.ok();
        // What another node's transaction leaves behind: a new row and a moved epoch, unknown to this process.
        t.app.db.write(&Who::platform("another node"), |tx| async move {
            use sea_orm::ConnectionTrait;
            tx.execute_unprepared("update users set must_reset = true where username = 'ada'").await.unwrap();
            tx.execute_unprepared("update auth_epoch set epoch = epoch + 1").await.map(drop).map_err(fairlead_store::classify)
        }).await.unwrap();
        ada.get("/users").await.ok();
        t.wait(TimeDelta::seconds(1));
        ada.get("/users").await.refused(403, "The password must be changed first.");
    }

    async fn guessing_is_slowed_down_and_the_owner_is_not_locked_out(t) {
        let admin = admin(&t).await;
        admin.get("/users").await.ok();
        for _ in 0..5 {
            t.nobody().basic("admin", "a wrong guess").get("/users").await.refused(401, "The username or password is wrong.");
        }
        let blocked = t.nobody().basic("admin", "another wrong guess").get("/users").await.status(429);
        assert_eq!(blocked.headers["retry-after"], "60");
        let login = json!({"username": "admin", "password": PASSWORD});
        t.nobody().post("/session", login.clone()).await.status(429);
        admin.get("/users").await.ok();
        t.wait(TimeDelta::seconds(60));
        t.nobody().post("/session", login).await.status(200);
    }

    async fn a_name_that_does_not_exist_answers_like_a_wrong_password(t) {
        admin(&t).await;
        for name in ["nobody", "", "admin\0", "a'; drop table users; --", "\u{fffd}"] {
            t.nobody().basic(name, PASSWORD).get("/users").await.refused(401, "The username or password is wrong.");
        }
    }

    async fn a_token_works_as_bearer_and_in_place_of_the_password(t) {
        user(&t, "ada", &["users.read"]).await;
        let token = crate::create_token(&t.app.db, "ada", "old client").await.unwrap();
        t.nobody().with("authorization", &format!("Bearer {token}")).get("/users").await.ok();
        t.nobody().basic("Ada", &token).get("/users").await.ok();
        t.nobody().basic("admin", &token).get("/users").await.refused(401, "The username or password is wrong.");
        t.nobody().with("authorization", "Bearer fl_wrong").get("/users").await.refused(401, "The token is not valid.");
    }

    async fn the_last_use_is_written_once_a_minute(t) {
        user(&t, "ada", &[]).await;
        let token = crate::create_token(&t.app.db, "ada", "script").await.unwrap();
        let client = t.nobody().with("authorization", &format!("Bearer {token}"));
        let refresh = &IdentityAuthenticator::of(&t.app).refresh;
        let last_used = || async {
            refresh.write(&t.app.db).await.unwrap();
            let row = tokens::Entity::find().one(t.app.db.read()).await.unwrap().unwrap();
            row.last_used_at.map(|at| at.0 - row.created_at.0)
        };
        assert_eq!(last_used().await, None);
        for (wait, expected) in [(0, 0), (59_999, 0), (1, 60_000)] {
            t.wait(TimeDelta::milliseconds(wait));
            client.get("/_data/version").await.ok();
            assert_eq!(last_used().await, Some(expected), "after {wait} ms");
        }
    }

    async fn only_allowed_networks_are_answered_and_nobody_locks_himself_out(t) {
        let admin = admin(&t).await;
        let error = admin.patch("/system/security", json!({"allowed_networks": ["192.0.2.0/24"]})).await.invalid(&["allowed_networks"]);
        assert_eq!(error["allowed_networks"], "The networks must include your own address 127.0.0.1.");
        let set = json!({"allowed_networks": ["192.0.2.7/24", "127.0.0.1"]});
        let stored = admin.patch("/system/security", set).await.ok();
        assert_eq!(stored["allowed_networks"], json!(["192.0.2.0/24", "127.0.0.1/32"]));
        admin.get("/users").await.ok();
        let elsewhere = json!(["192.0.2.0/24"]);
        t.app.db.write(&Who::platform("test"), |tx| {
            let elsewhere = &elsewhere;
            async move {
                crate::settings::reset::<crate::settings::Security>(&tx, |fields| {
                    fields.insert("allowed_networks".into(), elsewhere.clone());
                }).await
            }
        }).await.unwrap();
        admin.get("/users").await.refused(403, "This network is not allowed.");
        t.nobody().post("/session", json!({"username": "admin", "password": PASSWORD})).await.status(403);
        crate::allow_all_networks(&t.app.db).await.unwrap();
        admin.get("/users").await.ok();
    }

    async fn a_deleted_user_is_out_at_once_by_every_way(t) {
        let (ada, id) = user(&t, "ada", &[]).await;
        let cookie = cookie(&t, "ada", PASSWORD).await;
        let console = t.nobody().with("cookie", &cookie);
        let token = crate::create_token(&t.app.db, "ada", "script").await.unwrap();
        let program = t.nobody().with("authorization", &format!("Bearer {token}"));
        for client in [&ada, &console, &program] {
            client.get("/session").await.ok();
        }
        let gone = admin(&t).await.delete(&format!("/users/{id}")).await.ok();
        assert_eq!(gone, json!({"message": "User deleted"}));
        for client in [&ada, &console, &program] {
            client.get("/session").await.status(401);
        }
        let left = users::Entity::find().filter(users::Column::Username.eq("ada")).one(t.app.db.read()).await.unwrap();
        assert_eq!(left, None);
        assert_eq!(sessions::Entity::find().all(t.app.db.read()).await.unwrap(), []);
        assert_eq!(tokens::Entity::find().all(t.app.db.read()).await.unwrap(), []);
    }
}
