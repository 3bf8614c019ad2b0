//! What pays what: credits from deposits and discounts to invoices.

use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice, apply};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Tx, classify};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::{Day, balances, credits, deposits, discounts, invoices};

/// Whether something is due on what is linked to an invoice.
pub(crate) const LINKED_IS_DUE: &str =
    "exists (select 1 from invoices l where l.master_invoice_id = invoices.id and l.remaining_due > 0)";

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
        voided_at: Set(None),
    };
    tx.insert(row).await
}

/// Takes a credit back: the money returns to its fund and is due again. The caller knows that it is in force.
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
    row.voided_at = Set(Some(tx.now()));
    let credit = tx.update(credit, row).await?;
    // A master paid this. The two accounts may have parted since, so that neither refreshes the other.
    let owner = owner_of(tx, fund).await?;
    if owner != Some(credit.account_id) {
        for account_id in owner.into_iter().chain([credit.account_id]) {
            balances::refresh(tx, account_id).await?;
        }
    }
    Ok(credit)
}

async fn owner_of(tx: &Tx, fund: FundId) -> Result<Option<i64>> {
    Ok(match fund {
        FundId::Deposit(id) => {
            let deposit = deposits::Entity::find_by_id(id).one(tx).await.map_err(classify)?;
            deposit.map(|deposit| deposit.account_id)
        }
        FundId::Discount(id) => {
            let discount = discounts::Entity::find_by_id(id).one(tx).await.map_err(classify)?;
            discount.map(|discount| discount.account_id)
        }
    })
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
    let funds = funds(tx, account_id).await?;
    spend(tx, &funds, &open_invoices(tx, account_id).await?).await
}

/// As [`auto_apply`], with one fund of the account alone: a payment that has just come.
///
/// # Errors
/// Those of the database.
pub async fn auto_apply_fund(tx: &Tx, account_id: i64, fund: Fund) -> Result<usize> {
    spend(tx, &[fund], &open_invoices(tx, account_id).await?).await
}

/// Puts one fund on a bill: an invoice and what is linked to it. Gives how many credits were made.
///
/// # Errors
/// Those of the database.
pub async fn pay_bill(tx: &Tx, invoice_id: i64, fund: Fund) -> Result<usize> {
    spend(tx, &[fund], &bill(tx, invoice_id).await?).await
}

/// An invoice and what is linked to it.
///
/// # Errors
/// Those of the database.
pub async fn bill(tx: &Tx, invoice_id: i64) -> Result<Vec<invoices::Model>> {
    let all = Condition::any()
        .add(invoices::Column::Id.eq(invoice_id))
        .add(invoices::Column::MasterInvoiceId.eq(invoice_id));
    invoices::Entity::find().filter(all).all(tx).await.map_err(classify)
}

async fn spend(tx: &Tx, funds: &[Fund], open: &[invoices::Model]) -> Result<usize> {
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
    let planned = apply(funds, &due);
    for part in &planned {
        if let Some(invoice) = open.iter().find(|invoice| invoice.id == part.invoice_id) {
            credit(tx, invoice, part.fund, part.amount).await?;
        }
    }
    Ok(planned.len())
}

/// What is due on the account's invoices and on those linked to them. A bill that is paid itself belongs to it as long as
/// something linked to it is due: that one is paid in its turn, and not while it is frozen.
async fn open_invoices(tx: &Tx, account_id: i64) -> Result<Vec<invoices::Model>> {
    let mut masters = Query::select();
    masters
        .column(invoices::Column::Id)
        .from(invoices::Entity)
        .and_where(invoices::Column::AccountId.eq(account_id));
    let own = Condition::any()
        .add(invoices::Column::AccountId.eq(account_id))
        .add(invoices::Column::MasterInvoiceId.in_subquery(masters));
    let due =
        Condition::any().add(invoices::Column::RemainingDue.gt(Money::ZERO)).add(Expr::cust(LINKED_IS_DUE));
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

/// Applies as much of a fund to an invoice as is left and as is due, frozen or not.
///
/// # Errors
/// 422 when nothing is due, nothing is left, or the accounting period of today is closed.
pub async fn apply_to(tx: &Tx, day: &Day, invoice: &invoices::Model, fund: Fund) -> Result<credits::Model> {
    day.refuse_closed(day.today, "invoice_id")?;
    if invoice.remaining_due <= Money::ZERO {
        return Err(Error::Refused("Nothing is due on the invoice.".into()));
    }
    let amount = Ord::min(invoice.remaining_due, fund.amount_remaining);
    if amount <= Money::ZERO {
        return Err(Error::Refused("Nothing is left of the deposit or discount.".into()));
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
