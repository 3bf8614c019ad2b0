use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, search};
use fairlead_web::{Allowed, Answer, Ctx, Delete, Failure, PathParams};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::{Account, AccountChange, By, links, locked, watch};
use crate::account_contacts;

/// DELETE /accounts/{id}: the row and all that belongs to it stay for the ledger and the audit log, out of reach.
pub(super) async fn delete(ctx: Allowed<Delete<Account>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id").map_err(|_| missing())?;
    let ctx: &Ctx = &ctx;
    let by = &By::of(ctx).await?;
    ctx.write(|tx| async move { remove(&tx, by, id).await }).await?;
    Answer::ok(&json!({"message": "Account deleted"}))
}

fn missing() -> Error {
    Error::NotFound("That account does not exist".into())
}

async fn remove(tx: &Tx, by: &By<'_>, id: i64) -> Result<()> {
    watch::begin(&by.ctx.app, tx, id).await?;
    let before = locked(tx, id).await?.ok_or_else(missing)?;
    let mut row = before.clone().into_active_model();
    row.deleted_at = Set(Some(tx.now()));
    row.updated_at = Set(tx.now());
    row.next_bill_date = Set(None);
    let after = tx.update(&before, row).await?;
    links::detach_all(tx, id).await?;
    account_contacts::free_usernames(tx, id).await?;
    search::remove_account(tx, id).await?;
    let (before, after) = (&before, &after);
    let change = AccountChange { by, before, after, switch: None, prorate: false, tree_changed: true };
    watch::changed(tx, change).await.map(drop)
}
