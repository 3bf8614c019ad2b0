//! Over the wire, with the SMTP server of the mail crate's own tests.

#[path = "../../../../../crates/mail/tests/server/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod server;

use std::sync::Arc;

use fairlead_kernel::ManualClock;
use fairlead_mail::SmtpMailer;
use fairlead_testkit::{json, on_both};
use fairlead_web::{App, AppParts};
use server::{Script, Server};

use super::*;
use crate::mailing::post::Cause;
use crate::mailing::{Kind, send};
use crate::testing::setup;

/// The same application with a mailer that speaks SMTP.
fn with_smtp(t: &TestApp) -> App {
    App::new(AppParts {
        db: t.app.db.clone(),
        blobs: t.app.blobs.clone(),
        keyring: t.app.keyring.clone(),
        authenticator: t.app.authenticator.clone(),
        mailer: Arc::new(SmtpMailer::new(Arc::new(ManualClock::at(chrono::DateTime::UNIX_EPOCH)))),
        public_url: t.app.public_url.clone(),
        trusted_proxies: Vec::new(),
        secure_cookies: true,
    })
}

async fn billed(t: &TestApp, smtp_url: String) -> Value {
    mail_server(t).await;
    t.admin().patch("/system/mail", json!({"smtp_url": smtp_url})).await.ok();
    let id = customer(t).await;
    t.admin()
        .patch(
            &format!("/accounts/{id}/contacts/1"),
            json!({"name": "Ada\r\nBcc: eve@example.net\r\n\r\nHello"}),
        )
        .await;
    internet(t, id).await;
    bill(t, "2026-04-01").await;
    fairlead_testkit::serde_json::to_value(Cause::new(Kind::Invoice, id, 1)).expect("a cause")
}

on_both! {
    async fn an_invoice_arrives_with_its_pdf_and_without_a_foreign_header(t) {
        let server = Server::start(Script::default()).await;
        let cause = billed(&t, server.url("", "?tls=none")).await;
        send::send(&with_smtp(&t), &cause).await.expect("it is sent");
        let mail = server.received().await;
        assert_eq!((mail.to, mail.from.as_str()), (vec!["<ada@example.com>".to_owned()], "<billing@example.com>"));
        let head = mail.data.split("\r\n\r\n").next().expect("a head");
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert!(mail.data.contains("filename=\"invoice-1.pdf\""), "{}", mail.data);
        assert!(mail.data.contains("JVBERi0"), "a PDF in base64");
        send::send(&with_smtp(&t), &cause).await.expect("there is nothing to be sent");
        assert_eq!(deliveries(&t).await, ["invoice 1 1 sent"]);
    }

    async fn a_server_that_refuses_the_recipient_ends_it(t) {
        let server = Server::start(Script { recipient_reply: "550 no such user", ..Script::default() }).await;
        let cause = billed(&t, server.url("", "?tls=none")).await;
        send::send(&with_smtp(&t), &cause).await.expect("it is over");
        let shown = t.admin().get("/mail_deliveries").await.ok();
        assert_eq!((&shown[0]["state"], &shown[0]["reason"]), (&json!("failed"), &json!("The mail server refused the mail (550).")));
    }

    async fn a_server_that_is_away_is_tried_again(t) {
        let url = format!("smtp://localhost:{}?tls=none", Server::unused_port().await);
        let cause = billed(&t, url).await;
        send::send(&with_smtp(&t), &cause).await.expect_err("it is to be tried again");
        let shown = t.admin().get("/mail_deliveries").await.ok();
        assert_eq!((&shown[0]["state"], &shown[0]["attempts"]), (&json!("queued"), &json!(1)));
    }
}
