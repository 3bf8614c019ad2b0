//! Makes invoices.

use chrono::NaiveDate;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};

use super::{debits, invoices};

/// What an invoice is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvoice {
    /// The date on it.
    pub date: NaiveDate,
    /// After it, it is past due.
    pub due_date: NaiveDate,
    /// When payment methods with `auto` are charged.
    pub auto_pay: Option<NaiveDate>,
    /// Made by a billing run: it can be voided, not deleted.
    pub automatic: bool,
    /// The months that it bills.
    pub number_of_months: i64,
}

/// Makes an invoice over debits of the account, all of them not invoiced yet. The caller applies funds and refreshes the
/// balances.
///
/// # Errors
/// 422 under `debits` for one that is not the account's or is invoiced.
pub async fn issue(tx: &Tx, account_id: i64, new: &NewInvoice, debit_ids: &[i64]) -> Result<invoices::Model> {
    let found = free_debits(tx, account_id, debit_ids).await?;
    let due =
        fairlead_billing_math::amount::sum(found.iter().flat_map(|debit| [debit.amount, debit.tax_amount]));
    let remaining_due =
        due.ok_or_else(|| Error::field("debits", "The debits are too large for one invoice."))?;
    let row = invoices::ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        date: Set(new.date),
        due_date: Set(new.due_date),
        auto_pay: Set(new.auto_pay),
        auto_pay_attempted: Set(false),
        automatic: Set(new.automatic),
        frozen: Set(false),
        void: Set(false),
        delinquent: Set(false),
        number_of_months: Set(new.number_of_months),
        remaining_due: Set(remaining_due),
        master_invoice_id: Set(None),
        bill_date: Set(None),
        billing_run_id: Set(None),
        created_at: Set(tx.now()),
    };
    let invoice = tx.insert(row).await?;
    place(tx, debit_ids, Some(invoice.id)).await?;
    Ok(invoice)
}

/// The debits, each of which must be the account's and on no invoice.
async fn free_debits(tx: &Tx, account_id: i64, ids: &[i64]) -> Result<Vec<debits::Model>> {
    let select = debits::Entity::find()
        .filter(debits::Column::AccountId.eq(account_id))
        .filter(debits::Column::Id.is_in(ids.iter().copied()));
    let found = select.all(tx).await.map_err(classify)?;
    for (place, id) in ids.iter().enumerate() {
        let debit = found.iter().find(|debit| debit.id == *id);
        let problem = match debit {
            None => Some(format!("Debit ID {id} does not exist on this account.")),
            Some(debit) if debit.invoice_id.is_some() || debit.discount_id.is_some() => {
                Some(format!("Debit ID {id} has already been invoiced."))
            }
            Some(_) if ids[..place].contains(id) => Some(format!("Debit ID {id} is named twice.")),
            Some(_) => None,
        };
        if let Some(problem) = problem {
            return Err(Error::field("debits", problem));
        }
    }
    Ok(found)
}

/// Puts debits on an invoice, or takes them from theirs.
///
/// # Errors
/// Those of the database.
pub async fn place(tx: &Tx, debit_ids: &[i64], invoice_id: Option<i64>) -> Result<()> {
    for ids in debit_ids.chunks(1000) {
        debits::Entity::update_many()
            .col_expr(debits::Column::InvoiceId, sea_orm::sea_query::Expr::val(invoice_id))
            .filter(debits::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await
            .map_err(classify)?;
    }
    Ok(())
}

/// The debits on an invoice, in their order.
///
/// # Errors
/// Those of the database.
pub async fn debits_on(tx: &Tx, invoice_id: i64) -> Result<Vec<debits::Model>> {
    let mut found = debits::Entity::find()
        .filter(debits::Column::InvoiceId.eq(invoice_id))
        .all(tx)
        .await
        .map_err(classify)?;
    found.sort_by_key(|debit| debit.id);
    Ok(found)
}
