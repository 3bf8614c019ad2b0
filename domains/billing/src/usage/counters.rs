//! Counters: what each source of an account's traffic showed last.

use std::collections::HashMap;

use chrono::DateTime;
use fairlead_billing_math::usage::Counter;
use fairlead_kernel::Result;
use fairlead_store::{Tx, classify};
use sea_orm::{DbErr, QueryResult, Value};

use super::batch::for_rows;

/// A source of traffic: counters of different sources have nothing to do with each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// Whose traffic it is.
    pub account_id: i64,
    /// An IP address, a RADIUS username, ...
    pub data_source_identifier: String,
    /// The device that counts.
    pub data_source_parent: String,
    /// The kind of traffic.
    pub data_type: String,
}

impl Source {
    fn values(&self) -> [Value; 4] {
        [
            self.account_id.into(),
            self.data_source_identifier.as_str().into(),
            self.data_source_parent.as_str().into(),
            self.data_type.as_str().into(),
        ]
    }

    fn read(row: &QueryResult, first: usize) -> std::result::Result<Self, DbErr> {
        Ok(Self {
            account_id: row.try_get_by_index(first)?,
            data_source_identifier: row.try_get_by_index(first + 1)?,
            data_source_parent: row.try_get_by_index(first + 2)?,
            data_type: row.try_get_by_index(first + 3)?,
        })
    }
}

/// What the engine counts with, from what is stored.
pub(super) fn counter(at_in_microseconds: i64, in_bytes: i64, out_bytes: i64) -> Counter {
    Counter {
        at: DateTime::from_timestamp_micros(at_in_microseconds).unwrap_or_default(),
        in_bytes: in_bytes.unsigned_abs(),
        out_bytes: out_bytes.unsigned_abs(),
    }
}

/// As much as a column holds.
pub(super) fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// What these sources showed last; those that are new are left out.
pub(super) async fn load(tx: &Tx, sources: &[&Source]) -> Result<HashMap<Source, Counter>> {
    // The order of the join is given: the few sources first, then the index.
    let sql = "select c.account_id, c.data_source_identifier, c.data_source_parent, c.data_type, \
               c.at_in_microseconds, c.in_bytes, c.out_bytes from (values {rows}) as v cross join usage_counters c \
               where c.account_id = v.column1 and c.data_source_identifier = v.column2 \
               and c.data_source_parent = v.column3 and c.data_type = v.column4";
    let rows = for_rows(tx, sql, sources.iter().map(|source| source.values())).await?;
    let read = |row: &QueryResult| -> std::result::Result<(Source, Counter), DbErr> {
        let last = counter(row.try_get_by_index(4)?, row.try_get_by_index(5)?, row.try_get_by_index(6)?);
        Ok((Source::read(row, 0)?, last))
    };
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

/// Stores what sources show now, and gives their ids.
pub(super) async fn store(tx: &Tx, last: &[(&Source, Counter)]) -> Result<HashMap<Source, i64>> {
    let sql = "insert into usage_counters (account_id, data_source_identifier, data_source_parent, data_type, \
               at_in_microseconds, in_bytes, out_bytes) values {rows} \
               on conflict (account_id, data_source_identifier, data_source_parent, data_type) \
               do update set at_in_microseconds = excluded.at_in_microseconds, in_bytes = excluded.in_bytes, \
               out_bytes = excluded.out_bytes \
               returning id, account_id, data_source_identifier, data_source_parent, data_type";
    let row = |(source, counter): &(&Source, Counter)| {
        let [account, identifier, parent, data_type] = source.values();
        let at = counter.at.timestamp_micros();
        let (in_bytes, out_bytes) = (stored(counter.in_bytes), stored(counter.out_bytes));
        [account, identifier, parent, data_type, at.into(), in_bytes.into(), out_bytes.into()]
    };
    let rows = for_rows(tx, sql, last.iter().map(row)).await?;
    let read = |row: &QueryResult| -> std::result::Result<(Source, i64), DbErr> {
        Ok((Source::read(row, 1)?, row.try_get_by_index(0)?))
    };
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}
