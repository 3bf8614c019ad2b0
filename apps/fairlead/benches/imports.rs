//! A data import of a million DIDs, from the CSV to done, against the bare multi-row insert of the same rows, on SQLite and on
//! PostgreSQL. Prints a Markdown table for docs/PERFORMANCE.md. Figures are ratios on the machine at hand; nothing is asserted.
//!
//! `FAIRLEAD_BENCH_IMPORT_ROWS` (default 1000000) is the size. The import goes the way of `fairlead import`: upload, reading,
//! check, write, by a worker that polls its queue like that of a server.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench prints, reads the clock, and writes past the floor to compare with it"
)]

#[allow(dead_code, reason = "the bench of billing runs needs more of it")]
#[path = "billing/provider.rs"]
mod provider;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use fairlead_imports::{Order, View};
use fairlead_store::{Rows, Tx, Who};
use provider::Provider;
use serde_json::{Map, json};

const FIRST_NUMBER: i64 = 2_000_000_000;

#[tokio::main]
async fn main() {
    // `cargo test --benches` passes --test: there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let rows = std::env::var("FAIRLEAD_BENCH_IMPORT_ROWS").ok().and_then(|rows| rows.parse().ok());
    let rows = rows.unwrap_or(1_000_000);
    println!(
        "| database | DIDs | CSV to done | of that reading / check / write | bare inserts | ratio | resident MB before / peak |"
    );
    println!("|---|---|---|---|---|---|---|");
    measure("SQLite", None, rows).await;
    match std::env::var("FAIRLEAD_TEST_POSTGRES") {
        Err(_) => println!("PostgreSQL: not measured, FAIRLEAD_TEST_POSTGRES is not set"),
        Ok(url) => measure("PostgreSQL", Some(&url), rows).await,
    }
}

async fn measure(name: &str, postgres: Option<&str>, rows: i64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bare = bare(folder.path(), postgres, rows).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let provider = Provider::new(folder.path(), postgres, 1).await;
    fairlead_identity::ensure_admin(&provider.app.db, Some("correct horse battery 1")).await.expect("a user");
    let actor = fairlead_identity::find_actor_named(&provider.app, "admin").await.expect("users");
    let order = Order {
        kind: "dids".into(),
        actor: actor.expect("the admin"),
        file: csv(folder.path(), rows),
        filename: "dids.csv".into(),
        options: Map::new(),
        decisions: json!({"columns": {}}).as_object().cloned().unwrap_or_default(),
        only_check: false,
    };
    let before = reset_peak_in_megabytes();
    let mut phases = Phases::default();
    let started = Instant::now();
    let (import, _) = fairlead_imports::import(&provider.app, order, |view| phases.note(view, started))
        .await
        .expect("it is imported");
    let took = started.elapsed();
    assert_eq!(import.rows_imported, rows, "{:?}", import.message);
    let seconds = |time: Duration| format!("{:.1} s", time.as_secs_f64());
    let [reading, check] = phases.ends;
    println!(
        "| {name} | {rows} | {} | {} / {} / {} | {} | {:.2} | {before} / {} |",
        seconds(took),
        seconds(reading),
        seconds(check.saturating_sub(reading)),
        seconds(took.saturating_sub(check)),
        seconds(bare),
        took.as_secs_f64() / bare.as_secs_f64(),
        status_in_megabytes("VmHWM"),
    );
    provider.close().await;
}

/// When reading and the check were seen to be over.
#[derive(Default)]
struct Phases {
    ends: [Duration; 2],
}

impl Phases {
    fn note(&mut self, view: &View, started: Instant) {
        let is_read = view.stage != "upload" && view.stage != "reading";
        let is_checked = view.stage == "done" && view.progress.is_some_and(|percent| percent >= 50);
        for (end, is_over) in self.ends.iter_mut().zip([is_read, is_checked]) {
            if is_over && end.is_zero() {
                *end = started.elapsed();
            }
        }
    }
}

fn csv(folder: &Path, rows: i64) -> File {
    let path = folder.join("dids.csv");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    writeln!(file, "DID,Rate center").expect("room");
    for number in FIRST_NUMBER..FIRST_NUMBER + rows {
        writeln!(file, "{number},Default").expect("room");
    }
    file.flush().expect("room");
    File::open(path).expect("the file")
}

/// The same rows in one transaction of multi-row inserts, with nothing else.
async fn bare(folder: &Path, postgres: Option<&str>, rows: i64) -> Duration {
    let provider = Provider::new(folder, postgres, 2).await;
    let started = Instant::now();
    let write = |tx: Tx| async move {
        for first in (0..rows).step_by(50_000) {
            let mut part = Rows::of("dids", &["id", "did", "rate_center_id"]);
            for number in first..Ord::min(first + 50_000, rows) {
                let did = (FIRST_NUMBER + number).to_string();
                part.push([(number + 1).into(), did.into(), 1_i64.into()]);
            }
            tx.insert_rows(part).await?;
        }
        Ok(())
    };
    provider.app.db.write(&Who::platform("bench"), write).await.expect("written");
    let took = started.elapsed();
    provider.close().await;
    took
}

/// Forgets the peak so far; gives what is resident now.
fn reset_peak_in_megabytes() -> u64 {
    // Where that is not allowed, the peak is that of the whole bench.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    status_in_megabytes("VmRSS")
}

fn status_in_megabytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    let kilobytes: u64 =
        line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default();
    kilobytes / 1024
}
