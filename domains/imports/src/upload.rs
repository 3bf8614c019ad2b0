//! The file comes, and is noted on its draft.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use fairlead_kernel::{Error, Result};
use fairlead_store::Tx;
use fairlead_vault::image::safe_filename;
use fairlead_web::{Allowed, Answer, App, Ctx, Failure, ListQuery, PathParams};
use futures_util::StreamExt;

use crate::blob::{self, LIMIT_IN_BYTES, Stored, seal};
use crate::draft::{follow, own, without_file};
use crate::permission::{self, Use};
use crate::status::{Stage, Status};
use crate::table::{Model, find};
use crate::view;

/// A client that sends nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// POST /data_imports/{id}/file: the body is the content as it is.
pub async fn upload(
    ctx: Allowed<Use>,
    path: PathParams,
    query: ListQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let draft = find(ctx.db().read(), id).await?;
    permission::own(ctx, &draft)?;
    if !draft.is(Status::Pending) {
        return Err(Error::Conflict("The import is no draft any more.".into()).into());
    }
    let filename = &named(&query)?;
    let length = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > LIMIT_IN_BYTES) {
        return Err(Error::TooLarge.into());
    }
    let pieces = futures_util::stream::unfold(body.into_data_stream(), |mut body| async move {
        match tokio::time::timeout(PATIENCE, body.next()).await {
            Ok(Some(piece)) => Some((piece.map_err(std::io::Error::other), body)),
            Ok(None) => None,
            Err(_) => Some((Err(std::io::Error::other("nothing came any more")), body)),
        }
    });
    let file = &blob::store(&ctx.app, pieces).await?;
    if file.size_in_bytes == 0 {
        return Err(Error::field("file", "The file is empty.").into());
    }
    let stored = ctx
        .write(|tx| async move {
            let (before, _) = own(&tx, ctx, id).await?;
            note(&tx, &ctx.app, before, filename, file).await
        })
        .await?;
    Answer::with_status(202, &view::one(ctx.db().read(), stored).await?)
}

/// Notes a stored file on a draft and has it read.
pub async fn note(tx: &Tx, app: &App, before: Model, filename: &str, file: &Stored) -> Result<Model> {
    file.content.claim(tx).await?;
    let blob_id = file.content.id.as_str().to_owned();
    let after = Model {
        filename: Some(filename.to_owned()),
        size_in_bytes: file.size_in_bytes,
        seal: Some(seal(app, before.id, before.user_id, &blob_id)),
        blob_id: Some(blob_id),
        stage: Stage::Reading.word().into(),
        ..without_file(tx, &before).await?
    };
    follow(tx, before, after).await
}

fn named(query: &ListQuery) -> Result<String> {
    let name = query.text("filename").unwrap_or_default();
    if name.is_empty() {
        return Err(Error::field("filename", "The filename field is required."));
    }
    safe_filename(name).map_err(|message| Error::field("filename", message.to_string()))
}
