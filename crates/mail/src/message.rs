use std::fmt;

use fairlead_kernel::Error;

/// A mail to one recipient. No text in it can add a header or a recipient: control characters never get that far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Names the mail, the same on every try: `contract-7`. With the content it becomes the `Message-ID`, by which
    /// servers recognise a mail that a crash made leave twice.
    pub reference: String,
    /// One address.
    pub to: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// One line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML beside it. The caller escapes what is not its own.
    pub html: Option<String>,
    /// Files.
    pub attachments: Vec<Attachment>,
}

/// A file that comes with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What the recipient sees: `contract.pdf`.
    pub file_name: String,
    /// `application/pdf`; what is none becomes `application/octet-stream`.
    pub media_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// How mail leaves, and in whose name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// See [`crate::SmtpServer::parse`]; empty: mail is not configured.
    pub smtp_url: String,
    /// The sender's address.
    pub from_address: String,
    /// The sender's name; may be empty.
    pub from_name: String,
}

// Mails and settings hold addresses and passwords, so their debug form does not show them.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("reference", &self.reference).finish_non_exhaustive()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({} bytes)", self.bytes.len())
    }
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings").finish_non_exhaustive()
    }
}

/// Why a mail did not leave. The texts are Fairlead's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Another try can help.
    #[error("{0}")]
    Temporary(String),
    /// Another try of the same mail cannot help.
    #[error("{0}")]
    Permanent(String),
}

/// As the outcome of a job: [`Error::Refused`] ends it, anything else is tried again.
impl From<MailError> for Error {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Temporary(text) => Self::Internal(text),
            MailError::Permanent(text) => Self::Refused(text.into()),
        }
    }
}

/// Something that mail leaves by.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the mail over. `Ok` means that the next server took responsibility for it.
    ///
    /// # Errors
    /// [`MailError`].
    async fn send(&self, settings: &MailSettings, message: &Message) -> Result<(), MailError>;
}
