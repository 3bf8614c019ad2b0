//! Statements that several types need.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Placeholder, Tx, classify};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value};

use crate::importer::{Exported, Made, Page};

/// The rows of `table` whose `column` is one of `values`.
pub(super) async fn of(
    connection: &DatabaseConnection,
    table: &str,
    columns: &str,
    column: &str,
    values: &[i64],
) -> Result<Vec<QueryResult>> {
    let backend = connection.get_database_backend();
    let mut found = Vec::new();
    for part in values.chunks(500) {
        let places: Vec<String> = (1..=part.len()).map(|at| Placeholder(backend, at).to_string()).collect();
        let text = format!("select {columns} from {table} where {column} in ({})", places.join(", "));
        let statement =
            Statement::from_sql_and_values(backend, text, part.iter().map(|value| Value::from(*value)));
        found.extend(connection.query_all_raw(statement).await.map_err(classify)?);
    }
    Ok(found)
}

/// Those of `values` that a row of `table` has in `column`.
pub(super) async fn existing(
    connection: &DatabaseConnection,
    table: &str,
    column: &str,
    values: &[i64],
) -> Result<Vec<i64>> {
    let rows = of(connection, table, column, column, values).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect()
}

/// A page of a statement whose parameters are the last id and the number of rows.
pub(super) async fn page(
    connection: &DatabaseConnection,
    text: &str,
    after: i64,
    limit: u64,
) -> Result<Vec<QueryResult>> {
    let values = [Value::from(after), Value::from(limit as i64)];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), text, values);
    connection.query_all_raw(statement).await.map_err(classify)
}

/// A text that may be null, as a cell.
pub(super) fn text(row: &QueryResult, column: usize) -> Result<String, DbErr> {
    row.try_get_by_index::<Option<String>>(column).map(Option::unwrap_or_default)
}

/// A page of a statement whose first column is the id and whose others are texts.
pub(super) async fn texts(connection: &DatabaseConnection, text: &str, page: &Page) -> Result<Vec<Exported>> {
    let one = |row: &QueryResult| {
        let id: i64 = row.try_get_by_index(0)?;
        let cells = (1..row.column_names().len()).map(|column| self::text(row, column));
        Ok((id.to_string(), cells.collect::<Result<_, DbErr>>()?))
    };
    let rows = self::page(connection, text, page.after_id(), page.limit).await?;
    rows.iter().map(|row| one(row).map_err(classify)).collect()
}

fn runs<'a>(made: &'a [Made], table: &'a str) -> impl Iterator<Item = &'a Made> {
    made.iter().filter(move |run| run.table == table)
}

async fn any(tx: &Tx, text: String, run: &Made) -> Result<bool> {
    let values = [Value::from(run.first), Value::from(run.last)];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), text, values);
    Ok(tx.query_one_raw(statement).await.map_err(classify)?.is_some())
}

fn depends(what: &str) -> Error {
    let what = what.replace('_', " ");
    Error::Refused(
        format!("The import cannot be undone: {what} depend on what it made, or it has changed.").into(),
    )
}

/// 422 when `condition` holds for one of the rows of `table` that the import made; `what` says of what that is a sign.
pub(super) async fn refuse_if(
    tx: &Tx,
    made: &[Made],
    what: &str,
    table: &str,
    condition: &str,
) -> Result<()> {
    for run in runs(made, table) {
        let text = format!("select 1 from {table} where id between $1 and $2 and ({condition}) limit 1");
        if any(tx, text, run).await? {
            return Err(depends(what));
        }
    }
    Ok(())
}

/// 422 when a row of `table` that the import did not make refers to one of `owner` that it did.
pub(super) async fn refuse_others(
    tx: &Tx,
    made: &[Made],
    table: &str,
    column: &str,
    owner: &str,
) -> Result<()> {
    let own: Vec<String> =
        runs(made, table).map(|run| format!("id between {} and {}", run.first, run.last)).collect();
    let own = if own.is_empty() { "1 = 0".to_owned() } else { own.join(" or ") };
    for run in runs(made, owner) {
        let text = format!("select 1 from {table} where {column} between $1 and $2 and not ({own}) limit 1");
        if any(tx, text, run).await? {
            return Err(depends(table));
        }
    }
    Ok(())
}

/// 422 when a row of `table` (notes, tasks, ...) belongs to one of `owner` that the import made.
pub(super) async fn refuse_attached(tx: &Tx, made: &[Made], table: &str, owner: &str) -> Result<()> {
    for run in runs(made, owner) {
        let text = format!(
            "select 1 from {table} where entity_type = '{owner}' and entity_id between $1 and $2 limit 1"
        );
        if any(tx, text, run).await? {
            return Err(depends(table));
        }
    }
    Ok(())
}

/// Deletes the rows of `table` whose `column` is the id of one of `owner` that the import made.
///
/// # Errors
/// 422 while another row refers to one of them.
pub(super) async fn delete(tx: &Tx, made: &[Made], table: &str, column: &str, owner: &str) -> Result<()> {
    for run in runs(made, owner) {
        let text = format!("delete from {table} where {column} between $1 and $2");
        let values = [Value::from(run.first), Value::from(run.last)];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), text, values);
        tx.execute_raw(statement).await.map_err(|error| match classify(error) {
            Error::Invalid(_) | Error::Conflict(_) => depends("other things"),
            other => other,
        })?;
    }
    Ok(())
}

/// Forgets the search terms of rows of `table` that the import made.
pub(super) async fn forget(tx: &Tx, made: &[Made], table: &str) -> Result<()> {
    for run in runs(made, table) {
        let text =
            format!("delete from search_terms where entity = '{table}' and entity_id between $1 and $2");
        let values = [Value::from(run.first), Value::from(run.last)];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), text, values);
        tx.execute_raw(statement).await.map_err(classify)?;
    }
    Ok(())
}
