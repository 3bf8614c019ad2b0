//! What the change of an account's own status charges and gives back.

use chrono::NaiveDate;
use fairlead_testkit::{Client, TestApp, json, on_both, serde_json::Value};

use super::{account, add, add_billed, balance, lines, service, setup};
use crate::testing::{account_with, set};

const ACTIVE: i64 = 2;
const INACTIVE: i64 = 3;

async fn switch(client: &Client<'_>, account: i64, status: i64, prorate: bool) -> Value {
    let body = json!({"account_status_id": status, "prorate": prorate});
    client.patch(&format!("/accounts/{account}"), body).await.ok()
}

fn at_noon(t: &TestApp, day: &str) {
    let date: NaiveDate = format!("2026-{day}").parse().expect("a day");
    t.clock.set(date.and_hms_opt(18, 0, 0).expect("noon in Chicago").and_utc());
}

/// The bill day is the first, on which the next bill has the whole month: what a service of 31.00 a month comes to when the account is switched on these days, the last of
/// them with proration unless it says otherwise. A line that begins with `+` is charged, with `-` given back.
const TABLE: &str = "
on 03-01                                =>
on 03-31                                => +1.00
on 03-15                                => +17.00
on 03-15, off 03-15                     => +17.00 -17.00
on 03-15, off 03-20                     => +17.00 -12.00
on 03-15, off 03-20, on 03-20           => +17.00 -12.00 +12.00
on 03-15, off 03-20, on 03-25           => +17.00 -12.00 +7.00
on 03-15, off 03-20 free                => +17.00
on 03-15, off 03-20 free, on 03-25      => +17.00
on 03-15, off 03-20 free, on 04-11      => +17.00 +20.67
on 03-15 free                           =>
on 03-15 free, off 03-20                =>
on 03-15 free, off 03-20, on 03-25      => +7.00
on 02-28                                => +1.11
on 12-31                                => +1.00
";

async fn told(t: &TestApp, silver: i64, story: &str) -> String {
    at_noon(t, story.split_whitespace().nth(1).expect("a day").trim_end_matches(','));
    let id = account_with(t, json!({"account_status_id": INACTIVE})).await;
    add(&t.admin(), id, json!({"service_id": silver, "prorate": false})).await;
    let mut told = Vec::new();
    let mut known = (0, 0);
    for step in story.split(',') {
        let words: Vec<&str> = step.split_whitespace().collect();
        at_noon(t, words[1]);
        let status = if words[0] == "on" { ACTIVE } else { INACTIVE };
        switch(&t.admin(), id, status, words.get(2) != Some(&"free")).await;
        let all = lines(t, id).await;
        let amount = |line: &String| {
            line.rsplit(" = ").next().expect("an amount").split(' ').next().expect("it").to_owned()
        };
        let debits: Vec<String> = all.iter().filter(|line| line.starts_with("debit")).map(amount).collect();
        let discounts: Vec<String> =
            all.iter().filter(|line| line.starts_with("discount")).map(amount).collect();
        told.extend(debits[known.0..].iter().map(|amount| format!("+{amount}")));
        told.extend(discounts[known.1..].iter().map(|amount| format!("-{amount}")));
        known = (debits.len(), discounts.len());
    }
    told.join(" ")
}

