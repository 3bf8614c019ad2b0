use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};

use crate::IdentityAuthenticator;
use crate::testing::{PASSWORD, admin, browser, cookie, setup, user};

on_both! {
    async fn a_login_answers_the_user_and_a_cookie_for_this_site_alone(t) {
        user(&t, "ada", &["users.read"]).await;
        let login = json!({"username": " ADA", "password": PASSWORD});
        let answer = t.nobody().post("/session", login).await.status(200);
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        assert!(pair.starts_with("fairlead_session=fl_"), "{pair}");
        assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Strict; Secure");
        let data = &answer.json["data"];
        assert_eq!((&data["must_reset"], &data["must_enrol_totp"]), (&json!(false), &json!(false)));
        let console = t.nobody().with("cookie", pair);
        let session = console.get("/session").await.ok();
        assert_eq!(session["user"], data["user"]);
        assert_eq!(session["user"], json!({
            "id": 2, "username": "ada", "name": "ada Tester", "public_name": "ada", "locale": "en", "role_id": session["user"]["role_id"],
            "email_address": "ada@example.com", "totp_enabled": false, "must_reset": false,
        }));
        assert_eq!((&session["permissions"], &session["super_admin"]), (&json!(["users.read"]), &json!(false)));
    }

    async fn a_super_admin_is_told_every_permission(t) {
        let session = admin(&t).await.get("/session").await.ok();
        let held = session["permissions"].as_array().unwrap();
        for key in ["users.delete", "account_super_user.act", "*.read", "settings.update"] {
            assert!(held.contains(&json!(key)), "{key} in {held:?}");
        }
        assert_eq!(session["super_admin"], true);
    }

    async fn wrong_logins_say_nothing_of_who_exists(t) {
        admin(&t).await;
        for (username, password) in [("admin", "wrong"), ("nobody", PASSWORD)] {
            let login = json!({"username": username, "password": password});
            t.nobody().post("/session", login).await.refused(401, "The username or password is wrong.");
        }
        t.nobody().post("/session", json!({})).await.invalid(&["username", "password"]);
        t.nobody().get("/session").await.refused(401, "Authentication is required.");
    }

    async fn a_write_with_the_cookie_needs_the_header_that_no_form_can_send(t) {
        admin(&t).await;
        let cookie = cookie(&t, "admin", PASSWORD).await;
        let forged = t.nobody().with("cookie", &cookie);
        forged.post("/roles", json!({"name": "Forged"})).await.status(401);
        forged.delete("/session").await.status(401);
        forged.with("x-requested-with", "fairlead").post("/roles", json!({"name": "Meant"})).await.created();
        let foreign = t.nobody().with("sec-fetch-site", "cross-site");
        foreign.post("/session", json!({"username": "admin", "password": PASSWORD})).await.status(403);
    }

    async fn a_session_lives_on_while_it_is_used_and_ends_when_it_is_not(t) {
        admin(&t).await.patch("/system/security", json!({"session_lifetime_in_minutes": 30})).await.ok();
        let console = browser(&t, "admin", PASSWORD).await;
        for _ in 0..5 {
            t.wait(TimeDelta::minutes(29));
            console.get("/session").await.ok();
        }
        // Also when it is read from the database again.
        IdentityAuthenticator::of(&t.app).refresh.write(&t.app.db).await.unwrap();
        t.app.db.bump_auth_epoch();
        t.wait(TimeDelta::minutes(29));
        console.get("/session").await.ok();
        t.wait(TimeDelta::minutes(30));
        console.get("/session").await.refused(401, "The session has ended.");
    }

    async fn a_shortened_lifetime_counts_for_sessions_that_are_open(t) {
        let admin = admin(&t).await;
        let console = browser(&t, "admin", PASSWORD).await;
        console.get("/session").await.ok();
        admin.patch("/system/security", json!({"session_lifetime_in_minutes": 5})).await.ok();
        t.wait(TimeDelta::minutes(7));
        console.get("/session").await.status(401);
    }

    async fn logging_out_ends_this_session_and_no_other(t) {
        admin(&t).await;
        let (first, second) = (browser(&t, "admin", PASSWORD).await, browser(&t, "admin", PASSWORD).await);
        let answer = first.delete("/session").await.status(200);
        assert_eq!(answer.json["data"], json!({"success": true}));
        assert!(answer.headers["set-cookie"].to_str().unwrap().ends_with("; Max-Age=0"));
        first.get("/session").await.status(401);
        second.get("/session").await.ok();
    }

    async fn a_new_password_ends_the_other_sessions(t) {
        admin(&t).await;
        let (mine, other) = (browser(&t, "admin", PASSWORD).await, browser(&t, "admin", PASSWORD).await);
        let change = |current: &str, new: &str| json!({"current_password": current, "password": new});
        let wrong = mine.patch("/session/password", change("not it", "a fresh new one")).await.invalid(&["current_password"]);
        assert_eq!(wrong["current_password"], "The current password is wrong.");
        mine.patch("/session/password", change(PASSWORD, "short")).await.invalid(&["password"]);
        mine.patch("/session/password", change(PASSWORD, PASSWORD)).await.invalid(&["password"]);
        mine.patch("/session/password", change(PASSWORD, "a fresh new one")).await.ok();
        mine.get("/session").await.ok();
        other.get("/session").await.status(401);
        t.nobody().basic("admin", PASSWORD).get("/session").await.status(401);
        t.nobody().basic("admin", "a fresh new one").get("/session").await.ok();
    }

    async fn a_forced_change_lets_nothing_else_through_until_it_is_done(t) {
        let (ada, id) = user(&t, "ada", &["users.read"]).await;
        admin(&t).await.patch(&format!("/users/{id}"), json!({"must_reset": true})).await.ok();
        let login = t.nobody().post("/session", json!({"username": "ada", "password": PASSWORD})).await.ok();
        assert_eq!(login["must_reset"], true);
        let console = browser(&t, "ada", PASSWORD).await;
        for client in [&ada, &console] {
            for path in ["/users", "/_data/version", "/session/tokens", "/system/application"] {
                client.get(path).await.refused(403, "The password must be changed first.");
            }
            assert_eq!(client.get("/session").await.ok()["user"]["must_reset"], true);
        }
        let change = json!({"current_password": PASSWORD, "password": "a fresh new one"});
        console.patch("/session/password", change).await.ok();
        console.get("/users").await.ok();
    }

    async fn an_idempotency_key_keeps_no_cookie_and_no_login(t) {
        admin(&t).await;
        let client = t.nobody().with("idempotency-key", "login-1");
        for _ in 0..2 {
            let login = json!({"username": "admin", "password": PASSWORD});
            let answer = client.post("/session", login).await.status(200);
            assert!(answer.headers.contains_key("set-cookie"));
        }
    }

    async fn hostile_logins_are_refused_without_harm(t) {
        admin(&t).await;
        for (username, password) in [("admin\0", PASSWORD), ("admin", "\0"), ("' or 1=1 --", PASSWORD)] {
            let status = t.nobody().post("/session", json!({"username": username, "password": password})).await.status.as_u16();
            assert!(matches!(status, 401 | 422), "{username}: {status}");
        }
        t.nobody().post("/session", json!({"username": "admin", "password": "x".repeat(2000)})).await.invalid(&["password"]);
        for cookie in ["fairlead_session=", "fairlead_session=fl_x; fairlead_session=y"] {
            t.nobody().with("cookie", cookie).get("/session").await.status(401);
        }
    }
}
