//! Takes samples of counters in: many accounts at once, with a number of statements that does not depend on the rows within
//! 500. The accounts' open histories are held meanwhile, so that intakes of one account wait for each other.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use fairlead_billing_math::usage::{Bytes, Counter, History, count};
use fairlead_kernel::Result;
use fairlead_store::{Rows, Tx};

use super::counters::{self, Known, Moved, Source, counter, stored};
use super::histories;
use super::policy::FreeTimes;

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
struct Grown {
    since: Counter,
    until: Counter,
    bytes: Bytes,
}

/// What the samples of a source come to: what it shows now and how it got there. None when they tell nothing new.
fn counted<'a>(
    source: &'a Source,
    known: Option<Known>,
    samples: &[&Sample],
) -> Option<(Moved<'a>, Vec<Grown>)> {
    let base = known.map(|known| known.shown);
    let (mut last, mut grown) = (base, Vec::with_capacity(samples.len()));
    for sample in samples {
        let (next, bytes) =
            count(last, counter(sample.at_in_microseconds, sample.in_bytes, sample.out_bytes));
        if let Some(since) = last.filter(|since| *since != next) {
            grown.push(Grown { since, until: next, bytes });
        }
        last = Some(next);
    }
    let shown = last.filter(|last| Some(*last) != base)?;
    Some((Moved { source, known, shown }, grown))
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
    let (mut taken, strangers): (Vec<&Sample>, Vec<&Sample>) =
        samples.iter().partition(|sample| open.contains_key(&sample.source.account_id));
    taken.sort_by(|a, b| a.source.cmp(&b.source).then(a.at_in_microseconds.cmp(&b.at_in_microseconds)));
    let by_source: Vec<&[&Sample]> = taken.chunk_by(|a, b| a.source == b.source).collect();
    let sources: Vec<&Source> = by_source.iter().map(|samples| &samples[0].source).collect();
    let known = counters::load(tx, &sources).await?;
    let (mut moved, mut grown) = (Vec::with_capacity(sources.len()), Vec::with_capacity(sources.len()));
    for ((source, known), samples) in sources.iter().zip(known).zip(&by_source) {
        if let Some((to, by)) = counted(source, known, samples) {
            moved.push(to);
            grown.push(by);
        }
    }
    add_to_histories(tx, zone, &open, &moved, &grown).await?;
    keep(tx, &moved, &grown).await?;
    Ok(strangers.into_iter().map(|sample| sample.place).collect())
}

async fn add_to_histories(
    tx: &Tx,
    zone: Tz,
    open: &HashMap<i64, histories::Model>,
    moved: &[Moved<'_>],
    grown: &[Vec<Grown>],
) -> Result<()> {
    let mut counting = Vec::with_capacity(grown.len());
    for (moved, grown) in moved.iter().zip(grown) {
        let some = grown.iter().filter(|grown| grown.bytes.total() > 0);
        counting.extend(some.map(|grown| (moved.source.account_id, grown)));
    }
    let mut accounts: Vec<i64> = counting.iter().map(|(account_id, _)| *account_id).collect();
    // Sources are sorted by their accounts.
    accounts.dedup();
    let free = FreeTimes::of_accounts(tx, &accounts).await?;
    let mut traffic: BTreeMap<i64, History> = BTreeMap::new();
    for (account_id, grown) in counting {
        let Some(history) = open.get(&account_id) else { continue };
        let total = traffic.entry(history.id).or_insert_with(|| history.traffic());
        total.add(grown.bytes, grown.until.at, free.of(account_id), zone);
    }
    histories::store(tx, traffic).await
}

async fn keep(tx: &Tx, moved: &[Moved<'_>], grown: &[Vec<Grown>]) -> Result<()> {
    let ids = counters::store(tx, moved).await?;
    let mut rows = Rows::of(
        "usage_samples",
        &["usage_counter_id", "at_in_microseconds", "since_in_microseconds", "in_bytes", "out_bytes"],
    );
    for (id, grown) in
        ids.iter().zip(grown).flat_map(|(id, grown)| grown.iter().map(move |grown| (id, grown)))
    {
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
