use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};

use super::{account_with, add, add_on, bill, internet, invoices, pay, service, texts};
use crate::testing::{self, setup};

on_both! {
    async fn the_next_bill_explains_every_line(t) {
        let internet = internet(&t, "33.33").await;
        let bonus = service(&t, json!({"name": "Bonus", "type": "recurring", "application": "credit", "amount": "5.00"})).await;
        let id = account_with(&t, json!({})).await;
        add_on(&t, id, internet, 2, None).await;
        add(&t, id, bonus).await;
        pay(&t, id, 1000).await;
        let next = t.admin().get(&format!("/accounts/{id}/next_bill")).await.ok();
        assert_eq!(next["lines"][0], json!({
            "unique_service_relationship_id": 1, "service_id": 1, "description": "Internet", "price": 33.33, "quantity": 2,
            "number_of_months": 1, "period_start": "2026-04-01", "period_end": "2026-05-01", "amount": 66.66, "tax_amount": 6.67,
            "taxes": [{"tax_id": 1, "geotax_id": null, "description": "VAT", "rate": 10, "base": 66.66, "amount": 6.67}],
        }));
        assert_eq!((&next["lines"][1]["amount"], &next["lines"][1]["taxes"]), (&json!(-5), &json!([])));
        for (field, value) in [
            ("bill_date", json!("2026-04-01")), ("invoice_date", json!("2026-04-01")), ("due_date", json!("2026-04-11")),
            ("uninvoiced", json!(0)), ("recurring", json!(68.33)), ("total", json!(73.33)), ("paid_by_funds", json!(15)), ("due", json!(58.33)),
        ] {
            assert_eq!(next[field], value, "{field}");
        }
        bill(&t, "2026-04-01").await;
        assert_eq!(invoices(&t).await, ["1 2026-04-01 due 2026-04-11 5833 of 7333"]);
    }

    async fn who_does_not_bill_has_no_next_bill(t) {
        let id = account_with(&t, json!({"account_status_id": 1})).await;
        let next = t.admin().get(&format!("/accounts/{id}/next_bill")).await.ok();
        assert_eq!((&next["bill_date"], &next["lines"], &next["due"]), (&json!(null), &json!([]), &json!(0)));
        t.admin().get("/accounts/99/next_bill").await.status(404);
        t.user().get(&format!("/accounts/{id}/next_bill")).await.status(403);
    }

    async fn a_run_is_asked_for_and_reported(t) {
        let internet = internet(&t, "50.00").await;
        for _ in 0..3 {
            let id = account_with(&t, json!({})).await;
            add(&t, id, internet).await;
        }
        let asked = json!({"date": "2026-04-01"});
        let foretold = t.admin().post("/billing_runs/dry_run", asked.clone()).await.ok();
        assert_eq!((&foretold["accounts"], &foretold["invoices"], &foretold["invoiced"], &foretold["taxes"]), (&json!(3), &json!(3), &json!(165), &json!(15)));
        assert_eq!(t.admin().get("/billing_runs").await.ok(), json!([]));
        let started = t.admin().post("/billing_runs", asked).await.status(202).json;
        assert_eq!(started["data"]["date"], "2026-04-01");
        t.run_jobs().await;
        let run = t.admin().get("/billing_runs/1").await.ok();
        for (field, value) in [
            ("state", json!("done")), ("accounts", json!(3)), ("accounts_billed", json!(3)), ("accounts_failed", json!(0)),
            ("invoices", json!(3)), ("invoiced", json!(165)), ("date", json!("2026-04-01")),
        ] {
            assert_eq!(run[field], value, "{field}");
        }
        assert_eq!(t.admin().get("/billing_runs/1/failures").await.ok(), json!([]));
        let job = t.admin().get(&format!("/background_jobs/{}", started["data"]["background_job_id"])).await.ok();
        assert_eq!((&job["state"], &job["progress_done"], &job["progress_total"]), (&json!("done"), &json!(3), &json!(3)));
    }

    async fn failures_are_told_with_their_reason(t) {
        let absurd = service(&t, json!({"name": "Absurd", "type": "recurring", "amount": "1000000000.00"})).await;
        let id = account_with(&t, json!({})).await;
        add_on(&t, id, absurd, 1_000_000_000, None).await;
        let foretold = t.admin().post("/billing_runs/dry_run", json!({"date": "2026-04-01"})).await.ok();
        assert_eq!((&foretold["accounts"], &foretold["accounts_failed"], &foretold["failures"][0]["account_id"]), (&json!(0), &json!(1), &json!(id)));
        bill(&t, "2026-04-01").await;
        let failed = t.admin().get("/billing_runs/1/failures").await.ok();
        assert_eq!((&failed[0]["account_id"], &failed[0]["bill_date"], &failed[0]["message"]), (&json!(id), &json!("2026-04-01"), &foretold["failures"][0]["message"]));
    }

    async fn runs_of_a_wrong_or_far_date_are_refused(t) {
        for wrong in [json!("2026-04-16"), json!("9999-12-31"), json!("soon"), json!("2026-02-30")] {
            t.admin().post("/billing_runs", json!({"date": wrong})).await.invalid(&["date"]);
            t.admin().post("/billing_runs/dry_run", json!({"date": wrong})).await.invalid(&["date"]);
        }
        let reader = t.user().can("billing_runs.read");
        reader.get("/billing_runs").await.ok();
        reader.post("/billing_runs", json!({})).await.status(403);
    }

    async fn the_day_is_billed_by_itself_from_five_past_midnight_on(t) {
        t.admin().patch("/system/application", json!({"timezone": "America/Chicago"})).await.ok();
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({"next_bill_date": "2026-03-16"})).await;
        add(&t, id, internet).await;
        t.start_schedules().await;
        t.run_jobs().await;
        // 2026-03-15 12:00 UTC: 07:00 in Chicago, on the day before the bill day.
        assert_eq!(texts(&t, "select cast(date as text) from billing_runs").await, [""; 0]);
        t.wait(TimeDelta::minutes(30));
        t.run_jobs().await;
        assert_eq!(texts(&t, "select kind || ' ' || state || coalesce(last_error, '') from background_jobs where kind = 'billing.daily'").await, ["billing.daily done"]);
        assert_eq!(texts(&t, "select cast(date as text) from billing_runs").await, ["2026-03-15"]);
        t.wait(TimeDelta::hours(16) + TimeDelta::minutes(32));
        t.run_jobs().await;
        assert_eq!(invoices(&t).await.len(), 0, "it is 00:02 in Chicago");
        t.wait(TimeDelta::minutes(20));
        t.run_jobs().await;
        assert_eq!(invoices(&t).await, ["1 2026-03-16 due 2026-03-26 5500 of 5500"]);
        testing::execute(&t, "update billing_runs set state = 'billing', finished_at = null").await;
        t.wait(TimeDelta::minutes(20));
        t.run_jobs().await;
        assert_eq!(invoices(&t).await.len(), 1, "an interrupted run goes on and bills nobody twice");
    }
}
