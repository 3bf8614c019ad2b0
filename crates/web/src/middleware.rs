use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fairlead_kernel::Error;
use fairlead_store::idempotency::{self, Key, Known};

use crate::App;
use crate::access::credentials;
use crate::error_response::Failure;

/// The id that a request is traced by.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

impl RequestId {
    pub(crate) fn of(extensions: &Extensions) -> String {
        extensions.get::<Self>().map_or_else(String::new, |id| id.0.clone())
    }

    /// A sane id that the client sent is kept.
    pub(crate) fn choose(sent: Option<&HeaderValue>) -> Self {
        let sane = |text: &&str| {
            (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let sent = sent.and_then(|value| value.to_str().ok()).filter(sane);
        Self(sent.map_or_else(new_request_id, str::to_owned))
    }
}

/// Unique over all processes, and cheap: nobody has to be unable to guess it.
fn new_request_id() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| {
        let mut id = fairlead_vault::token::link_key(&mut fairlead_vault::os_rng());
        id.truncate(12);
        id
    });
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{}-{:x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Where a request comes from, behind trusted proxies too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientIp(pub(crate) IpAddr);

impl ClientIp {
    pub(crate) fn of(extensions: &Extensions) -> IpAddr {
        extensions.get::<Self>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ip| ip.0)
    }
}

/// The client's address: the peer, or the last address in `X-Forwarded-For` that no trusted proxy added.
pub fn client_ip(app: &App, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip().to_canonical());
    let trusted = |ip: &IpAddr| app.trusted_proxies.iter().any(|network| network.contains(ip));
    if !trusted(&peer) {
        return peer;
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    forwarded
        .into_iter()
        .flat_map(|list| list.rsplit(','))
        .filter_map(|part| part.trim().parse::<IpAddr>().ok())
        .find(|ip| !trusted(ip))
        .unwrap_or(peer)
}

/// Paths with and without a trailing slash are the same: the reference writes both.
pub(crate) fn strip_slash(mut request: Request) -> Request {
    let uri = request.uri();
    let path = uri.path();
    // The documentation's own pages need theirs.
    if path.len() > 1 && path.ends_with('/') && !path.starts_with("/api/docs") {
        let path = path.trim_end_matches('/');
        let path = if path.is_empty() { "/" } else { path };
        let target = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        if let Ok(uri) = target.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Headers that every answer carries.
pub(crate) fn security_headers(app: &App, is_api: bool, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    set(
        "content-security-policy",
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-src blob:; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
    if app.secure_cookies {
        set("strict-transport-security", "max-age=31536000");
    }
    if is_api {
        set("cache-control", "no-store");
    }
}

/// Around each operation of the API, in one layer because each costs every request: the route for the metrics, 304 for
/// reads, `Idempotency-Key` for writes.
pub(crate) async fn around_operations(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => conditional(request, next).await,
        Method::OPTIONS => next.run(request).await,
        _ => idempotent(&app, request, next).await,
    };
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// Answers 304 when the client has the object already.
async fn conditional(request: Request, next: Next) -> Response {
    let wanted = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let same = |wanted: &HeaderValue| {
        let etag = response.headers().get(header::ETAG)?.to_str().ok()?;
        Some(wanted.to_str().ok()?.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag))
    };
    match wanted.as_ref().and_then(same) {
        Some(true) => {
            let etag = response.headers().get(header::ETAG).cloned();
            let mut not_modified = StatusCode::NOT_MODIFIED.into_response();
            if let Some(etag) = etag {
                not_modified.headers_mut().insert(header::ETAG, etag);
            }
            not_modified
        }
        _ => response,
    }
}

/// Bodies with an `Idempotency-Key` are kept in memory to be hashed; larger ones are refused.
const KEYED_BODY_LIMIT_IN_BYTES: usize = 64 * 1024 * 1024;

/// Carries out a write with an `Idempotency-Key` once, and repeats its answer.
async fn idempotent(app: &App, request: Request, next: Next) -> Response {
    let Some(header) = request.headers().get("idempotency-key").cloned() else {
        return next.run(request).await;
    };
    keyed(app, header, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn keyed(app: &App, header: HeaderValue, request: Request, next: Next) -> Result<Response, Failure> {
    let key = header.to_str().ok().filter(|key| (1..=255).contains(&key.len()));
    let Some(key) = key.map(str::to_owned) else {
        return Err(
            Error::Malformed("The Idempotency-Key must have 1 to 255 visible characters.".into()).into()
        );
    };
    let (mut parts, body) = request.into_parts();
    let user_id = match credentials(&parts) {
        Some(found) => {
            app.authenticator.authenticate(app, found, ClientIp::of(&parts.extensions)).await?.user_id
        }
        None => 0,
    };
    let body = to_bytes(body, KEYED_BODY_LIMIT_IN_BYTES).await.map_err(|_| Error::TooLarge)?;
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    // Bodies carry card numbers, of which there are few enough to try them all against a plain hash.
    let contents = [parts.method.as_str().as_bytes(), target.as_bytes(), &body];
    let request_hash = app.keyring.fingerprint("idempotent request", &contents);
    let key = Key { user_id, key, request_hash, claimed: Arc::new(AtomicBool::new(false)) };
    match idempotency::find(&app.db, &key).await? {
        Known::New => {}
        Known::OtherRequest => {
            return Err(Error::Refused("This Idempotency-Key was used for another request.".into()).into());
        }
        Known::AnswerLost => {
            return Err(Error::Conflict(
                "The request with this Idempotency-Key was carried out; its answer is not available.".into(),
            )
            .into());
        }
        Known::Answer { status, body } => return Ok(repeat(status, body)),
    }
    parts.extensions.insert(key.clone());
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !key.claimed.load(Ordering::Acquire) {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
    let text = String::from_utf8_lossy(&body);
    idempotency::keep_answer(&app.db, &key, parts.status.as_u16(), &text).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn repeat(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::HeaderName::from_static("idempotency-replayed"), "true"),
    ];
    (status, headers, body).into_response()
}
