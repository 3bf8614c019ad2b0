//! How imports end: the record, the notice to their user, and the next one's turn.

use fairlead_identity::notifications::{Notice, Topic, tell};
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::draft::who;
use crate::status::{Stage, Status};
use crate::table::{Column, Entity, Model, locked, save};
use crate::{blob, jobs, rows, types};

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The status.
    pub status: Status,
    /// Why.
    pub message: String,
    /// Rows that were imported.
    pub imported: i64,
}

impl Outcome {
    /// Nothing was imported.
    pub fn nothing(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), imported: 0 }
    }
}

/// Stores `after` when the import is still the one that `before` was, and in this status.
///
/// # Errors
/// 409 when it is not: somebody else was faster.
pub async fn store(tx: &Tx, before: &Model, after: Model, status: Status) -> Result<()> {
    let changed = || Error::Conflict("The import has changed meanwhile.".into());
    let present = locked(tx, before.id).await.map_err(|error| match error {
        Error::NotFound(_) => changed(),
        other => other,
    })?;
    if present.revision != before.revision || !present.is(status) {
        return Err(changed());
    }
    save(tx, &present, after).await.map(drop)
}

/// A draft whose file is of no use.
pub async fn spoil(app: &App, import: &Model, why: &str) -> Result<()> {
    let outcome = &Outcome::nothing(Status::Invalid, why);
    app.db.write(&who(import), |tx: Tx| async move { end(&tx, import, Status::Pending, outcome).await }).await
}

/// An import in progress that could not be carried out.
pub async fn fail(app: &App, import: &Model, outcome: &Outcome) -> Result<()> {
    app.db.write(&who(import), |tx: Tx| async move { close(&tx, import, outcome).await }).await
}

/// Ends an import in progress, in the transaction that wrote its rows if it wrote any.
pub async fn close(tx: &Tx, import: &Model, outcome: &Outcome) -> Result<()> {
    end(tx, import, Status::InProgress, outcome).await?;
    let next = Entity::find()
        .filter(Column::Type.eq(&import.r#type))
        .filter(Column::Status.eq(Status::Queued.word()))
        .order_by_asc(Column::QueuedAt)
        .order_by_asc(Column::Id);
    if let Some(next) = next.one(tx).await.map_err(classify)? {
        tx.enqueue(Enqueue::now(jobs::RUN, json!({"id": next.id}))).await?;
    }
    Ok(())
}

async fn end(tx: &Tx, import: &Model, from: Status, outcome: &Outcome) -> Result<()> {
    let succeeded = outcome.status == Status::Successful;
    let mut after = Model {
        status: outcome.status.word().into(),
        stage: Stage::Done.word().into(),
        progress: succeeded.then_some(100),
        message: Some(outcome.message.clone()),
        rows_imported: outcome.imported,
        finished_at: Some(tx.now()),
        updated_at: tx.now(),
        ..import.clone()
    };
    if succeeded {
        // A million rows take seconds to remove, for which nobody should wait.
        tx.enqueue(Enqueue::now(jobs::CLEAR, json!({"id": import.id}))).await?;
        if let Some(blob_id) = after.blob_id.take() {
            tx.enqueue(blob::discard(&blob_id)).await?;
        }
    } else if from == Status::InProgress {
        (after.rows_failed, after.rows_duplicate) = rows::count_failed(tx, import).await?;
    }
    store(tx, import, after, from).await?;
    tell(tx, import.user_id, notice(import, outcome)).await
}

fn notice(import: &Model, outcome: &Outcome) -> Notice {
    let label = types::named(&import.r#type).map_or("Data", |kind| kind.label);
    let ended = match outcome.status {
        Status::Successful => "is done",
        Status::Duplicate => "was not done: duplicates",
        Status::Unauthorized => "was not done: not authorized",
        Status::Invalid => "was not done: the file is not valid",
        _ => "failed",
    };
    Notice {
        topic: Topic::DataImport,
        failed: outcome.status != Status::Successful,
        subject: format!("Import {} ({label}) {ended}", import.id),
        body: outcome.message.clone(),
        link: Some(format!("/imports/{}", import.id)),
    }
}
