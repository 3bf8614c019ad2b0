//! Many new DIDs at once, for imports.

use std::collections::HashSet;

use fairlead_kernel::Result;
use fairlead_rating::Digits;
use fairlead_store::{Rows, Tx, classify};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// A number that can be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDid {
    /// Ten digits.
    pub did: Digits,
    /// Where it is from.
    pub rate_center_id: i64,
}

/// Those numbers that are stored already: one query, however many they are.
///
/// # Errors
/// Those of the database.
pub async fn taken(
    connection: &impl ConnectionTrait,
    dids: impl Iterator<Item = Digits>,
) -> Result<HashSet<Digits>> {
    let numbers: Vec<String> = dids.map(|did| format!("\"{did}\"")).collect();
    let numbers = format!("[{}]", numbers.join(","));
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "select did from dids where did in (select jsonb_array_elements_text(cast($1 as jsonb)))"
        }
        _ => "select did from dids where did in (select value from json_each($1))",
    };
    let statement = Statement::from_sql_and_values(backend, sql, [numbers.into()]);
    let mut taken = HashSet::new();
    for row in connection.query_all_raw(statement).await.map_err(classify)? {
        let did: String = row.try_get_by_index(0).map_err(classify)?;
        taken.extend(Digits::parse(&did));
    }
    Ok(taken)
}

/// Stores numbers that nobody has; gives their ids. Without audit: the caller says in one row what came.
///
/// # Errors
/// 422 when one was taken meanwhile; those of the database.
pub async fn insert(tx: &Tx, dids: &[NewDid]) -> Result<Vec<i64>> {
    let ids = tx.reserve_ids("dids", dids.len() as i64).await?;
    let mut rows = Rows::of("dids", &["id", "did", "rate_center_id"]);
    for (one, id) in dids.iter().zip(&ids) {
        rows.push([(*id).into(), one.did.to_string().into(), one.rate_center_id.into()]);
    }
    tx.insert_rows(rows).await?;
    Ok(ids)
}
