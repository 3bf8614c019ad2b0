//! Against a server that speaks SMTP on a socket of this machine.

mod server;

use std::sync::Arc;

use fairlead_kernel::ManualClock;
use fairlead_mail::{Attachment, MailError, MailSettings, Mailer, Message, SmtpMailer};
use server::{Script, Server};

fn mailer() -> SmtpMailer {
    SmtpMailer::new(Arc::new(ManualClock::at(chrono::DateTime::UNIX_EPOCH)))
}

fn settings(smtp_url: String) -> MailSettings {
    MailSettings {
        smtp_url,
        from_address: "office@isp.example.com".into(),
        from_name: "Example Internet".into(),
    }
}

fn message() -> Message {
    Message {
        reference: "contract-7".into(),
        to: "ada@example.com".into(),
        to_name: "Ada Ångström".into(),
        subject: "Please sign – today".into(),
        text: "Hello,\n.a line that begins with a dot\nhttps://isp.example.com/contract_signing/x\n".into(),
        html: None,
        attachments: Vec::new(),
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let server = Server::start(Script::default()).await;
    mailer().send(&settings(server.url("", "?tls=none")), &message()).await.unwrap();
    let mail = server.received().await;
    assert_eq!(mail.from, "<office@isp.example.com>");
    assert_eq!(mail.to, ["<ada@example.com>"]);
    assert!(mail.data.contains("To: =?utf-8?b?"), "{}", mail.data);
    assert!(mail.data.contains("Subject: Please sign =?utf-8?b?"), "{}", mail.data);
    // Doubled on the wire (RFC 5321, 4.5.2).
    assert!(mail.data.contains("\r\n..a line that begins with a dot\r\n"), "{}", mail.data);
    assert!(mail.data.contains("https://isp.example.com/contract_signing/x\r\n"), "{}", mail.data);
}

#[tokio::test]
async fn a_file_arrives_with_it() {
    let server = Server::start(Script::default()).await;
    let file = Attachment {
        file_name: "contract.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: vec![0, 13, 10, 255],
    };
    let mail = Message { attachments: vec![file], html: Some("<p>Hello</p>".into()), ..message() };
    mailer().send(&settings(server.url("", "?tls=none")), &mail).await.unwrap();
    let data = server.received().await.data;
    assert!(data.contains("Content-Disposition: attachment; filename=\"contract.pdf\""), "{data}");
    assert!(data.contains("AA0K/w=="), "{data}");
    assert!(data.contains("<p>Hello</p>"), "{data}");
}

#[tokio::test]
async fn a_login_is_sent_under_tls_only() {
    let server =
        Server::start(Script { login: Some(("me@isp.example.com", "p:ss w/rd")), ..Script::default() }).await;
    let url = server.url("me%40isp.example.com:p%3Ass%20w%2Frd@", "");
    let trusting = mailer().trust(server.certificate_pem.as_bytes()).unwrap();
    trusting.send(&settings(url.clone()), &message()).await.unwrap();
    let mail = server.received().await;
    assert!(mail.under_tls && mail.logged_in);

    let error = mailer().send(&settings(url), &message()).await.unwrap_err();
    assert_eq!(error, MailError::Temporary("The mail server offers no trusted TLS.".into()));
    assert!(!server.saw_login_in_the_clear());
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_password() {
    let script = Script { starttls: false, login: Some(("me", "secret")), ..Script::default() };
    let server = Server::start(script).await;
    let error = mailer().send(&settings(server.url("me:secret@", "")), &message()).await.unwrap_err();
    assert!(matches!(&error, MailError::Temporary(_)), "{error}");
    assert!(!server.saw_login_in_the_clear());
}

#[tokio::test]
async fn replies_tell_whether_another_try_can_help() {
    for (reply, expected) in [
        (
            "450 4.2.1 <ada@example.com> is busy",
            MailError::Temporary("The mail server put the mail off (450).".into()),
        ),
        (
            "550 5.1.1 <ada@example.com> is unknown",
            MailError::Permanent("The mail server refused the mail (550).".into()),
        ),
        (
            "535 5.7.8 for <ada@example.com>",
            MailError::Temporary("The mail server refused the user name or password (535).".into()),
        ),
        ("nonsense", MailError::Temporary("The mail server gave an answer that is not SMTP.".into())),
    ] {
        let server = Server::start(Script { recipient_reply: reply, ..Script::default() }).await;
        let error = mailer().send(&settings(server.url("", "?tls=none")), &message()).await.unwrap_err();
        assert_eq!(error, expected, "{reply}");
        assert!(!error.to_string().contains("example.com"));
    }
}

#[tokio::test]
async fn nobody_there_is_temporary_and_nothing_configured_permanent() {
    let port = Server::unused_port().await;
    let nobody = format!("smtp://127.0.0.1:{port}?tls=none");
    let error = mailer().send(&settings(nobody), &message()).await.unwrap_err();
    assert_eq!(error, MailError::Temporary("The mail server could not be reached.".into()));
    let error = mailer().send(&settings(String::new()), &message()).await.unwrap_err();
    assert_eq!(error, MailError::Permanent("Outgoing mail is not configured.".into()));
}

#[tokio::test]
async fn no_recipient_can_be_smuggled_in() {
    let server = Server::start(Script::default()).await;
    let evil = "x\r\nRCPT TO:<victim@example.net>\r\nBcc: victim@example.net\r\n.\r\n";
    let mail = Message { to_name: evil.into(), subject: evil.into(), text: evil.into(), ..message() };
    mailer().send(&settings(server.url("", "?tls=none")), &mail).await.unwrap();
    let mail = server.received().await;
    assert_eq!(mail.to, ["<ada@example.com>"]);
    let (head, _) = mail.data.split_once("\r\n\r\n").unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
}
