//! Every test stands on 2026-03-15, in the cycle of March.

use fairlead_customers::accounts;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};
use sea_orm::{EntityTrait, QueryOrder};

use crate::ledger::{debits, discounts};
use crate::testing::{account_with, execute, set, setup};

async fn service(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 31, "billing_frequency_in_months": 1,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    t.admin().post("/system/services", body).await.created()["id"].as_i64().expect("an id")
}

async fn add(t: &TestApp, account: i64, body: Value) {
    t.admin().post(&format!("/accounts/{account}/services"), body).await.created();
}

/// What is on the books: debits, then discounts.
async fn amounts(t: &TestApp) -> Vec<String> {
    let read = t.app.db.read();
    let debits = debits::Entity::find().order_by_asc(debits::Column::Id).all(read).await.expect("debits");
    let discounts =
        discounts::Entity::find().order_by_asc(discounts::Column::Id).all(read).await.expect("discounts");
    let debits = debits
        .iter()
        .map(|row| format!("{} from {} to {}", row.amount, day(row.period_start), day(row.period_end)));
    let discounts = discounts
        .iter()
        .map(|row| format!("-{} from {} to {}", row.amount, day(row.period_start), day(row.period_end)));
    debits.chain(discounts).collect()
}

fn day(date: Option<chrono::NaiveDate>) -> String {
    date.map_or_else(String::new, |date| date.format("%m-%d").to_string())
}

