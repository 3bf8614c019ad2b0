//! Requests to the whole HTTP stack within the process.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use fairlead_app::platform;
use fairlead_kernel::Result;
use fairlead_web::{Actor, App, AppParts, Authenticator, Credentials, assemble};
use serde_json::Value;
use tower::ServiceExt;

/// Sends requests as an operator who may do everything.
pub struct Requests(Router);

struct Operator;

#[async_trait::async_trait]
impl Authenticator for Operator {
    async fn authenticate(&self, _: &App, _: Credentials, _: IpAddr) -> Result<Arc<Actor>> {
        Ok(Arc::new(Actor { user_id: 0, username: "bench".into(), super_admin: true, ..Actor::default() }))
    }

    async fn network_allowed(&self, _: &App, _: IpAddr) -> Result<bool> {
        Ok(true)
    }
}

impl Requests {
    pub fn to(app: &App) -> Self {
        let parts = AppParts {
            db: app.db.clone(),
            keyring: app.keyring.clone(),
            blobs: app.blobs.clone(),
            authenticator: Arc::new(Operator),
            mailer: app.mailer.clone(),
            public_url: app.public_url.clone(),
            trusted_proxies: Vec::new(),
            secure_cookies: false,
        };
        Self(assemble(&App::new(parts), platform::routes(), Router::new(), platform::VERSION))
    }

    pub async fn post(&self, path: &str, body: String) -> Value {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/v1{path}"))
            .header("authorization", "Bearer bench")
            .body(Body::from(body))
            .expect("a request");
        let Ok(response) = self.0.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("an answer");
        assert!(status.is_success(), "POST {path}: {}", String::from_utf8_lossy(&bytes));
        let mut answer: Value = serde_json::from_slice(&bytes).expect("JSON");
        answer["data"].take()
    }
}
