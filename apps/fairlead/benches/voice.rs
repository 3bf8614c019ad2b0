//! Rate decks and calls through the API, against what the same rows cost without it, on SQLite and on PostgreSQL. Prints a
//! Markdown table for docs/PERFORMANCE.md. Figures are ratios on the machine at hand; nothing is asserted.
//!
//! `FAIRLEAD_BENCH_RATES` (default 100000), `FAIRLEAD_BENCH_PREFIXES` (1000000) and `FAIRLEAD_BENCH_CALLS` (250000) are
//! the sizes. Requests go through the whole HTTP stack of the process, without a socket.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prints, reads the clock, and writes past the floor to compare with it"
)]

#[allow(dead_code, reason = "the bench of billing runs needs more of it")]
#[path = "billing/provider.rs"]
mod provider;
#[path = "voice/requests.rs"]
mod requests;

use std::time::{Duration, Instant};

use fairlead_store::sea_orm::ConnectionTrait;
use fairlead_store::{Rows, Tx, Who, classify};
use provider::Provider;
use requests::Requests;
use serde_json::{Value, json};

const ACCOUNTS: i64 = 1000;
const CALLS_IN_A_BATCH: i64 = 5000;

#[tokio::main]
async fn main() {
    // `cargo test --benches` passes --test: there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!(
        "| database | what | took | a second | of that: reading the JSON | bare inserts of the same rows |"
    );
    println!("|---|---|---|---|---|---|");
    measure("SQLite", None).await;
    match std::env::var("FAIRLEAD_TEST_POSTGRES") {
        Err(_) => println!("PostgreSQL: not measured, FAIRLEAD_TEST_POSTGRES is not set"),
        Ok(url) => measure("PostgreSQL", Some(&url)).await,
    }
}

fn size(name: &str, otherwise: i64) -> i64 {
    std::env::var(name).ok().and_then(|size| size.parse().ok()).unwrap_or(otherwise)
}

async fn measure(name: &str, postgres: Option<&str>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let provider = Provider::new(folder.path(), postgres, ACCOUNTS).await;
    let requests = Requests::to(&provider.app);
    let carrier =
        requests.post("/system/voice/voice_providers", json!({"name": "Carrier"}).to_string()).await;
    let at = format!("/system/voice/voice_providers/{}", carrier["id"]);
    import(name, &provider, &requests, &at, size("FAIRLEAD_BENCH_RATES", 100_000)).await;
    activate(name, &requests, &at, size("FAIRLEAD_BENCH_PREFIXES", 1_000_000)).await;
    calls(name, &provider, &requests, &carrier["id"], size("FAIRLEAD_BENCH_CALLS", 250_000)).await;
    provider.close().await;
}

/// A deck without two equal prefixes: seven digits and more.
fn deck(rates: i64, activate_at: Option<&str>) -> String {
    let rate = |number: i64| json!({"name": format!("DESTINATION {}", number / 50), "prefix": (2_000_000 + number).to_string(), "rate": 0.30786});
    let rates: Value = (0..rates).map(rate).collect();
    json!({"minimum_rate": 0.01, "percentage_increase": 40, "activate_at": activate_at, "rates": rates})
        .to_string()
}

async fn import(name: &str, provider: &Provider, requests: &Requests, at: &str, rates: i64) {
    let body = deck(rates, None);
    let started = Instant::now();
    let parsed: Value = serde_json::from_str(&body).expect("JSON");
    let json = started.elapsed();
    drop(parsed);
    let started = Instant::now();
    requests.post(&format!("{at}/import_rates"), body).await;
    let took = started.elapsed();
    let started = Instant::now();
    write(provider, |tx| async move {
        let mut rows = Rows::of("deck_rates", &["rate_deck_id", "prefix", "name", "rate_nanos"]);
        for number in 0..rates {
            let (prefix, name) = ((2_000_000 + number).to_string(), format!("DESTINATION {}", number / 50));
            rows.push([0_i64.into(), prefix.into(), name.into(), 431_004_000_i64.into()]);
        }
        tx.insert_rows(rows).await
    })
    .await;
    row(name, &format!("import of {rates} rates"), rates, took, Some(json), Some(started.elapsed()));
}

