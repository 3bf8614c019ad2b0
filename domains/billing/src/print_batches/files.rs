//! The content of a batch's files.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, classify};
use fairlead_vault::blobs::BlobId;
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::tables::files::{Column, Entity, Model};

/// Removes the contents of a batch that was deleted.
pub(super) const DISCARD: &str = "print_batches.discard";

/// The files of a batch, in order.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_batch(
    connection: &impl sea_orm::ConnectionTrait,
    batch_id: i64,
) -> Result<Vec<Model>> {
    let select = Entity::find().filter(Column::PrintBatchId.eq(batch_id)).order_by_asc(Column::Number);
    select.all(connection).await.map_err(classify)
}

/// A finished file as an attachment.
///
/// # Errors
/// 404 for one that is not there yet.
pub(super) async fn download(app: &App, batch_id: i64, number: i64) -> Result<Response> {
    let files = of_batch(app.db.read(), batch_id).await?;
    let file = files.into_iter().find(|file| file.number == number && file.last_invoice_id.is_some());
    let file = file.ok_or_else(Error::no_such_item)?;
    let id: BlobId = file.blob_id.parse().map_err(Error::internal)?;
    let content = app.blobs.get_stream(&id).await.map_err(Error::internal)?;
    let disposition = format!("attachment; filename=\"print-batch-{batch_id}-{number}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Error::internal)?),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size_in_bytes)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, Body::from_stream(content)).into_response())
}

/// Takes the files of a batch out, and has their contents removed.
///
/// # Errors
/// Those of the database.
pub(super) async fn remove(tx: &Tx, batch_id: i64) -> Result<()> {
    let ids: Vec<String> = of_batch(tx, batch_id).await?.into_iter().map(|file| file.blob_id).collect();
    Entity::delete_many().filter(Column::PrintBatchId.eq(batch_id)).exec(tx).await.map_err(classify)?;
    if !ids.is_empty() {
        tx.enqueue(Enqueue::now(DISCARD, json!({"blob_ids": ids}))).await?;
    }
    Ok(())
}

/// The job behind it.
///
/// # Errors
/// Those of the file store; then it is tried again.
pub(super) async fn discard(app: &App, payload: &Value) -> Result<()> {
    for id in payload["blob_ids"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let id: BlobId = id.parse().map_err(Error::internal)?;
        app.blobs.delete(&id).await.map_err(Error::internal)?;
    }
    Ok(())
}
