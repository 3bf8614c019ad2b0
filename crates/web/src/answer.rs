use std::hash::{DefaultHasher, Hasher};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fairlead_kernel::{Error, Result};
use fairlead_store::Paginator;
use serde::Serialize;

use crate::error_response::Failure;

/// A successful answer in the documented envelope.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: Vec<u8>,
    etag: bool,
    headers: HeaderMap,
}

#[derive(Serialize)]
struct Envelope<'a, T: ?Sized> {
    data: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    paginator: Option<Paginator>,
}

impl Answer {
    /// `{"data": data}` with a status: 201 for what was created, else 200 unless the contract says otherwise.
    pub fn with_status(status: u16, data: &(impl Serialize + ?Sized)) -> Result<Self, Failure> {
        Self::build(status, &Envelope { data, paginator: None }, false)
    }

    /// 200.
    pub fn ok(data: &(impl Serialize + ?Sized)) -> Result<Self, Failure> {
        Self::with_status(200, data)
    }

    /// 201.
    pub fn created(data: &(impl Serialize + ?Sized)) -> Result<Self, Failure> {
        Self::with_status(201, data)
    }

    /// 200 for a single object, with an `ETag`.
    pub fn single(data: &(impl Serialize + ?Sized)) -> Result<Self, Failure> {
        Self::build(200, &Envelope { data, paginator: None }, true)
    }

    /// `{"data": {"success": true}}`
    pub fn success() -> Result<Self, Failure> {
        Self::ok(&serde_json::json!({"success": true}))
    }

    /// `{"data": [...], "paginator": {...}}`
    pub fn list<T: Serialize>(rows: &[T], paginator: Paginator) -> Result<Self, Failure> {
        Self::build(200, &Envelope { data: rows, paginator: Some(paginator) }, false)
    }

    /// A list that has just one page.
    pub fn whole<T: Serialize>(rows: &[T]) -> Result<Self, Failure> {
        let count = rows.len() as u64;
        let limit = Ord::max(count, 100);
        Self::list(rows, Paginator { total_count: count, total_pages: 1, current_page: 1, limit })
    }

    /// Adds a header.
    pub fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn build(status: u16, envelope: &impl Serialize, etag: bool) -> Result<Self, Failure> {
        let body = serde_json::to_vec(envelope).map_err(Error::internal)?;
        let status = StatusCode::from_u16(status).map_err(Error::internal)?;
        Ok(Self { status, body, etag, headers: HeaderMap::new() })
    }
}

/// The `ETag` of a single object: a hash of its answer.
pub(crate) fn etag_of(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    format!("\"{:016x}\"", hasher.finish())
}

/// The `ETag` that [`Answer::single`] gives this object.
pub(crate) fn etag_of_data(data: &impl Serialize) -> Result<String> {
    let body = serde_json::to_vec(&Envelope { data, paginator: None }).map_err(Error::internal)?;
    Ok(etag_of(&body))
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let etag = self.etag.then(|| etag_of(&self.body));
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.extend(self.headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}
