//! Billing on SQLite and on PostgreSQL: a run, and the intake of data usage, against the bare multi-row inserts of the rows that
//! they make; the money page of an account with ten years of history. Prints Markdown tables for docs/PERFORMANCE.md. Figures
//! are of the machine at hand; nothing is asserted.
//!
//! `./dev bench` runs it; `FAIRLEAD_BENCH_ACCOUNTS` (default 100000) is the size of the large run. `FAIRLEAD_BENCH_FSYNC` says
//! how the PostgreSQL of `FAIRLEAD_TEST_POSTGRES` was started; with `off` SQLite, which was measured before, is left out.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prints, reads the clock, and writes past the floor to compare with it"
)]

#[path = "billing/bare.rs"]
mod bare;
#[path = "billing/history.rs"]
mod history;
#[path = "billing/provider.rs"]
mod provider;
#[path = "billing/usage.rs"]
mod usage;

use std::time::{Duration, Instant};

use fairlead_billing::run::runner;
use provider::Provider;

#[tokio::main]
async fn main() {
    // `cargo test --benches` passes --test: there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let large = std::env::var("FAIRLEAD_BENCH_ACCOUNTS").ok().and_then(|count| count.parse().ok());
    let large: i64 = large.unwrap_or(100_000);
    let fsync = std::env::var("FAIRLEAD_BENCH_FSYNC").unwrap_or_else(|_| "as it is".into());
    let postgres = std::env::var("FAIRLEAD_TEST_POSTGRES").ok();
    let name = format!("PostgreSQL, fsync {fsync}");
    let mut databases = Vec::new();
    if fsync != "off" {
        databases.push(("SQLite", None));
    }
    match &postgres {
        None => println!("PostgreSQL: not measured, FAIRLEAD_TEST_POSTGRES is not set"),
        Some(url) => databases.push((name.as_str(), Some(url.as_str()))),
    }
    runs(&databases, large).await;
    intake(&databases, large).await;
    pages(&databases).await;
}

type Database<'a> = (&'a str, Option<&'a str>);

async fn runs(databases: &[Database<'_>], large: i64) {
    println!(
        "| database | accounts | accounts/s | bare inserts of the same rows | ratio | resident MB before / after |"
    );
    println!("|---|---|---|---|---|---|");
    for (name, postgres) in databases {
        let sizes = if postgres.is_some() {
            vec![large / 10, large]
        } else {
            vec![large / 100, large / 10, large, 2 * large]
        };
        for accounts in sizes {
            measure(name, *postgres, accounts.max(1)).await;
        }
    }
}

async fn intake(databases: &[Database<'_>], large: i64) {
    println!("\n| database | free nights | samples/s | bare inserts of the same samples | ratio |");
    println!("|---|---|---|---|---|");
    for (name, postgres) in databases {
        for (nights, free_nights) in [("no", false), ("yes", true)] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let provider = Provider::new(folder.path(), *postgres, large.min(5000)).await;
            if free_nights {
                usage::free_nights(&provider).await;
            }
            let (taken, bare) = usage::measure(&provider).await;
            println!("| {name} | {nights} | {taken:.0} | {bare:.0} samples/s | {:.2} |", bare / taken);
            provider.close().await;
        }
    }
}

async fn pages(databases: &[Database<'_>]) {
    println!("\n| database | money page of ten years, ms | its slowest call, ms |");
    println!("|---|---|---|");
    for (name, postgres) in databases {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // Others beside it, so that an index is worth something.
        let provider = Provider::new(folder.path(), *postgres, 100).await;
        let (whole, slowest, call) = history::measure(&provider).await;
        let ms = |took: Duration| took.as_secs_f64() * 1000.0;
        println!("| {name} | {:.1} | {:.1} ({call}) |", ms(whole), ms(slowest));
        provider.close().await;
    }
}

async fn measure(name: &str, postgres: Option<&str>, accounts: i64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let provider = Provider::new(folder.path(), postgres, accounts).await;
    let before = resident_mb();
    let took = bill(&provider).await;
    let after = resident_mb();
    let bare = bare::insert_again(&provider).await;
    println!(
        "| {name} | {accounts} | {:.0} | {:.0} accounts/s | {:.2} | {before} / {after} |",
        per_second(accounts, took),
        per_second(accounts, bare),
        took.as_secs_f64() / bare.as_secs_f64(),
    );
    provider.close().await;
}

async fn bill(provider: &Provider) -> Duration {
    let started = Instant::now();
    let date = "2026-04-01".parse().expect("a date");
    let run = runner::run(&provider.app, date, |_| {}).await.expect("the run is done");
    let took = started.elapsed();
    assert_eq!((run.accounts_billed, run.invoices), (provider.accounts, provider.accounts));
    took
}

fn per_second(accounts: i64, took: Duration) -> f64 {
    accounts as f64 / took.as_secs_f64()
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default();
    kilobytes / 1024
}
