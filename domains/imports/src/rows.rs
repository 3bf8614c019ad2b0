//! The staged rows of imports: the cells of the file as they are corrected, and what is wrong with them.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Placeholder, Rows, Tx, classify};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use serde_json::{Map, Value as Json};

use crate::table::Model;

/// A row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    /// Its number in the file.
    pub number: i64,
    /// Its cells.
    pub cells: Vec<String>,
    /// Messages by field; none while nothing is known to be wrong.
    pub errors: Option<Map<String, Json>>,
    /// What is wrong is that it exists already or comes twice.
    pub is_duplicate: bool,
    /// Somebody decided that it is not imported.
    pub left_out: bool,
}

/// Which rows are wanted, ascending.
pub struct Window {
    /// Beyond this number.
    pub after: i64,
    /// At most so many.
    pub limit: u64,
    /// Of which kind.
    pub only: Only,
}

/// A kind of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Any.
    All,
    /// Those with errors.
    Failed,
    /// Those that are left out.
    LeftOut,
}

impl Only {
    fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Failed => "and errors is not null",
            Self::LeftOut => "and left_out",
        }
    }
}

/// Rows that wait to be staged.
pub fn batch() -> Rows {
    Rows::of("data_import_rows", &["data_import_id", "number", "cells", "is_duplicate"])
}

/// Adds one.
pub fn push(batch: &mut Rows, import_id: i64, number: i64, cells: &[String]) -> Result<()> {
    let cells = serde_json::to_string(cells).map_err(Error::internal)?;
    batch.push([import_id.into(), number.into(), cells.into(), false.into()]);
    Ok(())
}

/// Rows of the file as it is.
pub async fn all(connection: &impl ConnectionTrait, import_id: i64, window: &Window) -> Result<Vec<Staged>> {
    select(connection, import_id, window, "").await
}

/// Rows that are imported: without those that are left out, the header and, unless they are wanted, what is above it.
pub async fn data(connection: &impl ConnectionTrait, import: &Model, window: &Window) -> Result<Vec<Staged>> {
    select(connection, import.id, window, &meant(import)).await
}

/// The condition on rows that are imported.
fn meant(import: &Model) -> String {
    format!("and not left_out {}", data_rows(import))
}

/// The condition on rows that can be imported.
fn data_rows(import: &Model) -> String {
    match (import.header_row, import.import_rows_above) {
        (None, _) => String::new(),
        (Some(header), true) => format!("and number <> {header}"),
        (Some(header), false) => format!("and number > {header}"),
    }
}

async fn select(
    connection: &impl ConnectionTrait,
    import_id: i64,
    window: &Window,
    condition: &str,
) -> Result<Vec<Staged>> {
    let only = window.only.condition();
    let sql = format!(
        "select number, cells, errors, is_duplicate, left_out from data_import_rows \
         where data_import_id = $1 and number > $2 {condition} {only} order by number limit $3"
    );
    let values = [Value::from(import_id), Value::from(window.after), Value::from(window.limit as i64)];
    let found = connection.query_all_raw(statement(connection, sql, values)).await.map_err(classify)?;
    found.iter().map(staged).collect()
}

/// The row `number`.
pub async fn one(connection: &impl ConnectionTrait, import_id: i64, number: i64) -> Result<Option<Staged>> {
    let sql = "select number, cells, errors, is_duplicate, left_out from data_import_rows \
               where data_import_id = $1 and number = $2";
    let values = [Value::from(import_id), Value::from(number)];
    let found = connection.query_one_raw(statement(connection, sql, values)).await.map_err(classify)?;
    found.as_ref().map(staged).transpose()
}

/// How many are imported.
pub async fn count(connection: &impl ConnectionTrait, import: &Model) -> Result<i64> {
    let sql = format!("select count(*) from data_import_rows where data_import_id = $1 {}", meant(import));
    number(connection, sql, import.id).await
}

/// How many there are in the file.
pub async fn count_staged(connection: &impl ConnectionTrait, import_id: i64, only: Only) -> Result<i64> {
    let only = only.condition();
    let sql = format!("select count(*) from data_import_rows where data_import_id = $1 {only}");
    number(connection, sql, import_id).await
}

/// How many failed, and how many of them because they are duplicates.
pub async fn count_failed(connection: &impl ConnectionTrait, import: &Model) -> Result<(i64, i64)> {
    let failed = |more: &str| {
        let meant = meant(import);
        format!(
            "select count(*) from data_import_rows where data_import_id = $1 and errors is not null {meant} {more}"
        )
    };
    let all = number(connection, failed(""), import.id).await?;
    Ok((all, number(connection, failed("and is_duplicate"), import.id).await?))
}

/// How many are left out.
pub async fn count_left_out(connection: &impl ConnectionTrait, import: &Model) -> Result<i64> {
    let data = data_rows(import);
    let sql = format!("select count(*) from data_import_rows where data_import_id = $1 and left_out {data}");
    number(connection, sql, import.id).await
}

/// Rows that failed because they are the same as row `number`.
pub async fn repeats_of(
    connection: &impl ConnectionTrait,
    import: &Model,
    number: i64,
) -> Result<Vec<Staged>> {
    const MOST: u64 = 1_000;
    let condition = format!("{} and errors like '%\"{}\"%'", meant(import), same_as(number));
    let window = Window { after: 0, limit: MOST, only: Only::Failed };
    select(connection, import.id, &window, &condition).await
}

/// What is said of a row that is the same as an earlier one.
pub fn same_as(number: i64) -> String {
    format!("The same as in row {number}.")
}

