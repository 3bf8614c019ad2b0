use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, rejection::BytesRejection};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use fairlead_kernel::{Error, Input, Result};
use serde_json::{Map, Value};

use crate::App;
use crate::error_response::Failure;

/// The JSON object of a request, whatever content type it claims: clients send `charset=UTF8` and the like. No body at
/// all is an empty object, so that the answer names the fields that are missing.
#[derive(Debug, Clone, Default)]
pub struct JsonBody(pub Map<String, Value>);

impl JsonBody {
    /// Reads the whole object as an `I`, for inputs that ask nothing of the database.
    ///
    /// # Errors
    /// 422 with all field errors.
    pub fn read<I: Input>(&self) -> Result<I> {
        let reading = fairlead_kernel::read::<I>(&self.0);
        reading.findings.errors.into_result()?;
        reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
    }
}

impl FromRequest<App> for JsonBody {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        if announced_length(&request) > LARGEST_BODY_IN_BYTES {
            return Err(Error::TooLarge.into());
        }
        let bytes = tokio::time::timeout(BODY_TIME, Bytes::from_request(request, app)).await;
        let bytes = bytes.map_err(|_| Error::Malformed("The request body did not arrive in time.".into()))?;
        Ok(Self(parse(&bytes.map_err(rejected)?)?))
    }
}

/// No route takes more; what announces more is refused before it is read.
const LARGEST_BODY_IN_BYTES: u64 = 128 * 1024 * 1024;
/// A body that takes longer is given up.
const BODY_TIME: Duration = Duration::from_secs(120);

fn announced_length(request: &Request) -> u64 {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn rejected(rejection: BytesRejection) -> Error {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Malformed("The request body could not be read.".into()),
    }
}

fn parse(bytes: &[u8]) -> Result<Map<String, Value>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        // PHP encodes an empty object as an empty list.
        Ok(Value::Array(items)) if items.is_empty() => Ok(Map::new()),
        Ok(_) => Err(Error::Refused("The request body must be a JSON object.".into())),
        Err(_) => Err(Error::Malformed("The request body is not valid JSON.".into())),
    }
}
