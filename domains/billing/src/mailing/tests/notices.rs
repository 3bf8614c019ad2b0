use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};

use super::*;
use crate::ledger::overdue;
use crate::mailing::notices;
use crate::testing::{execute, set, setup};

/// The subjects of the mails that are due now.
async fn told(t: &TestApp) -> Vec<String> {
    notices::look(&t.app).await.expect("it looks");
    t.run_jobs().await;
    t.mails().into_iter().map(|mail| mail.subject).collect()
}

/// A customer with an invoice of 1 April that is due on the 11th; the clock stands at the noon of 1 April.
async fn billed(t: &TestApp) -> i64 {
    mail_server(t).await;
    let id = customer(t).await;
    internet(t, id).await;
    t.wait(TimeDelta::days(17));
    bill(t, "2026-04-01").await;
    t.run_jobs().await;
    t.mails();
    id
}

async fn auto_card(t: &TestApp, id: i64, month: i64) {
    t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
    let card = json!({
        "type": "credit card", "account_number": "4242424242424242", "expiration_month": month, "expiration_year": 2026,
        "name_on_account": "Ada Lovelace", "auto": true, "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI",
        "zip": "54302", "country": "US",
    });
    t.admin().post(&format!("/accounts/{id}/payment_methods"), card).await.created();
}

/// A customer with 5 GB a month; the path of what was used.
async fn capped(t: &TestApp) -> (i64, String) {
    let more = json!({
        "active": true, "name": "More data", "type": "overage", "application": "debit", "amount": "10.00",
        "billing_frequency_in_months": 1, "unit_quantity_in_gigabytes": 2,
    });
    let more = t.admin().post("/system/services", more).await.created();
    let policy = json!({
        "description": "Capped", "cap_in_gigabytes": 5, "rollover_enabled": false, "rollover_expiration_enabled": false,
        "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": true, "service_id": more["id"],
    });
    let policy = t.admin().post("/system/usage_based_billing_policies", policy).await.created();
    let plan = json!({
        "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": "50.00",
        "billing_frequency_in_months": 1, "data_service": true, "download_in_kilobits": 1000, "upload_in_kilobits": 500,
        "usage_based_billing_policy_id": policy["id"],
    });
    let plan = t.admin().post("/system/services", plan).await.created();
    let id = customer(t).await;
    t.admin()
        .post(&format!("/accounts/{id}/services"), json!({"service_id": plan["id"], "prorate": false}))
        .await
        .created();
    (id, format!("/accounts/{id}/data_usage_histories"))
}

async fn use_data(t: &TestApp, path: &str, gigabytes: i64) {
    t.admin()
        .patch(path, json!({"billable_in_bytes": gigabytes * 1_000_000_000 - 1, "billable_out_bytes": 1}))
        .await
        .ok();
}

