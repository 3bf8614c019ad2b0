//! HTTP load against Fairlead and against a bare handler that does the same on the same kind of database, in one run.
//! Prints a Markdown table for docs/PERFORMANCE.md. Figures are ratios on the machine at hand; nothing is asserted.
//!
//! `./dev bench` runs it; `FAIRLEAD_BENCH_SECONDS` (default 5) is the length of each measurement.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prints, reads the clock, and writes past the floor to compare with it"
)]

#[path = "api/bare.rs"]
mod bare;
#[path = "api/data.rs"]
mod data;
#[path = "api/load.rs"]
mod load;
#[path = "api/server.rs"]
mod server;

use load::{Figures, Target};
use server::Fairlead;

/// Accounts in the large database.
const MANY: i64 = 100_000;

#[tokio::main]
async fn main() {
    // `cargo test --benches` passes --test: there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("| what | Fairlead | bare axum + SQLite | ratio | Fairlead p50 / p99 |");
    println!("|---|---|---|---|---|");
    reads(&folder.path().join("reads")).await;
    writes(&folder.path().join("writes")).await;
    println!("\n| at {MANY} accounts | p50 | p99 |\n|---|---|---|");
    large(&folder.path().join("large")).await;
    println!(
        "\nIdle memory after start: {} MB resident",
        server::idle_memory_in_mb(&folder.path().join("idle")).await
    );
}

async fn reads(folder: &std::path::Path) {
    let fairlead = Fairlead::start(folder, 1000).await;
    let bare = bare::start(&fairlead.database_path).await;
    let by_id = |base: &str, prefix: &str| {
        let (base, prefix) = (base.to_owned(), prefix.to_owned());
        Target::get(move |number| format!("{base}{prefix}/{}", 1 + number % 1000))
    };
    compare("account by id, requests/s", by_id(&fairlead.url, "/api/v1/accounts"), by_id(&bare, "/accounts"))
        .await;
    let list = |base: &str, prefix: &str| {
        let (base, prefix) = (base.to_owned(), prefix.to_owned());
        Target::get(move |number| format!("{base}{prefix}?limit=100&page={}", 1 + number % 10))
    };
    compare(
        "list of 100 accounts, requests/s",
        list(&fairlead.url, "/api/v1/accounts"),
        list(&bare, "/accounts"),
    )
    .await;
}

async fn writes(folder: &std::path::Path) {
    let fairlead = Fairlead::start(&folder.join("fairlead"), 0).await;
    let bare_home = Fairlead::start(&folder.join("bare"), 0).await;
    let bare = bare::start(&bare_home.database_path).await;
    let create = |url: String| Target::post(move |_| url.clone(), |number| data::account(number).to_string());
    let ours = create(format!("{}/api/v1/accounts", fairlead.url));
    compare("account creation, durable, per second", ours, create(format!("{bare}/accounts"))).await;
}

async fn large(folder: &std::path::Path) {
    let fairlead = Fairlead::start(folder, MANY).await;
    let url = fairlead.url.clone();
    for (what, path) in [
        ("list, page 1", "/api/v1/accounts?page=1"),
        ("list, page 1000", "/api/v1/accounts?page=1000"),
        ("list sorted by name", "/api/v1/accounts?sort=name"),
        ("search by name (list)", "/api/v1/accounts?search=lovelace"),
        ("search by name and number", "/api/v1/search?q=lovelace+777"),
    ] {
        let target = format!("{url}{path}");
        let figures = load::run(&Target::get(move |_| target.clone()), 4).await;
        println!("| {what} | {} | {} |", load::millis(figures.p50), load::millis(figures.p99));
    }
}

async fn compare(what: &str, ours: Target, bare: Target) {
    // A B A B: the machine's speed drifts.
    let mut pairs: Vec<(Figures, Figures)> = Vec::new();
    for _ in 0..2 {
        pairs.push((load::run(&ours, 16).await, load::run(&bare, 16).await));
    }
    let best = |pick: fn(&(Figures, Figures)) -> &Figures| {
        pairs.iter().map(pick).map(|figures| figures.per_second).fold(0.0, f64::max)
    };
    let (ours, bare) = (best(|pair| &pair.0), best(|pair| &pair.1));
    let Some((first, _)) = pairs.first() else { return };
    println!(
        "| {what} | {ours:.0} | {bare:.0} | {:.2} | {} / {} |",
        bare / ours,
        load::millis(first.p50),
        load::millis(first.p99)
    );
}
