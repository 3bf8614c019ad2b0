//! The content of a file, which comes and goes with its row.

use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Handler};
use fairlead_web::{App, Unclaimed, discard_blob, discard_blob_job};

use super::table::{Column, Entity};

/// Removes a content that no row refers to.
const DISCARD: &str = "files.discard";

/// Longer than any upload takes.
const GRACE_IN_MILLIS: i64 = 3_600_000;

/// Stores `bytes`; a row still has to claim them.
pub(super) async fn store(app: &App, bytes: &[u8]) -> Result<Unclaimed> {
    let content = Unclaimed::announce(app, "files", discard, GRACE_IN_MILLIS).await?;
    app.blobs.put_as(&content.id, bytes).await.map_err(Error::internal)?;
    Ok(content)
}

/// The job that removes the content when the row is gone.
pub(super) fn discard(blob_id: &str) -> Enqueue {
    discard_blob(DISCARD, blob_id)
}

/// The handler of those jobs.
pub(crate) fn job() -> Handler<App> {
    discard_blob_job::<Entity>(DISCARD, Column::BlobId)
}
