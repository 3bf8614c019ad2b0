//! A deck that comes in parts, for imports, and the way back from it.

use fairlead_kernel::{Error, Rate, Result};
use fairlead_rating::DeckRate;
use fairlead_store::{Rows, Tx, classify};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{EntityTrait, IntoActiveModel, QuerySelect};

use super::activate::activate;
use super::table::{ACTIVE, ActiveModel, Entity, Model, WAITING, remove_rates};
use crate::voice_providers;

/// Rows that are held in memory at once as values of statements.
const RATES_AT_ONCE: usize = 50_000;

/// A deck that is being written.
pub struct NewDeck {
    deck: Model,
    rates: i64,
}

impl NewDeck {
    /// Begins a deck that is not in force.
    ///
    /// # Errors
    /// 422 when the provider is gone; those of the database.
    pub async fn begin(
        tx: &Tx,
        voice_provider_id: i64,
        percentage_increase: Rate,
        minimum_rate: Rate,
    ) -> Result<Self> {
        let deck = ActiveModel {
            id: NotSet,
            voice_provider_id: Set(voice_provider_id),
            state: Set(WAITING.into()),
            percentage_increase: Set(percentage_increase),
            minimum_rate: Set(minimum_rate),
            rates: Set(0),
            skipped: Set(0),
            activate_at: Set(None),
            activated_at: Set(None),
            replaced_at: Set(None),
            created_at: Set(tx.now()),
        };
        Ok(Self { deck: tx.insert(deck).await?, rates: 0 })
    }

    /// Adds rates whose prefixes the deck does not have.
    ///
    /// # Errors
    /// 422 for a prefix that comes twice; those of the database.
    pub async fn add(&mut self, tx: &Tx, rates: &[DeckRate<'_>]) -> Result<()> {
        self.rates += rates.len() as i64;
        for part in rates.chunks(RATES_AT_ONCE) {
            let mut rows = Rows::of("deck_rates", &["rate_deck_id", "prefix", "name", "rate_nanos"]);
            for rate in part {
                let prefix = rate.prefix.to_string();
                rows.push([self.deck.id.into(), prefix.into(), rate.name.into(), rate.rate_nanos.into()]);
            }
            tx.insert_rows(rows).await?;
        }
        Ok(())
    }

    /// Brings it into force. Gives its id, and that of the deck whose place it took.
    ///
    /// # Errors
    /// 404 when the provider is gone; those of the database.
    pub async fn activate(self, tx: &Tx) -> Result<(i64, Option<i64>)> {
        let before = voice_providers::find(tx, self.deck.voice_provider_id).await?.rate_deck_id;
        let deck = self.counted(tx, 0).await?;
        Ok((activate(tx, deck).await?.id, before))
    }

    /// Notes how many rates it has, and how many lines were skipped.
    pub(super) async fn counted(self, tx: &Tx, skipped: usize) -> Result<Model> {
        let mut counted = self.deck.clone().into_active_model();
        counted.rates = Set(self.rates);
        counted.skipped = Set(i64::try_from(skipped).unwrap_or(i64::MAX));
        tx.update(&self.deck, counted).await
    }
}

/// Removes a deck that is in force, and brings the one back whose place it took. Calls stay as they were rated.
///
/// # Errors
/// 422 when another deck is in force, or the one before is gone; those of the database.
pub async fn take_back(tx: &Tx, rate_deck_id: i64, before: Option<i64>) -> Result<()> {
    let refused = |why: &str| Err(Error::Refused(format!("The import cannot be undone: {why}.").into()));
    let deck = Entity::find_by_id(rate_deck_id).lock_exclusive().one(tx).await.map_err(classify)?;
    let Some(deck) = deck.filter(|deck| deck.state == ACTIVE) else {
        return refused("another rate deck has taken the place of its own");
    };
    match before {
        Some(before) => {
            let before = Entity::find_by_id(before).lock_exclusive().one(tx).await.map_err(classify)?;
            let Some(before) = before else { return refused("the rate deck before it is gone") };
            activate(tx, before).await?;
        }
        None => {
            let provider = voice_providers::find(tx, deck.voice_provider_id).await?;
            let mut without = provider.clone().into_active_model();
            without.rate_deck_id = Set(None);
            tx.update(&provider, without).await?;
        }
    }
    remove_rates(tx, deck.id).await?;
    let gone = Entity::find_by_id(deck.id).one(tx).await.map_err(classify)?;
    match gone {
        Some(gone) => tx.delete(gone).await,
        None => Ok(()),
    }
}
