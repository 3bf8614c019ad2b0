//! Takes samples of counters in: many accounts at once, with a number of statements that does not depend on the rows within
//! 500. The accounts' open histories are held meanwhile, so that intakes of one account wait for each other.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use fairlead_billing_math::usage::{Bytes, Counter, FreePeriod, History, count};
use fairlead_kernel::Result;
use fairlead_store::{Rows, Tx};

use super::counters::{self, Source, counter, stored};
use super::{histories, policy};

/// What a counter showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it stands in the batch.
    pub place: usize,
    /// What counts.
    pub source: Source,
    /// When, in microseconds since 1970.
    pub at_in_microseconds: i64,
    /// Inbound bytes since the counter began; not below zero.
    pub in_bytes: i64,
    /// Outbound bytes since the counter began; not below zero.
    pub out_bytes: i64,
}

/// What a source did from one sample to the next.
struct Grown<'a> {
    source: &'a Source,
    since: Counter,
    until: Counter,
    bytes: Bytes,
}

/// What a batch comes to.
#[derive(Default)]
struct Counted<'a> {
    last: Vec<(&'a Source, Counter)>,
    grown: Vec<Grown<'a>>,
}

impl<'a> Counted<'a> {
    /// Counts the samples of a source, in the order of time.
    fn source(&mut self, source: &'a Source, base: Option<Counter>, mut samples: Vec<Counter>) {
        samples.sort_by_key(|sample| sample.at);
        let mut last = base;
        for sample in samples {
            let (next, bytes) = count(last, sample);
            if let Some(since) = last.filter(|since| *since != next) {
                self.grown.push(Grown { source, since, until: next, bytes });
            }
            last = Some(next);
        }
        if let Some(last) = last.filter(|last| Some(*last) != base) {
            self.last.push((source, last));
        }
    }
}

/// Stores samples and adds what their counters grew by to the open histories of the accounts: free where the time is free
/// in the application's time zone, else billable. Gives the places of the samples whose accounts are not there.
///
/// # Errors
/// Those of the database; then nothing is stored.
pub async fn store(tx: &Tx, zone: Tz, samples: &[Sample]) -> Result<Vec<usize>> {
    let mut accounts: Vec<i64> = samples.iter().map(|sample| sample.source.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let open = histories::hold(tx, &accounts).await?;
    let mut by_source: BTreeMap<&Source, Vec<Counter>> = BTreeMap::new();
    let mut strangers = Vec::new();
    for sample in samples {
        if open.contains_key(&sample.source.account_id) {
            let shown = counter(sample.at_in_microseconds, sample.in_bytes, sample.out_bytes);
            by_source.entry(&sample.source).or_default().push(shown);
        } else {
            strangers.push(sample.place);
        }
    }
    let sources: Vec<&Source> = by_source.keys().copied().collect();
    let bases = counters::load(tx, &sources).await?;
    let mut counted = Counted::default();
    for (source, samples) in by_source {
        counted.source(source, bases.get(source).copied(), samples);
    }
    add_to_histories(tx, zone, &open, &counted.grown).await?;
    keep(tx, &counted).await?;
    Ok(strangers)
}

async fn add_to_histories(
    tx: &Tx,
    zone: Tz,
    open: &HashMap<i64, histories::Model>,
    grown: &[Grown<'_>],
) -> Result<()> {
    let mut traffic: BTreeMap<i64, History> = BTreeMap::new();
    let moved = grown.iter().filter(|grown| grown.bytes.total() > 0);
    let mut accounts: Vec<i64> = moved.clone().map(|grown| grown.source.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let policies = policy::of_accounts(tx, &accounts).await?;
    let free = policy::free_periods(tx, policies.values()).await?;
    for grown in moved {
        let account_id = grown.source.account_id;
        let Some(history) = open.get(&account_id) else { continue };
        let periods: &[FreePeriod] =
            policies.get(&account_id).and_then(|policy| free.get(&policy.id)).map_or(&[], Vec::as_slice);
        let total = traffic.entry(history.id).or_insert_with(|| history.traffic());
        total.add(grown.bytes, grown.until.at, periods, zone);
    }
    histories::store(tx, traffic).await
}

async fn keep(tx: &Tx, counted: &Counted<'_>) -> Result<()> {
    let ids = counters::store(tx, &counted.last).await?;
    let mut rows = Rows::of(
        "usage_samples",
        &["usage_counter_id", "at_in_microseconds", "since_in_microseconds", "in_bytes", "out_bytes"],
    );
    for grown in &counted.grown {
        let Some(id) = ids.get(grown.source) else { continue };
        rows.push([
            (*id).into(),
            grown.until.at.timestamp_micros().into(),
            grown.since.at.timestamp_micros().into(),
            stored(grown.bytes.in_bytes).into(),
            stored(grown.bytes.out_bytes).into(),
        ]);
    }
    tx.insert_rows(rows).await
}
