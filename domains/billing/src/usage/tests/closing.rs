use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{GIGABYTE, account, account_under, overage, sample, send, texts, used};
use crate::run::{dry_run, run};
use crate::testing::{execute, set, setup};

/// How many accounts a run of the date could not bill.
async fn failures(t: &TestApp, date: &str) -> i64 {
    run(&t.app, date.parse().expect("a date"), |_| {}).await.expect("the run is done").accounts_failed
}

async fn bill(t: &TestApp, date: &str) {
    assert_eq!(failures(t, date).await, 0);
}

async fn lines(t: &TestApp) -> Vec<String> {
    let sql = "select description || ' ' || quantity || ' ' || amount || ' ' || tax_amount || ' ' || period_start || ' ' || period_end \
               from debits order by id";
    texts(t, sql).await
}

/// What is left for the next period: `bytes since expires`.
async fn left(t: &TestApp) -> Vec<String> {
    let sql = "select (bytes / 1000000000) || ' ' || rolled_on || ' ' || coalesce(cast(expires_on as text), 'never') \
               from data_usage_rollovers order by account_id, rolled_on";
    texts(t, sql).await
}

/// `start - end: billable gigabytes` of the histories, the oldest first.
async fn periods(t: &TestApp, id: i64) -> Vec<String> {
    let list = t.admin().get(&format!("/accounts/{id}/data_usage_histories?sort=id")).await.ok();
    let shown = |one: &Value| {
        let gigabytes = one["billable_in_bytes"].as_i64().expect("bytes") / GIGABYTE;
        let [start, end] =
            ["start_time", "closed_time"].map(|name| one[name].as_str().unwrap_or("now").to_owned());
        format!("{start} - {end}: {gigabytes}")
    };
    list.as_array().expect("a list").iter().map(shown).collect()
}

/// Uses so many gigabytes; the counter's clock is the number of the call.
async fn use_gigabytes(t: &TestApp, id: i64, call: i64, gigabytes: i64) {
    let mut samples = vec![sample(10 * call, 0, 0), sample(10 * call + 1, gigabytes * GIGABYTE, 0)];
    samples.iter_mut().for_each(|one| one["data_type"] = json!(format!("call {call}")));
    send(t, id, samples).await;
}

/// The first `overage` of a policy is 10.00 for each 5 gigabytes or part of them, with a tax of a tenth.
async fn charging(t: &TestApp, more: Value) -> i64 {
    let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
    let vat = t.admin().post("/financial/taxes", vat).await.created();
    let service = overage(t, 5, "10.00").await;
    let taxed = json!({"taxes": [vat["id"]]});
    t.admin().patch(&format!("/system/services/{}", service["id"]), taxed).await.ok();
    let mut policy = json!({"assess_charges_at_end_of_billing_period": true, "allow_user_to_purchase_capacity": true, "service_id": service["id"]});
    policy.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    account_under(t, policy).await.0
}

