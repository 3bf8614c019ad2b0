//! The public page: anybody with the link may read the contract, sign it and take the PDF. It works without JavaScript.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use fairlead_documents::Locale;
use fairlead_kernel::{Error, Result};
use fairlead_store::Timestamp;
use fairlead_web::{App, Failure, Visitor};
use maud::Markup;
use url::form_urlencoded;

use super::limit::Limiter;
use super::page::{Mistakes, STYLE, Shown, notice};
use super::provider::{self, Provider};
use super::signing::{self, NAME_MAX_IN_CHARS, Signed, readable_name};
use super::words::{Words, fill};
use super::{Model, parties, pdf};

/// What a request costs of a network's points a minute (see `limit.rs`).
const COST_OF_PAGE: u32 = 1;
const COST_OF_SIGNING: u32 = 5;
const COST_OF_PDF: u32 = 10;

const FORM_LIMIT_IN_BYTES: usize = 16 * 1024;

/// Nothing but the stylesheet is loaded, nothing runs, and the form goes nowhere else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The pages below `/contract_signing`.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/contract_signing/style.css", get(style))
        .route("/contract_signing/{unique_link_key}", get(show).post(sign))
        .route("/contract_signing/{unique_link_key}/pdf", get(download))
        .layer(DefaultBodyLimit::max(FORM_LIMIT_IN_BYTES))
        .layer(Extension(Arc::new(Limiter::default())))
}

async fn style() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, STYLE).into_response()
}

/// A request for one link.
struct Visit {
    app: App,
    visitor: Visitor,
    limiter: Arc<Limiter>,
    key: String,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let limiter = parts.extensions.get::<Arc<Limiter>>().cloned().unwrap_or_default();
        // A key that is not even text is one that leads nowhere.
        let key =
            Path::<String>::from_request_parts(parts, app).await.map(|Path(key)| key).unwrap_or_default();
        Ok(Self { app: app.clone(), visitor, limiter, key })
    }
}

impl Visit {
    fn spend(&self, points: u32) -> Result<()> {
        let now = Timestamp::from(self.app.db.clock().now());
        let spent = self.limiter.spend(self.visitor.ip, points, now);
        spent.map_err(|retry_after_seconds| Error::Throttled { retry_after_seconds })
    }

    async fn contract(&self) -> Result<Model> {
        signing::find(self.app.db.read(), &self.key).await?.ok_or_else(Error::no_such_item)
    }

    async fn show(&self, row: &Model, draw: impl FnOnce(&Shown<'_>) -> Markup) -> Result<Markup> {
        let connection = self.app.db.read();
        let provider = provider::load(&self.app).await?;
        let account_name =
            parties::account_name(connection, row.account_id).await?.ok_or_else(Error::no_such_item)?;
        let ip = self.visitor.ip.to_string();
        Ok(draw(&Shown { row, provider: &provider, account_name: &account_name, ip: &ip }))
    }

    async fn answer(&self, outcome: Result<Response>) -> Response {
        match outcome {
            Ok(response) => response,
            Err(error) => self.failure(&error).await,
        }
    }

    async fn failure(&self, error: &Error) -> Response {
        let provider = provider::load(&self.app).await.ok();
        let locale = provider.as_ref().map_or(Locale::En, |provider: &Provider| provider.locale);
        let company = provider.map(|provider| provider.name).unwrap_or_default();
        let words = Words::of(locale);
        let (status, heading, text) = match error {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, words.missing_heading, words.missing_text),
            Error::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, words.busy_heading, words.busy_text),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, words.foreign_heading, words.foreign_text),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, words.broken_heading, words.broken_text),
            other => {
                tracing::error!(error = %other, "a contract page failed");
                (StatusCode::INTERNAL_SERVER_ERROR, words.broken_heading, words.broken_text)
            }
        };
        let mut response = page(status, notice(words, &company, heading, text));
        if let Error::Throttled { retry_after_seconds } = error {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
        }
        response
    }
}

