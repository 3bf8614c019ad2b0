//! What is left of the caps of earlier periods.

use std::collections::HashMap;

use fairlead_billing_math::usage::Rollover;
use fairlead_kernel::Result;
use fairlead_store::{Rows, Tx, classify, for_ids};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::counters::stored;

/// The rollovers of these accounts, by account, also those that have expired since the last close.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_accounts(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<HashMap<i64, Vec<Rollover>>> {
    let sql = "select account_id, bytes, rolled_on, expires_on from data_usage_rollovers \
               where account_id in {ids} order by rolled_on, id";
    let read = |row: &QueryResult| -> std::result::Result<(i64, Rollover), DbErr> {
        let rollover = Rollover {
            bytes: row.try_get_by_index::<i64>(1)?.unsigned_abs(),
            rolled_on: row.try_get_by_index(2)?,
            expires_on: row.try_get_by_index(3)?,
        };
        Ok((row.try_get_by_index(0)?, rollover))
    };
    let mut by_account: HashMap<i64, Vec<Rollover>> = HashMap::new();
    for row in for_ids(connection, sql, account_ids).await? {
        let (account_id, rollover) = read(&row).map_err(classify)?;
        by_account.entry(account_id).or_default().push(rollover);
    }
    Ok(by_account)
}

/// Replaces the rollovers of accounts by these.
///
/// # Errors
/// Those of the database.
pub(super) async fn replace(tx: &Tx, by_account: &[(i64, &[Rollover])]) -> Result<()> {
    let accounts: Vec<i64> = by_account.iter().map(|(account_id, _)| *account_id).collect();
    let sql = "delete from data_usage_rollovers where account_id in {ids} returning id";
    for_ids(tx, sql, &accounts).await?;
    let columns = &["account_id", "bytes", "rolled_on", "expires_on"];
    let mut rows = Rows::of("data_usage_rollovers", columns);
    for (account_id, rollovers) in by_account {
        for one in *rollovers {
            let expires_on = one.expires_on.into();
            rows.push([(*account_id).into(), stored(one.bytes).into(), one.rolled_on.into(), expires_on]);
        }
    }
    tx.insert_rows(rows).await
}
