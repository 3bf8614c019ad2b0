use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a Fairlead function returns when it can fail towards a user.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One message a field, in the order they were found. The first message of a field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Errors with one entry.
    pub fn one(path: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(path, message);
        errors
    }

    /// Adds `message` for `path` (`name`, `data.0.in`) unless that path has one.
    pub fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        let path = path.into();
        if self.get(&path).is_none() {
            self.0.push((path, message.into()));
        }
    }

    /// The message of `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(at, _)| at == path).map(|(_, message)| message.as_str())
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All entries in the order found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, message)| (path.as_str(), message.as_str()))
    }

    /// `Ok` when empty, else [`Error::Invalid`].
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}

impl Serialize for FieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (path, message) in &self.0 {
            map.serialize_entry(path, message)?;
        }
        map.end()
    }
}

/// Every way an endpoint can fail. The HTTP floor turns each into one status and the one JSON shape.
#[derive(Debug)]
pub enum Error {
    /// 400: the request could not be read at all.
    Malformed(Cow<'static, str>),
    /// 401: nobody, or somebody unknown, asks.
    Unauthorized(Cow<'static, str>),
    /// 401 with a header that asks for the second factor.
    SecondFactorRequired,
    /// 403: known, but not allowed.
    Forbidden(Cow<'static, str>),
    /// 404.
    NotFound(Cow<'static, str>),
    /// 409: the present state does not allow it.
    Conflict(Cow<'static, str>),
    /// 412: `If-Match` does not match.
    Stale,
    /// 413.
    TooLarge,
    /// 422 with one message a field.
    Invalid(FieldErrors),
    /// 422 with one message for the whole request.
    Refused(Cow<'static, str>),
    /// 429.
    Throttled {
        /// Seconds until the next try can succeed.
        retry_after_seconds: u64,
    },
    /// 503: the database is busy beyond patience; nothing was written.
    Busy,
    /// 500: a defect or a broken surrounding. The text goes to the log, never to the client.
    Internal(String),
}

impl Error {
    /// The documented answer to an unknown id.
    pub fn no_such_item() -> Self {
        Self::NotFound("No item with that ID found.".into())
    }

    /// One field, one message.
    pub fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::one(path, message))
    }

    /// Wraps a failure that is nobody's input.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(message)
            | Self::Unauthorized(message)
            | Self::Forbidden(message)
            | Self::NotFound(message)
            | Self::Conflict(message)
            | Self::Refused(message) => f.write_str(message),
            Self::SecondFactorRequired => f.write_str("A second factor code is required."),
            Self::Stale => f.write_str("The object has changed since it was read."),
            Self::TooLarge => f.write_str("The request body is too large."),
            Self::Invalid(errors) => {
                f.write_str("invalid:")?;
                errors.iter().try_for_each(|(path, message)| write!(f, " {path}: {message}"))
            }
            Self::Throttled { retry_after_seconds } => {
                write!(f, "Too many attempts. Try again in {retry_after_seconds} seconds.")
            }
            Self::Busy => f.write_str("The server is busy. Try again."),
            Self::Internal(cause) => f.write_str(cause),
        }
    }
}

impl std::error::Error for Error {}
