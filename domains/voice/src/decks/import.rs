use fairlead_kernel::{Error, Result};
use fairlead_rating::{DeckRate, Markup, read_deck};
use fairlead_store::{Timestamp, Tx};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody, PathParams};
use serde::Serialize;
use utoipa::ToSchema;

use super::activate::{activate, schedule};
use super::input::RatesInput;
use super::many::NewDeck;
use super::table::RateDeck;
use crate::voice_providers;

/// More messages than anybody reads.
const SKIPPED_LINES_TOLD: usize = 1000;

/// What became of a deck.
#[derive(Serialize, ToSchema)]
pub struct ImportedDeck {
    /// True.
    success: bool,
    /// A message for each line that was skipped, the first thousand of them.
    errors: Vec<String>,
    /// The new deck.
    rate_deck_id: i64,
    /// How many prefixes it has.
    rates: usize,
}

/// POST /system/voice/voice_providers/{id}/import_rates: all in one transaction, so that a failure leaves the old deck in
/// force (domain rule "Voice").
pub(super) async fn import(
    ctx: Allowed<Create<RateDeck>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let provider_id = path.id("id").map_err(|_| voice_providers::missing())?;
    voice_providers::find(ctx.db().read(), provider_id).await?;
    let input = &body.read::<RatesInput>()?;
    drop(body);
    let markup = Markup {
        percentage_increase: input.percentage_increase.decimal(),
        minimum_rate: input.minimum_rate.decimal(),
    };
    let (mut rates, mut skipped) = read_deck(input.rates.iter(), &markup);
    if rates.is_empty() {
        let why = skipped.first().map_or("", String::as_str);
        return Err(Error::field("rates", format!("The rates have no line that could be used. {why}")).into());
    }
    // In the order of the index that they go into.
    rates.sort_by_cached_key(|rate| rate.prefix.to_string());
    let (rates, skipped_lines) = (&rates, skipped.len());
    let rate_deck_id =
        ctx.write(|tx| async move { store(&tx, provider_id, input, rates, skipped_lines).await }).await?;
    if skipped_lines > SKIPPED_LINES_TOLD {
        skipped.truncate(SKIPPED_LINES_TOLD);
        skipped.push(format!("{} more lines were skipped.", skipped_lines - SKIPPED_LINES_TOLD));
    }
    Answer::ok(&ImportedDeck { success: true, errors: skipped, rate_deck_id, rates: rates.len() })
}

async fn store(
    tx: &Tx,
    provider_id: i64,
    input: &RatesInput,
    rates: &[DeckRate<'_>],
    skipped: usize,
) -> Result<i64> {
    let activate_at = input.activate_at.map(Timestamp::from).filter(|at| *at > tx.now());
    let mut deck = NewDeck::begin(tx, provider_id, input.percentage_increase, input.minimum_rate).await?;
    deck.add(tx, rates).await?;
    let deck = deck.counted(tx, skipped).await?;
    let id = deck.id;
    match activate_at {
        Some(at) => schedule(tx, deck, at).await?,
        None => activate(tx, deck).await?,
    };
    Ok(id)
}