async fn activate(name: &str, requests: &Requests, at: &str, prefixes: i64) {
    let body = deck(prefixes, Some("2190-01-01 00:00:00"));
    let started = Instant::now();
    let imported = requests.post(&format!("{at}/import_rates"), body).await;
    row(name, &format!("import of {prefixes} prefixes, waiting"), prefixes, started.elapsed(), None, None);
    let started = Instant::now();
    requests.post(&format!("{at}/rate_decks/{}/activate", imported["rate_deck_id"]), "{}".into()).await;
    let carrier: i64 = at.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    requests.post("/system/voice/cdr_rating", batch(&json!(carrier), 0, 1)).await;
    row(
        name,
        &format!("activation of {prefixes} prefixes, and the first call"),
        prefixes,
        started.elapsed(),
        None,
        None,
    );
}

fn batch(carrier: &Value, first: i64, count: i64) -> String {
    let record = |call: i64| {
        let (minute, second) = (call / 60 % 60, call % 60);
        json!({
            "origination": format!("414{:07}", call % ACCOUNTS),
            "destination": format!("011{}5550100", 2_000_000 + call % 90_000),
            "call_start": format!("2026-03-{:02} {:02}:{minute:02}:{second:02}", 1 + call / 86_400 % 28, call / 3600 % 24),
            "duration": 61,
        })
    };
    let records: Value = (first..first + count).map(record).collect();
    json!({"voice_provider_id": carrier, "records": records}).to_string()
}

async fn calls(name: &str, provider: &Provider, requests: &Requests, carrier: &Value, calls: i64) {
    let service = json!({
        "active": true, "name": "Voice", "type": "recurring", "application": "debit", "amount": 20,
        "billing_frequency_in_months": 1, "voice_service": true,
    });
    // Rows of the provider were written past the sequence of PostgreSQL.
    let service = json!({"id": 1000}).as_object().cloned().map(|mut id| {
        id.extend(service.as_object().cloned().unwrap_or_default());
        Value::Object(id)
    });
    let service = requests.post("/system/services", service.unwrap_or_default().to_string()).await;
    let id = service["id"].as_i64().expect("an id");
    let own = format!(
        "insert into account_services (account_id, service_id, quantity, number_of_times_billed, metadata, created_at) \
         select id, {id}, 1, 0, '{{}}', 0 from accounts"
    );
    let dids = format!(
        "insert into dids (did, rate_center_id, account_id, account_service_id) \
         select '414' || substr(cast(10000000 + s.account_id - 1 as text), 2), 1, s.account_id, s.id from account_services s \
         where s.service_id = {id}"
    );
    for sql in [own.as_str(), dids.as_str()] {
        write(provider, |tx| async move { tx.execute_unprepared(sql).await.map(drop).map_err(classify) })
            .await;
    }
    let batches: Vec<String> = (0..calls / CALLS_IN_A_BATCH)
        .map(|number| batch(carrier, 1 + number * CALLS_IN_A_BATCH, CALLS_IN_A_BATCH))
        .collect();
    let stored = CALLS_IN_A_BATCH * i64::try_from(batches.len()).expect("a count");
    let started = Instant::now();
    for body in batches {
        requests.post("/system/voice/cdr_rating", body).await;
    }
    row(
        name,
        &format!("{stored} calls in batches of {CALLS_IN_A_BATCH}"),
        stored,
        started.elapsed(),
        None,
        None,
    );
}

async fn write<F, Fut>(provider: &Provider, work: F)
where
    F: Fn(Tx) -> Fut,
    Fut: Future<Output = fairlead_kernel::Result<()>>,
{
    provider.app.db.write(&Who::platform("bench"), work).await.expect("written");
}

fn row(name: &str, what: &str, units: i64, took: Duration, json: Option<Duration>, bare: Option<Duration>) {
    let shown = |time: Option<Duration>| {
        time.map_or_else(|| "-".into(), |time| format!("{:.3} s", time.as_secs_f64()))
    };
    let rate = units as f64 / took.as_secs_f64();
    println!("| {name} | {what} | {} | {rate:.0} | {} | {} |", shown(Some(took)), shown(json), shown(bare));
}
