//! Which invoices are delinquent: evaluated at once when money moves, and daily (domain rule "Delinquency").

use fairlead_billing_math::delinquency::{Grace, Invoice, is_delinquent};
use fairlead_customers::accounts;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Tx, classify};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};

use super::{Day, balances, invoices};

/// Marks the invoices of an account, and those that are linked to them, as delinquent or not, and sums up the balances:
/// what a change of the ledger ends with.
///
/// # Errors
/// Those of the database.
pub async fn settle(tx: &Tx, day: &Day, account_id: i64) -> Result<()> {
    let mut owners: Vec<accounts::Model> = Vec::new();
    for invoice in concerned(tx, account_id).await? {
        if !owners.iter().any(|owner| owner.id == invoice.account_id) {
            owners.extend(accounts::Entity::find_by_id(invoice.account_id).one(tx).await.map_err(classify)?);
        }
        let Some(owner) = owners.iter().find(|owner| owner.id == invoice.account_id) else { continue };
        let counted = Invoice {
            due_date: invoice.due_date,
            remaining_due: invoice.remaining_due,
            frozen: invoice.frozen,
        };
        let grace =
            Grace { days: u32::try_from(owner.grace_days).unwrap_or_default(), until: owner.grace_until };
        let mut row = invoice.clone().into_active_model();
        match is_delinquent(&counted, &grace, day.today) {
            now if now != invoice.delinquent => row.delinquent = Set(now),
            _ => continue,
        }
        tx.update(&invoice, row).await?;
    }
    balances::refresh(tx, account_id).await
}

/// What is marked, and what is due and could have to be.
async fn concerned(tx: &Tx, account_id: i64) -> Result<Vec<invoices::Model>> {
    use invoices::Column;
    let mut own = Query::select();
    own.column(Column::Id).from(invoices::Entity).and_where(Column::AccountId.eq(account_id));
    let of_account =
        Condition::any().add(Column::AccountId.eq(account_id)).add(Column::MasterInvoiceId.in_subquery(own));
    let state = Condition::any().add(Column::Delinquent.eq(true)).add(Column::RemainingDue.gt(Money::ZERO));
    invoices::Entity::find().filter(of_account).filter(state).all(tx).await.map_err(classify)
}
