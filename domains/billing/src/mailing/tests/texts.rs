use std::collections::BTreeMap;

use fairlead_documents::Locale;
use fairlead_testkit::{json, on_both};

use super::*;
use crate::mailing::message_templates::Text;
use crate::mailing::render::render;
use crate::mailing::{Kind, texts};
use crate::testing::setup;

const RECEIPT: &str = "/system/message_templates/payment_receipt/en";

#[test]
fn every_built_in_text_can_be_filled_in() {
    for kind in Kind::ALL {
        let values: BTreeMap<&str, String> =
            kind.variables().into_iter().map(|(name, _, sample)| (name, sample.to_owned())).collect();
        let mut subjects = Vec::new();
        for locale in [Locale::En, Locale::Es, Locale::Fr] {
            let mail = render(&texts::built_in(kind, locale), &values, locale)
                .unwrap_or_else(|unknown| panic!("{kind:?} {unknown:?}"));
            assert!(
                !mail.subject.is_empty()
                    && mail.text.contains("Mary Gold")
                    && mail.html.contains("Marigold Bakery")
            );
            assert!(!mail.subject.contains("{{") && !mail.html.contains("{{"), "{kind:?} {}", mail.html);
            subjects.push(mail.subject);
        }
        subjects.dedup();
        assert_eq!(subjects.len(), 3, "each language says it in its own words: {subjects:?}");
    }
}

#[test]
fn values_are_text_wherever_they_stand() {
    let text = Text { subject: "For {{contact_name}}".into(), body: "<p>Hi {{contact_name}}</p>".into() };
    let evil = "<img src=x onerror=alert(1)>\r\nBcc: eve@example.net {{account_id}}";
    let values = BTreeMap::from([("contact_name", evil.to_owned()), ("account_id", "7".to_owned())]);
    let mail =
        render(&text, &values, Locale::En).unwrap_or_else(|unknown| panic!("{unknown:?} is not filled in"));
    assert!(!mail.html.contains("<img") && mail.html.contains("&lt;img"), "{}", mail.html);
    assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
    assert!(mail.subject.contains("{{account_id}}"), "a value is not filled in again");
}

on_both! {
    async fn an_operator_writes_a_text_of_its_own(t) {
        mail_server(&t).await;
        let built_in = t.admin().get(RECEIPT).await.ok();
        assert_eq!((&built_in["built_in"], &built_in["locale"]), (&json!(true), &json!("en")));
        let own = json!({
            "subject": "Paid: {{payment_amount}}",
            "body": "<p>Thanks, {{contact_name}}!</p><script>alert(1)</script><p onclick=\"x()\">Bye</p>",
        });
        let saved = t.admin().patch(RECEIPT, own).await.ok();
        assert_eq!(saved["body"], "<p>Thanks, {{contact_name}}!</p><p>Bye</p>");
        let again = t.admin().patch(RECEIPT, json!({"subject": "Got {{payment_amount}}"})).await.ok();
        assert_eq!((&again["body"], &again["built_in"]), (&saved["body"], &json!(false)));
        let path = format!("/accounts/{}/transactions/payments", customer(&t).await);
        t.admin().post(&path, json!({"payment_method": "cash", "amount": "1", "email_payment_receipt": true})).await.created();
        t.run_jobs().await;
        let mail = t.mails().remove(0);
        assert_eq!((mail.subject.as_str(), mail.text.trim()), ("Got $1.00", "Thanks, Ada Lovelace!\n\nBye"));
        t.admin().delete(RECEIPT).await.ok();
        assert_eq!(t.admin().get(RECEIPT).await.ok(), built_in);
    }

    async fn a_text_that_cannot_be_filled_in_is_refused(t) {
        let odd = json!({"subject": "{{invoice_id}}", "body": "<p>{{card_number}} {{payment_id}}</p>"});
        let messages = t.admin().patch(RECEIPT, odd.clone()).await.invalid(&["subject", "body"]);
        assert_eq!(messages["body"], "There is no variable card_number here.");
        t.admin().post(&format!("{RECEIPT}/preview"), odd).await.invalid(&["subject", "body"]);
        t.admin().patch(RECEIPT, json!({"body": "<script></script>"})).await.invalid(&["body"]);
        t.admin().patch(RECEIPT, json!({"subject": "a\nBcc: eve@example.net"})).await.invalid(&["subject"]);
        for path in ["payment_receipt/de", "nothing/en"] {
            t.admin().get(&format!("/system/message_templates/{path}")).await.status(404);
            t.admin().patch(&format!("/system/message_templates/{path}"), json!({})).await.status(404);
        }
        t.user().can("settings.read").patch(RECEIPT, json!({})).await.status(403);
        let all = t.admin().get("/system/message_templates").await.ok();
        assert_eq!(all.as_array().expect("a list").len(), 27);
    }

    async fn a_preview_shows_a_mail_with_made_up_data(t) {
        let shown = t.admin().post(&format!("{RECEIPT}/preview"), json!({"subject": "For {{account_name}}"})).await.ok();
        assert_eq!(shown["subject"], "For Marigold Bakery");
        assert!(shown["html"].as_str().expect("html").contains("107.96"));
        assert_eq!(t.admin().get(RECEIPT).await.ok()["built_in"], true);
    }

    async fn mails_are_in_the_language_of_the_settings(t) {
        mail_server(&t).await;
        t.admin().patch("/system/invoicing", json!({"locale": "fr"})).await.ok();
        let id = customer(&t).await;
        internet(&t, id).await;
        bill(&t, "2026-04-01").await;
        t.run_jobs().await;
        let mail = t.mails().remove(0);
        assert_eq!((mail.subject.as_str(), mail.attachments[0].file_name.as_str()), ("Facture 1 de Lakeside <Wireless>", "facture-1.pdf"));
        assert!(mail.html.expect("html").contains("lang=\"fr\""));
    }
}
