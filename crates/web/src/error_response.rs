use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fairlead_kernel::Error;
use serde_json::{Value, json};

/// An [`Error`] on its way out: the one JSON shape of every failure.
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status = status_of(&error);
        if let Error::Internal(cause) = &error {
            tracing::error!(cause, "internal error");
        }
        let message = match &error {
            Error::Invalid(errors) => json!(errors),
            Error::Internal(_) => Value::from("Something went wrong on the server."),
            other => Value::from(other.to_string()),
        };
        let mut response = failure_body(status, message);
        match error {
            Error::Throttled { retry_after_seconds } => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
            }
            Error::SecondFactorRequired => {
                response.headers_mut().insert("x-second-factor", HeaderValue::from_static("required"));
            }
            Error::Unauthorized(_) => {
                // Without the X, browsers would pop up their own password window over the console.
                let realm = HeaderValue::from_static("X-Basic realm=\"fairlead\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
            }
            _ => {}
        }
        response
    }
}

/// The documented failure shape.
pub(crate) fn failure_body(status: StatusCode, message: Value) -> Response {
    let body = json!({"error": {"message": message, "status_code": status.as_u16()}});
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Malformed(_) => StatusCode::BAD_REQUEST,
        Error::Unauthorized(_) | Error::SecondFactorRequired => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Stale => StatusCode::PRECONDITION_FAILED,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Invalid(_) | Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
