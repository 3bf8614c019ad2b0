//! The uploaded file. Before it is stored, a job is written that removes it in a day; the transaction that notes it on the
//! import takes that job back. Whatever goes wrong in between, a crash too, the job remains and cleans up.

use std::io::{Seek, SeekFrom, Write};

use axum::body::Bytes;
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Handler, entity as background_jobs, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::blobs::{BlobError, BlobId};
use fairlead_web::App;
use futures_util::{Stream, StreamExt};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::table::{Column, Entity, Model};

const DISCARD: &str = "imports.discard";
/// Longer than any upload takes.
const GRACE_IN_MILLIS: i64 = 24 * 3_600_000;
/// What can be uploaded; packed, it holds many times that.
pub const LIMIT_IN_BYTES: u64 = 1 << 30;

/// A stored file that an import still has to claim.
pub struct Unclaimed {
    pub id: BlobId,
    pub size_in_bytes: i64,
    job_id: i64,
}

impl Unclaimed {
    /// Stores a stream.
    ///
    /// # Errors
    /// 413 beyond the limit, 400 when the stream breaks off.
    pub async fn store<E>(app: &App, content: impl Stream<Item = Result<Bytes, E>>) -> Result<Self>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let id = BlobId::random().map_err(Error::internal)?;
        let blob_id = &id;
        let job_id = app
            .db
            .write(&Who::platform("imports"), |tx: Tx| async move {
                let run_at = Some(Timestamp(tx.now().0 + GRACE_IN_MILLIS));
                tx.enqueue(Enqueue { run_at, ..discard(blob_id.as_str()) }).await
            })
            .await?;
        let mut size = 0_u64;
        let mut too_large = false;
        let counted = content.map(|piece| {
            let piece = piece.map_err(|error| std::io::Error::other(error.to_string()))?;
            size += piece.len() as u64;
            too_large = size > LIMIT_IN_BYTES;
            if too_large { Err(std::io::Error::other("too large")) } else { Ok(piece) }
        });
        let stored = app.blobs.put_stream_as(&id, counted).await;
        match stored {
            Ok(()) => Ok(Self { id, size_in_bytes: size as i64, job_id }),
            Err(BlobError::Content(_)) if too_large => Err(Error::TooLarge),
            Err(BlobError::Content(_)) => Err(Error::Malformed("The upload broke off.".into())),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Takes the job back, in the transaction that notes the file on its import.
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

/// The job that removes the file when no import has it.
pub fn discard(blob_id: &str) -> Enqueue {
    Enqueue::now(DISCARD, json!({"blob_id": blob_id}))
}

/// The handler of those jobs.
pub fn job() -> Handler<App> {
    handler(DISCARD, |app: App, payload: Value, _| async move {
        let id: BlobId = payload["blob_id"].as_str().unwrap_or_default().parse().map_err(Error::internal)?;
        let rows = Entity::find().filter(Column::BlobId.eq(id.as_str())).count(app.db.read()).await;
        match rows.map_err(classify)? {
            0 => app.blobs.delete(&id).await.map_err(Error::internal),
            _ => Ok(()),
        }
    })
}

/// The content in a temporary file without a name, which goes with the process.
pub async fn spool(app: &App, blob_id: &str) -> Result<std::fs::File> {
    let id: BlobId = blob_id.parse().map_err(Error::internal)?;
    let mut stream = std::pin::pin!(app.blobs.get_stream(&id).await.map_err(Error::internal)?);
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    while let Some(piece) = stream.next().await {
        file.write_all(&piece.map_err(Error::internal)?).map_err(Error::internal)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    Ok(file)
}

/// Proves that this user uploaded this content for this import: nobody without the key file can make one.
pub fn seal(app: &App, import_id: i64, user_id: i64, blob_id: &str) -> String {
    let (import_id, user_id) = (import_id.to_string(), user_id.to_string());
    let contents = [import_id.as_bytes(), user_id.as_bytes(), blob_id.as_bytes()];
    app.keyring.fingerprint("data import upload", &contents)
}

/// Whether the file of an import is the one that its user uploaded.
pub fn is_sealed(app: &App, import: &Model) -> bool {
    let (Some(blob_id), Some(stored)) = (&import.blob_id, &import.seal) else { return false };
    *stored == seal(app, import.id, import.user_id, blob_id)
}
