//! The content of a file and its row come and go together, although only the row takes part in transactions.
//!
//! Before the content is stored, a job is written that removes it in an hour. The transaction that writes the row takes
//! that job back. Whatever goes wrong in between, a crash too, the job remains and cleans up.

use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Handler, entity as background_jobs, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::blobs::BlobId;
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::table::{Column, Entity};

/// Removes a content that no row refers to.
const DISCARD: &str = "files.discard";

/// Longer than any upload takes.
const GRACE_IN_MILLIS: i64 = 3_600_000;

/// A stored content that still has to be claimed by a row.
pub(super) struct Unclaimed {
    pub(super) id: BlobId,
    job_id: i64,
}

impl Unclaimed {
    /// Stores `bytes`.
    pub(super) async fn store(app: &App, bytes: &[u8]) -> Result<Self> {
        let id = BlobId::random().map_err(Error::internal)?;
        let blob_id = &id;
        let job_id = app
            .db
            .write(&Who::platform("files"), |tx: Tx| async move {
                let run_at = Some(Timestamp(tx.now().0 + GRACE_IN_MILLIS));
                tx.enqueue(Enqueue { run_at, ..discard(blob_id.as_str()) }).await
            })
            .await?;
        app.blobs.put_as(&id, bytes).await.map_err(Error::internal)?;
        Ok(Self { id, job_id })
    }

    /// Takes the job back, in the transaction that writes the row.
    pub(super) async fn claim(&self, tx: &Tx) -> Result<()> {
        let taken = background_jobs::Entity::delete_many()
            .filter(background_jobs::Column::Id.eq(self.job_id))
            .filter(background_jobs::Column::State.eq("queued"))
            .exec(tx)
            .await
            .map_err(classify)?;
        match taken.rows_affected {
            1 => Ok(()),
            _ => Err(Error::Conflict("The upload took too long.".into())),
        }
    }
}

/// The job that removes the content when the row is gone.
pub(super) fn discard(blob_id: &str) -> Enqueue {
    Enqueue::now(DISCARD, json!({"blob_id": blob_id}))
}

/// The handler of those jobs.
pub(crate) fn job() -> Handler<App> {
    handler(DISCARD, |app: App, payload: Value, _| async move {
        let id: BlobId = payload["blob_id"].as_str().unwrap_or_default().parse().map_err(Error::internal)?;
        let rows = Entity::find().filter(Column::BlobId.eq(id.as_str())).count(app.db.read()).await;
        match rows.map_err(classify)? {
            0 => app.blobs.delete(&id).await.map_err(Error::internal),
            _ => Ok(()),
        }
    })
}
