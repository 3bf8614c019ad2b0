use base64::Engine;
use fairlead_documents::{ContractDocument, Paper, Signature, render_contract};
use fairlead_testkit::{json, on_both};
use sea_orm::EntityTrait;

use super::*;
use crate::contracts::Entity;

async fn base64_of(t: &TestApp, customer: &Customer, contract: &Value) -> Vec<u8> {
    let answer = t.admin().get(&format!("{}/{}/base64", customer.path(), contract["id"])).await.ok();
    base64::engine::general_purpose::STANDARD.decode(answer["base64"].as_str().unwrap()).unwrap()
}

/// Rendering is deterministic, so equal bytes are equal documents; what they say is tested with the renderer.
fn document(contract: &Value, signature: Option<Signature>) -> Vec<u8> {
    let text = |name: &str| contract[name].as_str().unwrap().to_owned();
    let document = ContractDocument {
        company_name: "isp.example.com".into(),
        title: text("contract_name"),
        body_html: text("contract_text"),
        account_name: "Analytical Engines".into(),
        link_key: text("unique_link_key"),
        signature,
        paper: Paper::Letter,
        ..ContractDocument::default()
    };
    render_contract(&document).unwrap()
}

fn signature() -> Signature {
    Signature {
        signer_name: "Ada King, Countess of Lovelace".into(),
        signer_ip: "127.0.0.1".into(),
        signed_at_text: "2026-03-15 07:00:00 CDT".into(),
        contact_name: "Ada Lovelace".into(),
    }
}

