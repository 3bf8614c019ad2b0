//! Rates calls and stores each once: whoever sends a batch again, because an answer was lost, changes nothing.

use chrono_tz::Tz;
use fairlead_customers::calendar::date_of;
use fairlead_kernel::Result;
use fairlead_rating::{Deck, rate};
use fairlead_store::{Rows, Tx};

use super::callers::Callers;
use super::input::Call;
use super::table::{Class, RATED, UNMATCHED, UNRATED};

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Calls with an account and a rate.
    pub rated: usize,
    /// Calls of nobody.
    pub unmatched: usize,
    /// Calls that the deck has no rate for.
    pub unrated: usize,
    /// Calls that were stored before, or stand in the batch twice.
    pub repeated: usize,
}

/// A call with what it was rated as.
pub(super) struct Outcome<'a> {
    pub state: &'static str,
    pub account_id: Option<i64>,
    pub service_id: Option<i64>,
    pub rated: Option<fairlead_rating::Rated<'a>>,
}

/// Rates one call.
pub(super) fn outcome<'a>(call: &Call, callers: &Callers, deck: &'a Deck) -> Outcome<'a> {
    let Some(side) = callers.side(call) else {
        return Outcome { state: UNMATCHED, account_id: None, service_id: None, rated: None };
    };
    let rated = rate(side.direction, call.to, call.duration_in_seconds, side.terms, deck);
    Outcome {
        state: if rated.is_some() { RATED } else { UNRATED },
        account_id: Some(side.holder.account_id),
        service_id: Some(side.holder.service_id),
        rated,
    }
}

/// class, matched_prefix, prefix_name, rate_nanos, billed_seconds
type Parts<'a> = (Option<&'static str>, Option<String>, Option<&'a str>, Option<i64>, Option<i64>);

impl Outcome<'_> {
    /// What the columns of a rating hold.
    pub(super) fn parts(&self) -> Parts<'_> {
        let rated = self.rated.as_ref();
        let matched = rated.and_then(|rated| rated.matched);
        (
            rated.map(|rated| Class::word(rated.class)),
            matched.map(|matched| matched.prefix.to_string()),
            matched.map(|matched| matched.name),
            rated.map(|rated| rated.rate_nanos),
            rated.map(|rated| i64::try_from(rated.billed_seconds).unwrap_or(i64::MAX)),
        )
    }
}

const COLUMNS: [&str; 14] = [
    "voice_provider_id",
    "origination",
    "destination",
    "call_start",
    "duration_in_seconds",
    "call_date",
    "state",
    "account_id",
    "service_id",
    "class",
    "matched_prefix",
    "prefix_name",
    "rate_nanos",
    "billed_seconds",
];

/// Rates calls by a deck and stores those that are new.
///
/// # Errors
/// Those of the database; then nothing is stored.
pub(super) async fn store(tx: &Tx, zone: Tz, provider_id: i64, deck: &Deck, calls: &[Call]) -> Result<Taken> {
    let (rows, taken) = rated(tx, zone, provider_id, deck, calls).await?;
    let stored = tx.insert_new_rows(rows).await?;
    Ok(Taken { repeated: calls.len() - usize::try_from(stored).unwrap_or(calls.len()), ..taken })
}

/// Rates calls by a deck: the rows that they become.
pub(super) async fn rated(
    tx: &Tx,
    zone: Tz,
    provider_id: i64,
    deck: &Deck,
    calls: &[Call],
) -> Result<(Rows, Taken)> {
    let callers = Callers::of(tx, calls).await?;
    let mut rows = Rows::of("call_records", &COLUMNS);
    let mut taken = Taken::default();
    for call in calls {
        let outcome = outcome(call, &callers, deck);
        match outcome.state {
            RATED => taken.rated += 1,
            UNRATED => taken.unrated += 1,
            _ => taken.unmatched += 1,
        }
        let (class, prefix, name, rate, seconds) = outcome.parts();
        rows.push([
            provider_id.into(),
            call.origination.as_str().into(),
            call.to.to_string().into(),
            call.start.0.into(),
            i64::from(call.duration_in_seconds).into(),
            date_of(call.start, zone).into(),
            outcome.state.into(),
            outcome.account_id.into(),
            outcome.service_id.into(),
            class.into(),
            prefix.into(),
            name.into(),
            rate.into(),
            seconds.into(),
        ]);
    }
    Ok((rows, taken))
}
