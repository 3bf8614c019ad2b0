//! The uploaded file, which comes and goes with its import.

use std::io::{Seek, SeekFrom, Write};

use axum::body::Bytes;
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Handler};
use fairlead_vault::blobs::{BlobError, BlobId};
use fairlead_web::{App, Unclaimed, discard_blob, discard_blob_job};
use futures_util::{Stream, StreamExt};

use crate::table::{Column, Entity, Model};

const DISCARD: &str = "imports.discard";
/// Longer than any upload takes.
const GRACE_IN_MILLIS: i64 = 24 * 3_600_000;
/// What can be uploaded; packed, it holds many times that.
pub const LIMIT_IN_BYTES: u64 = 1 << 30;

/// A stored file that an import still has to claim.
pub struct Stored {
    pub content: Unclaimed,
    pub size_in_bytes: i64,
}

/// Stores a stream.
///
/// # Errors
/// 413 beyond the limit, 400 when the stream breaks off.
pub async fn store<E>(app: &App, content: impl Stream<Item = Result<Bytes, E>>) -> Result<Stored>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let file = Unclaimed::announce(app, "imports", discard, GRACE_IN_MILLIS).await?;
    let mut size = 0_u64;
    let mut too_large = false;
    let counted = content.map(|piece| {
        let piece = piece.map_err(|error| std::io::Error::other(error.to_string()))?;
        size += piece.len() as u64;
        too_large = size > LIMIT_IN_BYTES;
        if too_large { Err(std::io::Error::other("too large")) } else { Ok(piece) }
    });
    let stored = app.blobs.put_stream_as(&file.id, counted).await;
    match stored {
        Ok(()) => Ok(Stored { content: file, size_in_bytes: size as i64 }),
        Err(BlobError::Content(_)) if too_large => Err(Error::TooLarge),
        Err(BlobError::Content(_)) => Err(Error::Malformed("The upload broke off.".into())),
        Err(error) => Err(Error::internal(error)),
    }
}

/// The job that removes the file when no import has it.
pub fn discard(blob_id: &str) -> Enqueue {
    discard_blob(DISCARD, blob_id)
}

/// The handler of those jobs.
pub fn job() -> Handler<App> {
    discard_blob_job::<Entity>(DISCARD, Column::BlobId)
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
