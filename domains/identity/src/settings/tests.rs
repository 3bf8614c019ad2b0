use fairlead_testkit::{json, on_both};
use sea_orm::EntityTrait;

use super::{Application, Company, Mail, cached, load, store};
use crate::testing::{admin, setup, user};

on_both! {
    async fn the_application_has_the_documented_defaults(t) {
        let (ada, _) = user(&t, "ada", &[]).await;
        assert_eq!(ada.get("/system/application").await.ok(), json!({
            "locale": "en", "timezone": "America/Chicago", "country": "US", "thousands_separator": ",",
            "decimal_separator": ".", "date_format": "m/d/Y", "currency_symbol": "$", "time_format": "g:i:s",
            "units": "metric",
        }));
        ada.patch("/system/application", json!({})).await.refused(403, "This requires the permission settings.update.");
    }

    async fn a_partial_update_changes_what_it_names(t) {
        let admin = admin(&t).await;
        let change = json!({"timezone": "Europe/Paris", "country": "fr", "thousands_separator": " ", "decimal_separator": ",", "time_format": "H:i:s"});
        let changed = admin.patch("/system/application", change).await.ok();
        assert_eq!(changed, json!({
            "locale": "en", "timezone": "Europe/Paris", "country": "FR", "thousands_separator": " ",
            "decimal_separator": ",", "date_format": "m/d/Y", "currency_symbol": "$", "time_format": "H:i:s",
            "units": "metric",
        }));
        let again = admin.patch("/system/application", json!({"locale": "fr"})).await.ok();
        assert_eq!((&again["locale"], &again["thousands_separator"]), (&json!("fr"), &json!(" ")));
        assert_eq!(admin.get("/system/application").await.ok(), again);
    }

    async fn what_the_application_does_not_know_is_refused_at_once(t) {
        let admin = admin(&t).await;
        let messages = admin.patch("/system/application", json!({
            "locale": "xx", "timezone": "Mars/Olympus", "country": "XX", "date_format": "Y", "time_format": "x", "units": "stones",
        })).await;
        // Fields of a fixed choice are found while reading, the others after it.
        messages.invalid(&["date_format", "time_format", "units"]);
        let messages = admin.patch("/system/application", json!({"locale": "xx", "timezone": "US/Central", "country": "XX"})).await;
        assert_eq!(messages.invalid(&["locale", "timezone", "country"]), json!({
            "locale": "The selected language is invalid.", "timezone": "The selected timezone is invalid.",
            "country": "The selected country is invalid.",
        }));
        assert_eq!(admin.get("/system/application").await.ok()["timezone"], "America/Chicago");
    }

    async fn the_mail_server_is_stored_sealed_and_never_shown(t) {
        let admin = admin(&t).await;
        let url = "smtps://mailer:Sesame-Open@mail.example.com:465";
        let set = json!({"smtp_url": url, "from_address": "isp@example.com", "from_name": "Example ISP"});
        let shown = json!({"from_address": "isp@example.com", "from_name": "Example ISP", "smtp_configured": true});
        assert_eq!(admin.patch("/system/mail", set).await.ok(), shown);
        assert_eq!(admin.get("/system/mail").await.ok(), shown);
        let kept = admin.patch("/system/mail", json!({"from_name": "Example"})).await.ok();
        assert_eq!(kept["smtp_configured"], true);
        assert_eq!(load::<Mail>(&t.app, t.app.db.read()).await.unwrap().smtp_url.as_deref(), Some(url));
        let row = store::Entity::find_by_id("mail").one(t.app.db.read()).await.unwrap().unwrap();
        let log = admin.get("/audit_log?filter[entity]=mail").await.ok();
        for text in [row.value.to_string(), log.to_string()] {
            assert!(!text.contains("Sesame") && !text.contains("mail.example.com"), "{text}");
        }
        assert_eq!(admin.patch("/system/mail", json!({"smtp_url": null})).await.ok()["smtp_configured"], false);
        for bad in ["http://mail.example.com", "smtp:", "mail.example.com"] {
            admin.patch("/system/mail", json!({"smtp_url": bad})).await.invalid(&["smtp_url"]);
        }
    }

    async fn setting_another_mail_server_shows_in_the_audit_log(t) {
        let admin = admin(&t).await;
        for password in ["first", "second", "second"] {
            let url = format!("smtp://mailer:{password}@mail.example.com");
            admin.patch("/system/mail", json!({"smtp_url": url})).await.ok();
        }
        let log = admin.get("/audit_log?filter[entity]=mail").await.ok();
        let log = log.as_array().unwrap();
        assert_eq!(log.len(), 2, "{log:?}");
        assert!(log[0]["after"]["smtp_url"].as_str().unwrap().starts_with("set "));
        assert_ne!(log[0]["after"]["smtp_url"], log[1]["after"]["smtp_url"]);
    }

    async fn company_and_geocoder_take_what_makes_sense(t) {
        let admin = admin(&t).await;
        let blank = admin.get("/system/company").await.ok();
        assert!(blank.as_object().unwrap().len() == 10 && blank.as_object().unwrap().values().all(|value| value.is_null()));
        admin.patch("/system/company", json!({"email_address": "x", "country": "XX"})).await.invalid(&["email_address", "country"]);
        let set = admin.patch("/system/company", json!({"name": "Example ISP", "country": "us"})).await.ok();
        assert_eq!((&set["name"], &set["country"]), (&json!("Example ISP"), &json!("US")));
        for bad in ["ftp://example.com", "example.com", "https://user:pw@example.com", "https://example.com/?a=b"] {
            admin.patch("/system/geocoder", json!({"url": bad})).await.invalid(&["url"]);
        }
        let set = admin.patch("/system/geocoder", json!({"url": "https://nominatim.example.com/"})).await.ok();
        assert_eq!(set, json!({"url": "https://nominatim.example.com"}));
        assert_eq!(admin.patch("/system/geocoder", json!({"url": ""})).await.ok(), json!({"url": null}));
    }

    async fn other_domains_read_a_group_from_memory_until_it_changes(t) {
        let admin = admin(&t).await;
        let first = cached::<Company>(&t.app).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&first, &cached::<Company>(&t.app).await.unwrap()));
        admin.patch("/system/company", json!({"name": "Renamed"})).await.ok();
        assert_eq!(cached::<Company>(&t.app).await.unwrap().name.as_deref(), Some("Renamed"));
        assert_eq!(cached::<Application>(&t.app).await.unwrap().time_zone(), chrono_tz::America::Chicago);
    }

    async fn a_stored_value_that_newer_rules_refuse_counts_as_not_set(t) {
        let admin = admin(&t).await;
        t.app.db.write(&fairlead_store::Who::platform("test"), |tx| async move {
            store::reset::<Application>(&tx, |fields| {
                fields.insert("units".into(), json!("cubits"));
                fields.insert("locale".into(), json!("es"));
            }).await
        }).await.unwrap();
        let read = admin.get("/system/application").await.ok();
        assert_eq!((&read["units"], &read["locale"]), (&json!("metric"), &json!("es")));
    }

    async fn two_updates_at_once_are_both_kept(t) {
        let admin = admin(&t).await;
        let (one, other) = fairlead_testkit::tokio::join!(
            admin.patch("/system/company", json!({"city": "Sheboygan"})),
            admin.patch("/system/company", json!({"state": "WI"}))
        );
        one.ok();
        other.ok();
        let company = admin.get("/system/company").await.ok();
        assert_eq!((&company["city"], &company["state"]), (&json!("Sheboygan"), &json!("WI")));
    }
}
