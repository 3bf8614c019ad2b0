use chrono::NaiveDate;
use fairlead_billing::run::{dry_run, run};
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{caller, cdrs, provider, setup};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn bill(t: &TestApp, through: &str) {
    run(&t.app, date(through), |_| {}).await.expect("the run is done");
}

/// What a dry run says that everybody is billed, as `description amount` with the voice service itself left out.
async fn foretold(t: &TestApp, through: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let tell = |billed: Result<&fairlead_billing::run::Billed, (i64, &str)>| {
        for bill in &billed.expect("billed").bills {
            let calls = bill.lines.iter().filter(|line| line.description.contains(':'));
            lines.extend(calls.map(|line| format!("{} {}", line.description, line.amount)));
        }
    };
    dry_run(&t.app, date(through), tell).await.expect("the dry run is done");
    lines
}

/// The debits of an account for calls, oldest first, in the same words.
async fn charged(t: &TestApp, account_id: i64) -> Vec<String> {
    let debits = t.admin().get(&format!("/accounts/{account_id}/transactions/debits")).await.ok();
    let line = |debit: &Value| {
        let description = debit["description"].as_str().expect("a description");
        format!(
            "{description} {:.2}",
            debit["amount"].as_f64().or_else(|| debit["amount"].as_str()?.parse().ok()).expect("an amount")
        )
    };
    let mut lines: Vec<String> = debits.as_array().expect("debits").iter().map(line).collect();
    lines.retain(|line| line.contains(':'));
    lines.reverse();
    lines
}

async fn billed_on(t: &TestApp, account_id: i64) -> Vec<Value> {
    let calls =
        t.admin().get(&format!("/accounts/{account_id}/call_records/2026-01-01/2027-01-01")).await.ok();
    calls.as_array().expect("calls").iter().map(|call| call["billed_on"].clone()).collect()
}

const PLAN: &str = "2026-04-01";

