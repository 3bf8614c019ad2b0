use fairlead_kernel::Money;
use fairlead_testkit::{json, on_both, serde_json::Value};
use sea_orm::EntityTrait;

use super::{account_with, add, add_on, balances_of, bill, date, internet, invoices, pay, service, texts};
use crate::run::{Billed, dry_run, failures, runner, runs};
use crate::testing::{self, setup};

on_both! {
    async fn a_month_is_billed_in_advance_and_only_once(t) {
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        let early = bill(&t, "2026-03-31").await;
        assert_eq!((early.accounts, early.accounts_billed), (0, 0));
        let done = bill(&t, "2026-04-01").await;
        assert_eq!((done.accounts, done.accounts_done, done.accounts_billed, done.accounts_failed), (1, 1, 1, 0));
        assert_eq!((done.invoices, done.invoiced), (1, Money::from_scaled(5500)));
        assert_eq!(invoices(&t).await, ["1 2026-04-01 due 2026-04-11 5500 of 5500"]);
        assert_eq!(balances_of(&t, id).await, "5500 5500 0 2026-05-01");
        let lines = "select description || ' ' || period_start || ' ' || period_end || ' ' || number_of_months from debits";
        assert_eq!(texts(&t, lines).await, ["Internet 2026-04-01 2026-05-01 1"]);
        let taxes = "select description || ' ' || rate || ' ' || base || ' ' || amount from line_taxes";
        assert_eq!(texts(&t, taxes).await, ["VAT 10000000 5000 500"]);
        let again = bill(&t, "2026-04-01").await;
        assert_eq!((again.accounts_billed, again.invoices, again.id), (1, 1, done.id));
        assert_eq!(invoices(&t).await.len(), 1);
    }

    async fn a_run_that_missed_days_bills_one_cycle_after_the_other(t) {
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        let done = bill(&t, "2026-06-15").await;
        assert_eq!((done.accounts_billed, done.invoices, done.invoiced), (1, 3, Money::from_scaled(16500)));
        assert_eq!(invoices(&t).await, [
            "1 2026-04-01 due 2026-04-11 5500 of 5500", "1 2026-05-01 due 2026-05-11 5500 of 5500", "1 2026-06-01 due 2026-06-11 5500 of 5500",
        ]);
        assert_eq!(balances_of(&t, id).await, "16500 16500 0 2026-07-01");
    }

    async fn lines_of_a_run_that_comes_late_are_on_the_books_on_their_day(t) {
        t.admin().patch("/system/application", json!({"timezone": "America/Chicago"})).await.ok();
        let internet = internet(&t, "50.00").await;
        let bonus = service(&t, json!({"name": "Bonus", "type": "recurring", "application": "credit", "amount": 5})).await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        add(&t, id, bonus).await;
        t.clock.set("2026-06-01T17:00:00Z".parse().expect("an instant"));
        bill(&t, "2026-06-01").await;
        let debits = t.admin().get(&format!("/accounts/{id}/transactions/debits")).await.ok();
        let dates = |lines: &Value| -> Vec<Value> { lines.as_array().expect("lines").iter().map(|line| line["date"].clone()).collect() };
        let expected = ["2026-06-01 17:00:00", "2026-05-01 05:00:00", "2026-04-01 05:00:00"];
        assert_eq!(dates(&debits), expected, "midnight in Chicago");
        let discounts = t.admin().get(&format!("/accounts/{id}/transactions/discounts")).await.ok();
        assert_eq!(dates(&discounts), expected);
        assert_eq!(texts(&t, "select cast(count(*) as text) from credits where date <> 1780333200000").await, ["0"], "they pay today");
    }

    async fn nothing_comes_late_into_a_closed_period(t) {
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        t.clock.set("2026-06-01T17:00:00Z".parse().expect("an instant"));
        t.admin().patch("/system/billing", json!({"accounting_period_closed_through": "2026-04-30"})).await.ok();
        bill(&t, "2026-06-01").await;
        let dates = texts(&t, "select cast(date as text) from debits order by id").await;
        assert_eq!(dates, ["1777611600000", "1777611600000", "1780333200000"], "midnight of 1 May twice, and now");
    }

    async fn what_was_paid_before_pays_the_oldest_invoice_first(t) {
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        pay(&t, id, 7000).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(invoices(&t).await, ["1 2026-04-01 due 2026-04-11 0 of 5500", "1 2026-05-01 due 2026-05-11 4000 of 5500"]);
        assert_eq!(balances_of(&t, id).await, "4000 4000 0 2026-06-01");
        assert_eq!(texts(&t, "select invoice_id || ' ' || amount from credits order by id").await, ["1 5500", "2 1500"]);
        pay(&t, id, 20000).await;
        bill(&t, "2026-06-01").await;
        assert_eq!(balances_of(&t, id).await, "0 0 10500 2026-07-01");
    }

    async fn a_discount_larger_than_the_bill_is_left_for_the_next(t) {
        let internet = internet(&t, "50.00").await;
        let bonus = service(&t, json!({"name": "Bonus", "type": "expiring", "times_to_run": 1, "application": "credit", "amount": 80})).await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        add(&t, id, bonus).await;
        bill(&t, "2026-04-01").await;
        assert_eq!(balances_of(&t, id).await, "0 0 2500 2026-05-01");
        assert_eq!(texts(&t, "select amount || ' ' || tax_amount || ' ' || amount_remaining from discounts").await, ["8000 0 2500"]);
        bill(&t, "2026-05-01").await;
        assert_eq!(balances_of(&t, id).await, "3000 3000 0 2026-06-01");
    }

    async fn services_bill_as_often_as_they_should(t) {
        let quarterly = service(&t, json!({"name": "Mail", "type": "recurring", "amount": "2.00", "billing_frequency_in_months": 3})).await;
        let twice = service(&t, json!({"name": "Router", "type": "expiring", "times_to_run": 2, "amount": "10.00"})).await;
        let id = account_with(&t, json!({})).await;
        add_on(&t, id, quarterly, 5, Some("2026-05-01")).await;
        add(&t, id, twice).await;
        bill(&t, "2026-04-01").await;
        assert_eq!(texts(&t, "select number_of_times_billed || ' ' || service_id from account_services order by id").await, ["0 1", "1 2"]);
        bill(&t, "2026-08-01").await;
        let lines = "select i.date || ' ' || d.description || ' ' || d.quantity || ' ' || d.number_of_months || ' ' || d.amount \
                     from debits d join invoices i on i.id = d.invoice_id order by d.id";
        assert_eq!(texts(&t, lines).await, [
            "2026-04-01 Router 1 1 1000", "2026-05-01 Mail 5 3 3000", "2026-05-01 Router 1 1 1000", "2026-08-01 Mail 5 3 3000",
        ]);
        assert_eq!(texts(&t, "select service_id || ' ' || next_bill_date from account_services").await, ["1 2026-11-01"]);
    }

    async fn several_months_and_a_day_of_their_own_for_invoices(t) {
        let internet = internet(&t, "50.00").await;
        let id = account_with(&t, json!({})).await;
        add(&t, id, internet).await;
        testing::set(&t, id, "months_to_bill = 3, separate_invoice_day_enabled = true, invoice_day = 20, auto_pay_days = 5").await;
        bill(&t, "2026-04-01").await;
        assert_eq!(invoices(&t).await, ["1 2026-04-20 due 2026-04-11 16500 of 16500"]);
        assert_eq!(texts(&t, "select cast(auto_pay as text) || ' ' || number_of_months from invoices").await, ["2026-04-25 3"]);
        assert_eq!(balances_of(&t, id).await, "16500 16500 0 2026-07-01");
    }

    async fn accounts_that_are_not_active_or_deleted_are_left_alone(t) {
        let internet = internet(&t, "50.00").await;
        for changes in [json!({"account_status_id": 1}), json!({})] {
            let id = account_with(&t, changes).await;
            add(&t, id, internet).await;
        }
        t.admin().delete("/accounts/2").await.ok();
        assert_eq!(bill(&t, "2026-12-01").await.accounts_billed, 0);
        assert_eq!(invoices(&t).await, [""; 0]);
    }

    async fn invoices_of_sub_accounts_are_part_of_their_masters_bill(t) {
        let internet = internet(&t, "50.00").await;
        let master = account_with(&t, json!({})).await;
        let subs = [account_with(&t, json!({})).await, account_with(&t, json!({})).await];
        for id in [master, subs[0], subs[1]] {
            add(&t, id, internet).await;
        }
        t.admin().patch(&format!("/accounts/{master}"), json!({"sub_accounts": subs})).await.ok();
        bill(&t, "2026-04-01").await;
        let linked = "select account_id || ' ' || coalesce(master_invoice_id, 0) from invoices order by id";
        assert_eq!(texts(&t, linked).await, ["1 0", "2 1", "3 1"]);
        assert_eq!(balances_of(&t, master).await, "16500 16500 0 2026-05-01");
        pay(&t, master, 15000).await;
        bill(&t, "2026-05-01").await;
        assert_eq!(balances_of(&t, subs[0]).await, "5500 5500 0 2026-06-01");
        assert_eq!(balances_of(&t, subs[1]).await, "7000 7000 0 2026-06-01");
        assert_eq!(balances_of(&t, master).await, "18000 18000 0 2026-06-01");
    }

    async fn who_cannot_be_billed_is_reported_and_holds_nobody_up(t) {
        let absurd = service(&t, json!({"name": "Absurd", "type": "recurring", "amount": "1000000000.00"})).await;
        let internet = internet(&t, "50.00").await;
        let ids = [account_with(&t, json!({})).await, account_with(&t, json!({})).await];
        let stuck = add_on(&t, ids[0], absurd, 1_000_000_000, None).await;
        add(&t, ids[1], internet).await;
        let done = bill(&t, "2026-04-01").await;
        assert_eq!((done.accounts_done, done.accounts_billed, done.accounts_failed), (2, 1, 1));
        let failed = failures::Entity::find().all(t.app.db.read()).await.expect("they are read");
        assert_eq!((failed.len(), failed[0].account_id, failed[0].bill_date), (1, ids[0], date("2026-04-01")));
        assert!(failed[0].message.contains("too large"), "{}", failed[0].message);
        testing::execute(&t, &format!("update account_services set quantity = 1 where id = {stuck}")).await;
        let again = bill(&t, "2026-04-01").await;
        assert_eq!((again.accounts_billed, again.accounts_failed), (2, 0));
        assert_eq!(failures::Entity::find().all(t.app.db.read()).await.expect("they are read"), []);
    }

    async fn a_dry_run_writes_nothing_and_says_what_the_run_does(t) {
        let internet = internet(&t, "33.33").await;
        for number in 0..7 {
            let id = account_with(&t, json!({})).await;
            add_on(&t, id, internet, number + 1, None).await;
            pay(&t, id, 100 * number + 1).await;
        }
        let mut foretold = Vec::new();
        let tell = |one: Result<&Billed, (i64, &str)>| {
            let one = one.expect("everybody can be billed");
            for bill in &one.bills {
                let invoice = bill.invoice.as_ref().expect("an invoice");
                let due = one.after.open.iter().find(|open| open.id == invoice.id).expect("it is open").remaining_due;
                let dates = invoice.dates;
                foretold.push(format!(
                    "{} {} due {} {} of {}", one.after.account.id, dates.date, dates.due_date, due.scaled(), invoice.total.scaled()
                ));
            }
        };
        dry_run(&t.app, date("2026-05-01"), tell).await.expect("it is foretold");
        assert_eq!((invoices(&t).await.len(), runs::Entity::find().all(t.app.db.read()).await.expect("runs").len()), (0, 0));
        bill(&t, "2026-05-01").await;
        assert_eq!(foretold.len(), 14);
        assert_eq!(invoices(&t).await, foretold);
    }

    async fn runs_that_start_at_once_bill_everybody_once(t) {
        let internet = internet(&t, "50.00").await;
        for _ in 0..12 {
            let id = account_with(&t, json!({})).await;
            add(&t, id, internet).await;
        }
        let day = date("2026-04-01");
        let all = [0; 4].map(|_| {
            let app = t.app.clone();
            tokio::spawn(async move { runner::run(&app, day, |_| {}).await })
        });
        for one in all {
            one.await.expect("it ends").expect("it is done");
        }
        assert_eq!(invoices(&t).await.len(), 12);
        let run = runs::Entity::find().one(t.app.db.read()).await.expect("runs").expect("one");
        assert_eq!((run.accounts_billed, run.invoices, run.state.as_str()), (12, 12, "done"));
    }
}
