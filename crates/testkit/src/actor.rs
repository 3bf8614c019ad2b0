use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, header};
use fairlead_kernel::{Error, Result};
use fairlead_web::{Actor, App, Authenticator, Credentials};
use serde_json::Value;
use tower::ServiceExt;

use crate::{TestAnswer, TestApp};

/// Users who exist as soon as a test speaks of them: the token is the list of what they may do.
pub struct TestUsers;

#[async_trait::async_trait]
impl Authenticator for TestUsers {
    async fn authenticate(&self, _: &App, credentials: Credentials, _: IpAddr) -> Result<Arc<Actor>> {
        let Credentials::Token(token) = credentials else {
            return Err(Error::Unauthorized("Only tokens are known here.".into()));
        };
        let mut actor = Actor { user_id: 1, username: "tester".into(), ..Actor::default() };
        for permission in token.split(',').filter(|permission| !permission.is_empty()) {
            match permission.split_once('.') {
                Some((resource, action)) => {
                    actor.permissions.entry(resource.into()).or_default().push(action.into());
                }
                None => actor.super_admin = permission == "admin",
            }
        }
        Ok(Arc::new(actor))
    }

    async fn network_allowed(&self, _: &App, _: IpAddr) -> Result<bool> {
        Ok(true)
    }
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) authorization: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl<'a> Client<'a> {
    /// Gives the user a permission: `accounts.read`.
    pub fn can(mut self, permission: &str) -> Client<'a> {
        let held = self.authorization.unwrap_or_else(|| "Bearer ".into());
        let joint = if held.ends_with(' ') { "" } else { "," };
        self.authorization = Some(format!("{held}{joint}{permission}"));
        self
    }

    /// Sends this header with every request.
    pub fn with(mut self, name: &str, value: &str) -> Client<'a> {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Authenticates with HTTP Basic.
    pub fn basic(mut self, username: &str, password: &str) -> Client<'a> {
        use base64::Engine;
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{username}:{password}"));
        self.authorization = Some(format!("Basic {encoded}"));
        self
    }

    /// GET below `/api/v1`.
    pub async fn get(&self, path: &str) -> TestAnswer {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// POST a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> TestAnswer {
        self.send(Method::POST, path, Body::from(body.to_string())).await
    }

    /// PATCH a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> TestAnswer {
        self.send(Method::PATCH, path, Body::from(body.to_string())).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> TestAnswer {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    /// Any request. Paths that begin with `/api`, or with `!` (which is dropped), are taken as they are.
    pub async fn send(&self, method: Method, path: &str, body: Body) -> TestAnswer {
        let target = match path.strip_prefix('!') {
            Some(path) => path.to_owned(),
            None if path.starts_with("/api") => path.to_owned(),
            None => format!("/api/v1{path}"),
        };
        let mut request = Request::builder().method(method.clone()).uri(&target);
        if !self.headers.iter().any(|(name, _)| name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(body).expect("the test's request is well formed");
        let response = self.app.router.clone().oneshot(request).await.expect("the router answers");
        TestAnswer::read(format!("{method} {target}"), response).await
    }
}
