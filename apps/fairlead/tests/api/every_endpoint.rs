//! What holds for every endpoint without exception, asked of every endpoint.

use axum::body::Body;
use axum::http::Method;
use fairlead_app::platform;
use fairlead_kernel::{FieldSpec, Kind};
use fairlead_testkit::{
    TestApp, json, on_both,
    serde_json::{Map, Value},
};
use fairlead_web::Operation;

use crate::setup;

/// The path with `id` for every numeric parameter and a real entity for the others.
fn path_with(operation: &Operation, id: &str) -> String {
    let path = operation.path.replace("{entity}", "accounts").replace("{entity_type}", "accounts");
    let path = path.replace("{country}", "US").replace("{subdivision}", "WI");
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(if part.starts_with('{') { id } else { part });
    }
    filled
}

fn has_ids(operation: &Operation) -> bool {
    operation.path.contains("id}")
}

/// A value that no field of this kind takes.
fn wrong(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Object(_) | Kind::MapOf(_) | Kind::List(_) => Some(json!(17)),
        Kind::Any => None,
        _ => Some(json!({"wrong": ["type"]})),
    }
}

async fn send(t: &TestApp, operation: &Operation, path: &str, body: &Value) -> fairlead_testkit::TestAnswer {
    let body = match operation.method {
        Method::GET | Method::DELETE => Body::empty(),
        _ => Body::from(body.to_string()),
    };
    t.admin().send(operation.method.clone(), path, body).await
}

fn required(fields: &'static [FieldSpec]) -> Vec<&'static str> {
    fields.iter().filter(|field| field.required).map(|field| field.name).collect()
}

/// One account, so that paths with the id 1 lead somewhere.
async fn an_account(t: &TestApp) {
    let body = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "line1": "615 N 6th St",
        "city": "Sheboygan", "state": "WI", "county": "Sheboygan Co.", "zip": "53081", "country": "US",
        "contact_name": "Ada Lovelace", "email_address": "ada@example.com",
    });
    t.admin().post("/accounts", body).await.created();
}

on_both! {
    async fn nobody_gets_in_without_credentials(t) {
        for operation in platform::routes().operations().iter().filter(|operation| operation.signed_in) {
            let path = path_with(operation, "1");
            let answer = t.nobody().send(operation.method.clone(), &path, Body::from("{}")).await;
            assert_eq!(answer.status.as_u16(), 401, "{} {path}", operation.method);
        }
    }

    async fn nobody_acts_without_the_permission(t) {
        for operation in platform::routes().operations() {
            let Some((resource, action)) = operation.permission else { continue };
            let path = path_with(operation, "1");
            let answer = t.user().can("something.else").send(operation.method.clone(), &path, Body::from("{}")).await;
            assert_eq!(answer.status.as_u16(), 403, "{} {path}", operation.method);
            let message = answer.json["error"]["message"].as_str().unwrap_or_default().to_owned();
            assert!(message.contains(&format!("{resource}.{action}")), "{message}");
        }
    }

    async fn an_unknown_id_is_404(t) {
        an_account(&t).await;
        for operation in platform::routes().operations().iter().filter(|operation| has_ids(operation)) {
            for id in ["999999", "9223372036854775807", "99999999999999999999", "-1", "abc", "1e3", "%00"] {
                let path = path_with(operation, id);
                let answer = send(&t, operation, &path, &json!({})).await;
                let status = answer.status.as_u16();
                assert!(status == 404, "{} {path}: {status} {}", operation.method, answer.json);
            }
        }
    }

    async fn all_missing_fields_are_named_at_once(t) {
        an_account(&t).await;
        for operation in platform::routes().operations().iter().filter(|operation| operation.method == Method::POST) {
            let Some(fields) = operation.doc.body_fields() else { continue };
            let missing = required(fields);
            if missing.is_empty() {
                continue;
            }
            let path = path_with(operation, "1");
            let answer = send(&t, operation, &path, &json!({})).await;
            if answer.status.as_u16() == 404 {
                continue; // its parent does not exist here; the slice's own tests show it
            }
            let messages = answer.status(422).json["error"]["message"].take();
            for field in missing {
                let expected = format!("The {field} field is required.");
                assert_eq!(messages[field], expected.as_str(), "POST {path}: {messages}");
            }
        }
    }

    async fn all_wrong_types_are_named_at_once(t) {
        an_account(&t).await;
        for operation in platform::routes().operations() {
            let Some(fields) = operation.doc.body_fields() else { continue };
            let body: Map<String, Value> = fields
                .iter()
                .filter_map(|field| wrong(field.kind).map(|value| (field.name.to_owned(), value)))
                .collect();
            let path = path_with(operation, "1");
            let answer = send(&t, operation, &path, &Value::Object(body.clone())).await;
            if answer.status.as_u16() == 404 {
                continue; // as above
            }
            let messages = answer.status(422).json["error"]["message"].take();
            for field in body.keys() {
                let named = messages.as_object().is_some_and(|all| all.keys().any(|key| key.split('.').next() == Some(field)));
                assert!(named, "{} {path}: {field} in {messages}", operation.method);
            }
        }
    }

    async fn a_body_that_cannot_be_read_changes_nothing(t) {
        an_account(&t).await;
        let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
        let bodies: Vec<Vec<u8>> = vec![
            b"{".to_vec(), b"not json".to_vec(), vec![0xff, 0xfe, 0x00], deep.into_bytes(), b"[1]".to_vec(), b"\"x\"".to_vec(),
            b"{\"name\": \"\xc3\x28\"}".to_vec(),
        ];
        for operation in platform::routes().operations().iter().filter(|operation| operation.doc.body_fields().is_some()) {
            let path = path_with(operation, "1");
            for body in &bodies {
                let answer = t.admin().send(operation.method.clone(), &path, Body::from(body.clone())).await;
                let status = answer.status.as_u16();
                assert!((400..500).contains(&status), "{} {path}: {status}", operation.method);
            }
        }
    }

    async fn unknown_routes_and_methods_have_the_same_shape(t) {
        t.admin().get("/nothing/here/at/all/really").await.status(404);
        t.admin().get("/api/v2/accounts").await.status(404);
        t.admin().send(Method::DELETE, "/accounts", Body::empty()).await.status(405);
        t.admin().get("/accounts/?page=1").await.status(200);
    }
}
