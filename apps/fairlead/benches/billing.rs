//! A billing run against the bare multi-row inserts of the rows that it made, in one run, on SQLite and on PostgreSQL.
//! Prints a Markdown table for docs/PERFORMANCE.md. Figures are ratios on the machine at hand; nothing is asserted.
//!
//! `./dev bench` runs it; `FAIRLEAD_BENCH_ACCOUNTS` (default 100000) is the size of the large run.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prints, reads the clock, and writes past the floor to compare with it"
)]

#[path = "billing/bare.rs"]
mod bare;
#[path = "billing/provider.rs"]
mod provider;

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
    println!(
        "| database | accounts | accounts/s | bare inserts of the same rows | ratio | resident MB before / after |"
    );
    println!("|---|---|---|---|---|---|");
    for accounts in [1_000, 10_000, large, 2 * large] {
        measure("SQLite", None, accounts).await;
    }
    match std::env::var("FAIRLEAD_TEST_POSTGRES") {
        Err(_) => println!("PostgreSQL: not measured, FAIRLEAD_TEST_POSTGRES is not set"),
        Ok(url) => {
            for accounts in [10_000, large] {
                measure("PostgreSQL", Some(&url), accounts).await;
            }
        }
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
