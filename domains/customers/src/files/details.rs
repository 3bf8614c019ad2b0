use fairlead_kernel::{Error, Input, Result, overlay, read_update};
use fairlead_store::{Tx, classify};
use fairlead_vault::image::safe_filename;
use fairlead_web::{Allowed, Answer, Failure, IfMatch, JsonBody, PathParams, Resource, Scope, Update};
use sea_orm::{EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::content::with_content;
use super::resource::{File, FileView, OfFiled};
use super::table::{Entity, Model};

/// Body of an update.
#[derive(Input)]
pub struct FileDetails {
    /// Its name with the extension, unique on what it is on. A path is cut to its last part.
    #[input(max = 4_096)]
    pub filename: String,
    /// A description of the file.
    #[input(max = 10_000)]
    pub description: Option<String>,
}

/// PATCH /{entity}/{entity_id}/files/{file_id}
pub(super) async fn update(
    ctx: Allowed<Update<File>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (scope, id) = (&OfFiled::read(&path)?, path.id(File::ID)?);
    // What is compared includes the content, which must not be fetched while the database waits.
    let seen = match if_match.is_given() {
        true => find(ctx.db().read(), scope, id).await?,
        false => None,
    };
    let content = match &seen {
        Some(row) => Some(with_content(&ctx.app, row.clone()).await?.base64_data),
        None => None,
    };
    let (content, if_match, body) = (&content, &if_match, &body);
    let stored = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let before = Entity::find_by_id(id).filter(File::within(scope)).lock_exclusive().one(&tx).await;
            let before = before.map_err(classify)?;
            let input = read(before.as_ref(), body)?;
            let before = before.ok_or_else(Error::no_such_item)?;
            if let Some(content) = content {
                if_match.check(&super::FileWithContent {
                    file: FileView::from(before.clone()),
                    base64_data: content.clone(),
                })?;
            }
            let mut row = before.clone().into_active_model();
            File::apply(&input, &mut row);
            tx.update(&before, row).await
        })
        .await?;
    Answer::ok(&FileView::from(stored))
}

/// The file, if it is there.
pub(super) async fn find(
    connection: &sea_orm::DatabaseConnection,
    scope: &OfFiled,
    id: i64,
) -> Result<Option<Model>> {
    Entity::find_by_id(id).filter(File::within(scope)).one(connection).await.map_err(classify)
}

/// The details after the update. The reference answers an unknown file as a problem of the field `file`, beside which the
/// others are named.
fn read(before: Option<&Model>, body: &JsonBody) -> Result<FileDetails> {
    let unknown = || FileDetails { filename: "unknown".into(), description: None };
    let reading = read_update::<FileDetails>(&overlay(&before.map_or_else(unknown, File::input), &body.0));
    let mut errors = reading.findings.errors;
    if before.is_none() {
        errors.add("file", "File ID not found.");
    }
    let mut details = reading.value;
    if let Some(details) = &mut details {
        match safe_filename(&details.filename) {
            Ok(filename) => details.filename = filename,
            Err(message) => errors.add("filename", message),
        }
    }
    errors.into_result()?;
    details.ok_or_else(|| Error::Internal("details without errors have a value".into()))
}
