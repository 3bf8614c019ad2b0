use fairlead_kernel::{Error, Result};
use fairlead_store::Tx;
use fairlead_web::{Allowed, Answer, Ctx, Delete, Failure, PathParams, Permission, Update};
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::{Invoice, find, shown};
use crate::ledger::void::{VOIDED, delete_invoice, void_invoice};
use crate::ledger::{Day, delinquency, hold};

/// May void invoices.
pub(crate) struct Void;

impl Permission for Void {
    const RESOURCE: &'static str = "invoices";
    const ACTION: &'static str = "void";
}

/// POST .../void
pub(super) async fn void(ctx: Allowed<Void>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("invoice_id")?);
    let day = &Day::of(&ctx.app).await?;
    ctx.write(|tx: Tx| async move {
        hold(&tx, account_id).await?;
        void_invoice(&tx, day, &find(&tx, account_id, id).await?).await?;
        delinquency::settle(&tx, day, account_id).await
    })
    .await?;
    Answer::success()
}

/// DELETE
pub(super) async fn delete(ctx: Allowed<Delete<Invoice>>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("invoice_id")?);
    let day = &Day::of(&ctx.app).await?;
    ctx.write(|tx: Tx| async move {
        hold(&tx, account_id).await?;
        delete_invoice(&tx, day, &find(&tx, account_id, id).await?).await?;
        delinquency::settle(&tx, day, account_id).await
    })
    .await?;
    Answer::success()
}

/// POST .../freeze
pub(super) async fn freeze(ctx: Allowed<Update<Invoice>>, path: PathParams) -> Result<Answer, Failure> {
    set_frozen(&ctx, &path, true).await
}

/// POST .../unfreeze
pub(super) async fn unfreeze(ctx: Allowed<Update<Invoice>>, path: PathParams) -> Result<Answer, Failure> {
    set_frozen(&ctx, &path, false).await
}

/// Only for account super users. A frozen invoice can be frozen again: nothing changes.
async fn set_frozen(ctx: &Ctx, path: &PathParams, frozen: bool) -> Result<Answer, Failure> {
    ctx.require_account_super_user()?;
    let (account_id, id) = (path.id("account_id")?, path.id("invoice_id")?);
    let day = &Day::of(&ctx.app).await?;
    let view = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = find(&tx, account_id, id).await?;
            if before.void {
                return Err(Error::Refused(VOIDED.into()));
            }
            let mut row = before.clone().into_active_model();
            if before.frozen != frozen {
                row.frozen = Set(frozen);
            }
            tx.update(&before, row).await?;
            delinquency::settle(&tx, day, account_id).await?;
            shown(&tx, id).await
        })
        .await?;
    Answer::ok(&view)
}
