use fairlead_testkit::{json, on_both, serde_json::Value};

use super::{account, add, balance, lines, service, setup};
use crate::testing::account_with;

on_both! {
    async fn a_service_stays_on_the_account_and_is_charged_for_the_rest_of_the_cycle(t) {
        let (account, service) = (account(&t).await, service(&t, json!({})).await);
        let path = add(&t.admin(), account, json!({"service_id": service, "quantity": "2", "account_id": account})).await;
        let shown = json!({
            "id": service, "number_of_times_billed": 0, "price_override": null, "price_override_reason": null, "package_id": null,
            "unique_package_id": null, "unique_service_relationship_id": 1, "name_override": null, "quantity": 2,
            "next_bill_date": null, "metadata": {},
        });
        assert_eq!(t.admin().get(&path).await.ok(), shown);
        assert_eq!(t.admin().get(&format!("/accounts/{account}/services")).await.ok(), json!([shown]));
        assert_eq!(lines(&t, account).await, ["debit Silver: 17/31 of 31.00 x 2 from 03-15 to 04-01 = 34.00 + 0.00"]);
        assert_eq!(balance(&t, account).await, ("34.00".into(), "0.00".into()));
    }

    async fn what_an_importer_sends_is_billed_with_the_next_bill(t) {
        let (account, service) = (account(&t).await, service(&t, json!({"billing_frequency_in_months": 6})).await);
        let body = json!({
            "service_id": service, "prorate": false, "price_override": 12.5, "price_override_reason": "Unknown", "quantity": 3,
            "next_bill_date": "2026-09-01",
        });
        let path = add(&t.admin(), account, body).await;
        let shown = t.admin().get(&path).await.ok();
        assert_eq!((&shown["price_override"], &shown["price_override_reason"]), (&json!("12.50"), &json!("Unknown")));
        assert_eq!((&shown["quantity"], &shown["next_bill_date"]), (&json!(3), &json!("2026-09-01")));
        assert_eq!(lines(&t, account).await, [""; 0]);
    }

    async fn a_one_time_service_is_one_charge_and_does_not_stay(t) {
        let account = account(&t).await;
        let visit = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50})).await;
        let all = format!("/accounts/{account}/services");
        let sent = json!({"service_id": visit, "quantity": 3, "description": "Three visits"});
        assert_eq!(t.admin().post(&all, sent).await.created(), json!({"success": true}));
        assert_eq!(t.admin().get(&all).await.ok(), json!([]));
        t.admin().post(&all, json!({"service_id": visit, "name_override": "One more"})).await.created();
        let gigabytes = json!({"name": "10 GB", "type": "overage", "amount": 5, "unit_quantity_in_gigabytes": 10});
        t.admin().post(&all, json!({"service_id": service(&t, gigabytes).await, "quantity": 2})).await.created();
        assert_eq!(lines(&t, account).await, [
            "debit Three visits: 50.00 x 3 = 150.00 + 0.00",
            "debit One more: 50.00 x 1 = 50.00 + 0.00",
            "debit 10 GB: 5.00 x 2 = 10.00 + 0.00",
        ]);
    }

    async fn an_adjustment_has_the_amount_that_is_sent(t) {
        let account = account(&t).await;
        let debit = service(&t, json!({"name": "Balance", "type": "adjustment", "amount": 0})).await;
        let credit = service(&t, json!({"name": "Goodwill", "type": "adjustment", "application": "credit", "amount": 0})).await;
        let all = format!("/accounts/{account}/services");
        let sent = json!({"service_id": debit.to_string(), "account_id": account.to_string(), "amount": "12.93"});
        assert_eq!(t.admin().post(&all, sent).await.created(), json!({"success": true}));
        t.admin().post(&all, json!({"service_id": credit, "prorate": false, "amount": 5})).await.created();
        assert_eq!(lines(&t, account).await, [
            "debit Balance: 12.93 x 1 = 12.93 + 0.00", "discount Goodwill: 5.00 x 1 = 5.00 + 0.00",
        ]);
        assert_eq!(balance(&t, account).await, ("12.93".into(), "5.00".into()));
        for none in [json!(null), json!(0)] {
            let messages = t.admin().post(&all, json!({"service_id": debit, "amount": none})).await.invalid(&["amount"]);
            assert_eq!(messages["amount"], "The amount field is required for adjustment services.");
        }
        t.admin().post(&all, json!({"service_id": debit, "amount": -1, "quantity": 2})).await.invalid(&["amount"]);
        t.admin().post(&all, json!({"service_id": debit, "amount": 1, "quantity": 2})).await.invalid(&["quantity"]);
    }

    async fn services_that_are_not_for_the_account_are_refused(t) {
        let group = t.admin().post("/system/account_groups", json!({"name": "Staff"})).await.created();
        let (inside, outside) = (account_with(&t, json!({"account_groups": [group["id"]]})).await, account(&t).await);
        let staff = service(&t, json!({"account_groups": [group["id"]]})).await;
        let old = service(&t, json!({"active": false})).await;
        add(&t.admin(), inside, json!({"service_id": staff})).await;
        let all = format!("/accounts/{outside}/services");
        for (id, message) in [
            (json!(staff), "The service is not meant for the groups of this account."),
            (json!(old), "The service is not active."),
            (json!(99), "The selected service id is not valid."),
            (json!(null), "The service_id field is required."),
        ] {
            assert_eq!(t.admin().post(&all, json!({"service_id": id})).await.invalid(&["service_id"])["service_id"], message);
        }
        t.admin().post("/accounts/99/services", json!({"service_id": staff})).await.refused(404, "No item with that ID found.");
        assert_eq!(t.admin().get(&all).await.ok(), json!([]));
    }

    async fn what_does_not_go_together_is_refused_by_field(t) {
        let account = account(&t).await;
        let monthly = service(&t, json!({})).await;
        let yearly = service(&t, json!({"billing_frequency_in_months": 12})).await;
        let visit = service(&t, json!({"type": "one time"})).await;
        for (service, sent, fields) in [
            (monthly, json!({"amount": 5}), vec!["amount"]),
            (monthly, json!({"quantity": 0, "price_override": -1}), vec!["quantity", "price_override"]),
            (monthly, json!({"quantity": 1_000_001}), vec!["quantity"]),
            (monthly, json!({"price_override": 5}), vec!["price_override_reason"]),
            (monthly, json!({"price_override_reason": "A friend"}), vec!["price_override_reason"]),
            (monthly, json!({"next_bill_date": "2026-04-01"}), vec!["next_bill_date"]),
            (yearly, json!({"next_bill_date": "2026-04-02"}), vec!["next_bill_date"]),
            (yearly, json!({"next_bill_date": "2026-03-01"}), vec!["next_bill_date"]),
            (visit, json!({"price_override": 5, "price_override_reason": "A friend"}), vec!["price_override", "price_override_reason"]),
            (visit, json!({"next_bill_date": "2026-04-01", "service_metadata": {"1": "a"}}), vec!["next_bill_date", "service_metadata"]),
            (monthly, json!({"service_metadata": "x", "prorate": "perhaps"}), vec!["service_metadata", "prorate"]),
        ] {
            let mut body: Value = sent.clone();
            body["service_id"] = service.into();
            t.admin().post(&format!("/accounts/{account}/services"), body).await.invalid(&fields);
        }
        assert_eq!(lines(&t, account).await, [""; 0]);
    }

    async fn metadata_is_kept_by_the_ids_of_its_fields(t) {
        let (account, service) = (account(&t).await, service(&t, json!({})).await);
        let sent = json!([{"id": 1, "value": "test"}, {"id": "2", "value": "another test"}]);
        let path = add(&t.admin(), account, json!({"service_id": service, "service_metadata": sent})).await;
        assert_eq!(t.admin().get(&path).await.ok()["metadata"], json!({"1": "test", "2": "another test"}));
        let changed = t.admin().patch(&path, json!({"service_metadata": [{"id": 1, "value": "test!"}, {"id": 3, "value": null}]})).await;
        assert_eq!(changed.ok()["metadata"], json!({"1": "test!", "2": "another test", "3": null}));
        let kept = t.admin().patch(&path, json!({"service_metadata": []})).await.ok();
        assert_eq!(kept["metadata"], json!({"1": "test!", "2": "another test", "3": null}));
    }

    async fn taxes_are_charged_on_what_is_not_exempt(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let tax = t.admin().post("/financial/taxes", vat).await.created();
        let taxed = service(&t, json!({"taxes": [tax["id"]], "tax_exemption_amount": 15.5})).await;
        let visit = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50, "taxes": [tax["id"]]})).await;
        let account = account(&t).await;
        add(&t.admin(), account, json!({"service_id": taxed})).await;
        add(&t.admin(), account, json!({"service_id": visit})).await;
        // Half of 17.00 is exempt: 10 percent of 8.50.
        assert_eq!(lines(&t, account).await, [
            "debit Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.85", "debit Visit: 50.00 x 1 = 50.00 + 5.00",
        ]);
        assert_eq!(balance(&t, account).await.0, "72.85");
    }

    async fn everybody_sees_only_the_services_of_the_account(t) {
        let (one, other, silver) = (account(&t).await, account(&t).await, service(&t, json!({})).await);
        add(&t.admin(), one, json!({"service_id": silver})).await;
        for path in [format!("/accounts/{other}/services/1"), format!("/accounts/{one}/services/2"), "/accounts/99/services/1".into()] {
            t.admin().get(&path).await.status(404);
            t.admin().patch(&path, json!({"quantity": 2})).await.refused(404, "No item with that ID found.");
            t.admin().delete(&path).await.refused(404, "No item with that ID found.");
        }
        assert_eq!(t.admin().get(&format!("/accounts/{other}/services")).await.ok(), json!([]));
        t.user().can("account_services.read").post(&format!("/accounts/{one}/services"), json!({})).await.status(403);
    }
}