on_both! {
    async fn parameters_are_shown_as_documented(t) {
        let account = account_with(&t, json!({})).await;
        assert_eq!(t.admin().get(&format!("/accounts/{account}/billing_parameters")).await.ok(), json!({
            "bill_day": 1, "due_days": 10, "grace_days": 3, "months_to_bill": 1, "print_invoice": false,
            "separate_invoice_day_enabled": false, "invoice_day": 1, "auto_pay_days": 0, "bill_mode": "invoice",
            "auto_pay_day": "invoice", "due_days_day": "billing", "switch_status_after_delinquency": false,
            "days_of_delinquency_for_status_switch": 100, "delinquency_account_status_id": null, "grace_until": null, "tax_exempt": false,
        }));
        t.admin().get("/accounts/99/billing_parameters").await.refused(404, "No item with that ID found.");
    }

    async fn what_is_not_sent_stays(t) {
        let account = account_with(&t, json!({})).await;
        let path = format!("/accounts/{account}/billing_parameters");
        // As the importer sends it: the filled columns of its file.
        let sent = json!({"due_days": 20, "grace_days": "5", "tax_exempt": true, "separate_invoice_day_enabled": true, "invoice_day": 15, "bill_mode": "statement"});
        t.admin().patch(&path, sent).await.ok();
        let changed = t.admin().patch(&path, json!({"grace_until": "2026-04-30", "months_to_bill": 3})).await.ok();
        assert_eq!(changed, json!({
            "bill_day": 1, "due_days": 20, "grace_days": 5, "months_to_bill": 3, "print_invoice": false,
            "separate_invoice_day_enabled": true, "invoice_day": 15, "auto_pay_days": 0, "bill_mode": "statement",
            "auto_pay_day": "invoice", "due_days_day": "billing", "switch_status_after_delinquency": false,
            "days_of_delinquency_for_status_switch": 100, "delinquency_account_status_id": null, "grace_until": "2026-04-30", "tax_exempt": true,
        }));
        assert_eq!(t.admin().get(&path).await.ok(), changed);
        assert_eq!(t.admin().patch(&path, json!({"grace_until": null})).await.ok()["grace_until"], json!(null));
    }

    async fn wrong_parameters_are_named_all_at_once(t) {
        let account = account_with(&t, json!({})).await;
        let path = format!("/accounts/{account}/billing_parameters");
        let sent = json!({
            "bill_day": 29, "due_days": -1, "months_to_bill": 0, "grace_until": "04/30/2026", "bill_mode": "letter", "invoice_day": 0,
            "due_days_day": "payday",
        });
        let fields = ["bill_day", "due_days", "months_to_bill", "grace_until", "bill_mode", "invoice_day", "due_days_day"];
        let messages = t.admin().patch(&path, sent).await.invalid(&fields);
        assert_eq!(messages["grace_until"], "The grace until does not match the format Y-m-d.");
        let needs_a_status = json!({"switch_status_after_delinquency": true});
        t.admin().patch(&path, needs_a_status).await.invalid(&["delinquency_account_status_id"]);
        let active = json!({"delinquency_account_status_id": 2});
        t.admin().patch(&path, active).await.invalid(&["delinquency_account_status_id"]);
        let inactive = json!({"switch_status_after_delinquency": true, "delinquency_account_status_id": 3});
        t.admin().patch(&path, inactive).await.ok();
    }

    async fn only_an_account_super_user_changes_parameters(t) {
        let account = account_with(&t, json!({})).await;
        let path = format!("/accounts/{account}/billing_parameters");
        let clerk = t.user().can("account_billing.update");
        clerk.patch(&path, json!({"due_days": 20})).await.refused(403, "This requires account super user permissions.");
        clerk.clone().can("account_super_user.act").patch(&path, json!({"due_days": 20})).await.ok();
    }

    async fn grace_counts_at_once(t) {
        let account = account_with(&t, json!({})).await;
        let sql = format!(
            "insert into invoices (account_id, date, due_date, auto_pay_attempted, automatic, frozen, void, delinquent, number_of_months, \
             remaining_due, created_at) values ({account}, '2026-02-20', '2026-03-02', false, false, false, false, true, 1, 1000, 0)"
        );
        execute(&t, &sql).await;
        for (sent, expected) in [
            (json!({"grace_days": 12}), true),
            (json!({"grace_days": 13}), false),
            (json!({"grace_days": 0}), true),
            (json!({"grace_until": "2026-03-31"}), false),
            (json!({"grace_until": null}), true),
        ] {
            t.admin().patch(&format!("/accounts/{account}/billing_parameters"), sent.clone()).await.ok();
            let found = accounts::Entity::find_by_id(account).one(t.app.db.read()).await.expect("it is read");
            let account = found.expect("it is there");
            assert_eq!((account.delinquent, account.balance_due.to_string()), (expected, "10.00".into()), "{sent}");
        }
    }

    async fn a_later_bill_day_charges_the_days_between(t) {
        let account = account_with(&t, json!({})).await;
        let (silver, yearly) = (service(&t, json!({})).await, service(&t, json!({"billing_frequency_in_months": 12, "amount": 36.5})).await);
        let expiring = service(&t, json!({"type": "expiring", "times_to_run": 3})).await;
        add(&t, account, json!({"service_id": silver, "prorate": false, "quantity": 2})).await;
        add(&t, account, json!({"service_id": yearly, "prorate": false, "next_bill_date": "2026-07-01"})).await;
        add(&t, account, json!({"service_id": expiring})).await;
        let changed = t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"bill_day": 11})).await.ok();
        assert_eq!(changed["bill_day"], 11);
        assert_eq!(t.admin().get(&format!("/accounts/{account}")).await.ok()["next_bill_date"], "2026-04-11");
        assert_eq!(t.admin().get(&format!("/accounts/{account}/services/2")).await.ok()["next_bill_date"], "2026-07-11");
        // Ten days of a March of 31, and ten days of a year of 365 that costs 438.00.
        assert_eq!(amounts(&t).await, ["20.00 from 04-01 to 04-11", "12.00 from 07-01 to 07-11"]);
    }

    async fn an_earlier_bill_day_gives_back_what_would_be_billed_twice(t) {
        let account = account_with(&t, json!({})).await;
        set(&t, account, "bill_day = 28, next_bill_date = '2026-03-28'").await;
        let silver = service(&t, json!({})).await;
        add(&t, account, json!({"service_id": silver})).await;
        add(&t, account, json!({"service_id": silver, "prorate": false})).await;
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"bill_day": 20})).await.ok();
        assert_eq!(t.admin().get(&format!("/accounts/{account}")).await.ok()["next_bill_date"], "2026-03-20");
        // 13, then 8 of 28 days; the second one was never charged.
        assert_eq!(amounts(&t).await, ["14.39 from 03-15 to 03-28", "-8.86 from 03-20 to 03-28"]);
    }

    async fn without_proration_the_dates_move_and_nothing_is_charged(t) {
        let account = account_with(&t, json!({})).await;
        add(&t, account, json!({"service_id": service(&t, json!({})).await, "prorate": false})).await;
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"bill_day": 10, "prorate": false})).await.ok();
        assert_eq!(t.admin().get(&format!("/accounts/{account}")).await.ok()["next_bill_date"], "2026-04-10");
        t.admin().patch("/system/billing", json!({"prorate": false})).await.ok();
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"bill_day": 12})).await.ok();
        assert_eq!(amounts(&t).await, [""; 0]);
    }

    async fn the_bill_day_of_an_account_that_does_not_bill_just_changes(t) {
        let account = account_with(&t, json!({"account_status_id": 1})).await;
        add(&t, account, json!({"service_id": service(&t, json!({})).await})).await;
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"bill_day": 20})).await.ok();
        assert_eq!(t.admin().get(&format!("/accounts/{account}")).await.ok()["next_bill_date"], json!(null));
        assert_eq!(amounts(&t).await, [""; 0]);
        let activated = t.admin().patch(&format!("/accounts/{account}"), json!({"account_status_id": 2})).await.ok();
        assert_eq!(activated["next_bill_date"], "2026-03-20");
    }

    async fn details_show_what_is_owed_and_what_comes_next(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let tax = t.admin().post("/financial/taxes", vat).await.created();
        let account = account_with(&t, json!({})).await;
        let path = format!("/accounts/{account}/billing_details");
        assert_eq!(t.admin().get(&path).await.ok(), json!({
            "balance_due": 0, "balance_total": 0, "total_balance": 0, "next_recurring_charge_amount": 0, "next_bill_date": "2026-04-01",
            "available_funds": 0,
        }));
        add(&t, account, json!({"service_id": service(&t, json!({"taxes": [tax["id"]]})).await, "quantity": 2})).await;
        add(&t, account, json!({"service_id": service(&t, json!({"application": "credit", "amount": 5.5})).await, "prorate": false})).await;
        let goodwill = service(&t, json!({"type": "adjustment", "application": "credit", "amount": 0})).await;
        add(&t, account, json!({"service_id": goodwill, "amount": "7.25"})).await;
        // 34.00 with tax are not invoiced yet; the next bill has 62.00 with tax less 5.50.
        assert_eq!(t.admin().get(&path).await.ok(), json!({
            "balance_due": 0, "balance_total": 37.4, "total_balance": 37.4, "next_recurring_charge_amount": 62.7,
            "next_bill_date": "2026-04-01", "available_funds": 7.25,
        }));
        t.admin().patch(&format!("/accounts/{account}"), json!({"account_status_id": 3})).await.ok();
        let stopped = t.admin().get(&path).await.ok();
        assert_eq!((&stopped["next_bill_date"], &stopped["next_recurring_charge_amount"]), (&json!(null), &json!(0)));
        t.admin().get("/accounts/99/billing_details").await.refused(404, "No item with that ID found.");
        t.user().get(&path).await.status(403);
    }

    async fn a_rebate_that_is_more_than_the_bill_makes_it_nothing(t) {
        let account = account_with(&t, json!({})).await;
        add(&t, account, json!({"service_id": service(&t, json!({"application": "credit"})).await, "prorate": false})).await;
        let details = t.admin().get(&format!("/accounts/{account}/billing_details")).await.ok();
        assert_eq!(details["next_recurring_charge_amount"], 0);
    }
}
