use fairlead_kernel::{FieldErrors, Input, Result, check_email};
use fairlead_mail::{MailSettings, SmtpServer};
use fairlead_web::{App, Ctx};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Company, SettingsGroup, cached, company};

/// How mail leaves.
#[derive(Clone, PartialEq, Input)]
pub struct Mail {
    /// `smtps://user:password@mail.example.com:465`. Stored sealed, never shown again; null removes it.
    #[input(secret, max = 1000)]
    pub smtp_url: Option<String>,
    /// Sender's address.
    pub from_address: Option<String>,
    /// Sender's name.
    pub from_name: Option<String>,
}

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailSettings)]
pub struct View {
    /// Sender's address.
    from_address: Option<String>,
    /// Sender's name.
    from_name: Option<String>,
    /// Whether there is a mail server.
    smtp_configured: bool,
}

impl SettingsGroup for Mail {
    type View = View;
    const GROUP: &'static str = "mail";

    fn view(&self) -> View {
        View {
            from_address: self.from_address.clone(),
            from_name: self.from_name.clone(),
            smtp_configured: self.smtp_url.is_some(),
        }
    }

    fn secrets(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("smtp_url", self.smtp_url.as_deref())]
    }

    fn check(self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        if let Some(Err(reason)) = self.smtp_url.as_deref().map(SmtpServer::parse) {
            errors.add("smtp_url", format!("The smtp_url cannot be used. {reason}"));
        }
        check_email("from_address", self.from_address.as_deref(), errors);
        // A line break would let the name add headers to every mail.
        if self.from_name.as_deref().is_some_and(|name| name.contains(char::is_control)) {
            errors.add("from_name", "The from_name contains characters that are not allowed.");
        }
        self
    }
}

/// How mail leaves, and in whose name: the company's unless the settings name another sender.
///
/// # Errors
/// When the database does not answer.
pub async fn sender(app: &App) -> Result<MailSettings> {
    let mail = cached::<Mail>(app).await?;
    let from_name = match &mail.from_name {
        Some(name) => name.clone(),
        None => cached::<Company>(app).await?.name_or_host(app),
    };
    Ok(MailSettings {
        smtp_url: mail.smtp_url.clone().unwrap_or_default(),
        from_address: mail.from_address.clone().unwrap_or_else(|| format!("no-reply@{}", company::host(app))),
        from_name,
    })
}
