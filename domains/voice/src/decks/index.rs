//! Decks in memory. A deck never changes once it is stored, so what a node has of it stays right; another deck of the
//! provider has another id, whichever node activated it.

use std::collections::HashMap;
use std::sync::Arc;

use fairlead_kernel::{Error, Result};
use fairlead_rating::{Deck, DeckRate, Digits};
use fairlead_store::{Db, Pools, classify};
use fairlead_web::App;
use futures_util::TryStreamExt;
use sea_orm::{DbErr, EntityTrait, RuntimeErr};
use tokio::sync::Mutex;

use super::table::Entity;

/// The decks that this process has read, by provider. Routes bring it into the application.
#[derive(Clone, Default)]
pub struct Decks(Arc<Mutex<ByProvider>>);

/// The id of a provider's deck, and the deck.
type ByProvider = HashMap<i64, (i64, Arc<Deck>)>;

/// The deck of a provider: from memory, or read once however many ask. Without [`Decks`] in the application it is read every
/// time.
///
/// # Errors
/// Those of the database.
pub async fn deck(app: &App, provider_id: i64, rate_deck_id: Option<i64>) -> Result<Arc<Deck>> {
    let Some(rate_deck_id) = rate_deck_id else { return Ok(Arc::default()) };
    let Some(decks) = app.extension::<Decks>() else {
        return read(&app.db, rate_deck_id).await.map(Arc::new);
    };
    let mut decks = decks.0.lock().await;
    if let Some((id, deck)) = decks.get(&provider_id)
        && *id == rate_deck_id
    {
        return Ok(deck.clone());
    }
    let deck = Arc::new(read(&app.db, rate_deck_id).await?);
    decks.insert(provider_id, (rate_deck_id, deck.clone()));
    Ok(deck)
}

const RATES: &str = "select prefix, name, rate_nanos from deck_rates where rate_deck_id = $1";

type Row = (String, String, i64);

async fn read(db: &Db, rate_deck_id: i64) -> Result<Deck> {
    let stored = Entity::find_by_id(rate_deck_id).one(db.read()).await.map_err(classify)?;
    let expected = stored.map_or(0, |deck| deck.rates);
    let rows: sqlx::Result<Vec<Row>> = match db.pools() {
        Pools::Sqlite { read, .. } => {
            sqlx::query_as::<_, Row>(RATES).bind(rate_deck_id).fetch(read).try_collect().await
        }
        Pools::Postgres(pool) => {
            sqlx::query_as::<_, Row>(RATES).bind(rate_deck_id).fetch(pool).try_collect().await
        }
    };
    let rows = rows.map_err(|error| classify(DbErr::Query(RuntimeErr::SqlxError(error.into()))))?;
    // It was removed between the two queries: another deck has taken its place, so the caller begins again.
    if i64::try_from(rows.len()) != Ok(expected) {
        return Err(Error::Busy);
    }
    let rates: Option<Vec<_>> = rows
        .iter()
        .map(|(prefix, name, rate_nanos)| {
            Digits::parse(prefix).map(|prefix| DeckRate { prefix, name, rate_nanos: *rate_nanos })
        })
        .collect();
    let rates = rates.ok_or_else(|| Error::Internal("a stored prefix is not numeric".into()))?;
    Ok(rates.into_iter().collect())
}
