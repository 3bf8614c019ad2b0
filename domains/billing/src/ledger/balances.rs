//! What accounts owe and own, kept in `accounts` because every list of accounts shows it. A sum of the ledger, never
//! counted up: a nightly job can compare it.

use fairlead_kernel::Result;
use fairlead_store::{Tx, classify};
use sea_orm::{ConnectionTrait, Statement, Value};

/// Its own invoices, and those of its sub accounts (domain rule "Invoices, credits, deposits").
const DUE: &str = "coalesce((select sum(i.remaining_due) from invoices i where i.remaining_due > 0 \
     and (i.account_id = accounts.id or i.account_id in (select c.id from accounts c where c.parent_account_id = accounts.id \
     and c.deleted_at is null))), 0)";
const UNINVOICED: &str = "coalesce((select sum(d.amount + d.tax_amount) from debits d where d.account_id = accounts.id \
     and d.invoice_id is null and d.discount_id is null), 0)";
const FUNDS: &str = "coalesce((select sum(p.amount_remaining) from deposits p where p.account_id = accounts.id), 0) \
     + coalesce((select sum(s.amount_remaining) from discounts s where s.account_id = accounts.id), 0)";

/// Sums up the balances of an account and of its master anew: one statement.
///
/// # Errors
/// Those of the database.
pub async fn refresh(tx: &Tx, account_id: i64) -> Result<()> {
    let sql = format!(
        "update accounts set balance_due = {DUE}, balance_total = {DUE} + {UNINVOICED}, available_funds = {FUNDS}, \
         delinquent = exists (select 1 from invoices i where i.account_id = accounts.id and i.delinquent) \
         where id = $1 or id = (select parent_account_id from accounts where id = $1)"
    );
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(account_id)]);
    tx.execute_raw(statement).await.map_err(classify).map(drop)
}
