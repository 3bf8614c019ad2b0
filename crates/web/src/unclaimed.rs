use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Handler, entity as background_jobs, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::blobs::BlobId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::App;

/// A content and the row that refers to it come and go together, although only the row takes part in transactions.
///
/// Before the content is stored, a job is written that removes it after some time. The transaction that writes the row
/// takes that job back. Whatever goes wrong in between, a crash too, the job remains and cleans up.
pub struct Unclaimed {
    /// Under which the content is to be stored.
    pub id: BlobId,
    job_id: i64,
}

impl Unclaimed {
    /// Announces a content on behalf of `origin`. `discard` makes the job that removes it, `grace_in_millis` is longer than
    /// storing it takes.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn announce(
        app: &App,
        origin: &str,
        discard: fn(&str) -> Enqueue,
        grace_in_millis: i64,
    ) -> Result<Self> {
        let id = BlobId::random().map_err(Error::internal)?;
        let blob_id = &id;
        let job_id = app
            .db
            .write(&Who::platform(origin), |tx: Tx| async move {
                let run_at = Some(Timestamp(tx.now().0 + grace_in_millis));
                tx.enqueue(Enqueue { run_at, ..discard(blob_id.as_str()) }).await
            })
            .await?;
        Ok(Self { id, job_id })
    }

    /// Takes the job back, in the transaction that writes the row.
    ///
    /// # Errors
    /// 409 when it has begun.
    pub async fn claim(&self, tx: &Tx) -> Result<()> {
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

/// The job `kind` that removes a content when no row refers to it.
pub fn discard_blob(kind: &'static str, blob_id: &str) -> Enqueue {
    Enqueue::now(kind, json!({"blob_id": blob_id}))
}

/// The handler of those jobs; `column` of the table of `E` holds the ids of contents.
pub fn discard_blob_job<E>(kind: &'static str, column: E::Column) -> Handler<App>
where
    E: EntityTrait<Model: Send + Sync, Column: Send + Sync>,
{
    handler(kind, move |app: App, payload: Value, _| async move {
        let id: BlobId = payload["blob_id"].as_str().unwrap_or_default().parse().map_err(Error::internal)?;
        let rows = E::find().filter(column.eq(id.as_str())).count(app.db.read()).await;
        match rows.map_err(classify)? {
            0 => app.blobs.delete(&id).await.map_err(Error::internal),
            _ => Ok(()),
        }
    })
}
