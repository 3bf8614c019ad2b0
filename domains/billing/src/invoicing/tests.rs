use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::invoices::pdf::House;
use crate::testing::setup;

const SETTINGS: &str = "/system/invoicing";
const LOGO: &str = "/system/invoicing/logo";
const INVOICE: &str = "/system/invoicing/templates/invoice";
/// One red pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";

async fn house(t: &TestApp) -> House {
    House::of(&t.app).await.expect("a house")
}

fn bytes(answer: &Value) -> Vec<u8> {
    STANDARD.decode(answer["base64"].as_str().expect("base64")).expect("base64")
}

on_both! {
    async fn the_settings_have_defaults_and_refuse_what_makes_no_sense(t) {
        assert_eq!(t.admin().get(SETTINGS).await.ok(), json!({
            "paper": null, "locale": null, "accent": null, "tax_id": null, "registration": null,
            "tax_display": "summary", "payment_slip": true, "itemisation": "charged", "remit_to": null,
            "deposit_to": null,
        }));
        let odd = json!({"paper": "a5", "locale": "de", "tax_display": "none", "itemisation": "some"});
        t.admin().patch(SETTINGS, odd).await.invalid(&["paper", "locale", "tax_display", "itemisation"]);
        t.admin().patch(SETTINGS, json!({"accent": "red"})).await.invalid(&["accent"]);
        t.user().get(SETTINGS).await.status(403);
    }

    async fn the_tax_number_and_the_register_stand_below_the_company(t) {
        t.admin().patch("/system/company", json!({"name": "Lakeside Wireless", "line1": "1 Harbor Rd"})).await.ok();
        let set = json!({"tax_id": "00-0000000", "registration": "Register 555\n\n Court of Erie ", "locale": "fr", "paper": "a4"});
        t.admin().patch(SETTINGS, set).await.ok();
        let house = house(&t).await;
        assert_eq!(house.company.tax_id.as_deref(), Some("00-0000000"));
        assert_eq!(house.company.address_lines, ["1 Harbor Rd", "Register 555", "Court of Erie"]);
        assert_eq!(house.locale(), fairlead_documents::Locale::Fr);
    }

    async fn a_logo_is_printed_until_it_is_removed(t) {
        t.admin().get(LOGO).await.status(404);
        assert!(house(&t).await.company.logo.is_none());
        t.admin().post(LOGO, json!({"base64_data": PNG})).await.created();
        assert!(t.admin().get(LOGO).await.status(200).bytes.starts_with(b"\x89PNG"));
        assert!(house(&t).await.company.logo.is_some());
        t.admin().post(LOGO, json!({"base64_data": PNG})).await.created();
        t.admin().delete(LOGO).await.ok();
        t.admin().delete(LOGO).await.status(404);
        assert!(house(&t).await.company.logo.is_none());
    }

    async fn what_is_no_picture_is_no_logo(t) {
        for (data, why) in [
            ("%%%", "no base64"),
            ("R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "a GIF"),
            ("iVBORw0KGgoAAAANSUhEUgAAAAEAAA==", "half a PNG"),
            ("PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=", "a drawing, which could hold anything"),
        ] {
            let answer = t.admin().post(LOGO, json!({"base64_data": data})).await;
            assert!(!answer.invalid(&["base64_data"]).is_null(), "{why}");
        }
        t.user().can("settings.read").post(LOGO, json!({"base64_data": PNG})).await.status(403);
    }

    async fn a_template_of_ones_own_is_tried_before_it_is_taken(t) {
        let built_in = t.admin().get(INVOICE).await.ok();
        assert_eq!((&built_in["built_in"], &built_in["updated_at"]), (&json!(true), &Value::Null));
        let broken = json!({"source": "#let data = json(\"data.json\")\n\n#data.nothing"});
        let messages = t.admin().patch(INVOICE, broken.clone()).await.invalid(&["source"]);
        let message = messages["source"].as_str().expect("a message");
        assert!(message.starts_with("Line 3, column ") && message.contains("nothing"), "{message}");
        assert_eq!(t.admin().get(INVOICE).await.ok(), built_in, "nothing was stored");
        t.admin().post(&format!("{INVOICE}/preview"), broken).await.invalid(&["source"]);
        let own = "#let data = json(\"data.json\")\n#data.invoice_id owes #data.amount_due";
        let taken = t.admin().patch(INVOICE, json!({"source": own})).await.ok();
        assert_eq!((&taken["built_in"], &taken["source"]), (&json!(false), &json!(own)));
        assert!(house(&t).await.look(fairlead_documents::TemplateKind::Invoice).template.is_some());
        assert!(house(&t).await.look(fairlead_documents::TemplateKind::Statement).template.is_none());
        t.admin().delete(INVOICE).await.ok();
        assert_eq!(t.admin().get(INVOICE).await.ok(), built_in);
        t.admin().get("/system/invoicing/templates/letter").await.status(404);
    }

    async fn a_template_reads_no_files_and_ends(t) {
        for (source, said) in [
            ("#read(\"/etc/passwd\")", "cannot read"),
            ("#import \"@preview/cetz:0.3.0\"", "Line 1"),
            ("#let f() = f()\n#f()", "Line 1"),
            ("#while true {}", "Line 1"),
        ] {
            let messages = t.admin().patch(INVOICE, json!({"source": source})).await.invalid(&["source"]);
            assert!(messages["source"].as_str().expect("a message").contains(said), "{source}: {messages}");
        }
        t.admin().patch(INVOICE, json!({"source": "x".repeat(262_145)})).await.invalid(&["source"]);
    }

    async fn previews_show_every_kind(t) {
        t.admin().post(LOGO, json!({"base64_data": PNG})).await.created();
        for kind in ["invoice", "statement"] {
            let path = format!("/system/invoicing/templates/{kind}/preview");
            let shown = t.admin().post(&path, json!({})).await.ok();
            assert!(bytes(&shown).starts_with(b"%PDF-"), "{kind}");
            let own = t.admin().post(&path, json!({"source": "A page of my own"})).await.ok();
            assert_ne!(bytes(&own), bytes(&shown));
        }
    }
}