on_both! {
    async fn minutes_beyond_the_plan_and_calls_with_a_rate_are_one_line_each(t) {
        let terms = json!({
            "local_prefixes": ["414"], "local_minutes": 2, "local_minutes_amount": 0.01, "long_distance_minutes": 1,
            "long_distance_minutes_amount": 0.05, "first_interval_in_seconds": 60, "sub_interval_in_seconds": 60,
        });
        let (account, _) = caller(&t, "4145550100", terms).await;
        let id = provider(&t, json!([["ANDORRA", "376", 30], ["FRANCE", "33", 2.5]])).await;
        cdrs(&t, id, json!([
            ["4145550100", "4145550199", "2026-03-10 10:00:00", 170], ["4145550100", "4145550198", "2026-03-11 10:00:00", 30],
            ["4145550100", "2125550100", "2026-03-10 11:00:00", 300], ["4145550100", "011376312345678", "2026-03-10 12:00:00", 61],
            ["4145550100", "01133145550100", "2026-03-10 13:00:00", 60], ["2125550100", "4145550100", "2026-03-10 14:00:00", 6000],
        ])).await;
        // Local: 4 - 2 minutes at 0.01; long distance: 5 - 1 at 0.05; 2 minutes at 0.30 and one at 0.025.
        let expected = ["Voice: minutes beyond the plan 0.22", "Voice: international and toll free calls 0.63"];
        assert_eq!(foretold(&t, PLAN).await, expected);
        let next = t.admin().get(&format!("/accounts/{account}/next_bill")).await.ok();
        assert_eq!(next["total"], 20.85);
        assert_eq!(next["recurring"], 20.85);
        let details = t.admin().get(&format!("/accounts/{account}/billing_details")).await.ok();
        assert_eq!(details["next_recurring_charge_amount"], 20);
        bill(&t, PLAN).await;
        assert_eq!(charged(&t, account).await, expected);
        assert_eq!(billed_on(&t, account).await, vec![json!(PLAN); 6]);
    }

    async fn a_call_is_charged_once_however_often_billing_runs(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let call = json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 60]]);
        cdrs(&t, id, call.clone()).await;
        bill(&t, PLAN).await;
        cdrs(&t, id, call).await;
        bill(&t, PLAN).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(charged(&t, account).await, ["Voice: minutes beyond the plan 1.00"]);
    }

    async fn calls_belong_to_the_period_of_their_date_and_late_ones_to_the_next_bill(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1, "long_distance_minutes": 1})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        t.wait(chrono::TimeDelta::days(60));
        cdrs(&t, id, json!([
            ["4145550100", "2125550100", "2026-03-31 12:00:00", 180], ["4145550100", "2125550100", "2026-04-01 12:00:00", 240],
        ])).await;
        // One run catches up two cycles, each with its own free minute.
        let expected = ["Voice: minutes beyond the plan 2.00", "Voice: minutes beyond the plan 3.00"];
        assert_eq!(foretold(&t, "2026-05-01").await, expected);
        bill(&t, "2026-05-01").await;
        assert_eq!(charged(&t, account).await, expected);
        assert_eq!(billed_on(&t, account).await, ["2026-05-01", "2026-04-01"]);
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-04-20 12:00:00", 120]])).await;
        bill(&t, "2026-06-01").await;
        assert_eq!(charged(&t, account).await[2..], ["Voice: minutes beyond the plan 1.00"]);
    }

    async fn what_the_plan_includes_is_counted_and_not_charged(t) {
        let terms = json!({"unlimited_long_distance_minutes": true, "long_distance_minutes_amount": 1});
        let (account, _) = caller(&t, "4145550100", terms).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 6000]])).await;
        bill(&t, PLAN).await;
        assert_eq!(charged(&t, account).await, Vec::<String>::new());
        assert_eq!(billed_on(&t, account).await, [PLAN]);
    }

    async fn a_voided_invoice_gives_calls_back_with_its_lines_and_they_are_not_charged_again(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 60]])).await;
        bill(&t, PLAN).await;
        let invoices = t.admin().get(&format!("/accounts/{account}/invoices")).await.ok();
        t.admin().post(&format!("/accounts/{account}/invoices/{}/void", invoices[0]["id"]), json!({})).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(charged(&t, account).await, ["Voice: minutes beyond the plan 1.00"]);
    }

    async fn two_of_a_service_include_twice_and_three_months_three_times_the_minutes(t) {
        let (account, service) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1, "long_distance_minutes": 1})).await;
        t.admin().patch(&format!("/accounts/{account}/billing_parameters"), json!({"months_to_bill": 3})).await.ok();
        let services = t.admin().get(&format!("/accounts/{account}/services")).await.ok();
        let path = format!("/accounts/{account}/services/{}", services[0]["unique_service_relationship_id"]);
        t.admin().patch(&path, json!({"quantity": 2, "prorate": false})).await.ok();
        assert_eq!(services[0]["id"], service);
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 600]])).await;
        assert_eq!(foretold(&t, PLAN).await, ["Voice: minutes beyond the plan 4.00"]);
    }

    async fn calls_that_come_in_while_billing_runs_are_charged_once(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let intake = async |minutes: std::ops::Range<u32>| {
            for minute in minutes {
                let start = format!("2026-03-10 11:{minute:02}:00");
                cdrs(&t, id, json!([["4145550100", "2125550100", start, 60]])).await;
            }
        };
        fairlead_testkit::tokio::join!(intake(0..15), intake(10..25), bill(&t, PLAN), intake(20..40));
        bill(&t, "2026-05-01").await;
        let amounts = charged(&t, account).await;
        let amount = |line: &String| line.rsplit(' ').next().and_then(|amount| amount.parse::<f64>().ok());
        assert_eq!(amounts.iter().filter_map(amount).sum::<f64>(), 40.0, "{amounts:?}");
        assert!(billed_on(&t, account).await.iter().all(|date| !date.is_null()));
    }

    async fn calls_on_a_service_that_left_are_still_charged(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 1})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 60]])).await;
        let services = t.admin().get(&format!("/accounts/{account}/services")).await.ok();
        let unique = &services[0]["unique_service_relationship_id"];
        t.admin().delete(&format!("/accounts/{account}/services/{unique}")).await.ok();
        bill(&t, PLAN).await;
        assert_eq!(charged(&t, account).await, ["Voice: minutes beyond the plan 1.00"]);
    }

    async fn call_charges_carry_the_taxes_of_the_service_without_its_exemption(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let vat = t.admin().post("/financial/taxes", vat).await.created();
        let terms = json!({"long_distance_minutes_amount": 1, "taxes": [vat["id"]], "tax_exemption_amount": 20});
        let (account, _) = caller(&t, "4145550100", terms).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        cdrs(&t, id, json!([["4145550100", "2125550100", "2026-03-10 11:00:00", 600]])).await;
        let next = t.admin().get(&format!("/accounts/{account}/next_bill")).await.ok();
        assert_eq!(next["total"], 31);
    }
}
