use fairlead_billing_math::allocation::{Fund, FundId};
use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, PathParams, Permission};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::lines::CreditView;
use super::{InvoiceView, find, shown};
use crate::ledger::{Day, credits, delinquency, deposits, discounts, funds, hold, invoices, void};

/// May put deposits and discounts on invoices.
pub(crate) struct Apply;

impl Permission for Apply {
    const RESOURCE: &'static str = "invoices";
    const ACTION: &'static str = "apply";
}

/// May take credits back.
pub(crate) struct ReverseCredit;

impl Permission for ReverseCredit {
    const RESOURCE: &'static str = "invoices";
    const ACTION: &'static str = "reverse_credit";
}

/// POST .../apply_deposit/{deposit_id}
pub(super) async fn deposit(ctx: Allowed<Apply>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("deposit_id")?);
    let (day, path) = (&Day::of(&ctx.app).await?, &path);
    let view = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let deposit = deposits::Entity::find_by_id(id)
                .filter(deposits::Column::AccountId.eq(account_id))
                .one(&tx)
                .await
                .map_err(classify)?
                .ok_or_else(Error::no_such_item)?;
            let fund = Fund { id: FundId::Deposit(deposit.id), amount_remaining: deposit.amount_remaining };
            put(&tx, day, path, account_id, fund).await
        })
        .await?;
    Answer::ok(&view)
}

/// POST .../apply_discount/{discount_id}
pub(super) async fn discount(ctx: Allowed<Apply>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("discount_id")?);
    let (day, path) = (&Day::of(&ctx.app).await?, &path);
    let view = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let discount = discounts::Entity::find_by_id(id)
                .filter(discounts::Column::AccountId.eq(account_id))
                .one(&tx)
                .await
                .map_err(classify)?
                .ok_or_else(Error::no_such_item)?;
            let fund =
                Fund { id: FundId::Discount(discount.id), amount_remaining: discount.amount_remaining };
            put(&tx, day, path, account_id, fund).await
        })
        .await?;
    Answer::ok(&view)
}

async fn put(tx: &Tx, day: &Day, path: &PathParams, account_id: i64, fund: Fund) -> Result<InvoiceView> {
    let invoice = payable(tx, account_id, path.id("invoice_id")?).await?;
    funds::apply_to(tx, day, &invoice, fund).await?;
    delinquency::settle(tx, day, account_id).await?;
    shown(tx, invoice.id).await
}

/// An invoice of the account, or one of a sub account that is part of it: a master may pay one sub account.
async fn payable(tx: &Tx, account_id: i64, id: i64) -> Result<invoices::Model> {
    let invoice = invoices::Entity::find_by_id(id).one(tx).await.map_err(classify)?;
    let invoice = invoice.ok_or_else(Error::no_such_item)?;
    if invoice.account_id != account_id {
        find(tx, account_id, invoice.master_invoice_id.ok_or_else(Error::no_such_item)?).await?;
    }
    Ok(invoice)
}

/// POST .../credits/{credit_id}/reverse: answers with a list of one, as documented.
pub(super) async fn reverse(ctx: Allowed<ReverseCredit>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, invoice_id) = (path.id("account_id")?, path.id("invoice_id")?);
    let id = path.id("credit_id")?;
    let day = &Day::of(&ctx.app).await?;
    let credit = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let invoice = find(&tx, account_id, invoice_id).await?;
            let credit = credits::Entity::find_by_id(id)
                .filter(credits::Column::InvoiceId.eq(invoice.id))
                .one(&tx)
                .await
                .map_err(classify)?
                .ok_or_else(Error::no_such_item)?;
            let credit = void::reverse_credit(&tx, day, &invoice, &credit).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(CreditView::of(credit))
        })
        .await?;
    Answer::whole(&[credit])
}
