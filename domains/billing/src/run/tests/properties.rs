//! What holds for whatever accounts there are: told over accounts by chance, the same ones for the same seed.

use fairlead_store::{Backend, Tx, Who};
use fairlead_testkit::{TestApp, json, on_both};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{account_with, add_on, bill, date, dry_run, internet, pay, service, texts};
use crate::ledger::balances;
use crate::run::{Billed, runner};
use crate::testing::{execute, set, setup, unbalanced};

const ACCOUNTS: i64 = 9;
const BILLED_TO: &str = "2026-07-01";

/// Accounts with services of every kind, of one to three months, with funds, and below each other.
async fn provider(t: &TestApp, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let services = [
        internet(t, "33.33").await,
        service(t, json!({"name": "Rebate", "type": "recurring", "application": "credit", "amount": "4.99"}))
            .await,
        service(
            t,
            json!({"name": "Mail", "type": "recurring", "amount": "2.00", "billing_frequency_in_months": 3}),
        )
        .await,
        service(t, json!({"name": "Router", "type": "expiring", "times_to_run": 2, "amount": "10.05"})).await,
    ];
    for _ in 0..ACCOUNTS {
        let id = account_with(t, json!({})).await;
        set(t, id, &format!("months_to_bill = {}, bill_day = 1", rng.random_range(1..=3))).await;
        add_on(t, id, services[0], rng.random_range(1..=3), None).await;
        for _ in 0..rng.random_range(0..=3) {
            let one = rng.random_range(0..services.len());
            let next = (one == 2).then_some("2026-05-01");
            add_on(t, id, services[one], rng.random_range(1..=3), next).await;
        }
        pay(t, id, rng.random_range(1..=15_000)).await;
        if id > 2 && rng.random_bool(0.4) {
            set(t, id, &format!("parent_account_id = {}", rng.random_range(1..=2))).await;
        }
    }
}

/// All lines, invoices, credits, services and balances, without ids, which a try that failed may have used up.
async fn ledger(t: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "select 'line ' || d.account_id || ' ' || d.description || ' ' || d.price || ' x ' || d.quantity || ' x ' || d.number_of_months \
         || ' ' || d.period_start || ' ' || d.period_end || ' ' || d.amount || ' + ' || d.tax_amount || ' on ' || i.bill_date as line \
         from debits d join invoices i on i.id = d.invoice_id order by line",
        "select 'discount ' || account_id || ' ' || description || ' ' || period_start || ' ' || amount || ' ' || amount_remaining as line \
         from discounts order by line",
        "select 'invoice ' || i.account_id || ' ' || i.bill_date || ' ' || i.due_date || ' ' || i.remaining_due || ' in ' || \
         coalesce(m.account_id || ' ' || m.bill_date, '') as line \
         from invoices i left join invoices m on m.id = i.master_invoice_id order by line",
        "select 'credit ' || c.account_id || ' ' || i.bill_date || ' ' || c.amount || ' ' || coalesce(c.deposit_id, 0) as line \
         from credits c join invoices i on i.id = c.invoice_id order by line",
        "select 'service ' || account_id || ' ' || service_id || ' ' || number_of_times_billed || ' ' || coalesce(cast(next_bill_date as text), '') \
         as line from account_services order by line",
        "select 'account ' || id || ' ' || next_bill_date || ' ' || balance_due || ' ' || balance_total || ' ' || available_funds as line \
         from accounts order by line",
    ] {
        all.extend(texts(t, sql).await);
    }
    all
}

/// What is said beforehand, as [`ledger`] tells it of invoices and lines. Links come after it.
async fn foretold(t: &TestApp) -> Vec<String> {
    let mut told = Vec::new();
    let tell = |one: Result<&Billed, (i64, &str)>| {
        for bill in &one.expect("everybody can be billed").bills {
            let Some(invoice) = &bill.invoice else { continue };
            for line in bill.lines.iter().filter(|line| !line.is_discount()) {
                told.push(format!(
                    "{} {} {} {} + {} on {}",
                    line.description,
                    line.quantity,
                    line.months,
                    line.amount.scaled(),
                    line.tax_amount.scaled(),
                    bill.date
                ));
            }
            told.push(format!("{} due {} of {}", bill.date, invoice.dates.due_date, invoice.total.scaled()));
        }
    };
    dry_run(&t.app, date(BILLED_TO), tell).await.expect("it is foretold");
    told.sort();
    told
}

