//! Statements over many rows at once: 500 at a time, so that their number grows with the batch and not with the rows.

use fairlead_kernel::Result;
use fairlead_store::{Placeholder, classify};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

/// Rows in a statement.
pub(super) const ROWS: usize = 500;

/// `(?, ?), (?, ?)` for `rows` rows of `width` values.
fn places(backend: DbBackend, rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> =
            (1..=width).map(|column| Placeholder(backend, row * width + column).to_string()).collect();
        format!("({})", values.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Runs a statement for every 500 rows, with their places in it where it says `{rows}`, and gives what it returns.
///
/// # Errors
/// Those of the database.
pub(super) async fn for_rows<const N: usize>(
    connection: &impl ConnectionTrait,
    sql: &str,
    rows: impl IntoIterator<Item = [Value; N]>,
) -> Result<Vec<QueryResult>> {
    let backend = connection.get_database_backend();
    let rows: Vec<[Value; N]> = rows.into_iter().collect();
    let mut found = Vec::new();
    for part in rows.chunks(ROWS) {
        let sql = sql.replace("{rows}", &places(backend, part.len(), N));
        let statement = Statement::from_sql_and_values(backend, sql, part.iter().flatten().cloned());
        found.extend(connection.query_all_raw(statement).await.map_err(classify)?);
    }
    Ok(found)
}

/// As [`for_rows`], for ids: `{ids}` stands for the places of a list of them.
///
/// # Errors
/// Those of the database.
pub(super) async fn for_ids(
    connection: &impl ConnectionTrait,
    sql: &str,
    ids: &[i64],
) -> Result<Vec<QueryResult>> {
    let backend = connection.get_database_backend();
    let mut found = Vec::new();
    for part in ids.chunks(ROWS) {
        let sql = sql.replace("{ids}", &places(backend, 1, part.len()));
        let statement = Statement::from_sql_and_values(backend, sql, part.iter().map(|id| Value::from(*id)));
        found.extend(connection.query_all_raw(statement).await.map_err(classify)?);
    }
    Ok(found)
}
