//! What accounts owe and own, kept in `accounts` because every list of accounts shows it. A sum of the ledger, never
//! counted up: a nightly job can compare it.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// Its own invoices, and those of all accounts below it (domain rule "Invoices, credits, deposits").
const DUE: &str = "(with recursive family (id) as (select accounts.id union select c.id from accounts c \
     join family on c.parent_account_id = family.id where c.deleted_at is null) \
     select coalesce(sum(i.remaining_due), 0) from invoices i join family on i.account_id = family.id \
     where i.remaining_due > 0)";
const UNINVOICED: &str = "(select sum(d.amount + d.tax_amount) from debits d where d.account_id = accounts.id \
     and d.invoice_id is null and d.discount_id is null)";
const DEPOSITS: &str = "(select sum(p.amount_remaining) from deposits p where p.account_id = accounts.id \
     and p.amount_remaining > 0)";
const DISCOUNTS: &str = "(select sum(s.amount_remaining) from discounts s where s.account_id = accounts.id \
     and s.amount_remaining > 0)";
/// The account, those above it, whose balances include its own, and those below it, whose invoices its money pays.
const TREE: &str = "with recursive above (id, master) as (select id, parent_account_id from accounts where id = $1 \
     union select a.id, a.parent_account_id from accounts a join above on a.id = above.master), \
     below (id) as (select id from accounts where id = $1 \
     union select a.id from accounts a join below on a.parent_account_id = below.id) \
     select id from above union select id from below";

/// Both parts together. `sum` and not `+`: SQLite makes a float of `+` where the result does not fit, and an error of `sum`.
fn both(one: &str, other: &str) -> String {
    format!("(select coalesce(sum(part), 0) from (select {one} as part union all select {other}) as parts)")
}

/// Sums up the balances of an account, of its masters and of its sub accounts anew: one statement.
///
/// # Errors
/// 422 when a sum does not fit; those of the database.
pub async fn refresh(tx: &Tx, account_id: i64) -> Result<()> {
    let (total, funds) = (both(DUE, UNINVOICED), both(DEPOSITS, DISCOUNTS));
    let sql = format!(
        "update accounts set balance_due = {DUE}, balance_total = {total}, available_funds = {funds}, \
         delinquent = exists (select 1 from invoices i where i.account_id = accounts.id and i.delinquent) \
         where id in ({TREE})"
    );
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(account_id)]);
    tx.execute_raw(statement).await.map_err(too_large).map(drop)
}

/// The words of SQLite and of PostgreSQL for a sum beyond 64 bits, which only absurd lines reach.
fn too_large(error: DbErr) -> Error {
    let text = error.to_string();
    match text.contains("integer overflow") || text.contains("out of range") {
        true => Error::Refused("The amount is too large.".into()),
        false => classify(error),
    }
}
