//! What an account used in each of its billing periods. The open one is the present period's; each account has at most
//! one, which comes to be when it is first asked for or used.

use std::collections::HashMap;

use fairlead_billing_math::usage::{Bytes, History};
use fairlead_kernel::Result;
use fairlead_store::{Timestamp, Tx, classify, for_ids};
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, QueryResult};
use serde::Serialize;
use utoipa::ToSchema;

use super::counters::stored;

/// A row of `data_usage_histories`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "data_usage_histories")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Inbound bytes that count against the cap.
    pub billable_in_bytes: i64,
    /// Outbound bytes that count against the cap.
    pub billable_out_bytes: i64,
    /// Inbound bytes in free periods.
    pub free_in_bytes: i64,
    /// Outbound bytes in free periods.
    pub free_out_bytes: i64,
    /// When it began.
    pub start_time: Timestamp,
    /// When it was closed; none while it is the present one.
    pub closed_time: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// As the engine counts it.
    pub fn traffic(&self) -> History {
        let bytes = |in_bytes: i64, out_bytes: i64| Bytes {
            in_bytes: in_bytes.unsigned_abs(),
            out_bytes: out_bytes.unsigned_abs(),
        };
        History {
            billable: bytes(self.billable_in_bytes, self.billable_out_bytes),
            free: bytes(self.free_in_bytes, self.free_out_bytes),
        }
    }
}

/// What is shown of a history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataUsageHistory)]
pub struct HistoryView {
    /// Its id.
    id: i64,
    /// Inbound bytes that count against the cap.
    billable_in_bytes: i64,
    /// Outbound bytes that count against the cap.
    billable_out_bytes: i64,
    /// Inbound bytes in free periods.
    free_in_bytes: i64,
    /// Outbound bytes in free periods.
    free_out_bytes: i64,
    /// When it began.
    start_time: Timestamp,
    /// When it was closed; null while it is the present one.
    closed_time: Option<Timestamp>,
}

impl From<Model> for HistoryView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            billable_in_bytes: row.billable_in_bytes,
            billable_out_bytes: row.billable_out_bytes,
            free_in_bytes: row.free_in_bytes,
            free_out_bytes: row.free_out_bytes,
            start_time: row.start_time,
            closed_time: row.closed_time,
        }
    }
}

/// The open histories of these accounts, locked and by account; begun where there was none. Accounts that are not there or
/// deleted are left out.
///
/// # Errors
/// Those of the database.
pub(super) async fn hold(tx: &Tx, account_ids: &[i64]) -> Result<HashMap<i64, Model>> {
    let mut held = open(tx, account_ids, true).await?;
    // A history that was closed while this transaction waited for it is not found: the next try finds the one after it.
    for _ in 0..2 {
        let missing: Vec<i64> =
            account_ids.iter().copied().filter(|account_id| !held.contains_key(account_id)).collect();
        if missing.is_empty() {
            break;
        }
        begin(tx, &missing).await?;
        held.extend(open(tx, &missing, true).await?);
    }
    Ok(held)
}

async fn begin(tx: &Tx, account_ids: &[i64]) -> Result<()> {
    let sql = format!(
        "insert into data_usage_histories \
         (account_id, billable_in_bytes, billable_out_bytes, free_in_bytes, free_out_bytes, start_time) \
         select a.id, 0, 0, 0, 0, {} from accounts a where a.deleted_at is null and a.id in {{ids}} and not exists \
         (select 1 from data_usage_histories h where h.account_id = a.id and h.closed_time is null) \
         order by a.id on conflict do nothing returning id",
        tx.now().0
    );
    for_ids(tx, &sql, account_ids).await.map(drop)
}

/// The open histories of these accounts that there are, by account. Locked in the order of the accounts where it is asked
/// for, inside a transaction; SQLite has one writer, which needs no locks.
///
/// # Errors
/// Those of the database.
pub(super) async fn open(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
    locked: bool,
) -> Result<HashMap<i64, Model>> {
    let lock = match connection.get_database_backend() {
        DbBackend::Postgres if locked => "for update of h",
        _ => "",
    };
    let sql = format!(
        "select h.id, h.account_id, h.billable_in_bytes, h.billable_out_bytes, h.free_in_bytes, h.free_out_bytes, \
         h.start_time from data_usage_histories h join accounts a on a.id = h.account_id \
         where h.closed_time is null and a.deleted_at is null and h.account_id in {{ids}} order by h.account_id {lock}"
    );
    let rows = for_ids(connection, &sql, account_ids).await?;
    rows.iter().map(|row| read_open(row).map_err(classify)).collect()
}

/// By their places: thousands of rows of an intake would be looked through for each name.
fn read_open(row: &QueryResult) -> std::result::Result<(i64, Model), DbErr> {
    let account_id = row.try_get_by_index(1)?;
    let history = Model {
        id: row.try_get_by_index(0)?,
        account_id,
        billable_in_bytes: row.try_get_by_index(2)?,
        billable_out_bytes: row.try_get_by_index(3)?,
        free_in_bytes: row.try_get_by_index(4)?,
        free_out_bytes: row.try_get_by_index(5)?,
        start_time: row.try_get_by_index(6)?,
        closed_time: None,
    };
    Ok((account_id, history))
}

/// Stores traffic, by the id of its history.
///
/// # Errors
/// Those of the database.
pub(super) async fn store(tx: &Tx, traffic: impl IntoIterator<Item = (i64, History)>) -> Result<()> {
    let row = |(id, history): (i64, History)| {
        let History { billable, free } = history;
        [
            id.into(),
            stored(billable.in_bytes).into(),
            stored(billable.out_bytes).into(),
            stored(free.in_bytes).into(),
            stored(free.out_bytes).into(),
        ]
    };
    let columns = ["billable_in_bytes", "billable_out_bytes", "free_in_bytes", "free_out_bytes"];
    tx.change_rows("data_usage_histories", &columns, traffic.into_iter().map(row).collect()).await
}
