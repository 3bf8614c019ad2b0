use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::books::{Books, money};
use crate::testing::{self, setup};

/// Lets days go by, each with what the clock starts in it. Nothing bills: the accounts have no services.
async fn days_go_by(t: &TestApp, days: i64) {
    for _ in 0..days {
        t.wait(TimeDelta::days(1));
        t.run_jobs().await;
    }
}

async fn shown(t: &TestApp, account: i64) -> Value {
    t.admin().get(&format!("/accounts/{account}")).await.ok()
}

/// An account that owes 10.00 from 2026-03-25 on, with three days of grace.
async fn debtor(t: &TestApp, books: &Books<'_>) -> i64 {
    t.start_schedules().await;
    let account = books.account(None).await;
    let debit = books.debit(account, money("10.00"), money("0.00")).await.expect("it is charged");
    let body = json!({"debits": [debit], "due_date": "2026-03-25"});
    t.admin().post(&format!("/accounts/{account}/invoices"), body).await.ok();
    account
}

on_both! {
    async fn who_has_not_paid_is_delinquent_after_the_days_of_grace(t) {
        let books = Books::open(&t).await;
        let account = debtor(&t, &books).await;
        days_go_by(&t, 13).await;
        assert_eq!(shown(&t, account).await["delinquent"], false, "28 March is the last day of grace");
        days_go_by(&t, 1).await;
        assert_eq!(shown(&t, account).await["delinquent"], true);
        let body = json!({"payment_method": "cash", "amount": 10});
        t.admin().post(&format!("/accounts/{account}/transactions/payments"), body).await.created();
        assert_eq!(shown(&t, account).await["delinquent"], false, "money takes it away at once");
    }

    async fn a_day_of_grace_suspends_it_until_it_has_passed(t) {
        let books = Books::open(&t).await;
        let account = debtor(&t, &books).await;
        days_go_by(&t, 14).await;
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"grace_until": "2026-03-31"})).await.ok();
        assert_eq!(shown(&t, account).await["delinquent"], false);
        days_go_by(&t, 2).await;
        assert_eq!(shown(&t, account).await["delinquent"], false, "31 March is still in it");
        days_go_by(&t, 1).await;
        assert_eq!(shown(&t, account).await["delinquent"], true);
        testing::set(&t, account, "grace_until = '2026-04-05'").await;
        days_go_by(&t, 1).await;
        assert_eq!(shown(&t, account).await["delinquent"], false);
    }

    async fn after_some_time_the_status_changes_and_billing_ends(t) {
        let books = Books::open(&t).await;
        let account = debtor(&t, &books).await;
        testing::set(&t, account, "switch_status_after_delinquency = true, delinquency_account_status_id = 3, days_of_delinquency_for_status_switch = 2").await;
        days_go_by(&t, 15).await;
        let before = shown(&t, account).await;
        assert_eq!((&before["delinquent"], &before["account_status_id"], &before["next_bill_date"]), (&json!(true), &json!(2), &json!("2026-04-01")));
        days_go_by(&t, 1).await;
        let after = shown(&t, account).await;
        assert_eq!((&after["delinquent"], &after["account_status_id"], &after["next_bill_date"]), (&json!(true), &json!(3), &json!(null)));
        days_go_by(&t, 2).await;
        assert_eq!(shown(&t, account).await, after);
    }

    async fn who_is_switched_off_gets_the_rest_of_the_cycle_back(t) {
        let books = Books::open(&t).await;
        let account = debtor(&t, &books).await;
        t.admin().post(&format!("/accounts/{account}/services"), json!({"service_id": books.service_id, "prorate": true})).await.created();
        testing::set(&t, account, "next_bill_date = '2026-04-15', switch_status_after_delinquency = true, \
            delinquency_account_status_id = 3, days_of_delinquency_for_status_switch = 2").await;
        testing::execute(&t, "update debits set period_start = '2026-03-15', period_end = '2026-04-15', amount = 5000 where period_end is not null").await;
        days_go_by(&t, 16).await;
        let after = shown(&t, account).await;
        assert_eq!((&after["account_status_id"], &after["delinquent"]), (&json!(3), &json!(true)));
        let discounts = t.admin().get(&format!("/accounts/{account}/transactions/discounts")).await.ok();
        assert_eq!((discounts[0]["amount"].clone(), discounts.as_array().map(Vec::len)), (json!(24.19), Some(1)), "15 of 31 days of 50.00");
    }

    async fn frozen_invoices_make_nobody_delinquent(t) {
        let books = Books::open(&t).await;
        let account = debtor(&t, &books).await;
        t.admin().post(&format!("/accounts/{account}/invoices/1/freeze"), json!({})).await.ok();
        days_go_by(&t, 20).await;
        assert_eq!(shown(&t, account).await["delinquent"], false);
        t.admin().post(&format!("/accounts/{account}/invoices/1/unfreeze"), json!({})).await.ok();
        assert_eq!(shown(&t, account).await["delinquent"], true);
    }
}
