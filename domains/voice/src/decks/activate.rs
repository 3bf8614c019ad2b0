//! When a deck takes the place of another: one row of the provider changes, in one transaction.

use chrono::NaiveDateTime;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::jobs::{Enqueue, Handler, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_web::{Allowed, Answer, App, Failure, JsonBody, PathParams, Resource, Scope, Update};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;

use super::table::{ACTIVE, Column, Entity, Model, OfProvider, REPLACED, RateDeck, WAITING};
use crate::voice_providers;

const KIND: &str = "voice.activate_deck";

/// Body of an activation.
#[derive(Input)]
pub struct RateDeckActivationInput {
    /// When the deck comes into force, in UTC; at once when left out or past. A later request replaces an earlier one.
    pub activate_at: Option<NaiveDateTime>,
}

/// Activates the decks whose time has come.
pub(crate) fn job() -> Handler<App> {
    handler(KIND, |app: App, payload, _| async move {
        let id = payload["rate_deck_id"].as_i64();
        let id = id.ok_or_else(|| Error::Internal("an activation without a rate deck".into()))?;
        let who = Who::platform("rate deck");
        app.db.write(&who, |tx: Tx| async move { activate_due(&tx, id).await }).await
    })
}

/// Nothing for a deck that is gone, was activated by hand, or was given another time.
async fn activate_due(tx: &Tx, id: i64) -> Result<()> {
    let deck = Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    match deck {
        Some(deck) if deck.activate_at.is_some_and(|at| at <= tx.now()) => activate(tx, deck).await.map(drop),
        _ => Ok(()),
    }
}

/// POST /system/voice/voice_providers/{id}/rate_decks/{rate_deck_id}/activate: also brings a replaced deck back.
pub(super) async fn request(
    ctx: Allowed<Update<RateDeck>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (scope, id, body) = (OfProvider::read(&path)?, path.id(RateDeck::ID)?, &body);
    let deck = ctx
        .write(|tx| async move {
            scope.exists(&tx).await?;
            let own = Entity::find_by_id(id).filter(RateDeck::within(&scope)).lock_exclusive();
            let deck = own.one(&tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
            let at = body.read::<RateDeckActivationInput>()?.activate_at.map(Timestamp::from);
            match at.filter(|at| *at > tx.now()) {
                Some(at) => schedule(&tx, deck, at).await,
                None => activate(&tx, deck).await,
            }
        })
        .await?;
    Answer::ok(&deck)
}

/// Says when a deck comes into force by itself.
///
/// # Errors
/// 422 for the active deck; those of the database.
pub(super) async fn schedule(tx: &Tx, deck: Model, at: Timestamp) -> Result<Model> {
    if deck.state == ACTIVE {
        return Err(Error::field("activate_at", "The rate deck is active already."));
    }
    let job = Enqueue { run_at: Some(at), ..Enqueue::now(KIND, json!({"rate_deck_id": deck.id})) };
    tx.enqueue(job).await?;
    let mut waiting = deck.clone().into_active_model();
    waiting.state = Set(WAITING.into());
    waiting.activate_at = Set(Some(at));
    tx.update(&deck, waiting).await
}

/// Brings a deck into force. The active one stays as it is.
///
/// # Errors
/// Those of the database.
pub(super) async fn activate(tx: &Tx, deck: Model) -> Result<Model> {
    if deck.state == ACTIVE {
        return Ok(deck);
    }
    let provider = voice_providers::Entity::find_by_id(deck.voice_provider_id).lock_exclusive();
    let provider = provider.one(tx).await.map_err(classify)?.ok_or_else(voice_providers::missing)?;
    let active = Entity::find()
        .filter(Column::VoiceProviderId.eq(provider.id))
        .filter(Column::State.eq(ACTIVE))
        .all(tx)
        .await
        .map_err(classify)?;
    for before in active {
        let mut replaced = before.clone().into_active_model();
        replaced.state = Set(REPLACED.into());
        replaced.replaced_at = Set(Some(tx.now()));
        tx.update(&before, replaced).await?;
    }
    let mut pointing = provider.clone().into_active_model();
    pointing.rate_deck_id = Set(Some(deck.id));
    tx.update(&provider, pointing).await?;
    let mut now = deck.clone().into_active_model();
    now.state = Set(ACTIVE.into());
    now.activate_at = Set(None);
    now.activated_at = Set(Some(tx.now()));
    now.replaced_at = Set(None);
    tx.update(&deck, now).await
}
