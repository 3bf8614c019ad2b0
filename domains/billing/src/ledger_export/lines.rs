//! Reads the journal.

use chrono::NaiveDate;
use fairlead_kernel::Result;
use fairlead_store::classify;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::postings::with_lines;
use super::range::Range;

/// The order of the journal: it never changes for what is posted.
const ORDER: &str = "l.day, l.kind, l.id, l.place";

/// A line.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct Row {
    /// The day of the posting in the application's time zone.
    pub day: NaiveDate,
    /// The number of its kind.
    pub kind: i64,
    /// What is posted, by its id among those of its kind.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Their name.
    pub account_name: String,
    /// What it is posted to.
    pub role: String,
    /// The code of its service.
    pub code_id: Option<i64>,
    /// Hundredths; debited above zero, credited below.
    pub amount: i64,
    /// What bills call it.
    pub description: String,
    /// The invoice of a credit.
    pub invoice_id: Option<i64>,
}

/// What lines of one code come to.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Sum {
    /// What they are posted to.
    pub role: String,
    /// The code of their services.
    pub code_id: Option<i64>,
    /// Hundredths.
    pub debit: i64,
    /// Hundredths, without a sign.
    pub credit: i64,
    /// How many they are.
    pub lines: i64,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// Some lines of the range: `limit` of them after the first `offset`.
///
/// # Errors
/// Those of the database.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    range: &Range,
    limit: u64,
    offset: u64,
) -> Result<Vec<Row>> {
    read(db, range, &format!(" limit {limit} offset {offset}")).await
}

/// All lines of the range.
///
/// # Errors
/// Those of the database.
pub(crate) async fn all(db: &impl ConnectionTrait, range: &Range) -> Result<Vec<Row>> {
    read(db, range, "").await
}

async fn read(db: &impl ConnectionTrait, range: &Range, part: &str) -> Result<Vec<Row>> {
    let backend = db.get_database_backend();
    let sql = format!(
        "{} select l.*, a.name as account_name from lines l join accounts a on a.id = l.account_id \
         order by {ORDER}{part}",
        with_lines(backend, range)
    );
    Row::find_by_statement(Statement::from_string(backend, sql)).all(db).await.map_err(classify)
}

/// How many lines the range has.
///
/// # Errors
/// Those of the database.
pub(super) async fn count(db: &impl ConnectionTrait, range: &Range) -> Result<u64> {
    let backend = db.get_database_backend();
    let sql = format!("{} select count(*) as count from lines", with_lines(backend, range));
    let found = Count::find_by_statement(Statement::from_string(backend, sql)).one(db).await;
    Ok(found.map_err(classify)?.map_or(0, |one| one.count.unsigned_abs()))
}

/// The sums of the range.
///
/// # Errors
/// Those of the database.
pub(super) async fn sums(db: &impl ConnectionTrait, range: &Range) -> Result<Vec<Sum>> {
    let backend = db.get_database_backend();
    let sql = format!(
        "{} select role, code_id, cast(sum(case when amount > 0 then amount else 0 end) as bigint) as debit, \
         cast(sum(case when amount < 0 then -amount else 0 end) as bigint) as credit, count(*) as lines \
         from lines group by role, code_id",
        with_lines(backend, range)
    );
    Sum::find_by_statement(Statement::from_string(backend, sql)).all(db).await.map_err(classify)
}
