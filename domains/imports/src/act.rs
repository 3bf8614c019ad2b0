//! The verbs of imports: check anew, start, correct, remove.

use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_store::Tx;
use fairlead_store::jobs::Enqueue;
use fairlead_web::{Allowed, Answer, Ctx, Failure, PathParams};
use serde_json::json;

use crate::draft::{follow, has_rows, own};
use crate::importer::Type;
use crate::permission::{self, Drop, Use};
use crate::status::{Stage, Status};
use crate::table::{Model, locked, save};
use crate::{blob, columns, jobs, rows, view};

/// POST /data_imports/{id}/check
pub async fn check(ctx: Allowed<Use>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let stored = ctx
        .write(|tx| async move {
            let (before, _) = own(&tx, ctx, id).await?;
            has_rows(&before)?;
            let revision = before.revision + 1;
            let after = Model { stage: Stage::Checking.word().into(), revision, ..before.clone() };
            follow(&tx, before, after).await
        })
        .await?;
    Answer::with_status(202, &view::one(ctx.db().read(), stored).await?)
}

/// POST /data_imports/{id}/start
pub async fn start(ctx: Allowed<Use>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let stored = ctx
        .write(|tx| async move {
            let (before, kind) = own(&tx, ctx, id).await?;
            let stored = queue(&tx, kind, before).await?;
            tx.enqueue(Enqueue::now(jobs::RUN, json!({"id": id}))).await?;
            Ok(stored)
        })
        .await?;
    Answer::with_status(202, &view::one(ctx.db().read(), stored).await?)
}

/// Puts a draft into the queue.
///
/// # Errors
/// 422 for required fields that no column holds, 409 without a file.
pub async fn queue(tx: &Tx, kind: &Type, before: Model) -> Result<Model> {
    has_rows(&before)?;
    let mut errors = FieldErrors::new();
    for name in columns::missing(&before.columns(), kind) {
        errors.add(format!("columns.{name}"), format!("No column holds the required field {name}."));
    }
    errors.into_result()?;
    let after = Model {
        status: Status::Queued.word().into(),
        stage: Stage::Done.word().into(),
        progress: Some(0),
        revision: before.revision + 1,
        queued_at: Some(tx.now()),
        updated_at: tx.now(),
        ..before.clone()
    };
    save(tx, &before, after).await
}

/// POST /data_imports/{id}/correct: an import that failed becomes a draft again, with its rows and what is wrong with them.
pub async fn correct(ctx: Allowed<Use>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let stored = ctx
        .write(|tx| async move {
            let before = locked(&tx, id).await?;
            permission::own(ctx, &before)?;
            let failed = [Status::Failed, Status::Duplicate, Status::Invalid, Status::Unauthorized];
            if !failed.iter().any(|status| before.is(*status)) {
                let message = "Only an import that failed can be corrected.";
                return Err(Error::Conflict(message.into()));
            }
            let stage = match rows::count(&tx, &before).await? {
                0 => Stage::Upload,
                _ => Stage::Review,
            };
            let after = Model {
                status: Status::Pending.word().into(),
                stage: stage.word().into(),
                progress: None,
                revision: before.revision + 1,
                message: None,
                queued_at: None,
                started_at: None,
                finished_at: None,
                updated_at: tx.now(),
                ..before.clone()
            };
            follow(&tx, before, after).await
        })
        .await?;
    Answer::ok(&view::one(ctx.db().read(), stored).await?)
}

/// DELETE /data_imports/{id}
pub async fn delete(ctx: Allowed<Drop>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    ctx.write(|tx| async move {
        let import = locked(&tx, id).await?;
        if import.is(Status::Queued) || import.is(Status::InProgress) {
            let message = "An import that is queued or in progress cannot be removed.";
            return Err(Error::Conflict(message.into()));
        }
        remove(&tx, import).await
    })
    .await?;
    Answer::success()
}

/// Removes an import with its rows and its file. What it imported stays.
pub async fn remove(tx: &Tx, import: Model) -> Result<()> {
    if let Some(blob_id) = &import.blob_id {
        tx.enqueue(blob::discard(blob_id)).await?;
    }
    tx.delete(import).await
}
