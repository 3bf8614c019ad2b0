use std::fmt;

use percent_encoding::percent_decode_str;
use url::Url;

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, or the mail stays.
    StartTls,
    /// STARTTLS when the server offers it.
    StartTlsIfOffered,
    /// None.
    Plain,
}

/// A mail server as an SMTP URL describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) protection: Protection,
    pub(crate) credentials: Option<(String, String)>,
}

/// Without the credentials.
impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({}:{}, {:?})", self.host, self.port, self.protection)
    }
}

impl SmtpServer {
    /// Reads `smtp[s]://[user:password@]host[:port][?tls=required|opportunistic|none]`.
    ///
    /// # Errors
    /// A sentence for the person who typed it, without the URL, because it may hold a password.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text.trim()).map_err(|_| "It is not a URL.")?;
        let is_tls = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err("It must begin with smtp:// or smtps://."),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("It has no host.")?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err("Nothing may follow the host and port but ?tls=.");
        }
        let credentials = credentials(&url)?;
        let protection = protection(&url, is_tls, credentials.is_some())?;
        let port = url.port().unwrap_or(match (is_tls, &credentials) {
            (true, _) => 465,
            (false, Some(_)) => 587,
            (false, None) => 25,
        });
        // The brackets of an IPv6 address belong to the URL.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, protection, credentials })
    }
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, &'static str> {
    let decoded = |text: &str| {
        let text =
            percent_decode_str(text).decode_utf8().map_err(|_| "The user name or password is not UTF-8.")?;
        if text.contains(char::is_control) {
            return Err("The user name or password contains control characters.");
        }
        Ok(text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("It has a password, but no user name."),
        (_, None) => Err("It has a user name, but no password."),
        (user, Some(password)) => Ok(Some((decoded(user)?, decoded(password)?))),
    }
}

fn protection(url: &Url, is_tls: bool, has_credentials: bool) -> Result<Protection, &'static str> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" || tls.is_some() {
            return Err("Nothing may follow the host and port but ?tls=.");
        }
        tls = Some(value.into_owned());
    }
    match (is_tls, tls.as_deref()) {
        (true, None | Some("required")) => Ok(Protection::Tls),
        (true, Some(_)) => Err("With smtps:// there is always TLS."),
        (false, Some("required")) => Ok(Protection::StartTls),
        (false, Some("opportunistic")) => Ok(Protection::StartTlsIfOffered),
        (false, Some("none")) => Ok(Protection::Plain),
        (false, Some(_)) => Err("The tls must be required, opportunistic or none."),
        // A password must not leave unprotected just because nobody said otherwise.
        (false, None) if has_credentials => Ok(Protection::StartTls),
        (false, None) => Ok(Protection::StartTlsIfOffered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, host: &str, port: u16, protection: Protection) {
        let server = SmtpServer::parse(url).unwrap();
        assert_eq!((server.host.as_str(), server.port, server.protection), (host, port, protection), "{url}");
    }

    #[test]
    fn the_safe_connection_is_the_default() {
        check("smtps://u:p@mail.example.com", "mail.example.com", 465, Protection::Tls);
        check("smtp://u:p@mail.example.com", "mail.example.com", 587, Protection::StartTls);
        check("smtp://relay.example.com", "relay.example.com", 25, Protection::StartTlsIfOffered);
        check("smtp://localhost:1025?tls=none", "localhost", 1025, Protection::Plain);
        check("smtp://u:p@[::1]:2525/?tls=opportunistic", "::1", 2525, Protection::StartTlsIfOffered);
    }

    #[test]
    fn credentials_are_percent_decoded_and_never_shown() {
        let server = SmtpServer::parse("smtp://me%40example.com:p%3A%2F%40ss@mail.example.com").unwrap();
        assert_eq!(server.credentials, Some(("me@example.com".into(), "p:/@ss".into())));
        assert_eq!(format!("{server:?}"), "SmtpServer(mail.example.com:587, StartTls)");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for url in [
            "",
            "mail.example.com:25",
            "http://mail.example.com",
            "smtp://",
            "smtp://u@mail.example.com",
            "smtp://:p@mail.example.com",
            "smtp://u:p%0d%0aMAIL@mail.example.com",
            "smtp://mail.example.com/inbox",
            "smtp://mail.example.com?tls=maybe",
            "smtp://mail.example.com?tls=none&tls=required",
            "smtps://mail.example.com?tls=none",
            "smtp://mail.example.com:99999",
        ] {
            assert!(SmtpServer::parse(url).is_err(), "{url}");
        }
    }
}
