#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod compose;
mod message;
mod server;
mod smtp;

pub use message::{Attachment, MailError, MailSettings, Mailer, Message};
pub use server::SmtpServer;
pub use smtp::SmtpMailer;