on_both! {
    async fn the_table_of_switches_holds(t) {
        let silver = service(&t, json!({})).await;
        let mut wrong = Vec::new();
        for line in TABLE.lines().filter(|line| !line.is_empty()) {
            let (story, expected) = line.split_once("=>").expect("a case");
            let told = told(&t, silver, story.trim()).await;
            if told != expected.trim() {
                wrong.push(format!("{} => {told}, expected {}", story.trim(), expected.trim()));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn every_recurring_service_is_charged_with_its_taxes_for_the_rest_of_its_cycle(t) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let tax = t.admin().post("/financial/taxes", vat).await.created();
        let silver = service(&t, json!({"taxes": [tax["id"]]})).await;
        let rebate = service(&t, json!({"name": "Rebate", "application": "credit", "amount": 6.2})).await;
        let router = service(&t, json!({"name": "Router", "type": "expiring", "times_to_run": 3})).await;
        let yearly = service(&t, json!({"name": "Yearly", "amount": 10, "billing_frequency_in_months": 12})).await;
        let id = account_with(&t, json!({"account_status_id": 1})).await;
        for body in [
            json!({"service_id": silver, "quantity": 2}), json!({"service_id": rebate}), json!({"service_id": router}),
            json!({"service_id": yearly, "next_bill_date": "2027-01-01"}),
        ] {
            add(&t.admin(), id, body).await;
        }
        assert_eq!(lines(&t, id).await.len(), 0);
        let shown = switch(&t.admin(), id, ACTIVE, true).await;
        assert_eq!(lines(&t, id).await, [
            "debit Silver: 17/31 of 31.00 x 2 from 03-15 to 04-01 = 34.00 + 3.40",
            "debit Yearly: 292/365 of 10.00 x 1 from 03-15 to 01-01 = 96.00 + 0.00",
            "discount Rebate: 17/31 of 6.20 x 1 from 03-15 to 04-01 = 3.40 + 0.00",
        ]);
        assert_eq!((&shown["balance_total"], &shown["next_bill_date"]), (&json!(133.4), &json!("2026-04-01")));
        switch(&t.admin(), id, INACTIVE, true).await;
        assert_eq!(balance(&t, id).await, ("136.80".into(), "136.80".into()), "the rebate is charged back, the rest given back");
    }

    async fn two_of_the_same_service_are_not_charged_for_what_one_has_paid(t) {
        let (id, silver) = (account(&t).await, service(&t, json!({})).await);
        add_billed(&t, id, json!({"service_id": silver})).await;
        add(&t.admin(), id, json!({"service_id": silver, "prorate": false})).await;
        switch(&t.admin(), id, INACTIVE, false).await;
        switch(&t.admin(), id, ACTIVE, true).await;
        assert_eq!(lines(&t, id).await[1..], ["debit Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00"]);
    }

    async fn a_bill_date_of_a_services_own_that_went_by_begins_anew(t) {
        let yearly = service(&t, json!({"name": "Yearly", "amount": 10, "billing_frequency_in_months": 12})).await;
        let id = account(&t).await;
        let path = add(&t.admin(), id, json!({"service_id": yearly, "next_bill_date": "2026-04-01", "prorate": false})).await;
        switch(&t.admin(), id, INACTIVE, false).await;
        at_noon(&t, "07-10");
        switch(&t.admin(), id, ACTIVE, true).await;
        assert_eq!(t.admin().get(&path).await.ok()["next_bill_date"], "2026-08-01");
        assert_eq!(lines(&t, id).await, ["debit Yearly: 22/365 of 10.00 x 1 from 07-10 to 08-01 = 7.23 + 0.00"]);
    }

    async fn a_date_that_is_sent_with_the_status_ends_the_cycle(t) {
        let silver = service(&t, json!({})).await;
        let id = account_with(&t, json!({"account_status_id": 1})).await;
        add(&t.admin(), id, json!({"service_id": silver})).await;
        let body = json!({"account_status_id": 2, "next_bill_date": "2026-03-20", "prorate": true});
        t.admin().patch(&format!("/accounts/{id}"), body).await.ok();
        assert_eq!(lines(&t, id).await, ["debit Silver: 5/28 of 31.00 x 1 from 03-15 to 03-20 = 5.54 + 0.00"]);
        // A date alone prorates nothing: imports set it.
        t.admin().patch(&format!("/accounts/{id}"), json!({"next_bill_date": "2026-03-25", "prorate": true})).await.ok();
        assert_eq!(lines(&t, id).await.len(), 1);
    }

    async fn who_is_no_account_super_user_gets_what_the_settings_say_of_a_status(t) {
        let silver = service(&t, json!({})).await;
        let clerk = t.user().can("accounts.update");
        let chief = clerk.clone().can("account_super_user.act");
        let ids = [account(&t).await, account(&t).await];
        for id in ids {
            add_billed(&t, id, json!({"service_id": silver})).await;
        }
        switch(&clerk, ids[0], INACTIVE, false).await;
        switch(&chief, ids[1], INACTIVE, false).await;
        assert_eq!((lines(&t, ids[0]).await.len(), lines(&t, ids[1]).await.len()), (2, 1));
        t.admin().patch("/system/billing", json!({"prorate": false})).await.ok();
        switch(&clerk, ids[0], ACTIVE, true).await;
        assert_eq!(lines(&t, ids[0]).await.len(), 2);
        // Who may choose and does not, does not prorate: the default of the reference.
        t.admin().patch("/system/billing", json!({"prorate": true})).await.ok();
        chief.patch(&format!("/accounts/{}", ids[1]), json!({"account_status_id": ACTIVE})).await.ok();
        assert_eq!(lines(&t, ids[1]).await.len(), 1);
    }

    async fn a_status_that_cannot_be_charged_for_does_not_change(t) {
        let (id, silver) = (account(&t).await, service(&t, json!({})).await);
        add_billed(&t, id, json!({"service_id": silver})).await;
        t.admin().patch("/system/billing", json!({"accounting_period_closed_through": "2026-03-15"})).await.ok();
        let path = format!("/accounts/{id}");
        t.admin().patch(&path, json!({"account_status_id": INACTIVE, "prorate": true})).await.invalid(&["prorate"]);
        assert_eq!(t.admin().get(&path).await.ok()["account_status_id"], ACTIVE);
        switch(&t.admin(), id, INACTIVE, false).await;
        assert_eq!(lines(&t, id).await.len(), 1);
    }

    async fn an_account_that_is_overdue_for_a_bill_gets_nothing_back(t) {
        let (id, silver) = (account(&t).await, service(&t, json!({})).await);
        add_billed(&t, id, json!({"service_id": silver})).await;
        set(&t, id, "next_bill_date = '2026-03-10'").await;
        switch(&t.admin(), id, INACTIVE, true).await;
        assert_eq!(lines(&t, id).await.len(), 1);
    }
}
