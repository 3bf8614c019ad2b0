//! What pays what: credits from deposits and discounts to invoices.

use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice, apply};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Tx, classify};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::{Day, credits, deposits, discounts, invoices};

/// Puts `amount` of a fund on an invoice. The caller knows that the fund holds it and that it is due.
///
/// # Errors
/// Those of the database.
pub async fn credit(
    tx: &Tx,
    invoice: &invoices::Model,
    fund: FundId,
    amount: Money,
) -> Result<credits::Model> {
    let (deposit_id, discount_id) = match fund {
        FundId::Deposit(id) => (Some(id), None),
        FundId::Discount(id) => (None, Some(id)),
    };
    move_fund(tx, fund, -amount).await?;
    add_due(tx, invoice.id, -amount).await?;
    let row = credits::ActiveModel {
        id: NotSet,
        account_id: Set(invoice.account_id),
        invoice_id: Set(invoice.id),
        deposit_id: Set(deposit_id),
        discount_id: Set(discount_id),
        amount: Set(amount),
        void: Set(false),
        date: Set(tx.now()),
    };
    tx.insert(row).await
}

/// Takes a credit back: the money returns to its fund and is due again. What is void stays so.
///
/// # Errors
/// Those of the database.
pub async fn take_back(tx: &Tx, credit: &credits::Model) -> Result<credits::Model> {
    let fund = match (credit.deposit_id, credit.discount_id) {
        (Some(id), _) => FundId::Deposit(id),
        (None, Some(id)) => FundId::Discount(id),
        (None, None) => return Err(Error::Internal(format!("credit {} has no fund", credit.id))),
    };
    move_fund(tx, fund, credit.amount).await?;
    add_due(tx, credit.invoice_id, credit.amount).await?;
    let mut row = credit.clone().into_active_model();
    row.void = Set(true);
    tx.update(credit, row).await
}

/// The credits that are in force and match.
///
/// # Errors
/// Those of the database.
pub async fn in_force(tx: &Tx, which: Condition) -> Result<Vec<credits::Model>> {
    let select = credits::Entity::find().filter(which).filter(credits::Column::Void.eq(false));
    select.all(tx).await.map_err(classify)
}

/// Puts all that an account has available on its open invoices and on those that are linked to them, in the order of
/// [`apply`]. Gives how many credits were made.
///
/// # Errors
/// Those of the database.
pub async fn auto_apply(tx: &Tx, account_id: i64) -> Result<usize> {
    let open = open_invoices(tx, account_id).await?;
    let due: Vec<OpenInvoice> = open
        .iter()
        .map(|invoice| OpenInvoice {
            id: invoice.id,
            due_date: invoice.due_date,
            remaining_due: invoice.remaining_due,
            frozen: invoice.frozen,
            master_invoice_id: invoice.master_invoice_id,
        })
        .collect();
    let planned = apply(&funds(tx, account_id).await?, &due);
    for part in &planned {
        if let Some(invoice) = open.iter().find(|invoice| invoice.id == part.invoice_id) {
            credit(tx, invoice, part.fund, part.amount).await?;
        }
    }
    Ok(planned.len())
}

async fn open_invoices(tx: &Tx, account_id: i64) -> Result<Vec<invoices::Model>> {
    let mut masters = Query::select();
    masters
        .column(invoices::Column::Id)
        .from(invoices::Entity)
        .and_where(invoices::Column::AccountId.eq(account_id));
    let own = Condition::any()
        .add(invoices::Column::AccountId.eq(account_id))
        .add(invoices::Column::MasterInvoiceId.in_subquery(masters));
    let due = invoices::Column::RemainingDue.gt(Money::ZERO);
    invoices::Entity::find().filter(own).filter(due).all(tx).await.map_err(classify)
}

/// What an account has available.
///
/// # Errors
/// Those of the database.
pub async fn funds(tx: &Tx, account_id: i64) -> Result<Vec<Fund>> {
    let deposits = deposits::Entity::find()
        .filter(deposits::Column::AccountId.eq(account_id))
        .filter(deposits::Column::AmountRemaining.gt(Money::ZERO))
        .all(tx)
        .await
        .map_err(classify)?;
    let discounts = discounts::Entity::find()
        .filter(discounts::Column::AccountId.eq(account_id))
        .filter(discounts::Column::AmountRemaining.gt(Money::ZERO))
        .all(tx)
        .await
        .map_err(classify)?;
    let deposits = deposits.iter().map(|row| (FundId::Deposit(row.id), row.amount_remaining));
    let discounts = discounts.iter().map(|row| (FundId::Discount(row.id), row.amount_remaining));
    Ok(deposits.chain(discounts).map(|(id, amount_remaining)| Fund { id, amount_remaining }).collect())
}

/// Applies as much of a fund to an invoice as is left and as is due.
///
/// # Errors
/// 422 when the invoice is void or paid, the fund is used up, or the accounting period of the invoice is closed.
pub async fn apply_to(tx: &Tx, day: &Day, invoice: &invoices::Model, fund: Fund) -> Result<credits::Model> {
    day.refuse_closed(day.today, "invoice_id")?;
    let amount = Ord::min(invoice.remaining_due, fund.amount_remaining);
    if invoice.void {
        return Err(Error::Refused("The invoice is void.".into()));
    }
    if invoice.remaining_due <= Money::ZERO {
        return Err(Error::Refused("There is nothing due on the invoice.".into()));
    }
    if amount <= Money::ZERO {
        return Err(Error::Refused("There is nothing left to apply.".into()));
    }
    credit(tx, invoice, fund.id, amount).await
}

async fn move_fund(tx: &Tx, fund: FundId, by: Money) -> Result<()> {
    let done = match fund {
        FundId::Deposit(id) => {
            deposits::Entity::update_many()
                .col_expr(
                    deposits::Column::AmountRemaining,
                    Expr::col(deposits::Column::AmountRemaining).add(by.scaled()),
                )
                .filter(deposits::Column::Id.eq(id))
                .exec(tx)
                .await
        }
        FundId::Discount(id) => {
            discounts::Entity::update_many()
                .col_expr(
                    discounts::Column::AmountRemaining,
                    Expr::col(discounts::Column::AmountRemaining).add(by.scaled()),
                )
                .filter(discounts::Column::Id.eq(id))
                .exec(tx)
                .await
        }
    };
    done.map(drop).map_err(classify)
}

async fn add_due(tx: &Tx, invoice_id: i64, by: Money) -> Result<()> {
    invoices::Entity::update_many()
        .col_expr(invoices::Column::RemainingDue, Expr::col(invoices::Column::RemainingDue).add(by.scaled()))
        .filter(invoices::Column::Id.eq(invoice_id))
        .exec(tx)
        .await
        .map(drop)
        .map_err(classify)
}