async fn billed(t: &TestApp) -> Vec<String> {
    let lines = "select d.description || ' ' || d.quantity || ' ' || d.number_of_months || ' ' || d.amount || ' + ' || d.tax_amount || ' on ' \
                 || i.bill_date from debits d join invoices i on i.id = d.invoice_id";
    let invoices = "select i.bill_date || ' due ' || i.due_date || ' of ' || \
                    (select sum(d.amount + d.tax_amount) from debits d where d.invoice_id = i.id) from invoices i";
    let mut billed = texts(t, lines).await;
    billed.extend(texts(t, invoices).await);
    billed.sort();
    billed
}

/// Lets a run fail when it comes to a table.
async fn break_at(t: &TestApp, table: &str) {
    let when = if table == "accounts" { "update" } else { "insert" };
    match t.app.db.backend() {
        Backend::Sqlite => {
            execute(
                t,
                &format!(
                    "create trigger broken before {when} on {table} begin select raise(abort, 'broken'); end"
                ),
            )
            .await;
        }
        Backend::Postgres => {
            execute(t, "create function broken() returns trigger language plpgsql as 'begin raise exception ''broken''; end'").await;
            execute(
                t,
                &format!(
                    "create trigger broken before {when} on {table} for each row execute function broken()"
                ),
            )
            .await;
        }
    }
}

async fn mend(t: &TestApp, table: &str) {
    match t.app.db.backend() {
        Backend::Sqlite => execute(t, "drop trigger broken").await,
        Backend::Postgres => execute(t, &format!("drop trigger broken on {table}")).await,
    }
}

on_both! {
    async fn the_dry_run_says_what_is_billed_and_billing_twice_changes_nothing(t) {
        provider(&t, 7).await;
        let foretold = foretold(&t).await;
        bill(&t, BILLED_TO).await;
        assert_eq!(billed(&t).await, foretold);
        assert!(foretold.iter().any(|line| line.starts_with("Internet") && line.contains(" 3 ")), "a cycle of three months");
        assert_eq!(unbalanced(&t).await, [""; 0]);
        let once = ledger(&t).await;
        bill(&t, BILLED_TO).await;
        assert_eq!(ledger(&t).await, once);
        let who = Who::platform("test");
        for id in 1..=ACCOUNTS {
            t.app.db.write(&who, |tx: Tx| async move { balances::refresh(&tx, id).await }).await.expect("sums");
        }
        assert_eq!(ledger(&t).await, once, "balances are the sums of the ledger");
    }

    async fn a_run_that_was_killed_anywhere_ends_as_one_that_was_not(t) {
        provider(&t, 11).await;
        bill(&t, BILLED_TO).await;
        let whole = ledger(&t).await;
        for table in ["invoices", "discounts", "debits", "line_taxes", "credits", "accounts"] {
            let killed = TestApp::start(t.app.db.backend(), setup()).await;
            provider(&killed, 11).await;
            let before = ledger(&killed).await;
            break_at(&killed, table).await;
            runner::run(&killed.app, date(BILLED_TO), |_| {}).await.expect_err(table);
            assert_eq!(ledger(&killed).await, before, "nothing of the chunk is there: {table}");
            mend(&killed, table).await;
            bill(&killed, BILLED_TO).await;
            assert_eq!(ledger(&killed).await, whole, "{table}");
            killed.stop().await;
        }
        for steps in 1..5 {
            let killed = TestApp::start(t.app.db.backend(), setup()).await;
            provider(&killed, 11).await;
            let id = runner::begin(&killed.app, date(BILLED_TO)).await.expect("it begins");
            for _ in 0..steps {
                runner::step(&killed.app, id).await.expect("a step");
            }
            bill(&killed, BILLED_TO).await;
            assert_eq!(ledger(&killed).await, whole, "after {steps} steps");
            killed.stop().await;
        }
    }
}
