//! From a [`Message`] to the bytes of a mail.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mail};
use sha2::{Digest, Sha256};

use crate::{Attachment, MailError, MailSettings, Message};

/// Longer subjects and names are cut: no reader shows them.
const LINE_MAX_IN_CHARS: usize = 250;

/// Builds the mail.
///
/// # Errors
/// [`MailError::Permanent`] for an address that is none.
pub(crate) fn compose(
    settings: &MailSettings,
    message: &Message,
    now: std::time::SystemTime,
) -> Result<Mail, MailError> {
    let from = address(&settings.from_address, "The sender's address is not valid.")?;
    let to = address(&message.to, "The recipient's address is not valid.")?;
    let message_id = message_id(message, from.domain());
    let mail = Mail::builder()
        .date(now)
        .message_id(Some(message_id))
        .from(Mailbox::new(name(&settings.from_name), from))
        .to(Mailbox::new(name(&message.to_name), to))
        .subject(one_line(&message.subject))
        // Keeps absence notes from being sent back (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ));
    let mail = match (&message.html, message.attachments.as_slice()) {
        (None, []) => mail.singlepart(SinglePart::plain(message.text.clone())),
        (Some(html), []) => mail.multipart(both(&message.text, html)),
        (html, files) => mail.multipart(with_files(&message.text, html.as_deref(), files)),
    };
    mail.map_err(|_| MailError::Permanent("The mail could not be put together.".into()))
}

fn both(text: &str, html: &str) -> MultiPart {
    MultiPart::alternative_plain_html(text.to_owned(), html.to_owned())
}

fn with_files(text: &str, html: Option<&str>, files: &[Attachment]) -> MultiPart {
    let body = match html {
        Some(html) => MultiPart::mixed().multipart(both(text, html)),
        None => MultiPart::mixed().singlepart(SinglePart::plain(text.to_owned())),
    };
    files.iter().fold(body, |body, file| {
        let octets = || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
        let media_type = ContentType::parse(&one_line(&file.media_type)).unwrap_or_else(|_| octets());
        body.singlepart(Part::new(one_line(&file.file_name)).body(file.bytes.clone(), media_type))
    })
}

fn address(text: &str, complaint: &str) -> Result<Address, MailError> {
    let is_odd = |c: char| c.is_control() || c.is_whitespace();
    let parsed = (!text.contains(is_odd)).then(|| text.parse::<Address>().ok()).flatten();
    parsed.ok_or_else(|| MailError::Permanent(complaint.to_owned()))
}

fn name(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|name| !name.is_empty())
}

/// Text for a header: no line ends, no other control characters, white space as single blanks.
fn one_line(text: &str) -> String {
    let safe: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = safe.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LINE_MAX_IN_CHARS).collect()
}

/// The same mail gets the same id on every try, another mail another.
fn message_id(message: &Message, domain: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [&message.reference, &message.to, &message.subject, &message.text] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let digest: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("<{digest}@{domain}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MailSettings {
        MailSettings {
            from_address: "office@isp.example.com".into(),
            from_name: "Example Internet".into(),
            ..MailSettings::default()
        }
    }

    fn message() -> Message {
        Message {
            reference: "contract-7".into(),
            to: "ada@example.com".into(),
            to_name: "Ada".into(),
            subject: "Please sign".into(),
            text: "Hello\nAda".into(),
            ..Message::default()
        }
    }

    fn text_of(message: &Message) -> String {
        let mail = compose(&settings(), message, std::time::UNIX_EPOCH).unwrap();
        String::from_utf8(mail.formatted()).unwrap()
    }

    fn head(mail: &str) -> Vec<&str> {
        mail.split("\r\n\r\n").next().unwrap_or_default().split("\r\n").collect()
    }

    #[test]
    fn a_plain_mail_has_the_headers_that_it_should() {
        let mail = text_of(&message());
        let head = head(&mail);
        for line in [
            "From: \"Example Internet\" <office@isp.example.com>",
            "To: Ada <ada@example.com>",
            "Subject: Please sign",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(head.contains(&line), "{line}\n{mail}");
        }
        assert!(mail.ends_with("\r\n\r\nHello\r\nAda\r\n"), "{mail:?}");
    }

    #[test]
    fn no_text_can_add_a_header() {
        let evil = "x\r\nBcc: victim@example.com\nSubject: other\r\n\r\nbody\u{85}\u{0}";
        let mut mail = message();
        mail.to_name = evil.into();
        mail.subject = evil.into();
        mail.attachments =
            vec![Attachment { file_name: evil.into(), media_type: evil.into(), bytes: vec![1] }];
        let sent = text_of(&mail);
        assert!(!sent.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{sent}");
        assert_eq!(sent.lines().filter(|line| line.starts_with("Subject:")).count(), 1, "{sent}");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for to in [
            "",
            "ada",
            "ada@",
            "a@b.example\r\nRCPT TO:<c@d.example>",
            "ada@example.com, eve@example.com",
            "\"a\nb\"@example.com",
        ] {
            let error = compose(&settings(), &Message { to: to.into(), ..message() }, std::time::UNIX_EPOCH)
                .unwrap_err();
            assert_eq!(error, MailError::Permanent("The recipient's address is not valid.".into()), "{to:?}");
        }
    }

    #[test]
    fn all_parts_arrive_in_a_mail_with_html_and_a_file() {
        let mut mail = message();
        mail.html = Some("<p>Hello</p>".into());
        mail.attachments = vec![Attachment {
            file_name: "vertrag ä.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: b"%PDF".to_vec(),
        }];
        let sent = text_of(&mail);
        for part in
            ["multipart/mixed", "multipart/alternative", "text/html", "application/pdf", "<p>Hello</p>"]
        {
            assert!(sent.contains(part), "{part}\n{sent}");
        }
    }

    #[test]
    fn the_id_is_the_same_on_every_try_and_another_for_another_mail() {
        let id = |mail: &Message| {
            let text = text_of(mail);
            head(&text)
                .iter()
                .find(|line| line.starts_with("Message-ID"))
                .map(|line| (*line).to_owned())
                .unwrap()
        };
        assert_eq!(id(&message()), id(&message()));
        assert!(id(&message()).ends_with("@isp.example.com>"));
        assert_ne!(id(&message()), id(&Message { reference: "contract-8".into(), ..message() }));
    }

    #[test]
    fn nothing_personal_shows_in_debug_output() {
        let shown = format!("{:?} {:?}", message(), settings());
        assert!(!shown.contains("example.com") && !shown.contains("Hello"), "{shown}");
    }
}
