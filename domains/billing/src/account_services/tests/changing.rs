use fairlead_testkit::{json, on_both};

use super::{account, add, add_billed, lines, service, setup};

const WHOLE: &str = "debit Silver: 31/31 of 31.00 x 2 from 03-01 to 04-01 = 62.00 + 0.00";

on_both! {
    async fn a_change_of_the_quantity_is_charged_or_given_back(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver, "quantity": 2})).await;
        assert_eq!(t.admin().patch(&path, json!({"quantity": 5})).await.ok()["quantity"], 5);
        t.admin().patch(&path, json!({"quantity": 1})).await.ok();
        t.admin().patch(&path, json!({"quantity": 7, "prorate": false})).await.ok();
        t.admin().patch(&path, json!({"quantity": 7})).await.ok();
        assert_eq!(lines(&t, account).await, [
            WHOLE,
            "debit Silver: 17/31 of 31.00 x 3 from 03-15 to 04-01 = 51.00 + 0.00",
            "discount Silver: 17/31 of 31.00 x 4 from 03-15 to 04-01 = 68.00 + 0.00",
        ]);
        t.admin().patch(&path, json!({"quantity": 0})).await.invalid(&["quantity"]);
    }

    async fn a_change_of_the_price_is_prorated_only_when_it_is_asked_for(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver, "quantity": 2})).await;
        let dearer = json!({"price_override": "41.00", "price_override_reason": "Static address", "name_override": "Silver plus", "prorate": true});
        let changed = t.admin().patch(&path, dearer).await.ok();
        assert_eq!((&changed["price_override"], &changed["name_override"]), (&json!("41.00"), &json!("Silver plus")));
        t.admin().patch(&path, json!({"price_override": 20.5})).await.ok();
        let back = t.admin().patch(&path, json!({"price_override": null, "name_override": null, "prorate": true})).await.ok();
        assert_eq!((&back["price_override"], &back["price_override_reason"], &back["name_override"]), (&json!(null), &json!(null), &json!(null)));
        assert_eq!(lines(&t, account).await, [
            WHOLE,
            "debit Silver plus: 17/31 of 10.00 x 2 from 03-15 to 04-01 = 10.97 + 0.00",
            "debit Silver: 17/31 of 10.50 x 2 from 03-15 to 04-01 = 11.52 + 0.00",
        ]);
        t.admin().patch(&path, json!({"price_override": 5})).await.invalid(&["price_override_reason"]);
    }

    async fn price_and_quantity_together_come_to_the_difference_of_both(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver, "quantity": 2})).await;
        let change = json!({"price_override": 62, "price_override_reason": "Twice as fast", "quantity": 3, "prorate": true});
        t.admin().patch(&path, change).await.ok();
        assert_eq!(lines(&t, account).await, [
            WHOLE,
            "debit Silver: 17/31 of 31.00 x 2 from 03-15 to 04-01 = 34.00 + 0.00",
            "debit Silver: 17/31 of 62.00 x 1 from 03-15 to 04-01 = 34.00 + 0.00",
        ]);
    }

    async fn the_next_bill_date_of_a_service_that_bills_every_few_months_can_move(t) {
        let (account, yearly) = (account(&t).await, service(&t, json!({"billing_frequency_in_months": 12})).await);
        let path = add(&t.admin(), account, json!({"service_id": yearly, "prorate": false, "next_bill_date": "2026-05-01"})).await;
        assert_eq!(t.admin().patch(&path, json!({"next_bill_date": "2027-01-01"})).await.ok()["next_bill_date"], "2027-01-01");
        t.admin().patch(&path, json!({"next_bill_date": "2027-01-15"})).await.invalid(&["next_bill_date"]);
        t.admin().patch(&path, json!({"next_bill_date": "2025-01-01"})).await.invalid(&["next_bill_date"]);
        // What is stored is not questioned when something else changes, although it is past by then.
        t.clock.set("2027-02-15T12:00:00Z".parse().unwrap());
        assert_eq!(t.admin().patch(&path, json!({"quantity": 2, "prorate": false})).await.ok()["next_bill_date"], "2027-01-01");
        assert_eq!(t.admin().patch(&path, json!({"next_bill_date": null})).await.ok()["next_bill_date"], json!(null));
    }

    async fn whoever_changes_an_old_state_is_told(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add(&t.admin(), account, json!({"service_id": silver})).await;
        let seen = t.admin().get(&path).await;
        let etag = seen.headers["etag"].to_str().unwrap().to_owned();
        t.admin().patch(&path, json!({"quantity": 2})).await.ok();
        t.admin().with("if-match", &etag).patch(&path, json!({"quantity": 3})).await.status(412);
        assert_eq!(t.admin().get(&path).await.ok()["quantity"], 2);
    }

    async fn the_tax_of_a_change_of_price_is_that_of_the_taxed_part(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let tax = t.admin().post("/financial/taxes", vat).await.created();
        let silver = service(&t, json!({"taxes": [tax["id"]], "tax_exemption_amount": 20})).await;
        let account = account(&t).await;
        let path = add_billed(&t, account, json!({"service_id": silver})).await;
        t.admin().patch(&path, json!({"price_override": 62, "price_override_reason": "Faster", "prorate": true})).await.ok();
        t.admin().patch(&path, json!({"price_override": 0, "prorate": true})).await.ok();
        assert_eq!(lines(&t, account).await, [
            // 11.00 are taxed, then 31.00 more of which 17 days are left; back to nothing are 42.00, of which 17 days are left.
            "debit Silver: 31/31 of 31.00 x 1 from 03-01 to 04-01 = 31.00 + 1.10",
            "debit Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 1.70",
            "discount Silver: 17/31 of 62.00 x 1 from 03-15 to 04-01 = 34.00 + 2.30",
        ]);
    }
}