/// Leaves out those rows that failed, or only those that are duplicates.
pub async fn leave_out_failed(tx: &Tx, import: &Model, only_duplicates: bool) -> Result<()> {
    let which = if only_duplicates { "and is_duplicate" } else { "" };
    let sql = format!(
        "update data_import_rows set left_out = true, errors = null, is_duplicate = false \
         where data_import_id = $1 and errors is not null {which} {}",
        meant(import),
    );
    tx.execute_raw(statement(tx, sql, [import.id.into()])).await.map(drop).map_err(classify)
}

/// Takes all rows in again that were left out.
pub async fn take_in(tx: &Tx, import: &Model) -> Result<()> {
    let sql = "update data_import_rows set left_out = false where data_import_id = $1 and left_out";
    tx.execute_raw(statement(tx, sql, [import.id.into()])).await.map(drop).map_err(classify)
}

/// The largest number of a row before the window that begins with the `skipped`th row.
pub async fn start_of(
    connection: &impl ConnectionTrait,
    import_id: i64,
    only: Only,
    skipped: u64,
) -> Result<i64> {
    if skipped == 0 {
        return Ok(0);
    }
    let only = only.condition();
    let sql = format!(
        "select number from data_import_rows where data_import_id = $1 {only} order by number limit 1 offset {}",
        skipped - 1
    );
    let row =
        connection.query_one_raw(statement(connection, sql, [import_id.into()])).await.map_err(classify)?;
    row.map_or(Ok(i64::MAX), |row| row.try_get_by_index(0).map_err(classify))
}

async fn number(connection: &impl ConnectionTrait, sql: String, import_id: i64) -> Result<i64> {
    let row =
        connection.query_one_raw(statement(connection, sql, [import_id.into()])).await.map_err(classify)?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0).map_err(classify))
}

fn statement<const N: usize>(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: [Value; N],
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql.into(), values)
}

fn staged(row: &QueryResult) -> Result<Staged> {
    let cells: String = row.try_get_by_index(1).map_err(classify)?;
    let errors: Option<String> = row.try_get_by_index(2).map_err(classify)?;
    Ok(Staged {
        number: row.try_get_by_index(0).map_err(classify)?,
        cells: serde_json::from_str(&cells).map_err(Error::internal)?,
        errors: errors.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::internal)?,
        is_duplicate: row.try_get_by_index(3).map_err(classify)?,
        left_out: row.try_get_by_index(4).map_err(classify)?,
    })
}

/// Stores the cells of rows that were corrected, and what is wrong with them.
pub async fn store(tx: &Tx, import_id: i64, rows: &[Staged]) -> Result<()> {
    upsert(tx, import_id, rows, "cells = excluded.cells, left_out = excluded.left_out, ").await
}

/// Stores what is wrong with rows; their cells may have been corrected meanwhile.
pub async fn mark(tx: &Tx, import_id: i64, rows: &[Staged]) -> Result<()> {
    upsert(tx, import_id, rows, "").await
}

async fn upsert(tx: &Tx, import_id: i64, rows: &[Staged], cells: &str) -> Result<()> {
    let backend = tx.get_database_backend();
    for part in rows.chunks(500) {
        let mut values = Vec::with_capacity(part.len() * 6);
        let mut places = Vec::with_capacity(part.len());
        for row in part {
            let errors = row.errors.as_ref().map(|errors| Json::Object(errors.clone()).to_string());
            let text = serde_json::to_string(&row.cells).map_err(Error::internal)?;
            values.extend([
                import_id.into(),
                row.number.into(),
                text.into(),
                Value::from(errors),
                row.is_duplicate.into(),
                row.left_out.into(),
            ]);
            let last = values.len();
            let at: Vec<String> = (last - 5..=last).map(|at| Placeholder(backend, at).to_string()).collect();
            places.push(format!("({})", at.join(", ")));
        }
        let sql = format!(
            "insert into data_import_rows (data_import_id, number, cells, errors, is_duplicate, left_out) values {} \
             on conflict (data_import_id, number) do update \
             set {cells}errors = excluded.errors, is_duplicate = excluded.is_duplicate",
            places.join(", "),
        );
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map_err(classify)?;
    }
    Ok(())
}

/// Forgets what is wrong with the rows of an import.
pub async fn forgive(tx: &Tx, import_id: i64) -> Result<()> {
    let sql = "update data_import_rows set errors = null, is_duplicate = false \
               where data_import_id = $1 and errors is not null";
    tx.execute_raw(statement(tx, sql, [import_id.into()])).await.map(drop).map_err(classify)
}

/// Removes the rows of an import.
pub async fn clear(tx: &Tx, import_id: i64) -> Result<()> {
    let sql = "delete from data_import_rows where data_import_id = $1";
    tx.execute_raw(statement(tx, sql, [import_id.into()])).await.map(drop).map_err(classify)
}

/// Removes the first rows of an import that is over, if it was carried out; gives how many.
pub async fn clear_some(tx: &Tx, import_id: i64) -> Result<u64> {
    const AT_ONCE: i64 = 50_000;
    let sql = "delete from data_import_rows where data_import_id = $1 and number <= (select min(number) + $2 from data_import_rows \
               where data_import_id = $1 and exists (select 1 from data_imports where id = $1 and status = 'Successful'))";
    let values = [Value::from(import_id), Value::from(AT_ONCE)];
    Ok(tx.execute_raw(statement(tx, sql, values)).await.map_err(classify)?.rows_affected())
}
