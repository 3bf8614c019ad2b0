use chrono::TimeDelta;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_store::Timestamp;
use fairlead_web::{Allowed, Answer, Failure, JsonBody};
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{Call, CdrInput};
use super::{Submit, intake};
use crate::{decks, voice_providers};

/// A call of tomorrow is a mistaken time zone at most; one of later would never be charged.
const CLOCK_AHEAD: TimeDelta = TimeDelta::days(1);
pub(super) const IN_THE_FUTURE: &str = "The call_start may not be in the future.";
const WRONG_CALLS_TOLD: usize = 100;

/// What became of a batch of calls.
#[derive(Serialize, ToSchema)]
pub struct CallsTaken {
    /// True.
    success: bool,
    /// Calls of an account that have a rate.
    rated: usize,
    /// Calls whose numbers no account with a voice service has. They are kept: see `/system/voice/waiting_calls`.
    unmatched: usize,
    /// Calls that the deck has no rate for. They are kept too.
    unrated: usize,
    /// Calls that were there before, which changes nothing.
    repeated: usize,
}

/// POST /system/voice/cdr_rating
pub(super) async fn submit(ctx: Allowed<Submit>, body: JsonBody) -> Result<Answer, Failure> {
    let mut input = body.read::<CdrInput>()?;
    drop(body);
    let provider_id = input.voice_provider_id;
    let provider = match voice_providers::find(ctx.db().read(), provider_id).await {
        Err(Error::NotFound(_)) => {
            Err(Error::field("voice_provider_id", "The selected voice provider id is not valid."))
        }
        found => found,
    }?;
    refuse_future(&input.records.0, ctx.db().clock().now().into())?;
    sort(&mut input.records.0);
    let calls = &input.records.0;
    let zone = calendar::time_zone(&ctx.app).await?;
    let deck = &decks::index::deck(&ctx.app, provider_id, provider.rate_deck_id).await?;
    let taken =
        ctx.write(|tx| async move { intake::store(&tx, zone, provider_id, deck, calls).await }).await?;
    Answer::ok(&CallsTaken {
        success: true,
        rated: taken.rated,
        unmatched: taken.unmatched,
        unrated: taken.unrated,
        repeated: taken.repeated,
    })
}

/// The same order everywhere: batches that share calls wait for each other instead of locking each other out.
pub(super) fn sort(calls: &mut [Call]) {
    calls.sort_by(|one, other| {
        let key = |call: &Call| (call.start, call.duration_in_seconds);
        key(one).cmp(&key(other)).then_with(|| one.origination.cmp(&other.origination))
    });
}

/// The last instant at which a call can have begun.
pub(super) fn latest(now: Timestamp) -> Timestamp {
    Timestamp(now.0 + CLOCK_AHEAD.num_milliseconds())
}

fn refuse_future(calls: &[Call], now: Timestamp) -> Result<()> {
    let latest = latest(now);
    let mut errors = FieldErrors::new();
    let ahead = calls.iter().enumerate().filter(|(_, call)| call.start > latest);
    for (place, _) in ahead.take(WRONG_CALLS_TOLD) {
        errors.add(format!("records.{place}.call_start"), IN_THE_FUTURE);
    }
    errors.into_result()
}
