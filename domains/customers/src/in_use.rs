//! What others refer to stays.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{ConnectionTrait, Statement, Value};

/// 422 while a row of `table` holds `id` in `column`; deleted accounts count, because their history names it.
pub async fn refuse_in_use(tx: &Tx, what: &str, table: &str, column: &str, id: i64) -> Result<()> {
    let sql = format!("select 1 from {table} where {column} = $1 limit 1");
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(id)]);
    match tx.query_one_raw(statement).await.map_err(classify)? {
        None => Ok(()),
        Some(_) => Err(Error::Refused(format!("The {what} is in use and cannot be deleted.").into())),
    }
}

/// 422 for rows that came with the platform: ids up to `last`.
pub fn refuse_built_in(what: &str, id: i64, last: i64) -> Result<()> {
    if id > last {
        return Ok(());
    }
    Err(Error::Refused(format!("The {what} is built in and cannot be deleted.").into()))
}
