use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, PathParams, Permission, Resource};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::file::{entries_of, find};
use super::settings::ACH;
use super::view::{AchBatch, shown};
use super::{batches, entries};
use crate::charging::attempts;

/// May void batches.
pub(super) struct Void;

impl Permission for Void {
    const RESOURCE: &'static str = AchBatch::PERMISSION;
    const ACTION: &'static str = "void";
}

/// POST /financial/ach_batches/{id}/void: for a file that the bank did not take. Its payments wait for the next batch.
pub(super) async fn void(ctx: Allowed<Void>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let view = ctx
        .write(|tx: Tx| async move {
            let batch = find(&tx, id).await?;
            if batch.voided_at.is_some() {
                return Err(Error::Refused("The ACH batch is already void.".into()));
            }
            let entries = entries_of(&tx, id).await?;
            if entries.iter().any(|entry| entry.returned_at.is_some()) {
                let message = "The bank has returned payments of the ACH batch: it cannot be voided.";
                return Err(Error::Refused(message.into()));
            }
            for entry in &entries {
                let mut row = entry.clone().into_active_model();
                row.void = Set(true);
                tx.update(entry, row).await?;
            }
            let mut row = batch.clone().into_active_model();
            row.voided_at = Set(Some(tx.now()));
            let batch = tx.update(&batch, row).await?;
            shown(&tx, batch).await
        })
        .await?;
    Answer::ok(&view)
}

/// Takes a payment that is reversed from its batch, unless the bank may have the file. The tries of the payment are locked, so
/// that a batch that is made at the same time sees it reversed.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave(tx: &Tx, payment_id: i64) -> Result<()> {
    let tries = attempts::Entity::find()
        .filter(attempts::Column::PaymentId.eq(payment_id))
        .filter(attempts::Column::Processor.eq(ACH));
    if tries.lock_exclusive().all(tx).await.map_err(classify)?.is_empty() {
        return Ok(());
    }
    let in_force = entries::Entity::find()
        .filter(entries::Column::PaymentId.eq(payment_id))
        .filter(entries::Column::Void.eq(false));
    for entry in in_force.all(tx).await.map_err(classify)? {
        let batch = batches::Entity::find_by_id(entry.ach_batch_id).lock_exclusive().one(tx).await;
        if batch.map_err(classify)?.is_some_and(|batch| batch.is_open()) {
            tx.delete(entry).await?;
        }
    }
    Ok(())
}