on_both! {
    async fn what_was_used_beyond_the_cap_is_charged_in_whole_units(t) {
        let id = charging(&t, json!({})).await;
        use_gigabytes(&t, id, 1, 11).await;
        t.wait(TimeDelta::days(17));
        bill(&t, "2026-04-01").await;
        assert_eq!(lines(&t).await, ["Internet 1 5000 0 2026-04-01 2026-05-01", "More data 2 2000 200 2026-03-01 2026-04-01"]);
        let histories = t.admin().get(&format!("/accounts/{id}/data_usage_histories")).await.ok();
        let shown = |at: usize| (&histories[at]["billable_in_bytes"], &histories[at]["start_time"], &histories[at]["closed_time"]);
        assert_eq!(shown(0), (&json!(0), &json!("2026-04-01 05:00:00"), &json!(null)));
        assert_eq!(shown(1), (&json!(11 * GIGABYTE), &json!("2026-03-15 12:00:00"), &json!("2026-04-01 05:00:00")));
        bill(&t, "2026-05-01").await;
        assert_eq!(lines(&t).await.len(), 3, "nothing was used since");
    }

    async fn a_dry_run_and_the_next_bill_foretell_the_overage(t) {
        let id = charging(&t, json!({})).await;
        use_gigabytes(&t, id, 1, 6).await;
        let mut foretold = Vec::new();
        let date = "2026-04-01".parse().expect("a date");
        dry_run(&t.app, date, |one| {
            let bills = &one.expect("it can be billed").bills;
            foretold.extend(bills.iter().flat_map(|bill| &bill.lines).map(|line| {
                let [amount, tax] = [line.amount, line.tax_amount].map(|amount| amount.scaled());
                format!("{} {} {amount} {tax} {} {}", line.description, line.quantity, line.period.start, line.period.end)
            }));
        }).await.expect("it is foretold");
        let next = t.admin().get(&format!("/accounts/{id}/next_bill")).await.ok();
        assert_eq!((&next["total"], &next["lines"][1]["description"]), (&json!(61), &json!("More data")));
        let details = t.admin().get(&format!("/accounts/{id}/billing_details")).await.ok();
        assert_eq!(details["next_recurring_charge_amount"], 50, "usage does not recur");
        assert_eq!(texts(&t, "select 'closed' from data_usage_histories where closed_time is not null").await, [""; 0]);
        bill(&t, "2026-04-01").await;
        assert_eq!(lines(&t).await, foretold);
        assert_eq!(foretold.len(), 2);
    }

    async fn usage_within_cap_and_top_offs_costs_nothing_more(t) {
        let id = charging(&t, json!({})).await;
        t.admin().post(&format!("/accounts/{id}/top_off"), json!({"quantity": 1})).await.ok();
        use_gigabytes(&t, id, 1, 10).await;
        bill(&t, "2026-04-01").await;
        let described = "select description || ' ' || quantity from debits order by id";
        assert_eq!(texts(&t, described).await, ["More data 1", "Internet 1"], "the top off, then the month");
        use_gigabytes(&t, id, 2, 6).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(texts(&t, described).await[2..], ["Internet 1", "More data 1"], "the top off ended with its period");
        let details = t.admin().get(&format!("/accounts/{id}/usage_based_billing_policy_details")).await.ok();
        assert_eq!(details["purchased_top_off_total_in_bytes"], 0);
    }

    async fn what_is_left_rolls_over_is_used_oldest_first_and_expires(t) {
        let id = charging(&t, json!({"rollover_enabled": true, "rollover_expiration_enabled": true, "rollover_expires_after_months": 2})).await;
        use_gigabytes(&t, id, 1, 2).await;
        bill(&t, "2026-04-01").await;
        assert_eq!(left(&t).await, ["3 2026-04-01 2026-06-01"]);
        use_gigabytes(&t, id, 2, 4).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(left(&t).await, ["3 2026-04-01 2026-06-01", "1 2026-05-01 2026-07-01"]);
        let path = format!("/accounts/{id}/usage_based_billing_policy_details");
        assert_eq!(t.admin().get(&path).await.ok()["rollover_available_in_bytes"], 4 * GIGABYTE);
        use_gigabytes(&t, id, 3, 7).await;
        bill(&t, "2026-06-01").await;
        assert_eq!(left(&t).await, ["1 2026-05-01 2026-07-01"], "the oldest gave two gigabytes, and then expired");
        use_gigabytes(&t, id, 4, 7).await;
        bill(&t, "2026-07-01").await;
        assert_eq!(left(&t).await, [""; 0]);
        let overages = "select quantity || ' ' || period_start from debits where description = 'More data'";
        assert_eq!(texts(&t, overages).await, ["1 2026-06-01"], "a gigabyte of the last period was beyond it all");
    }

    async fn a_policy_that_does_not_assess_charges_nothing(t) {
        let (id, _) = account_under(&t, json!({})).await;
        use_gigabytes(&t, id, 1, 500).await;
        bill(&t, "2026-04-01").await;
        assert_eq!(lines(&t).await, ["Internet 1 5000 0 2026-04-01 2026-05-01"]);
        assert_eq!(used(&t).await, [format!("{id} 0/0 0/0")]);
    }

    async fn free_usage_costs_nothing(t) {
        let id = charging(&t, json!({})).await;
        let corrected = json!({"billable_in_bytes": 4 * GIGABYTE, "billable_out_bytes": GIGABYTE, "free_in_bytes": 90 * GIGABYTE, "free_out_bytes": 0});
        t.admin().patch(&format!("/accounts/{id}/data_usage_histories"), corrected).await.ok();
        bill(&t, "2026-04-01").await;
        assert_eq!(lines(&t).await.len(), 1, "in and out together are exactly the cap");
    }

    async fn the_histories_of_accounts_without_a_policy_close_too(t) {
        let (plain, idle) = (account(&t).await, account(&t).await);
        use_gigabytes(&t, plain, 1, 3).await;
        bill(&t, "2026-04-01").await;
        let all = "select account_id || ' ' || billable_in_bytes || ' ' || case when closed_time is null then 'open' else 'closed' end \
                   from data_usage_histories order by id";
        assert_eq!(texts(&t, all).await, [format!("{plain} {} closed", 3 * GIGABYTE), format!("{plain} 0 open")]);
        assert!(idle > plain, "it has no history at all");
    }

    async fn a_run_that_catches_up_charges_usage_once_and_rolls_over_each_month(t) {
        let id = charging(&t, json!({"rollover_enabled": true})).await;
        use_gigabytes(&t, id, 1, 6).await;
        bill(&t, "2026-06-01").await;
        assert_eq!(texts(&t, "select quantity || ' ' || period_start from debits where description = 'More data'").await, ["1 2026-03-01"]);
        assert_eq!(left(&t).await, ["5 2026-05-01 never", "5 2026-06-01 never"]);
        assert_eq!(periods(&t, id).await, [
            "2026-03-15 12:00:00 - 2026-04-01 05:00:00: 6", "2026-04-01 05:00:00 - 2026-05-01 05:00:00: 0",
            "2026-05-01 05:00:00 - 2026-06-01 05:00:00: 0", "2026-06-01 05:00:00 - now: 0",
        ]);
    }

    async fn periods_end_where_bill_dates_begin_however_late_the_runs_are(t) {
        t.admin().patch("/system/application", json!({"timezone": "America/Chicago"})).await.ok();
        let id = charging(&t, json!({"rollover_enabled": true})).await;
        set(&t, id, "next_bill_date = '2026-01-01'").await;
        use_gigabytes(&t, id, 1, 2).await;
        bill(&t, "2026-01-01").await;
        let first = "2025-12-01 06:00:00 - 2026-01-01 06:00:00: 2";
        assert_eq!(periods(&t, id).await, [first, "2026-01-01 06:00:00 - now: 0"]);
        bill(&t, "2026-02-01").await;
        use_gigabytes(&t, id, 2, 4).await;
        t.wait(TimeDelta::days(40));
        bill(&t, "2026-04-24").await;
        assert_eq!(periods(&t, id).await, [
            first, "2026-01-01 06:00:00 - 2026-02-01 06:00:00: 0", "2026-02-01 06:00:00 - 2026-03-01 06:00:00: 4",
            "2026-03-01 06:00:00 - 2026-04-01 05:00:00: 0", "2026-04-01 05:00:00 - now: 0",
        ]);
        assert_eq!(left(&t).await, ["3 2026-01-01 never", "5 2026-02-01 never", "1 2026-03-01 never", "5 2026-04-01 never"]);
    }

    async fn usage_beyond_all_numbers_holds_nobody_up(t) {
        let id = charging(&t, json!({})).await;
        send(&t, id, vec![sample(0, 0, 0), sample(1, i64::MAX, i64::MAX)]).await;
        execute(&t, "update services set amount = 900000000000 where type = 'overage'").await;
        assert_eq!(failures(&t, "2026-04-01").await, 1);
        assert_eq!(lines(&t).await, [""; 0]);
        assert_eq!(used(&t).await.len(), 1, "its period stays open");
    }
}
