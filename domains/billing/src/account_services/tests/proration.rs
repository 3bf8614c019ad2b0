//! When the rest of a cycle is charged or given back, and when it is not.

use fairlead_testkit::{json, on_both};

use super::{account, add, add_billed, balance, delete, lines, service, setup};
use crate::testing::{account_with, set};

on_both! {
    async fn what_is_added_and_removed_on_the_same_day_nets_to_zero(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 7.25});
        let tax = t.admin().post("/financial/taxes", vat).await.created();
        let odd = service(&t, json!({"amount": 29.99, "taxes": [tax["id"]]})).await;
        let account = account(&t).await;
        let path = add(&t.admin(), account, json!({"service_id": odd, "quantity": 3})).await;
        assert_eq!(delete(&t.admin(), &path, json!({"prorate": true})).await, json!({"success": true}));
        assert_eq!(lines(&t, account).await, [
            "debit Silver: 17/31 of 29.99 x 3 from 03-15 to 04-01 = 49.34 + 3.58",
            "discount Silver: 17/31 of 29.99 x 3 from 03-15 to 04-01 = 49.34 + 3.58",
        ]);
        assert_eq!(balance(&t, account).await, ("52.92".into(), "52.92".into()));
        t.admin().get(&path).await.status(404);
    }

    async fn the_unused_part_of_what_was_billed_is_given_back(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver})).await;
        delete(&t.admin(), &path, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await, [
            "debit Silver: 31/31 of 31.00 x 1 from 03-01 to 04-01 = 31.00 + 0.00",
            "discount Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00",
        ]);
    }

    async fn without_a_word_a_removal_gives_nothing_back(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver})).await;
        t.admin().delete(&path).await.ok();
        assert_eq!(lines(&t, account).await.len(), 1);
    }

    async fn what_was_never_charged_is_not_given_back(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let free = add(&t.admin(), account, json!({"service_id": silver, "prorate": false, "quantity": 4})).await;
        t.admin().patch(&free, json!({"quantity": 3})).await.ok();
        delete(&t.admin(), &free, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await, [""; 0]);
        // Two of them, of which one was paid: one is given back, whichever goes first.
        let paid = add(&t.admin(), account, json!({"service_id": silver})).await;
        let free = add(&t.admin(), account, json!({"service_id": silver, "prorate": false})).await;
        delete(&t.admin(), &free, json!({"prorate": true})).await;
        delete(&t.admin(), &paid, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await, [
            "debit Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00",
            "discount Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00",
        ]);
    }

    async fn no_more_is_given_back_than_was_paid_at_the_price_of_then(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = add_billed(&t, account, json!({"service_id": silver})).await;
        t.admin().patch(&path, json!({"price_override": 100, "price_override_reason": "From the next bill on"})).await.ok();
        delete(&t.admin(), &path, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await[1], "discount Silver: 17/31 of 100.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00");
    }

    async fn a_credit_service_gives_and_takes_back_the_other_way_round(t) {
        let (account, rebate) = (account(&t).await, service(&t, json!({"name": "Rebate", "application": "credit", "amount": 6.2})).await);
        let path = add_billed(&t, account, json!({"service_id": rebate})).await;
        delete(&t.admin(), &path, json!({"prorate": true})).await;
        let never = add(&t.admin(), account, json!({"service_id": rebate, "prorate": false})).await;
        delete(&t.admin(), &never, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await, [
            "debit Rebate: 17/31 of 6.20 x 1 from 03-15 to 04-01 = 3.40 + 0.00",
            "discount Rebate: 31/31 of 6.20 x 1 from 03-01 to 04-01 = 6.20 + 0.00",
        ]);
    }

    async fn only_recurring_services_of_accounts_within_a_cycle_are_prorated(t) {
        let (silver, expiring) = (service(&t, json!({})).await, service(&t, json!({"type": "expiring", "times_to_run": 3})).await);
        let inactive = account_with(&t, json!({"account_status_id": 3})).await;
        add(&t.admin(), inactive, json!({"service_id": silver, "prorate": true})).await;
        let active = account(&t).await;
        add(&t.admin(), active, json!({"service_id": expiring, "prorate": true})).await;
        // Billed today or overdue, or paid for longer than a cycle: the next bill has it whole.
        for next_bill_date in ["2026-03-15", "2026-03-01", "2026-06-01"] {
            set(&t, active, &format!("next_bill_date = '{next_bill_date}'")).await;
            add(&t.admin(), active, json!({"service_id": silver, "prorate": true})).await;
        }
        assert_eq!((lines(&t, inactive).await.len(), lines(&t, active).await.len()), (0, 0));
    }

    async fn a_cycle_of_several_months_is_one(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        set(&t, account, "months_to_bill = 3, next_bill_date = '2026-05-01'").await;
        add(&t.admin(), account, json!({"service_id": silver})).await;
        // 89 days from February to April, of which 47 are left.
        assert_eq!(lines(&t, account).await, ["debit Silver: 47/89 of 31.00 x 1 from 03-15 to 05-01 = 49.11 + 0.00"]);
    }

    async fn a_service_with_a_frequency_of_its_own_is_in_a_cycle_of_its_own(t) {
        let (account, yearly) = (account(&t).await, service(&t, json!({"name": "Yearly", "amount": 10, "billing_frequency_in_months": 12})).await);
        add(&t.admin(), account, json!({"service_id": yearly, "next_bill_date": "2027-01-01"})).await;
        // Without a date of its own it bills with the account, and is charged until then.
        add(&t.admin(), account, json!({"service_id": yearly})).await;
        assert_eq!(lines(&t, account).await, [
            "debit Yearly: 292/365 of 10.00 x 1 from 03-15 to 01-01 = 96.00 + 0.00",
            "debit Yearly: 17/31 of 10.00 x 1 from 03-15 to 04-01 = 5.48 + 0.00",
        ]);
    }

    async fn who_is_no_account_super_user_gets_what_the_settings_say(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let clerk = t.user().can("account_services.create").can("account_services.delete").can("account_services.update");
        let chief = clerk.clone().can("account_super_user.act");
        let path = add(&clerk, account, json!({"service_id": silver, "prorate": false})).await;
        clerk.patch(&path, json!({"quantity": 2, "prorate": false})).await.ok();
        clerk.delete(&path).await.ok();
        assert_eq!(lines(&t, account).await.len(), 3);
        t.admin().patch("/system/billing", json!({"prorate": false})).await.ok();
        let path = add(&clerk, account, json!({"service_id": silver, "prorate": true})).await;
        delete(&clerk, &path, json!({"prorate": true})).await;
        add(&chief, account, json!({"service_id": silver})).await;
        assert_eq!(lines(&t, account).await.len(), 3);
        add(&chief, account, json!({"service_id": silver, "prorate": true})).await;
        assert_eq!(lines(&t, account).await.len(), 4);
    }

    async fn prorated_amounts_are_rounded_as_the_settings_say(t) {
        t.admin().patch("/system/billing", json!({"round_prorations_to_whole_units": true})).await.ok();
        let (account, service) = (account(&t).await, service(&t, json!({"amount": 30})).await);
        let path = add(&t.admin(), account, json!({"service_id": service})).await;
        delete(&t.admin(), &path, json!({"prorate": true})).await;
        assert_eq!(lines(&t, account).await, [
            "debit Silver: 17/31 of 30.00 x 1 from 03-15 to 04-01 = 16.00 + 0.00",
            "discount Silver: 17/31 of 30.00 x 1 from 03-15 to 04-01 = 16.00 + 0.00",
        ]);
    }

    async fn nothing_is_charged_within_the_closed_period(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        t.admin().patch("/system/billing", json!({"accounting_period_closed_through": "2026-03-15"})).await.ok();
        let all = format!("/accounts/{account}/services");
        t.admin().post(&all, json!({"service_id": silver})).await.invalid(&["prorate"]);
        assert_eq!(t.admin().get(&all).await.ok(), json!([]));
        add(&t.admin(), account, json!({"service_id": silver, "prorate": false})).await;
    }

    async fn amounts_that_do_not_fit_change_nothing(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({"amount": 999_999_999})).await);
        let all = format!("/accounts/{account}/services");
        let body = json!({"service_id": silver, "quantity": 1_000_000, "prorate": true});
        t.admin().post(&all, body).await.refused(422, "The amount is too large.");
        assert_eq!(t.admin().get(&all).await.ok(), json!([]));
    }
}
