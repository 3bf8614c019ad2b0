//! Links the automatic invoices of sub accounts to the next automatic invoice of their master (domain rule "Invoices, credits,
//! deposits"). A step of its own after everybody is billed, because a master can come before its sub accounts. Idempotent.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::ledger::{balances, funds, hold};

const MASTERS_IN_A_CHUNK: i64 = 100;

const LINK: &str = "update invoices set master_invoice_id = \
     (select m.id from invoices m join accounts c on c.parent_account_id = m.account_id where c.id = invoices.account_id \
      and m.automatic and not m.void and m.bill_date >= invoices.bill_date order by m.bill_date, m.id limit 1) \
     where automatic and not void and master_invoice_id is null and bill_date is not null \
     and account_id in (select c.id from accounts c where c.parent_account_id = $1) \
     and bill_date <= (select max(m.bill_date) from invoices m where m.account_id = $1 and m.automatic and not m.void)";

/// Links for the next masters after an id, pays what is linked from their funds and sums up their balances. Gives the last of
/// them; none when there are no more.
///
/// # Errors
/// Those of the database.
pub async fn after(tx: &Tx, master_id: i64) -> Result<Option<i64>> {
    let sql = "select distinct parent_account_id from accounts \
               where parent_account_id > $1 and deleted_at is null order by parent_account_id limit $2";
    let masters = ids(tx, sql, [master_id.into(), MASTERS_IN_A_CHUNK.into()]).await?;
    for master in &masters {
        match hold(tx, *master).await {
            Ok(_) => {}
            Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        }
        let statement =
            Statement::from_sql_and_values(tx.get_database_backend(), LINK, [Value::from(*master)]);
        tx.execute_raw(statement).await.map_err(classify)?;
        funds::auto_apply(tx, *master).await?;
        balances::refresh(tx, *master).await?;
    }
    Ok(masters.last().copied())
}

async fn ids(tx: &Tx, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<Vec<i64>> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let rows = tx.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect()
}
