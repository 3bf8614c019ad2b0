//! Calls that could not be rated: they are kept until somebody assigns the number or imports the rate, and asks again.
//! Nothing is rated again by itself: an older call on a number is not the business of who got it later.

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::jobs::{Enqueue, Handler, Progress, handler};
use fairlead_store::{Page, Timestamp, Tx, Who, classify, fetch};
use fairlead_web::{Allowed, Answer, App, Failure, JsonBody, ListQuery, Listing};
use sea_orm::sea_query::Order;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Statement,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::callers::Callers;
use super::input::Call;
use super::intake::outcome;
use super::table::{Column, Entity, Model, RATED};
use super::{ReadWaiting, Submit};
use crate::{decks, voice_providers};

const KIND: &str = "voice.rate_waiting_calls";
const CALLS_IN_A_CHUNK: u64 = 2000;

/// What is shown of a call that could not be rated.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitingCall)]
pub struct WaitingCallView {
    /// Its id.
    id: i64,
    /// Who carried it.
    voice_provider_id: i64,
    /// Who called.
    origination: String,
    /// Who was called.
    destination: String,
    /// When it began, in UTC.
    call_start: Timestamp,
    /// How long it lasted.
    duration_in_seconds: i64,
    /// `unmatched`: no account with a voice service has one of the numbers; `unrated`: the deck has no rate.
    state: String,
    /// Whose it is, where that is known.
    account_id: Option<i64>,
}

/// Body of the request to rate them again.
#[derive(Input)]
pub struct WaitingCallsInput {
    /// Only the calls of this provider; all when left out.
    pub voice_provider_id: Option<i64>,
}

pub(super) fn listing() -> Listing {
    let sorts = vec!["id".into(), "call_start".into()];
    Listing::new(sorts, vec!["voice_provider_id".into(), "state".into(), "account_id".into()], true)
}

fn waiting() -> Select<Entity> {
    Entity::find().filter(Column::State.ne(RATED))
}

/// GET /system/voice/waiting_calls
pub(super) async fn list(ctx: Allowed<ReadWaiting>, query: ListQuery) -> Result<Answer, Failure> {
    let page = Page {
        sorts: vec![Column::Id, Column::CallStart],
        filters: vec![Column::VoiceProviderId, Column::State, Column::AccountId],
        searches: vec![Column::Origination, Column::Destination],
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    };
    let found = fetch(ctx.db(), waiting(), &query.query, &page).await?;
    let view = |row: Model| WaitingCallView {
        id: row.id,
        voice_provider_id: row.voice_provider_id,
        origination: row.origination,
        destination: row.destination,
        call_start: row.call_start,
        duration_in_seconds: row.duration_in_seconds,
        state: row.state,
        account_id: row.account_id,
    };
    let views: Vec<WaitingCallView> = found.rows.into_iter().map(view).collect();
    Answer::list(&views, found.paginator)
}

/// POST /system/voice/waiting_calls/rate
pub(super) async fn request(ctx: Allowed<Submit>, body: JsonBody) -> Result<Answer, Failure> {
    let provider_id = body.read::<WaitingCallsInput>()?.voice_provider_id;
    if let Some(id) = provider_id {
        let unknown = |_| Error::field("voice_provider_id", "The selected voice provider id is not valid.");
        voice_providers::find(ctx.db().read(), id).await.map_err(unknown)?;
    }
    ctx.write(
        |tx| async move { tx.enqueue(Enqueue::now(KIND, json!({"voice_provider_id": provider_id}))).await },
    )
    .await?;
    Answer::success()
}

/// Rates waiting calls again.
pub(crate) fn job() -> Handler<App> {
    handler(KIND, |app: App, payload, progress| async move {
        let providers = voice_providers::Entity::find().all(app.db.read()).await.map_err(classify)?;
        let wanted = payload["voice_provider_id"].as_i64();
        for provider in providers.iter().filter(|provider| wanted.is_none_or(|id| id == provider.id)) {
            rate_again(&app, provider, &progress).await?;
        }
        Ok(())
    })
}

async fn rate_again(app: &App, provider: &voice_providers::Model, progress: &Progress) -> Result<()> {
    let deck = &decks::index::deck(app, provider.id, provider.rate_deck_id).await?;
    let of_provider = || waiting().filter(Column::VoiceProviderId.eq(provider.id));
    let total = of_provider().count(app.db.read()).await.map_err(classify)?;
    let (who, mut last, mut done) = (Who::platform("waiting calls"), 0, 0_i64);
    loop {
        let chunk =
            of_provider().filter(Column::Id.gt(last)).order_by_asc(Column::Id).limit(CALLS_IN_A_CHUNK);
        let rows = chunk.all(app.db.read()).await.map_err(classify)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        done += i64::try_from(rows.len()).unwrap_or_default();
        let rows = &rows;
        app.db.write(&who, |tx: Tx| async move { rate_rows(&tx, rows, deck).await }).await?;
        progress.report(done, i64::try_from(total).unwrap_or(i64::MAX)).await?;
    }
}

async fn rate_rows(tx: &Tx, rows: &[Model], deck: &fairlead_rating::Deck) -> Result<()> {
    let seconds = |row: &Model| u32::try_from(row.duration_in_seconds).ok();
    let call = |row: &Model| Call::new(&row.origination, &row.destination, row.call_start, seconds(row)?);
    let calls: Option<Vec<Call>> = rows.iter().map(call).collect();
    let calls = calls.ok_or_else(|| Error::Internal("a stored call cannot be read".into()))?;
    let callers = Callers::of(tx, &calls).await?;
    let changed: Vec<serde_json::Value> = rows
        .iter()
        .zip(&calls)
        .map(|(row, call)| (row, outcome(call, &callers, deck)))
        .filter(|(row, outcome)| outcome.state != row.state || outcome.account_id != row.account_id)
        .map(|(row, outcome)| {
            let (class, prefix, name, rate, seconds) = outcome.parts();
            let (state, account_id, service_id) = (outcome.state, outcome.account_id, outcome.service_id);
            json!([row.id, state, account_id, service_id, class, prefix, name, rate, seconds])
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let backend = tx.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => POSTGRES_UPDATE,
        _ => SQLITE_UPDATE,
    };
    let changed = serde_json::Value::from(changed).to_string();
    let statement = Statement::from_sql_and_values(backend, sql, [changed.into()]);
    tx.execute_raw(statement).await.map(drop).map_err(classify)
}

/// All calls of a chunk by one value, so that there is one statement however many they are.
const POSTGRES_UPDATE: &str = "update call_records c set state = v.c ->> 1, account_id = cast(v.c ->> 2 as bigint), \
     service_id = cast(v.c ->> 3 as bigint), class = v.c ->> 4, matched_prefix = v.c ->> 5, prefix_name = v.c ->> 6, \
     rate_nanos = cast(v.c ->> 7 as bigint), billed_seconds = cast(v.c ->> 8 as bigint) \
     from jsonb_array_elements(cast($1 as jsonb)) as v(c) where c.id = cast(v.c ->> 0 as bigint) and c.state <> 'rated'";
const SQLITE_UPDATE: &str = "update call_records set state = v.value ->> 1, account_id = v.value ->> 2, \
     service_id = v.value ->> 3, class = v.value ->> 4, matched_prefix = v.value ->> 5, prefix_name = v.value ->> 6, \
     rate_nanos = v.value ->> 7, billed_seconds = v.value ->> 8 \
     from json_each($1) v where call_records.id = v.value ->> 0 and call_records.state <> 'rated'";
