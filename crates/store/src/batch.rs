//! Statements over many rows at once: 500 at a time, so that their number grows with the batch and not with the rows.

use std::fmt::{self, Write as _};

use fairlead_kernel::Result;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::{Tx, classify};

/// Measured as the best size on both databases, and within the 32,766 values of a statement of SQLite for 60 columns.
pub(crate) const ROWS_IN_A_STATEMENT: usize = 500;

/// The place of a value in a statement, counted from 1, for statements with many of them.
///
/// `$1` runs on both databases, but SQLite takes it for a name and looks for it among all names before it, so that a
/// statement of thousands of them takes longer to read than to run: there the places follow each other.
pub struct Placeholder(pub DbBackend, pub usize);

impl fmt::Display for Placeholder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DbBackend::Sqlite => to.write_str("?"),
            _ => write!(to, "${}", self.1),
        }
    }
}

/// `(?, ?), (?, ?)`: the places of `rows` rows of `width` values. `after` writes what stands behind a place, told its row and
/// column from 0.
pub(crate) fn places(
    backend: DbBackend,
    rows: usize,
    width: usize,
    after: impl Fn(&mut String, usize, usize),
) -> String {
    let mut sql = String::with_capacity(rows * (width * 4 + 8));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            // Writing to a string never fails.
            let _ = write!(sql, "{comma}{}", Placeholder(backend, row * width + column + 1));
            after(&mut sql, row, column);
        }
        sql.push(')');
    }
    sql
}

/// Runs a statement for every 500 rows and gives what it returns. Where it says `{rows}` stand the places of the rows, each
/// with a last column more: which of `rows` it is, counted from 0.
///
/// # Errors
/// Those of the database.
pub async fn for_rows<const N: usize>(
    connection: &impl ConnectionTrait,
    sql: &str,
    rows: &[[Value; N]],
) -> Result<Vec<QueryResult>> {
    let backend = connection.get_database_backend();
    let mut found = Vec::new();
    for (chunk, part) in rows.chunks(ROWS_IN_A_STATEMENT).enumerate() {
        let numbered = places(backend, part.len(), N, |sql, row, column| {
            if column + 1 == N {
                let _ = write!(sql, ", {}", chunk * ROWS_IN_A_STATEMENT + row);
            }
        });
        let values = part.iter().flatten().cloned();
        let statement = Statement::from_sql_and_values(backend, sql.replace("{rows}", &numbered), values);
        found.extend(connection.query_all_raw(statement).await.map_err(classify)?);
    }
    Ok(found)
}

/// Runs a statement for every 500 ids and gives what it returns. Where it says `{ids}` stand the places of a list of ids.
///
/// # Errors
/// Those of the database.
pub async fn for_ids(connection: &impl ConnectionTrait, sql: &str, ids: &[i64]) -> Result<Vec<QueryResult>> {
    let backend = connection.get_database_backend();
    let with = |count| sql.replace("{ids}", &places(backend, 1, count, |_, _, _| {}));
    let mut found = Vec::new();
    for part in ids.chunks(ROWS_IN_A_STATEMENT) {
        let values = part.iter().map(|id| Value::from(*id));
        let statement = Statement::from_sql_and_values(backend, with(part.len()), values);
        found.extend(connection.query_all_raw(statement).await.map_err(classify)?);
    }
    Ok(found)
}

impl Tx {
    /// Sets columns of many rows, each by its id, which is the first of its values. Without audit: what changes them has its
    /// own.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn change_rows<const N: usize>(
        &self,
        table: &str,
        columns: &[&str],
        rows: Vec<[Value; N]>,
    ) -> Result<()> {
        debug_assert_eq!(N, columns.len() + 1, "{table}");
        let backend = self.get_database_backend();
        let set: Vec<String> =
            columns.iter().enumerate().map(|(at, column)| format!("{column} = v.column{}", at + 2)).collect();
        let set = set.join(", ");
        for part in rows.chunks(ROWS_IN_A_STATEMENT) {
            // PostgreSQL takes the type of a column of values from its first row.
            let values =
                places(backend, part.len(), N, |sql, row, column| match (backend, &part[0][column]) {
                    (DbBackend::Postgres, Value::ChronoDate(_)) if row == 0 => sql.push_str("::date"),
                    (DbBackend::Postgres, _) if row == 0 => sql.push_str("::bigint"),
                    _ => {}
                });
            let sql =
                format!("update {table} set {set} from (values {values}) as v where {table}.id = v.column1");
            let statement = Statement::from_sql_and_values(backend, sql, part.iter().flatten().cloned());
            self.execute_raw(statement).await.map_err(classify)?;
        }
        Ok(())
    }
}
