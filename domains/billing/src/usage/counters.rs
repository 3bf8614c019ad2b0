//! Counters: what each source of an account's traffic showed last.

use chrono::DateTime;
use fairlead_billing_math::usage::Counter;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Rows, Tx, classify, for_rows};
use sea_orm::{DbErr, QueryResult, Value};

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

/// A counter as it is stored.
#[derive(Clone, Copy)]
pub(super) struct Known {
    id: i64,
    /// What it showed last.
    pub shown: Counter,
}

/// What these sources showed last, in their order; none for those that are new.
pub(super) async fn load(tx: &Tx, sources: &[&Source]) -> Result<Vec<Option<Known>>> {
    // The order of the join is given: the few sources first, then the index.
    let sql = "select v.column5, c.id, c.at_in_microseconds, c.in_bytes, c.out_bytes \
               from (values {rows}) as v cross join usage_counters c \
               where c.account_id = v.column1 and c.data_source_identifier = v.column2 \
               and c.data_source_parent = v.column3 and c.data_type = v.column4";
    let rows: Vec<[Value; 4]> = sources.iter().map(|source| source.values()).collect();
    let rows = for_rows(tx, sql, &rows).await?;
    let mut known = vec![None; sources.len()];
    for row in &rows {
        let (at, counter) = read(row).map_err(classify)?;
        if let Some(place) = usize::try_from(at).ok().and_then(|at| known.get_mut(at)) {
            *place = Some(counter);
        }
    }
    Ok(known)
}

fn read(row: &QueryResult) -> std::result::Result<(i32, Known), DbErr> {
    let shown = counter(row.try_get_by_index(2)?, row.try_get_by_index(3)?, row.try_get_by_index(4)?);
    Ok((row.try_get_by_index(0)?, Known { id: row.try_get_by_index(1)?, shown }))
}

/// What a source shows now.
pub(super) struct Moved<'a> {
    /// The source.
    pub source: &'a Source,
    /// What is stored of it.
    pub known: Option<Known>,
    /// What it shows now.
    pub shown: Counter,
}

/// Stores what sources show now, and gives their ids in the same order. Their accounts are held, so that nobody else adds
/// them meanwhile.
pub(super) async fn store(tx: &Tx, moved: &[Moved<'_>]) -> Result<Vec<i64>> {
    let new = moved.iter().filter(|moved| moved.known.is_none()).count();
    let mut new_ids =
        tx.reserve_ids("usage_counters", i64::try_from(new).map_err(Error::internal)?).await?.into_iter();
    let mut added = Rows::of(
        "usage_counters",
        &[
            "id",
            "account_id",
            "data_source_identifier",
            "data_source_parent",
            "data_type",
            "at_in_microseconds",
            "in_bytes",
            "out_bytes",
        ],
    );
    let (mut ids, mut changed) = (Vec::with_capacity(moved.len()), Vec::new());
    for Moved { source, known, shown } in moved {
        let at: Value = shown.at.timestamp_micros().into();
        let (in_bytes, out_bytes) = (stored(shown.in_bytes).into(), stored(shown.out_bytes).into());
        let id = match known {
            Some(known) => {
                changed.push([known.id.into(), at, in_bytes, out_bytes]);
                known.id
            }
            None => {
                let id = new_ids.next().ok_or_else(|| Error::Internal("too few ids were reserved".into()))?;
                let [account, identifier, parent, data_type] = source.values();
                added.push([id.into(), account, identifier, parent, data_type, at, in_bytes, out_bytes]);
                id
            }
        };
        ids.push(id);
    }
    tx.change_rows("usage_counters", &["at_in_microseconds", "in_bytes", "out_bytes"], changed).await?;
    tx.insert_rows(added).await?;
    Ok(ids)
}
