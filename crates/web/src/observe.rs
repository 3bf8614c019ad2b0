use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fairlead_kernel::Error;
use futures_util::FutureExt;
use prometheus::{Encoder, HistogramVec, TextEncoder, register_histogram_vec};

use crate::App;
use crate::error_response::Failure;
use crate::leftover::Leftover;
use crate::middleware::{ClientIp, RequestId, client_ip, security_headers};

/// Seconds by method, route and status class. The route is the template, never the path, so that no personal data of a
/// query or an id gets into metrics or logs.
static REQUESTS: LazyLock<Option<HistogramVec>> = LazyLock::new(|| {
    let buckets = vec![0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
    register_histogram_vec!(
        "fairlead_http_request_seconds",
        "Time to answer a request",
        &["method", "route", "status"],
        buckets
    )
    .ok()
});

/// Outermost: request id, client address, panic to 500, the rest of unread bodies, security headers, one log line and one
/// observation a request.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let clock = app.db.clock().clone();
    let started = clock.now();
    let id = RequestId::choose(request.headers().get("x-request-id"));
    let ip = ClientIp(client_ip(&app, &request));
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(ip);
    let method = request.method().clone();
    let is_api = request.uri().path().starts_with("/api/v1") || request.uri().path() == "/metrics";
    let (request, leftover) = Leftover::watch(request);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    if let Some(leftover) = leftover {
        leftover.read().await;
    }
    let mut response = answered.unwrap_or_else(|panic| panicked(panic.as_ref()));
    security_headers(&app, is_api, response.headers_mut());
    let route = response.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unrouted", MatchedPath::as_str);
    let status = response.status();
    let seconds = clock.now().signed_duration_since(started).as_seconds_f64();
    if let Some(requests) = REQUESTS.as_ref() {
        requests.with_label_values(&[method.as_str(), route, status.as_str()]).observe(seconds);
    }
    // On with FAIRLEAD_LOG=info,fairlead::access=debug.
    tracing::debug!(target: "fairlead::access", method = %method, route, status = status.as_u16(), seconds, request_id = id.0);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Failure(Error::Internal(format!("panic: {text}"))).into_response()
}

/// Prometheus text.
pub(crate) async fn metrics() -> Response {
    let mut text = Vec::new();
    match TextEncoder::new().encode(&prometheus::gather(), &mut text) {
        Ok(()) => ([("content-type", "text/plain; version=0.0.4")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
