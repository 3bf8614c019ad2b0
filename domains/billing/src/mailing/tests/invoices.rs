use chrono::TimeDelta;
use fairlead_testkit::{MailError, json, on_both};

use super::*;
use crate::testing::{set, setup};

on_both! {
    async fn an_invoice_of_a_run_goes_to_those_who_want_financial_mail(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        contact(&t, id, "No address", None, &[2]).await;
        contact(&t, id, "Other mail", Some("other@example.com"), &[3, 5]).await;
        contact(&t, id, "Book\r\nBcc: eve@example.net", Some("books@example.com"), &[2]).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        assert!(t.mails().is_empty(), "nothing leaves before the job runs");
        assert_eq!(t.run_jobs().await, 1, "one job an invoice");
        let mails = t.mails();
        assert_eq!(recipients(&mails), ["ada@example.com", "books@example.com"]);
        let mail = &mails[0];
        assert_eq!((mail.subject.as_str(), mail.to_name.as_str()), ("Invoice 1 from Lakeside <Wireless>", "Ada Lovelace"));
        let html = mail.html.as_deref().expect("html");
        assert!(html.contains("Lakeside &lt;Wireless&gt;") && !html.contains("<Wireless>"), "{html}");
        assert!(mail.text.contains("$40.00") && mail.text.contains("Apr 11, 2026"), "{}", mail.text);
        assert_eq!((mail.attachments[0].file_name.as_str(), mail.attachments[0].media_type.as_str()), ("invoice-1.pdf", "application/pdf"));
        assert!(mail.attachments[0].bytes.starts_with(b"%PDF-"));
        let path = format!("/accounts/{id}/invoices/1/deliveries");
        let shown = t.admin().get(&path).await.ok();
        assert_eq!(states(&shown), ["sent", "sent"]);
        assert_eq!((&shown[1]["email_address"], &shown[1]["sent_at"]), (&json!("ada@example.com"), &json!("2026-03-15 12:00:00")));
        assert_eq!(t.run_jobs().await, 0);
        t.user().can("invoices.create").get(&path).await.status(403);
        let other = customer(&t).await;
        t.admin().get(&format!("/accounts/{other}/invoices/1/deliveries")).await.status(404);
    }

    async fn an_invoice_made_by_hand_is_mailed_too(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        let service = json!({"active": true, "name": "Fee", "type": "adjustment", "application": "debit", "amount": 0, "billing_frequency_in_months": 1});
        let service = t.admin().post("/system/services", service).await.created();
        let charge = json!({"service_id": service["id"], "amount": "10.00", "prorate": false});
        t.admin().post(&format!("/accounts/{id}/services"), charge.clone()).await.created();
        let path = format!("/accounts/{id}/invoices");
        t.admin().post(&path, json!({"debits": [1]})).await.ok();
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["ada@example.com"]);
        t.admin().patch("/system/mailing", json!({"invoices_made_by_hand": false})).await.ok();
        t.admin().post(&format!("/accounts/{id}/services"), charge).await.created();
        t.admin().post(&path, json!({"debits": [2]})).await.ok();
        assert_eq!(t.run_jobs().await, 0);
    }

    async fn what_the_settings_switch_off_stays(t) {
        let id = customer(&t).await;
        internet(&t, id).await;
        set(&t, id, "print_invoice = true").await;
        bill(&t, "2026-04-01").await;
        assert!(deliveries(&t).await.is_empty(), "there is no mail server");
        mail_server(&t).await;
        t.admin().patch("/system/mailing", json!({"invoices_that_are_printed": false})).await.ok();
        bill(&t, "2026-05-01").await;
        assert!(deliveries(&t).await.is_empty(), "they are printed");
        t.admin().patch("/system/mailing", json!({"invoices_that_are_printed": true, "invoices": false})).await.ok();
        bill(&t, "2026-06-01").await;
        assert!(deliveries(&t).await.is_empty(), "nobody wants them");
        t.admin().patch("/system/mailing", json!({"invoices": true})).await.ok();
        bill(&t, "2026-07-01").await;
        assert_eq!(deliveries(&t).await, [format!("invoice 4 {} queued", 1)]);
    }

    async fn a_part_of_a_masters_invoice_is_not_mailed_by_itself(t) {
        mail_server(&t).await;
        let (master, sub) = (customer(&t).await, customer(&t).await);
        internet(&t, master).await;
        internet(&t, sub).await;
        t.admin().patch(&format!("/accounts/{master}"), json!({"sub_accounts": [sub]})).await.ok();
        bill(&t, "2026-04-01").await;
        t.run_jobs().await;
        let mails = t.mails();
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains("$80.00"), "{}", mails[0].text);
        assert_eq!(deliveries(&t).await, ["invoice 1 1 sent", "invoice 2 2 skipped"]);
    }

    async fn mails_of_a_run_wait_until_it_is_done(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        internet(&t, id).await;
        let run = runner::begin(&t.app, "2026-04-01".parse().expect("a date")).await.expect("it begins");
        runner::step(&t.app, run).await.expect("it bills");
        assert_eq!(t.run_jobs().await, 1);
        assert!(t.mails().is_empty());
        while runner::step(&t.app, run).await.expect("it goes on").state != "done" {}
        assert_eq!(t.run_jobs().await, 0, "it was put off");
        t.wait(TimeDelta::minutes(1));
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["ada@example.com"]);
    }

    async fn a_mail_that_was_put_off_is_tried_again_and_the_others_are_not_sent_twice(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        contact(&t, id, "Books", Some("books@example.com"), &[2]).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        t.mailer.fail_next(MailError::Temporary("The mail server could not be reached.".into()));
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["books@example.com"]);
        let path = format!("/accounts/{id}/invoices/1/deliveries");
        let shown = t.admin().get(&path).await.ok();
        assert_eq!(states(&shown), ["sent", "queued"]);
        assert_eq!((&shown[1]["reason"], &shown[1]["attempts"]), (&json!("The mail server could not be reached."), &json!(1)));
        t.wait(TimeDelta::minutes(1));
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["ada@example.com"]);
        assert_eq!(states(&t.admin().get(&path).await.ok()), ["sent", "sent"]);
    }

    async fn a_mail_that_never_leaves_is_given_up(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        for _ in 0..20 {
            t.mailer.fail_next(MailError::Temporary("The mail server could not be reached.".into()));
            t.run_jobs().await;
            t.wait(TimeDelta::hours(2));
        }
        assert_eq!(deliveries(&t).await, ["invoice 1 1 failed"]);
        t.mailer.take();
        assert_eq!(t.run_jobs().await, 0);
        bill(&t, "2026-05-01").await;
        t.mailer.fail_next(MailError::Permanent("The mail server refused the mail (550).".into()));
        t.run_jobs().await;
        let failed = t.admin().get("/mail_deliveries?filter[state]=failed").await.ok();
        assert_eq!(failed[0]["reason"], "The mail server refused the mail (550).");
        assert_eq!(query(&t, "select distinct state from background_jobs").await, ["done"], "nothing is left to a person");
    }

    async fn an_invoice_is_sent_again_to_whom_it_is_asked_for(t) {
        let id = customer(&t).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        let path = format!("/accounts/{id}/invoices/1/email");
        t.admin().post(&path, json!({})).await.refused(422, "Outgoing mail is not configured.");
        mail_server(&t).await;
        let sent = t.admin().post(&path, json!({})).await.created();
        assert_eq!(states(&sent), ["queued"]);
        let tenant = contact(&t, id, "Tenant", Some("tenant@example.com"), &[]).await;
        t.admin().post(&path, json!({"contact_id": tenant})).await.created();
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["ada@example.com", "tenant@example.com"]);
        let silent = contact(&t, id, "Silent", None, &[2]).await;
        let other = customer(&t).await;
        for contact_id in [silent, other + 1_000] {
            t.admin().post(&path, json!({"contact_id": contact_id})).await.invalid(&["contact_id"]);
        }
        t.user().can("invoices.update").post(&path, json!({})).await.status(403);
        t.admin().post(&format!("/accounts/{other}/invoices/1/email"), json!({})).await.status(404);
        t.admin().patch(&format!("/accounts/{id}/invoices/1/void"), json!({})).await.ok();
        t.admin().post(&path, json!({})).await.status(422);
    }

    async fn what_is_void_when_its_turn_comes_is_not_mailed(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        t.admin().patch(&format!("/accounts/{id}/invoices/1/void"), json!({})).await.ok();
        t.run_jobs().await;
        assert!(t.mails().is_empty());
        let shown = t.admin().get("/mail_deliveries").await.ok();
        assert_eq!((&shown[0]["state"], &shown[0]["reason"]), (&json!("skipped"), &json!("The invoice is void.")));
    }
}
