//! What a deck would change against another one of the same provider.

use fairlead_kernel::{Error, Result};
use fairlead_rating::rate_text;
use fairlead_store::{Paginator, classify};
use fairlead_web::{Allowed, Answer, Failure, ListQuery, Listing, PathParams, Read, Resource, Scope};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::rates::find_deck;
use super::table::{OfProvider, RateDeck};

/// A prefix whose rate differs.
#[derive(Serialize, ToSchema)]
pub struct RateChange {
    /// Digits.
    prefix: String,
    /// What the prefix is called; in the new deck where that has it.
    name: String,
    /// added, dropped, dearer or cheaper.
    change: String,
    /// The price of a minute in the other deck, with twenty decimals; null where it is added.
    rate_before: Option<String>,
    /// The price of a minute in this deck; null where it is dropped.
    rate: Option<String>,
}

/// How many prefixes differ.
#[derive(Default, Serialize, ToSchema)]
pub struct RateDeckComparison {
    /// In this deck only.
    added: i64,
    /// In the other deck only.
    dropped: i64,
    /// In both, and more expensive in this one.
    dearer: i64,
    /// In both, and cheaper in this one.
    cheaper: i64,
}

/// `$1` is the deck, `$2` the other one.
const CHANGES: &str = "select n.prefix, n.name, o.rate_nanos as before, n.rate_nanos as after, \
     case when o.rate_nanos is null then 'added' when n.rate_nanos > o.rate_nanos then 'dearer' else 'cheaper' end as change \
     from deck_rates n left join deck_rates o on o.rate_deck_id = $2 and o.prefix = n.prefix \
     where n.rate_deck_id = $1 and (o.rate_nanos is null or o.rate_nanos <> n.rate_nanos) \
     union all select o.prefix, o.name, o.rate_nanos, null, 'dropped' from deck_rates o \
     where o.rate_deck_id = $2 and not exists (select 1 from deck_rates n where n.rate_deck_id = $1 and n.prefix = o.prefix)";

const KINDS: [&str; 4] = ["added", "dropped", "dearer", "cheaper"];

pub(super) fn listing() -> Listing {
    Listing::new(Vec::new(), vec!["change".into()], false)
}

async fn decks(connection: &impl ConnectionTrait, path: &PathParams) -> Result<[i64; 2]> {
    let scope = OfProvider::read(path)?;
    let deck = find_deck(connection, scope, path.id(RateDeck::ID)?).await?;
    let other = find_deck(connection, scope, path.id("other_rate_deck_id")?).await?;
    Ok([deck.id, other.id])
}

/// GET /system/voice/voice_providers/{id}/rate_decks/{rate_deck_id}/compare/{other_rate_deck_id}/summary
pub(super) async fn summary(ctx: Allowed<Read<RateDeck>>, path: PathParams) -> Result<Answer, Failure> {
    let decks = decks(ctx.db().read(), &path).await?;
    Answer::ok(&counted(ctx.db().read(), decks).await?)
}

async fn counted(connection: &impl ConnectionTrait, decks: [i64; 2]) -> Result<RateDeckComparison> {
    let sql = format!("select change, count(*) from ({CHANGES}) c group by change");
    let statement =
        Statement::from_sql_and_values(connection.get_database_backend(), sql, decks.map(Into::into));
    let mut comparison = RateDeckComparison::default();
    for row in connection.query_all_raw(statement).await.map_err(classify)? {
        let change: String = row.try_get_by_index(0).map_err(classify)?;
        let count: i64 = row.try_get_by_index(1).map_err(classify)?;
        match change.as_str() {
            "added" => comparison.added = count,
            "dropped" => comparison.dropped = count,
            "dearer" => comparison.dearer = count,
            _ => comparison.cheaper = count,
        }
    }
    Ok(comparison)
}

/// GET /system/voice/voice_providers/{id}/rate_decks/{rate_deck_id}/compare/{other_rate_deck_id}: by prefix; `filter[change]`
/// takes one kind of change.
pub(super) async fn list(
    ctx: Allowed<Read<RateDeck>>,
    path: PathParams,
    query: ListQuery,
) -> Result<Answer, Failure> {
    let read = ctx.db().read();
    let [deck, other] = decks(read, &path).await?;
    let wanted = wanted(&query)?;
    let counts = counted(read, [deck, other]).await?;
    let total_count = match wanted {
        None => counts.added + counts.dropped + counts.dearer + counts.cheaper,
        Some("added") => counts.added,
        Some("dropped") => counts.dropped,
        Some("dearer") => counts.dearer,
        Some(_) => counts.cheaper,
    }
    .unsigned_abs();
    let (limit, page) = (query.query.limit, query.query.page);
    let only = wanted.map(|change| format!("where change = '{change}' ")).unwrap_or_default();
    let offset = (page - 1).saturating_mul(limit).min(i64::MAX.unsigned_abs());
    let sql = format!("select * from ({CHANGES}) c {only}order by prefix limit {limit} offset {offset}");
    let values = [deck.into(), other.into()];
    let rows =
        read.query_all_raw(Statement::from_sql_and_values(read.get_database_backend(), sql, values)).await;
    let rows = rows.map_err(classify)?;
    let changes: Vec<RateChange> = rows.iter().map(change).collect::<Result<_>>()?;
    let total_pages = total_count.div_ceil(limit).max(1);
    Answer::list(&changes, Paginator { total_count, total_pages, current_page: page, limit })
}

fn wanted(query: &ListQuery) -> Result<Option<&'static str>> {
    let mut wanted = None;
    for (name, value) in &query.query.filters {
        let kind = KINDS.iter().find(|kind| name == "change" && **kind == value.as_str());
        let invalid = || Error::field(format!("filter.{name}"), "The selected filter is not valid.");
        wanted = Some(*kind.ok_or_else(invalid)?);
    }
    Ok(wanted)
}

fn change(row: &QueryResult) -> Result<RateChange> {
    let rate = |index| {
        let nanos: Option<i64> = row.try_get_by_index(index).map_err(classify)?;
        Ok::<Option<String>, Error>(nanos.map(rate_text))
    };
    Ok(RateChange {
        prefix: row.try_get_by_index(0).map_err(classify)?,
        name: row.try_get_by_index(1).map_err(classify)?,
        rate_before: rate(2)?,
        rate: rate(3)?,
        change: row.try_get_by_index(4).map_err(classify)?,
    })
}
