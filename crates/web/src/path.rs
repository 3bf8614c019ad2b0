use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use fairlead_kernel::{Error, Result};
use fairlead_store::Query;

use crate::App;
use crate::error_response::Failure;

/// The parameters of the path, in order.
#[derive(Debug, Clone)]
pub struct PathParams(Vec<(String, String)>);

impl PathParams {
    /// The id called `name`. What is not a positive number is the id of nothing.
    ///
    /// # Errors
    /// 404.
    pub fn id(&self, name: &str) -> Result<i64> {
        self.text(name).parse().ok().filter(|id| *id > 0).ok_or_else(Error::no_such_item)
    }

    /// The first parameter as an id: that of what everything else in the path lies in.
    ///
    /// # Errors
    /// 404.
    pub fn first_id(&self) -> Result<i64> {
        let (name, _) = self.0.first().ok_or_else(Error::no_such_item)?;
        self.id(name)
    }

    /// The last parameter as an id: that of the object itself.
    ///
    /// # Errors
    /// 404.
    pub fn last_id(&self) -> Result<i64> {
        let (name, _) = self.0.last().ok_or_else(Error::no_such_item)?;
        self.id(name)
    }

    /// The text called `name`; empty when the path has none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

impl FromRequestParts<App> for PathParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let raw = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::Malformed("The path could not be read.".into()))?;
        Ok(Self(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }
}

/// The query string of a list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Paging, sort, filters, search.
    pub query: Query,
    pairs: Vec<(String, String)>,
}

impl ListQuery {
    /// Another parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequestParts<App> for ListQuery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let query = Query::parse(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
        Ok(Self { query, pairs })
    }
}
