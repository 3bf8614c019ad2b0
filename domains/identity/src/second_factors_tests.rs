use chrono::DateTime;
use fairlead_testkit::{Client, TestApp, json, on_both, serde_json::Value};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{ActiveModel, Entity, purpose};
use crate::testing::{PASSWORD, admin, browser, setup, user};

/// RFC 6238, appendix B: the ASCII secret "12345678901234567890" in base32.
const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// Its instants and the last six digits of its codes.
const RFC_CODES: [(i64, &str); 3] =
    [(1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")];

fn at(t: &TestApp, unix_seconds: i64) {
    t.clock.set(DateTime::from_timestamp(unix_seconds, 0).unwrap());
}

/// Begins to set it up, and puts the secret of the RFC in place of the random one.
async fn begin(t: &TestApp, client: &Client<'_>) {
    let begun = client.post("/session/totp", json!({"current_password": PASSWORD})).await.ok();
    assert_eq!(begun["secret"].as_str().unwrap().len(), 32);
    assert!(
        begun["otpauth_url"].as_str().unwrap().starts_with("otpauth://totp/Fairlead:admin?secret="),
        "{begun}"
    );
    let sealed = &t.app.keyring.seal_text(&purpose(1), RFC_SECRET);
    let who = fairlead_store::Who::platform("test");
    t.app
        .db
        .write(&who, |tx| async move {
            let row =
                ActiveModel { user_id: Set(1), sealed_secret: Set(sealed.clone()), ..Default::default() };
            Entity::update(row).exec(&tx).await.map(drop).map_err(fairlead_store::classify)
        })
        .await
        .unwrap();
}

/// Sets it up at the RFC's first instant; gives the recovery codes.
async fn enrol(t: &TestApp, client: &Client<'_>) -> Vec<Value> {
    begin(t, client).await;
    at(t, RFC_CODES[0].0);
    let confirmed = client.post("/session/totp/confirm", json!({"code": RFC_CODES[0].1})).await.ok();
    confirmed["recovery_codes"].as_array().unwrap().clone()
}

fn login(code: Option<&str>) -> Value {
    json!({"username": "admin", "password": PASSWORD, "totp_code": code})
}

on_both! {
    async fn once_it_is_on_a_login_needs_the_code_of_the_moment(t) {
        let client = admin(&t).await;
        assert_eq!(enrol(&t, &client).await.len(), 10);
        let asked = t.nobody().post("/session", login(None)).await.status(401);
        assert_eq!(asked.headers["x-second-factor"], "required");
        assert_eq!(asked.json["error"]["message"], "A second factor code is required.");
        for (instant, code) in &RFC_CODES[1..] {
            at(&t, *instant);
            let user = t.nobody().post("/session", login(Some(code))).await.ok()["user"].clone();
            assert_eq!(user["totp_enabled"], true);
        }
    }

    async fn a_code_counts_once(t) {
        let client = admin(&t).await;
        enrol(&t, &client).await;
        let used = t.nobody().post("/session", login(Some(RFC_CODES[0].1))).await;
        used.refused(401, "The second factor code is wrong.");
        at(&t, RFC_CODES[1].0);
        t.nobody().post("/session", login(Some("005 924"))).await.ok();
        t.nobody().post("/session", login(Some("005924"))).await.status(401);
    }

    async fn wrong_codes_are_throttled_like_wrong_passwords(t) {
        let client = admin(&t).await;
        enrol(&t, &client).await;
        at(&t, RFC_CODES[1].0);
        for _ in 0..5 {
            t.nobody().post("/session", login(Some("000000"))).await.refused(401, "The second factor code is wrong.");
        }
        t.nobody().post("/session", login(Some(RFC_CODES[1].1))).await.status(429);
    }

    async fn each_recovery_code_works_once(t) {
        let client = admin(&t).await;
        let codes = enrol(&t, &client).await;
        for code in &codes[..2] {
            let typed = code.as_str().unwrap().to_uppercase();
            t.nobody().post("/session", login(Some(&typed))).await.ok();
            t.nobody().post("/session", login(Some(&typed))).await.status(401);
        }
    }

    async fn basic_then_takes_a_token_instead_of_the_password(t) {
        let client = admin(&t).await;
        let token = client.post("/session/tokens", json!({"name": "old client"})).await.created()["token"].clone();
        enrol(&t, &client).await;
        client.get("/users").await.refused(401, "This user has a second factor: use a personal access token as the password.");
        t.nobody().basic("admin", token.as_str().unwrap()).get("/users").await.ok();
    }

    async fn it_is_on_only_after_a_right_code_and_off_only_with_the_password(t) {
        admin(&t).await;
        let console = browser(&t, "admin", PASSWORD).await;
        console.post("/session/totp", json!({"current_password": "wrong one"})).await.invalid(&["current_password"]);
        console.post("/session/totp/confirm", json!({"code": "123456"})).await.refused(409, "There is no second factor to confirm.");
        begin(&t, &console).await;
        console.post("/session/totp/confirm", json!({"code": "000000"})).await.invalid(&["code"]);
        t.nobody().post("/session", login(None)).await.ok();
        enrol(&t, &t.nobody().basic("admin", PASSWORD)).await;
        t.nobody().post("/session", login(None)).await.status(401);
        at(&t, RFC_CODES[1].0);
        let answer = t.nobody().post("/session", login(Some(RFC_CODES[1].1))).await.status(200);
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let console = t.nobody().with("cookie", &cookie).with("x-requested-with", "fairlead");
        let again = console.post("/session/totp", json!({"current_password": PASSWORD})).await;
        again.refused(409, "The second factor is on already.");
        let off = |password: &str| axum::body::Body::from(json!({"current_password": password}).to_string());
        console.send(axum::http::Method::DELETE, "/session/totp", off("wrong one")).await.invalid(&["current_password"]);
        console.send(axum::http::Method::DELETE, "/session/totp", off(PASSWORD)).await.ok();
        t.nobody().post("/session", login(None)).await.ok();
    }

    async fn the_audit_log_tells_that_it_was_turned_on_but_no_secret(t) {
        let client = admin(&t).await;
        let codes = enrol(&t, &client).await;
        let token = crate::create_token(&t.app.db, "admin", "reader").await.unwrap();
        let log = t.nobody().basic("admin", &token).get("/audit_log?filter[entity]=second_factors").await.ok();
        assert_eq!(log[0]["action"], "update");
        assert!(log[0]["after"]["confirmed_at"].is_string(), "{log}");
        for secret in [RFC_SECRET, codes[0].as_str().unwrap()] {
            assert!(!log.to_string().contains(secret));
        }
    }

    async fn where_it_is_required_nothing_else_works_before(t) {
        let client = admin(&t).await;
        user(&t, "ada", &["users.read"]).await;
        let console = browser(&t, "ada", PASSWORD).await;
        client.patch("/system/security", json!({"require_totp": true})).await.ok();
        console.get("/users").await.refused(403, "A second factor must be set up first.");
        let session = console.get("/session").await.ok();
        assert_eq!((&session["must_enrol_totp"], &session["user"]["must_reset"]), (&json!(true), &json!(false)));
        let login = t.nobody().post("/session", json!({"username": "ada", "password": PASSWORD})).await.ok();
        assert_eq!(login["must_enrol_totp"], true);
        let console = browser(&t, "admin", PASSWORD).await;
        enrol(&t, &console).await;
        console.get("/users").await.ok();
    }

    async fn a_lost_second_factor_is_reset_from_the_command_line(t) {
        let client = admin(&t).await;
        enrol(&t, &client).await;
        t.nobody().post("/session", login(None)).await.status(401);
        crate::reset_second_factor(&t.app.db, "Admin").await.unwrap();
        t.nobody().post("/session", login(None)).await.ok();
        assert!(crate::reset_second_factor(&t.app.db, "nobody").await.is_err());
    }
}
