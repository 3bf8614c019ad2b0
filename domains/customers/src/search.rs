//! One search over everything that has search terms.

use std::collections::{HashMap, HashSet};

use fairlead_kernel::{Error, Result, words};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, Ctx, Doc, Failure, ListQuery, Routes, SignedIn};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use serde::Serialize;
use utoipa::ToSchema;

/// The one call.
pub(crate) fn routes() -> Routes {
    Routes::new().get(
        "/search",
        search,
        Doc::own("Search", "Search everything").required_query("q", "Words to look for.").many::<Hit>(),
    )
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchHit)]
pub struct Hit {
    /// `accounts`, `account_contacts`, `account_addresses`, ...
    entity: String,
    /// Its id.
    id: i64,
    /// The account that it belongs to.
    account_id: i64,
    /// What it is called.
    title: String,
    /// What tells it from others of that name.
    subtitle: String,
    /// The word that was found.
    matched: String,
}

struct Found {
    entity: String,
    id: i64,
    account_id: i64,
    matched: String,
}

/// More hits than anybody reads.
const MOST: usize = 100;

async fn search(ctx: Allowed<SignedIn>, query: ListQuery) -> Result<Answer, Failure> {
    let text = query.text("q").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Error::field("q", "The q field is required.").into());
    }
    let limit = if query.text("limit").is_some() { query.query.limit as usize } else { 20 };
    let mut words: Vec<String> =
        words(text).into_iter().take(8).map(|word| word.chars().take(40).collect()).collect();
    // The longest word is the rarest.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut found = Vec::new();
    for place in [Place::Account, Place::Other, Place::WholeAccount] {
        let pointless = words.is_empty() || (place == Place::WholeAccount && words.len() == 1);
        if found.len() < limit && !pointless {
            found.extend(rows(&ctx, &words, place).await?);
        }
    }
    let mut seen = HashSet::new();
    found.retain(|hit| ctx.actor.may(&hit.entity, "read") && seen.insert((hit.entity.clone(), hit.id)));
    found.truncate(limit.min(MOST));
    Answer::whole(&describe(&ctx, found).await?)
}

/// What must hold all words, in the order of what people mean most.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// The account itself.
    Account,
    /// Another row.
    Other,
    /// All rows of one account together: a name and a street.
    WholeAccount,
}

/// Rows with all words, those with the closest first word first: terms come in the order of the index.
async fn rows(ctx: &Ctx, words: &[String], place: Place) -> Result<Vec<Found>> {
    let row = "t.entity, t.entity_id, t.account_id, t.term";
    // `|| ''` keeps SQLite from the index by entity, which would read the words of every account (54 ms against 0.2 ms
    // at 100,000 accounts).
    let same_row = "x.entity = t.entity and x.entity_id = t.entity_id";
    let (columns, joint, which) = match place {
        Place::Account => (row, same_row, " and t.entity || '' = 'accounts'"),
        Place::Other => (row, same_row, " and t.entity || '' <> 'accounts'"),
        Place::WholeAccount => {
            ("'accounts', t.account_id, t.account_id, t.term", "x.account_id = t.account_id", "")
        }
    };
    let others: String = (1..words.len())
        .map(|word| {
            let (from, to) = (2 * word + 1, 2 * word + 2);
            format!(" and exists (select 1 from search_terms x where {joint} and x.term >= ${from} and x.term < ${to})")
        })
        .collect();
    let sql = format!(
        "select {columns} from search_terms t where t.term >= $1 and t.term < $2{which}{others} order by t.term limit {}",
        3 * MOST
    );
    let values =
        words.iter().flat_map(|word| [Value::from(word.as_str()), Value::from(format!("{word}\u{10ffff}"))]);
    let db = ctx.db().read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| found(row).map_err(classify)).collect()
}

fn found(row: &QueryResult) -> Result<Found, sea_orm::DbErr> {
    Ok(Found {
        entity: row.try_get_by_index(0)?,
        id: row.try_get_by_index(1)?,
        account_id: row.try_get_by_index(2)?,
        matched: row.try_get_by_index(3)?,
    })
}

/// Gives each hit its title: one query an entity.
async fn describe(ctx: &Ctx, found: Vec<Found>) -> Result<Vec<Hit>> {
    let ids = |entity: &str| -> Vec<i64> {
        found.iter().filter(|hit| hit.entity == entity).map(|hit| hit.id).collect()
    };
    let accounts: Vec<i64> = found.iter().map(|hit| hit.account_id).collect();
    let accounts = texts(ctx, "id, name, ''", "accounts", &accounts).await?;
    let contacts = "id, name, coalesce(email_address, '')";
    let contacts = texts(ctx, contacts, "account_contacts", &ids("account_contacts")).await?;
    let addresses = "id, line1, city || ', ' || state";
    let addresses = texts(ctx, addresses, "account_addresses", &ids("account_addresses")).await?;
    let hit = |found: Found| {
        let account = accounts.get(&found.account_id).map(|(name, _)| name.as_str()).unwrap_or_default();
        let own = match found.entity.as_str() {
            "account_contacts" => contacts.get(&found.id),
            "account_addresses" => addresses.get(&found.id),
            _ => None,
        };
        let (title, subtitle) = match own {
            Some((title, more)) if more.is_empty() => (title.clone(), account.to_owned()),
            Some((title, more)) => (title.clone(), format!("{account} · {more}")),
            None => (account.to_owned(), format!("No. {}", found.account_id)),
        };
        Hit {
            entity: found.entity,
            id: found.id,
            account_id: found.account_id,
            title,
            subtitle,
            matched: found.matched,
        }
    };
    Ok(found.into_iter().map(hit).collect())
}

async fn texts(ctx: &Ctx, columns: &str, table: &str, ids: &[i64]) -> Result<HashMap<i64, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|position| format!("${position}")).collect();
    let sql = format!("select {columns} from {table} where id in ({})", places.join(", "));
    let db = ctx.db().read();
    let values = ids.iter().map(|id| Value::from(*id));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await.map_err(classify)?;
    let read = |row: &QueryResult| -> Result<_, sea_orm::DbErr> {
        Ok((row.try_get_by_index(0)?, (row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
    };
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}
