use axum::http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

/// An answer, with assertions that read like the expectation and print the answer when it fails.
#[derive(Debug)]
pub struct TestAnswer {
    request: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub bytes: Vec<u8>,
    /// The body as JSON; null when it is none.
    pub json: Value,
}

impl TestAnswer {
    pub(crate) async fn read(request: String, response: Response<axum::body::Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        let answer = Self { request, status: parts.status, headers: parts.headers, bytes, json };
        if answer.request.contains("/api/v1") {
            answer.has_the_documented_shape();
        }
        answer
    }

    /// Every failure of the API has the one JSON shape, whatever caused it.
    fn has_the_documented_shape(&self) {
        if self.status.is_client_error() || self.status.is_server_error() {
            let error = &self.json["error"];
            let message = &error["message"];
            let flat = message.as_object().is_some_and(|fields| fields.values().all(Value::is_string));
            assert!(message.is_string() || flat, "{self:?}");
            assert_eq!(error["status_code"], self.status.as_u16(), "{self:?}");
        }
    }

    /// Expects this status.
    #[track_caller]
    pub fn status(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.request,
            String::from_utf8_lossy(&self.bytes)
        );
        self
    }

    /// Expects 200; gives `data`.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.status(200).json["data"].take()
    }

    /// Expects 201; gives `data`.
    #[track_caller]
    pub fn created(self) -> Value {
        self.status(201).json["data"].take()
    }

    /// Expects 422 with messages on exactly these fields; gives the messages.
    #[track_caller]
    pub fn invalid(self, fields: &[&str]) -> Value {
        let mut answer = self.status(422);
        let message = answer.json["error"]["message"].take();
        let mut found: Vec<&str> =
            message.as_object().map(|fields| fields.keys().map(String::as_str).collect()).unwrap_or_default();
        let mut expected = fields.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}: {message}", answer.request);
        message
    }

    /// Expects this status and this single message.
    #[track_caller]
    pub fn refused(self, status: u16, message: &str) {
        let answer = self.status(status);
        assert_eq!(answer.json["error"]["message"], message, "{}", answer.request);
    }
}
