//! Locks ledgers. A master's money pays the invoices of the accounts below it, so that the ledgers of a whole tree of accounts
//! change by one transaction at a time: whoever changes one of them holds the top of the tree. SQLite has one writer, which
//! needs no locks: nothing is asked there.

use std::collections::BTreeMap;

use fairlead_customers::accounts;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    Value,
};

/// The account, locked, after the top of its tree: transactions within a tree wait for each other instead of blocking each
/// other.
///
/// # Errors
/// 404 for an account that is not there.
pub async fn hold(tx: &Tx, account_id: i64) -> Result<accounts::Model> {
    let tops = tops(tx, &[account_id]).await?;
    if let Some(top) = tops.get(&account_id).filter(|top| **top != account_id) {
        accounts::locked(tx, *top).await?;
    }
    let account = accounts::locked(tx, account_id).await?.ok_or_else(Error::no_such_item)?;
    unmoved(tx, &[account_id], &tops).await?;
    Ok(account)
}

/// Locks the tops of the trees that these accounts are in, in the order of their ids: three statements for all of them.
///
/// # Errors
/// [`Error::Busy`] when one of them got another master meanwhile.
pub async fn hold_all(tx: &Tx, account_ids: &[i64]) -> Result<()> {
    if tx.get_database_backend() != DbBackend::Postgres || account_ids.is_empty() {
        return Ok(());
    }
    let tops = tops(tx, account_ids).await?;
    accounts::Entity::find()
        .filter(accounts::Column::Id.is_in(tops.values().copied()))
        .order_by_asc(accounts::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
        .map_err(classify)?;
    unmoved(tx, account_ids, &tops).await
}

/// Who got another master while this transaction waited is in another tree: the next try locks that one.
async fn unmoved(tx: &Tx, account_ids: &[i64], before: &BTreeMap<i64, i64>) -> Result<()> {
    if tops(tx, account_ids).await? == *before { Ok(()) } else { Err(Error::Busy) }
}

/// The top of the tree that each account is in, by account; none on SQLite.
async fn tops(tx: &Tx, account_ids: &[i64]) -> Result<BTreeMap<i64, i64>> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<String> = (1..=account_ids.len()).map(|at| format!("${at}")).collect();
    let ids = ids.join(", ");
    let sql = format!(
        "with recursive above (account, id, master) as (select id, id, parent_account_id from accounts where id in ({ids}) \
        union select above.account, a.id, a.parent_account_id from accounts a join above on a.id = above.master) \
        select account, id from above where master is null"
    );
    let values = account_ids.iter().map(|id| Value::from(*id));
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let rows = tx.query_all_raw(statement).await.map_err(classify)?;
    let read = |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}
