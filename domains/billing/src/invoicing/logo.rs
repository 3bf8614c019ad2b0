use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_documents::Logo;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Timestamp, Tx};
use fairlead_vault::BoundedBlocking;
use fairlead_vault::image::normalise_logo;
use fairlead_web::{Allowed, Answer, Failure, JsonBody};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{self, LOGO};
use super::{ReadSettings, UpdateSettings};

/// Room for 4 MiB of picture in base64.
pub(super) const BODY_LIMIT_IN_BYTES: usize = 6 * 1024 * 1024;
/// Decoding a picture can take a gigabyte: one after the other.
static DECODING: LazyLock<BoundedBlocking> = LazyLock::new(|| BoundedBlocking::new(1));

/// Body of an upload.
#[derive(Input)]
pub struct LogoInput {
    /// A PNG or JPEG picture, base64 encoded. It is brought to at most 1024 x 1024 pixels.
    #[input(max = 5_800_000)]
    pub base64_data: String,
}

/// A logo that was set.
#[derive(Serialize, ToSchema)]
#[schema(as = InvoicingLogo)]
pub struct LogoView {
    /// How large it is as it is kept.
    size_in_bytes: usize,
    /// When it was set.
    updated_at: Timestamp,
}

/// GET: the picture itself; 404 without one.
pub(super) async fn show(ctx: Allowed<ReadSettings>) -> Result<Response, Failure> {
    let row = parts::find(ctx.db().read(), LOGO).await?.ok_or_else(Error::no_such_item)?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    Ok((headers, row.content).into_response())
}

/// POST: replaces the one that was.
pub(super) async fn upload(ctx: Allowed<UpdateSettings>, body: JsonBody) -> Result<Answer, Failure> {
    let input: LogoInput = body.read()?;
    let png = &DECODING.run(move || picture(input.base64_data)).await.map_err(Error::internal)??;
    let row = ctx.write(|tx: Tx| async move { parts::put(&tx, LOGO, png).await }).await?;
    Answer::created(&LogoView { size_in_bytes: png.len(), updated_at: row.updated_at })
}

/// DELETE: documents show the company's name instead. 404 without one.
pub(super) async fn delete(ctx: Allowed<UpdateSettings>) -> Result<Answer, Failure> {
    let removed = ctx.write(|tx: Tx| async move { parts::remove(&tx, LOGO).await }).await?;
    if removed { Answer::success() } else { Err(Error::no_such_item().into()) }
}

/// The picture as it is kept and printed.
fn picture(mut base64: String) -> Result<Vec<u8>> {
    const FIELD: &str = "base64_data";
    base64.retain(|character| !character.is_ascii_whitespace());
    let bytes = STANDARD.decode(base64.as_bytes()).unwrap_or_default();
    if bytes.is_empty() {
        return Err(Error::field(FIELD, "The base64_data must be valid base64."));
    }
    let png = normalise_logo(&bytes).map_err(|error| Error::field(FIELD, error.to_string()))?;
    // What the typesetter cannot print is no logo.
    Logo::new(png.clone()).map_err(|error| Error::field(FIELD, format!("It cannot be used: {error}.")))?;
    Ok(png)
}
