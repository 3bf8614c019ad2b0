//! One request, one answer: bounded in time and size, and clear about whether it can have had an effect.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

use crate::{PaymentError, Secret};

/// Answers are read as this version of Stripe's API writes them, whatever the account's default is.
const API_VERSION: &str = "2024-06-20";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A list of charges takes some 10 kB a charge.
const ANSWER_LIMIT_IN_BYTES: usize = 1024 * 1024;
/// Enough for every form here, so that the buffer does not grow: growing would leave copies of a number behind.
const FORM_CAPACITY_IN_BYTES: usize = 8 * 1024;

pub(super) const UNREADABLE: &str = "The payment processor gave an answer that cannot be read.";

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// Why nothing usable came back.
#[derive(Debug)]
pub(super) enum Failure {
    /// The request never left: it had no effect.
    NotSent(&'static str),
    /// It may have had its effect.
    Lost(&'static str),
}

/// For calls that move no money it makes no difference.
impl From<Failure> for PaymentError {
    fn from(failure: Failure) -> Self {
        let (Failure::NotSent(text) | Failure::Lost(text)) = failure;
        Self::Unavailable(text.into())
    }
}

/// A form under construction; its memory is overwritten when it has been sent.
pub(super) struct Form(Zeroizing<String>);

impl Form {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(FORM_CAPACITY_IN_BYTES)))
    }

    pub(super) fn field(mut self, name: &str, value: &str) -> Self {
        Serializer::new(&mut *self.0).append_pair(name, value);
        self
    }

    /// Left out when there is nothing to say: Stripe reads empty text as "remove this".
    pub(super) fn optional(self, name: &str, value: Option<&str>) -> Self {
        match value.filter(|value| !value.trim().is_empty()) {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self.0)
    }
}

/// Where Stripe is and how it knows us.
pub(super) struct Connection {
    client: Client,
    base: Url,
    key: Secret,
}

impl Connection {
    /// `timeout` is for a request as a whole.
    ///
    /// # Errors
    /// [`PaymentError::Invalid`] with a sentence for the operator.
    pub(super) fn new(base_url: &str, key: Secret, timeout: Duration) -> Result<Self, PaymentError> {
        let invalid = |text: &str| PaymentError::Invalid(text.into());
        let base = base(base_url).map_err(invalid)?;
        let is_key = |key: &str| {
            (key.starts_with("sk_") || key.starts_with("rk_")) && key.bytes().all(|b| b.is_ascii_graphic())
        };
        if !is_key(key.expose()) {
            return Err(invalid("The Stripe key must be a secret or restricted key: sk_... or rk_..."));
        }
        // The HTTP client takes the provider of the process; without one it would not start.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            // Who repeats a charge must know it.
            .retry(reqwest::retry::never())
            .user_agent(concat!("fairlead/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| invalid("The HTTP client did not start."))?;
        Ok(Self { client, base, key })
    }

    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, Failure> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.send(self.client.get(url)).await
    }

    pub(super) async fn post(
        &self,
        path: &str,
        form: Form,
        idempotency_key: Option<&str>,
    ) -> Result<Answer, Failure> {
        let mut request = self
            .client
            .post(self.url(path))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into_bytes());
        if let Some(key) = idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        self.send(request).await
    }

    /// `path` holds ids only that [`crate::safe_text::is_id`] let through.
    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/v1/{path}", self.base.path().trim_end_matches('/')));
        url
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        let bearer = Zeroizing::new(format!("Bearer {}", self.key.expose()));
        let Ok(mut bearer) = HeaderValue::from_str(&bearer) else {
            return Err(Failure::NotSent("The Stripe key has characters that no key has."));
        };
        bearer.set_sensitive(true);
        let request = request.header(AUTHORIZATION, bearer).header("Stripe-Version", API_VERSION);
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + chunk.len() > ANSWER_LIMIT_IN_BYTES {
                return Err(Failure::Lost("The payment processor's answer is too long."));
            }
            body.extend_from_slice(&chunk);
        }
        let body = serde_json::from_slice(&body).map_err(|_| Failure::Lost(UNREADABLE))?;
        Ok(Answer { status, body })
    }
}

/// The error's own text is dropped: it repeats addresses.
fn failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        return Failure::NotSent("The payment processor could not be reached.");
    }
    Failure::Lost(match error.is_timeout() {
        true => "The payment processor did not answer in time.",
        false => "The connection to the payment processor was lost.",
    })
}

/// The key and card numbers travel in requests, so they are encrypted unless they stay on this machine.
fn base(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text.trim()).map_err(|_| "The address of Stripe is not a URL.")?;
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err("The address of Stripe must begin with https://.");
    }
    let has_more = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
    if has_more || url.fragment().is_some() {
        return Err("The address of Stripe may have a host, a port and a path only.");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_travel_encrypted_or_not_at_all() {
        for (address, expected) in [
            ("https://api.stripe.com", "https://api.stripe.com/v1/refunds"),
            ("https://proxy.example.com:8443/stripe/", "https://proxy.example.com:8443/stripe/v1/refunds"),
            ("http://127.0.0.1:8420", "http://127.0.0.1:8420/v1/refunds"),
            ("http://[::1]:8420", "http://[::1]:8420/v1/refunds"),
            ("http://localhost", "http://localhost/v1/refunds"),
            ("http://api.stripe.com", "The address of Stripe must begin with https://."),
            ("http://localhost.example.com", "The address of Stripe must begin with https://."),
            ("http://192.0.2.1", "The address of Stripe must begin with https://."),
            ("ftp://localhost", "The address of Stripe must begin with https://."),
            (
                "https://me:pw@api.stripe.com",
                "The address of Stripe may have a host, a port and a path only.",
            ),
            ("https://api.stripe.com?a=b", "The address of Stripe may have a host, a port and a path only."),
            ("api.stripe.com", "The address of Stripe is not a URL."),
        ] {
            let key = Secret::new("sk_test_12345".into());
            let got = Connection::new(address, key, Duration::from_secs(1))
                .map_or_else(|error| error.to_string(), |connection| connection.url("refunds").to_string());
            assert_eq!(got, expected, "{address}");
        }
    }

    #[test]
    fn only_a_secret_key_is_a_key_and_no_error_repeats_it() {
        for key in ["", "pk_test_12345", "sk_test_\n12345", "sk_tëst", "password"] {
            let secret = Secret::new(key.to_owned());
            let error =
                Connection::new("https://api.stripe.com", secret, Duration::from_secs(1)).err().unwrap();
            let expected = "The Stripe key must be a secret or restricted key: sk_... or rk_...";
            assert_eq!(error.to_string(), expected, "{key}");
        }
    }
}
