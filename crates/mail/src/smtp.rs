use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use fairlead_kernel::{Clock, SystemClock};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::compose::compose;
use crate::server::Protection;
use crate::{MailError, MailSettings, Mailer, Message, SmtpServer};

/// To connect, and then for each mail as a whole.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const SEND_TIMEOUT: Duration = Duration::from_secs(120);

/// Sends mail by SMTP, one connection a mail.
pub struct SmtpMailer {
    clock: Arc<dyn Clock>,
    more_roots: Vec<Certificate>,
}

/// With the system's clock.
impl Default for SmtpMailer {
    fn default() -> Self {
        Self::new(Arc::new(SystemClock))
    }
}

impl SmtpMailer {
    /// `clock` dates the mails.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, more_roots: Vec::new() }
    }

    /// Trusts these certificates too (PEM), beside those of the operating system.
    ///
    /// # Errors
    /// When it is no PEM certificate.
    pub fn trust(mut self, pem: &[u8]) -> Result<Self, &'static str> {
        self.more_roots.push(Certificate::from_pem(pem).map_err(|_| "It is not a PEM certificate.")?);
        Ok(self)
    }

    fn transport(
        &self,
        server: &SmtpServer,
        hello: &str,
    ) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
        let parameters = || {
            let builder =
                self.more_roots.iter().fold(TlsParameters::builder(server.host.clone()), |builder, root| {
                    builder.add_root_certificate(root.clone())
                });
            builder.build().map_err(|_| temporary("TLS could not be set up for the mail server."))
        };
        let tls = match server.protection {
            Protection::Tls => Tls::Wrapper(parameters()?),
            Protection::StartTls => Tls::Required(parameters()?),
            Protection::StartTlsIfOffered => Tls::Opportunistic(parameters()?),
            Protection::Plain => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.as_str())
            .port(server.port)
            .tls(tls)
            .hello_name(ClientId::Domain(hello.to_owned()))
            .timeout(Some(CONNECT_TIMEOUT));
        let builder = match &server.credentials {
            Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
            None => builder,
        };
        Ok(builder.build())
    }
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, settings: &MailSettings, message: &Message) -> Result<(), MailError> {
        if settings.smtp_url.trim().is_empty() {
            return Err(permanent("Outgoing mail is not configured."));
        }
        let server = SmtpServer::parse(&settings.smtp_url)
            .map_err(|complaint| permanent(&format!("The SMTP URL: {complaint}")))?;
        let mail = compose(settings, message, self.clock.now().into())?;
        let domain = mail.envelope().from().map_or("localhost", |from| from.domain()).to_owned();
        let transport = self.transport(&server, &domain)?;
        match tokio::time::timeout(SEND_TIMEOUT, transport.send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(classified(&error)),
            Err(_) => Err(temporary("The mail server did not answer in time.")),
        }
    }
}

fn temporary(text: &str) -> MailError {
    MailError::Temporary(text.to_owned())
}

fn permanent(text: &str) -> MailError {
    MailError::Permanent(text.to_owned())
}

/// Replies to refused or missing credentials (RFC 4954): a setting, not the mail, must change.
const CREDENTIALS_REFUSED: [u16; 4] = [530, 534, 535, 538];

/// Only the code of a reply is kept: its text repeats addresses.
fn classified(error: &SmtpError) -> MailError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return match code {
            _ if CREDENTIALS_REFUSED.contains(&code) => {
                temporary(&format!("The mail server refused the user name or password ({code})."))
            }
            _ if error.is_permanent() => permanent(&format!("The mail server refused the mail ({code}).")),
            _ => temporary(&format!("The mail server put the mail off ({code}).")),
        };
    }
    temporary(if error.is_tls() || is_untrusted(error) {
        "The mail server offers no trusted TLS."
    } else if error.is_timeout() {
        "The mail server did not answer in time."
    } else if error.is_client() {
        "The mail server does not offer what is needed (TLS, login or address format)."
    } else if error.is_response() {
        "The mail server gave an answer that is not SMTP."
    } else {
        "The mail server could not be reached."
    })
}

/// A certificate that is not trusted arrives wrapped as a connection failure.
fn is_untrusted(error: &SmtpError) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        source = cause.source();
    }
    false
}