on_both! {
    async fn an_overdue_invoice_is_told_of_on_the_day_after_and_once(t) {
        billed(&t).await;
        t.wait(TimeDelta::days(10));
        assert!(told(&t).await.is_empty(), "it is the last day to pay");
        t.wait(TimeDelta::days(1));
        assert_eq!(told(&t).await, ["Invoice 1 is past due"]);
        t.wait(TimeDelta::days(1));
        assert!(told(&t).await.is_empty());
    }

    async fn what_is_paid_or_frozen_is_not_overdue(t) {
        let id = billed(&t).await;
        t.wait(TimeDelta::days(11));
        execute(&t, "update invoices set frozen = true").await;
        assert!(told(&t).await.is_empty());
        execute(&t, "update invoices set frozen = false").await;
        // Paid between the look and its turn.
        notices::look(&t.app).await.expect("it looks");
        let pay = json!({"payment_method": "cash", "amount": "40.00"});
        t.admin().post(&format!("/accounts/{id}/transactions/payments"), pay).await.created();
        t.run_jobs().await;
        assert!(t.mails().is_empty());
        assert_eq!(deliveries(&t).await, ["invoice 1 1 sent", "invoice_overdue 1 1 skipped"]);
    }

    async fn a_notice_that_is_switched_on_does_not_tell_of_last_month(t) {
        billed(&t).await;
        t.admin().patch("/system/mailing", json!({"invoice_overdue": false, "account_delinquent": false})).await.ok();
        t.wait(TimeDelta::days(15));
        overdue::evaluate(&t.app).await.expect("it is marked");
        assert!(told(&t).await.is_empty());
        t.wait(TimeDelta::days(20));
        t.admin().patch("/system/mailing", json!({"invoice_overdue": true, "account_delinquent": true})).await.ok();
        assert!(told(&t).await.is_empty());
    }

    async fn a_delinquent_account_is_told_so_once(t) {
        let id = billed(&t).await;
        t.admin().patch("/system/mailing", json!({"invoice_overdue": false})).await.ok();
        set(&t, id, "grace_days = 3").await;
        t.wait(TimeDelta::days(13));
        overdue::evaluate(&t.app).await.expect("it is marked");
        assert!(told(&t).await.is_empty(), "it has three days of grace");
        t.wait(TimeDelta::days(1));
        overdue::evaluate(&t.app).await.expect("it is marked");
        assert_eq!(told(&t).await, ["Your account with Lakeside <Wireless> is overdue"]);
        assert!(told(&t).await.is_empty());
    }

    async fn a_card_that_expires_next_month_is_told_of_once(t) {
        mail_server(&t).await;
        let id = customer(&t).await;
        auto_card(&t, id, 5).await;
        assert!(told(&t).await.is_empty(), "it is March");
        t.wait(TimeDelta::days(20));
        assert_eq!(told(&t).await, ["Your card expires next month"]);
        t.wait(TimeDelta::days(3));
        assert!(told(&t).await.is_empty());
    }

    async fn usage_is_told_of_at_four_fifths_and_at_the_cap(t) {
        mail_server(&t).await;
        let (_, path) = capped(&t).await;
        for (gigabytes, expected) in [
            (3, vec![]),
            (4, vec!["You have used most of your data"]),
            (4, vec![]),
            (5, vec!["You have used all of your data"]),
            (9, vec![]),
        ] {
            use_data(&t, &path, gigabytes).await;
            assert_eq!(told(&t).await, expected, "{gigabytes} GB");
        }
    }

    async fn who_is_beyond_the_cap_is_not_told_that_it_is_near(t) {
        mail_server(&t).await;
        let (_, path) = capped(&t).await;
        use_data(&t, &path, 6).await;
        assert_eq!(told(&t).await, ["You have used all of your data"]);
        assert!(told(&t).await.is_empty());
    }

    async fn capacity_that_was_bought_is_confirmed(t) {
        mail_server(&t).await;
        let (id, _) = capped(&t).await;
        t.admin().post(&format!("/accounts/{id}/top_off"), json!({"quantity": 3})).await.ok();
        t.run_jobs().await;
        let mail = t.mails().remove(0);
        assert_eq!(mail.subject, "Data was added to your account");
        assert!(mail.text.contains("6\u{a0}GB were added"), "{}", mail.text);
        t.admin().patch("/system/mailing", json!({"top_off": false})).await.ok();
        t.admin().post(&format!("/accounts/{id}/top_off"), json!({"quantity": 1})).await.ok();
        assert_eq!(t.run_jobs().await, 0);
    }

    async fn an_automatic_payment_that_was_declined_is_told_of(t) {
        let id = billed(&t).await;
        t.start_schedules().await;
        auto_card(&t, id, 12).await;
        // The sandbox declines this number (crates/payments/README.md).
        t.admin().patch(&format!("/accounts/{id}/payment_methods/1/toggle_auto"), json!({})).await;
        let card = json!({
            "type": "credit card", "account_number": "4000000000000002", "expiration_month": 12, "expiration_year": 2030,
            "name_on_account": "Ada Lovelace", "auto": true, "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI",
            "zip": "54302", "country": "US",
        });
        t.admin().post(&format!("/accounts/{id}/payment_methods"), card).await.created();
        for _ in 0..4 {
            t.wait(TimeDelta::hours(1));
            t.run_jobs().await;
        }
        let subjects: Vec<String> = t.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["Your automatic payment was declined"]);
    }

    async fn contacts_get_what_they_want(t) {
        mail_server(&t).await;
        let (id, path) = capped(&t).await;
        contact(&t, id, "Books", Some("books@example.com"), &[2]).await;
        contact(&t, id, "Technician", Some("tech@example.com"), &[4]).await;
        use_data(&t, &path, 6).await;
        notices::look(&t.app).await.expect("it looks");
        t.run_jobs().await;
        assert_eq!(recipients(&t.mails()), ["ada@example.com", "tech@example.com"]);
    }
}