async fn show(visit: Visit) -> Response {
    let outcome = async {
        visit.spend(COST_OF_PAGE)?;
        let row = visit.contract().await?;
        let drawn = visit.show(&row, |shown| match row.is_signed() {
            true => shown.signed(false),
            false => shown.unsigned(&Mistakes::default()),
        });
        Ok(page(StatusCode::OK, drawn.await?))
    };
    visit.answer(outcome.await).await
}

/// What the form sends.
#[derive(Default)]
struct Signature {
    signer_name: String,
    agreed: bool,
}

impl Signature {
    fn of(form: &[u8]) -> Self {
        let mut signature = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            match name.as_ref() {
                "signer_name" => signature.signer_name = value.into_owned(),
                "agreed" => signature.agreed = value == "yes",
                _ => {}
            }
        }
        signature
    }
}

async fn sign(visit: Visit, headers: HeaderMap, form: Result<Bytes, BytesRejection>) -> Response {
    // A form that is too long holds no name that could be accepted.
    let signature = form.map(|form| Signature::of(&form)).unwrap_or_default();
    let outcome = async {
        visit.spend(COST_OF_SIGNING)?;
        if !is_from_here(&headers, &visit.app.public_url) {
            return Err(Error::Forbidden("The form came from another page.".into()));
        }
        accept(&visit, &signature).await
    };
    visit.answer(outcome.await).await
}

async fn accept(visit: &Visit, signature: &Signature) -> Result<Response> {
    let row = visit.contract().await?;
    if row.is_signed() {
        return Ok(page(StatusCode::CONFLICT, visit.show(&row, |shown| shown.signed(true)).await?));
    }
    let words = Words::of(provider::load(&visit.app).await?.locale);
    match read(signature, words) {
        Err(mistakes) => {
            let drawn = visit.show(&row, |shown| shown.unsigned(&mistakes)).await?;
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, drawn))
        }
        Ok(name) => match signing::sign(&visit.app, &visit.visitor, &visit.key, &name).await? {
            // Reloading the page that follows does not send the form again.
            Signed::Now => Ok(see_other(&visit.key)),
            Signed::Before => {
                let row = visit.contract().await?;
                Ok(page(StatusCode::CONFLICT, visit.show(&row, |shown| shown.signed(true)).await?))
            }
        },
    }
}

fn read(signature: &Signature, words: &Words) -> Result<String, Mistakes> {
    let name = readable_name(&signature.signer_name);
    let agreed = signature.agreed;
    if let (Some(name), true) = (&name, agreed) {
        return Ok(name.clone());
    }
    let complaint = match signature.signer_name.trim() {
        "" => words.name_missing.to_owned(),
        _ => fill(words.name_odd, &[("max", &NAME_MAX_IN_CHARS.to_string())]),
    };
    Err(Mistakes {
        typed_name: signature
            .signer_name
            .chars()
            .filter(|c| !c.is_control())
            .take(NAME_MAX_IN_CHARS)
            .collect(),
        agreed,
        name: name.is_none().then_some(complaint),
        agree: (!agreed).then_some(words.agree_missing),
    })
}

async fn download(visit: Visit) -> Response {
    let outcome = async {
        visit.spend(COST_OF_PDF)?;
        let row = visit.contract().await?;
        let bytes = pdf::pdf(&visit.app, &row).await?;
        let disposition = match row.is_signed() {
            true => "attachment; filename=\"contract.pdf\"",
            false => "inline; filename=\"contract.pdf\"",
        };
        let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, disposition)];
        Ok(private((headers, bytes).into_response()))
    };
    visit.answer(outcome.await).await
}

/// The link itself is the secret that a foreign page does not know; this keeps out one that learnt it. Browsers say where
/// a form comes from; clients that say nothing are no browsers and carry nobody's session.
fn is_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == public_url || (host.is_some() && host == text(header::HOST))
}

fn see_other(key: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(target) = HeaderValue::from_str(&format!("/contract_signing/{key}")) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    private(response)
}

fn page(status: StatusCode, markup: Markup) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    private((status, headers, markup.into_string()).into_response())
}

/// Nobody keeps it, nobody lists it.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
    response
}
