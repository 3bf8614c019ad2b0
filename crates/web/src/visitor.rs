use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use fairlead_kernel::Result;
use fairlead_store::Who;

use crate::App;
use crate::error_response::Failure;
use crate::middleware::{ClientIp, RequestId};

/// Somebody on a public page: nobody has signed in, and the networks that the console is limited to do not count.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where from.
    pub ip: IpAddr,
    request_id: String,
}

impl Visitor {
    /// The visitor as the audit log names it; `name` says which page it was.
    pub fn who(&self, name: &str) -> Who {
        Who { username: name.to_owned(), request_id: self.request_id.clone(), ..Who::default() }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        Ok(Self { ip: ClientIp::of(&parts.extensions), request_id: RequestId::of(&parts.extensions) })
    }
}
