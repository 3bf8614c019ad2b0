//! The intake of data usage against bare multi-row inserts of the samples that it makes: 5,000 samples a transaction, each of
//! another account.

use std::time::{Duration, Instant};

use fairlead_billing::usage::Source;
use fairlead_billing::usage::intake::{Sample, store};
use fairlead_store::{Rows, Tx, Who};

use crate::provider::Provider;

const SAMPLES_IN_A_BATCH: i64 = 5000;
const BATCHES: i64 = 20;
/// 2026-03-15.
const START_IN_MICROSECONDS: i64 = 1_773_532_800_000_000;

/// Puts all accounts under a policy whose nights are free.
pub async fn free_nights(provider: &Provider) {
    provider
        .run(
            "insert into usage_based_billing_policies (id, description, cap_in_gigabytes, rollover_enabled, \
             rollover_expiration_enabled, rollover_expires_after_months, assess_charges_at_end_of_billing_period, \
             allow_user_to_purchase_capacity) values (1, 'Free nights', 1000, false, false, 0, true, false)",
        )
        .await;
    for day in 0..7 {
        let period = format!(
            "insert into usage_based_billing_free_periods (usage_based_billing_policy_id, day, \"start\", \"end\") \
             values (1, {day}, '00:00:00', '05:59:59')"
        );
        provider.run(&period).await;
    }
    let service = "update services set data_service = true, usage_based_billing_policy_id = 1 where id = 1";
    provider.run(service).await;
}

/// Samples a second, and those of the bare inserts.
pub async fn measure(provider: &Provider) -> (f64, f64) {
    let accounts = provider.accounts.min(SAMPLES_IN_A_BATCH);
    // The first samples are what the others are counted from.
    batch(provider, accounts, 0).await;
    let started = Instant::now();
    for round in 1..=BATCHES {
        batch(provider, accounts, round).await;
    }
    let took = started.elapsed();
    let bare = bare(provider, accounts).await;
    let count = (accounts * BATCHES) as f64;
    (count / took.as_secs_f64(), count / bare.as_secs_f64())
}

async fn batch(provider: &Provider, accounts: i64, round: i64) {
    let samples: Vec<Sample> = (1..=accounts).map(|account| sample(account, round)).collect();
    let samples = &samples;
    let who = Who::platform("bench");
    let stored = provider
        .app
        .db
        .write(&who, |tx: Tx| async move { store(&tx, chrono_tz::Tz::America__Chicago, samples).await });
    assert!(stored.await.expect("samples are stored").is_empty());
}

fn sample(account: i64, round: i64) -> Sample {
    Sample {
        place: usize::try_from(account).unwrap_or_default(),
        source: Source {
            account_id: account,
            data_source_identifier: format!("192.0.2.{account}"),
            data_source_parent: "router-01.example.com".into(),
            data_type: "Unknown".into(),
        },
        at_in_microseconds: START_IN_MICROSECONDS + round * 60_000_000,
        in_bytes: round * 1_000_000 + account,
        out_bytes: round * 100_000,
    }
}

/// The same rows of samples once more, without counters, histories and policies.
async fn bare(provider: &Provider, accounts: i64) -> Duration {
    let started = Instant::now();
    for round in 1..=BATCHES {
        let who = Who::platform("bench");
        let inserted = provider.app.db.write(&who, |tx: Tx| async move {
            let mut rows = Rows::of(
                "usage_samples",
                &["usage_counter_id", "at_in_microseconds", "since_in_microseconds", "in_bytes", "out_bytes"],
            );
            let at = START_IN_MICROSECONDS + (BATCHES + round) * 60_000_000;
            for counter in 1..=accounts {
                rows.push([
                    counter.into(),
                    at.into(),
                    (at - 60_000_000).into(),
                    1_000_000_i64.into(),
                    100_000_i64.into(),
                ]);
            }
            tx.insert_rows(rows).await
        });
        inserted.await.expect("rows are inserted");
    }
    started.elapsed()
}
