use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{json, on_both};

use crate::things::setup;

on_both! {
    async fn an_update_overlays_the_stored_object(t) {
        let thing = t.admin().post("/things", json!({"name": "Rope", "size": "7"})).await.created();
        assert_eq!(thing["size"], 7);
        let path = format!("/things/{}", thing["id"]);
        assert_eq!(t.admin().patch(&path, json!({"name": "Line"})).await.ok()["size"], 7);
        t.admin().patch(&path, json!({"name": ""})).await.invalid(&["name"]);
        t.admin().patch(&path, json!({"name": null, "size": 2000})).await.invalid(&["name", "size"]);
    }

    async fn a_client_that_has_the_object_gets_304_and_a_stale_one_412(t) {
        let thing = t.admin().post("/things", json!({"name": "Rope"})).await.created();
        let path = format!("/things/{}", thing["id"]);
        let etag = t.admin().get(&path).await.status(200).headers["etag"].to_str().unwrap().to_owned();
        t.admin().with("if-none-match", &etag).get(&path).await.status(304);
        t.admin().with("if-match", &etag).patch(&path, json!({"size": 2})).await.ok();
        t.admin().with("if-match", &etag).patch(&path, json!({"size": 3})).await.status(412);
        assert_eq!(t.admin().get(&path).await.ok()["size"], 2);
        t.admin().with("if-none-match", &etag).get(&path).await.status(200);
    }

    async fn one_key_writes_once_and_answers_the_same(t) {
        let first = t.admin().with("idempotency-key", "k1").post("/things", json!({"name": "Rope"})).await;
        let again = t.admin().with("idempotency-key", "k1").post("/things", json!({"name": "Rope"})).await;
        assert_eq!(first.bytes, again.bytes);
        assert_eq!(again.status(201).headers["idempotency-replayed"], "true");
        assert_eq!(t.admin().get("/things").await.json["paginator"]["total_count"], 1);
        t.admin().with("idempotency-key", "k1").post("/things", json!({"name": "Other"})).await.status(422);
        t.admin().with("idempotency-key", "").post("/things", json!({"name": "Other"})).await.status(400);
    }

    async fn a_failed_write_leaves_its_key_free(t) {
        t.admin().with("idempotency-key", "k2").post("/things", json!({})).await.invalid(&["name"]);
        t.admin().with("idempotency-key", "k2").post("/things", json!({})).await.invalid(&["name"]);
        assert_eq!(t.admin().get("/things").await.json["paginator"]["total_count"], 0);
    }

    async fn no_body_at_all_names_what_is_missing(t) {
        t.admin().send(Method::POST, "/things", Body::empty()).await.invalid(&["name"]);
        t.admin().send(Method::POST, "/things", Body::from("[]")).await.invalid(&["name"]);
    }

    async fn a_body_over_the_limit_is_413(t) {
        let body = format!("{{\"name\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
        t.admin().send(Method::POST, "/things", Body::from(body)).await.status(413);
        t.admin().with("content-length", "1000000000000").send(Method::POST, "/things", Body::empty()).await.status(413);
    }

    async fn every_answer_carries_the_guards(t) {
        let answer = t.nobody().with("x-request-id", "abcdefgh-1").get("/things").await.status(401);
        assert_eq!(answer.headers["x-request-id"], "abcdefgh-1");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(answer.headers["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
        assert!(answer.headers.get("access-control-allow-origin").is_none());
        let odd = t.nobody().with("x-request-id", "a b\"<").get("/things").await;
        assert_ne!(odd.headers["x-request-id"], "a b\"<");
    }

    async fn long_answers_are_compressed_for_those_who_ask(t) {
        t.admin().post("/things", json!({"name": "a thing with quite a long name, to be worth it"})).await.created();
        let answer = t.admin().with("accept-encoding", "gzip").get("/things").await.status(200);
        assert_eq!(answer.headers["content-encoding"], "gzip");
    }

    async fn health_metrics_and_documents_answer(t) {
        t.nobody().get("!/healthz").await.status(200);
        let metrics = t.nobody().get("!/metrics").await.status(200);
        assert!(String::from_utf8_lossy(&metrics.bytes).contains("fairlead_http_request_seconds"));
        let document = t.nobody().get("/openapi.json").await.status(200).json;
        assert_eq!(document["openapi"], "3.1.0");
        assert!(document["paths"]["/api/v1/things/{id}"]["patch"].is_object());
        t.nobody().get("!/api/docs/").await.status(200);
    }
}
