use std::sync::LazyLock;

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_vault::BoundedBlocking;
use fairlead_vault::image::{NormalisedFile, UploadError, normalise_upload, safe_filename};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody, PathParams, Resource, Scope};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use super::blob;
use super::resource::{File, FileView, OfFiled};
use super::table::{ActiveModel, Column, Entity};

/// The whole body; the content in it can have three quarters of that.
pub(super) const BODY_LIMIT_IN_BYTES: usize = 64 * 1024 * 1024;

/// Decoding an image takes up to a gigabyte: one after the other.
static DECODING: LazyLock<BoundedBlocking> = LazyLock::new(|| BoundedBlocking::new(1));

/// Base64 as clients write it, with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Body of an upload.
#[derive(Input)]
pub struct FileInput {
    /// Its name with the extension, unique on what it is on; images become `.jpg`. A path is cut to its last part.
    #[input(max = 4_096)]
    pub filename: String,
    /// The content, base64 encoded.
    #[input(max = 67_108_864)]
    pub base64_data: String,
    /// A description of the file.
    #[input(max = 10_000)]
    pub description: Option<String>,
}

/// POST /{entity}/{entity_id}/files
pub(super) async fn upload(
    ctx: Allowed<Create<File>>,
    path: PathParams,
    mut body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = &OfFiled::read(&path)?;
    scope.exists(ctx.db().read()).await?;
    let content = take_content(&mut body);
    let input = &body.read::<FileInput>()?;
    let file = &prepared(&input.filename, content).await?;
    // Before the content is stored; the transaction asks again.
    free_name(ctx.db().read(), scope, input, file).await?;
    let blob = &blob::store(&ctx.app, &file.bytes).await?;
    let uploader = ctx.actor.username.as_str();
    let stored = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            blob.claim(&tx).await?;
            let mut row = ActiveModel {
                filename: Set(free_name(&tx, scope, input, file).await?),
                size_in_bytes: Set(file.bytes.len() as i64),
                description: Set(input.description.clone()),
                mime_type: Set(file.mime_type.clone()),
                uploader: Set(uploader.to_owned()),
                blob_id: Set(blob.id.as_str().to_owned()),
                created_at: Set(tx.now()),
                ..Default::default()
            };
            File::place(scope, &mut row);
            tx.insert(row).await
        })
        .await?;
    Answer::created(&FileView::from(stored))
}

/// Takes the content out of the body before the rest is read, so that its megabytes are not copied.
fn take_content(body: &mut JsonBody) -> String {
    match body.0.get_mut("base64_data") {
        Some(Value::String(text)) if !text.trim().is_empty() => std::mem::replace(text, "taken".into()),
        _ => String::new(),
    }
}

async fn prepared(filename: &str, content: String) -> Result<NormalisedFile> {
    let filename = filename.to_owned();
    DECODING.run(move || decoded(&filename, content)).await.map_err(Error::internal)?
}

fn decoded(filename: &str, mut content: String) -> Result<NormalisedFile> {
    let mut errors = FieldErrors::new();
    if let Err(message) = safe_filename(filename) {
        errors.add("filename", message);
    }
    // Lines, as some encoders break them.
    content.retain(|character| !character.is_ascii_whitespace());
    let bytes = BASE64.decode(content.as_bytes()).unwrap_or_default();
    drop(content);
    if bytes.is_empty() {
        errors.add("base64_data", "The base64_data must be valid base64.");
    }
    errors.into_result()?;
    normalise_upload(filename, bytes).map_err(|error| {
        let field = if matches!(error, UploadError::Filename(_)) { "filename" } else { "base64_data" };
        Error::field(field, error.to_string())
    })
}

/// The name to store under. A name that was sent and is taken is refused; one that conversion made of it (`a.png` and
/// `a.jpg` both become `a.jpg`) gets a number.
async fn free_name(
    connection: &impl ConnectionTrait,
    scope: &OfFiled,
    input: &FileInput,
    file: &NormalisedFile,
) -> Result<String> {
    let sent = safe_filename(&input.filename).unwrap_or_default();
    if is_free(connection, scope, &file.filename).await? {
        return Ok(file.filename.clone());
    }
    if let Some((stem, extension)) = file.filename.rsplit_once('.').filter(|_| sent != file.filename) {
        for number in 2..=50 {
            let numbered = format!("{stem} ({number}).{extension}");
            if numbered.len() <= 255 && is_free(connection, scope, &numbered).await? {
                return Ok(numbered);
            }
        }
    }
    Err(Error::field("name", "The name has already been taken."))
}

async fn is_free(connection: &impl ConnectionTrait, scope: &OfFiled, filename: &str) -> Result<bool> {
    let lower = |name: Expr| Expr::expr(Func::lower(name));
    let same = lower(Expr::col(Column::Filename)).eq(lower(Expr::val(filename)));
    let found = Entity::find().filter(File::within(scope)).filter(same).count(connection).await;
    Ok(found.map_err(classify)? == 0)
}