on_both! {
    async fn a_contract_is_read_signed_and_kept(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let page = html(&t.nobody().get(&link(&contract)).await.status(200));
        assert!(page.contains("<p>Dear Ada Lovelace, this is between us.</p>"), "{page}");
        assert!(base64_of(&t, &ada, &contract).await == document(&contract, None));

        let form = "signer_name=++Ada+King%2C++Countess+of+Lovelace+&agreed=yes";
        let answer = submit(&t, &contract, form).await.status(303);
        assert_eq!(answer.headers["location"], link(&contract).trim_start_matches('!'));
        let signed = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(signed["signer_name"], "Ada King, Countess of Lovelace");
        assert_eq!(signed["signer_ip"], "127.0.0.1");
        assert_eq!(signed["acceptance_datetime"], "2026-03-15 12:00:00");
        assert_eq!(signed["expiration_date"], "2027-03-15");

        // Before the job and after it the document is the same, and from then on it is the kept one.
        let expected = document(&contract, Some(signature()));
        assert!(base64_of(&t, &ada, &contract).await == expected);
        t.run_jobs().await;
        let row = Entity::find().one(t.app.db.read()).await.unwrap().unwrap();
        let blob = row.pdf_blob_id.unwrap().parse().unwrap();
        assert!(t.app.blobs.get(&blob).await.unwrap() == expected);
        let download = t.nobody().get(&format!("{}/pdf", link(&contract))).await.status(200);
        assert_eq!(download.headers["content-type"], "application/pdf");
        assert!(download.bytes == expected);
        let page = html(&t.nobody().get(&link(&contract)).await.status(200));
        assert!(page.contains("Signed by Ada King, Countess of Lovelace on March 15, 2026. It ends on March 15, 2027."), "{page}");
        assert!(!page.contains("<form"), "{page}");
    }

    async fn what_was_typed_wrongly_is_said_and_kept(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let page = html(&submit(&t, &contract, "").await.status(422));
        assert!(page.contains("Enter your full name.") && page.contains("Tick the box"), "{page}");
        let page = html(&submit(&t, &contract, "signer_name=%22%3E%3Cscript%3E&agreed=no").await.status(422));
        assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{page}");
        for name in ["...", "%E2%80%AEAda", "Ada%00", &"x".repeat(121)] {
            let page = html(&submit(&t, &contract, &format!("signer_name={name}&agreed=yes")).await.status(422));
            assert!(page.contains("at most 120 characters"), "{name}: {page}");
            assert!(page.contains("checked"), "{page}");
        }
        submit(&t, &contract, &"x".repeat(20_000)).await.status(422);
        submit(&t, &contract, "signer_name=%FF%FE&agreed=yes").await.status(422);
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(shown["signer_name"], json!(null));
        sign(&t, &contract, &"n".repeat(120)).await;
    }

    async fn a_second_signature_changes_nothing(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        sign(&t, &contract, "Ada").await;
        t.wait(chrono::TimeDelta::hours(1));
        let page = html(&submit(&t, &contract, "signer_name=Eve&agreed=yes").await.status(409));
        assert!(page.contains("Signed by Ada on") && page.contains("It had been signed before"), "{page}");
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!((&shown["signer_name"], &shown["acceptance_datetime"]), (&json!("Ada"), &json!("2026-03-15 12:00:00")));
    }

    async fn of_many_who_sign_at_once_one_wins(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let names: Vec<String> = (0..8).map(|number| format!("Signer{number}")).collect();
        let forms: Vec<String> = names.iter().map(|name| format!("signer_name={name}&agreed=yes")).collect();
        let (a, b, c, d, e, f, g, h) = fairlead_testkit::tokio::join!(
            submit(&t, &contract, &forms[0]), submit(&t, &contract, &forms[1]), submit(&t, &contract, &forms[2]),
            submit(&t, &contract, &forms[3]), submit(&t, &contract, &forms[4]), submit(&t, &contract, &forms[5]),
            submit(&t, &contract, &forms[6]), submit(&t, &contract, &forms[7]),
        );
        let statuses: Vec<u16> = [a, b, c, d, e, f, g, h].iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7, "{statuses:?}");
        let winner = statuses.iter().position(|status| *status == 303).unwrap();
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(shown["signer_name"], names[winner].as_str());
    }

    async fn the_document_is_kept_once(t) {
        let (_, contract) = contract_for_ada(&t).await;
        sign(&t, &contract, "Ada").await;
        t.run_jobs().await;
        let kept = Entity::find().one(t.app.db.read()).await.unwrap().unwrap().pdf_blob_id;
        let payload = json!({"contract_id": contract["id"]});
        crate::contracts::pdf::keep(t.app.clone(), payload).await.unwrap();
        assert_eq!(Entity::find().one(t.app.db.read()).await.unwrap().unwrap().pdf_blob_id, kept);
    }

    async fn a_contract_without_a_term_does_not_end(t) {
        let ada = customer(&t, "Analytical Engines", "Ada Lovelace", None).await;
        let template = t.admin().post("/system/contract_templates", json!({"name": "A", "body": "<p>x</p>"})).await.created();
        let body = json!({"contract_template_id": template["id"], "contact_id": ada.contact_id});
        let contract = t.admin().post(&ada.path(), body).await.created();
        sign(&t, &contract, "Ada").await;
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!((&shown["term_in_months"], &shown["expiration_date"]), (&json!(null), &json!(null)));
    }

    async fn days_are_those_of_the_provider(t) {
        t.admin().patch("/system/application", json!({"timezone": "Pacific/Kiritimati", "locale": "es"})).await.ok();
        let (ada, contract) = contract_for_ada(&t).await;
        sign(&t, &contract, "Ada").await;
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(shown["acceptance_datetime"], "2026-03-15 12:00:00");
        assert_eq!(shown["expiration_date"], "2027-03-16");
        let page = html(&t.nobody().get(&link(&contract)).await.status(200));
        assert!(page.contains("<html lang=\"es\">") && page.contains("Firmado por Ada el 16 de marzo de 2026."), "{page}");
    }

    async fn the_provider_is_named_as_it_names_itself(t) {
        t.admin().patch("/system/company", json!({
            "name": "Lake & Woods Internet", "line1": "1 Harbor Rd", "city": "Sheboygan", "state": "WI", "zip": "53081", "country": "US",
        })).await.ok();
        let mail = json!({"smtp_url": "smtp://mail.example.net", "from_address": "office@example.net"});
        t.admin().patch("/system/mail", mail).await.ok();
        let ada = customer(&t, "Analytical Engines", "Ada Lovelace", Some("ada@example.com")).await;
        let template = template(&t, "<p>{{company_name}}, {{company_address}}</p>").await;
        let body = json!({"contract_template_id": template, "contact_id": ada.contact_id});
        let contract = t.admin().post(&ada.path(), body).await.created();
        assert_eq!(contract["contract_text"], "<p>Lake &amp; Woods Internet, 1 Harbor Rd, Sheboygan, WI 53081, US</p>");
        t.run_jobs().await;
        assert_eq!(t.mails()[0].subject, "Lake & Woods Internet: please sign “Internet service”");
        let settings = fairlead_identity::settings::sender(&t.app).await.unwrap();
        assert_eq!((settings.smtp_url.as_str(), settings.from_address.as_str(), settings.from_name.as_str()),
            ("smtp://mail.example.net", "office@example.net", "Lake & Woods Internet"));
        let page = html(&t.nobody().get(&link(&contract)).await.status(200));
        assert!(page.contains("Lake &amp; Woods Internet"), "{page}");
    }
}
