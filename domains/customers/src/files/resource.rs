use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Tx};
use fairlead_web::{Doc, PathParams, Resource, Routes, Scope, Writing, delete_only, list_only};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use super::details::FileDetails;
use super::table::{ActiveModel, Column, Entity, Model};
use super::upload::{BODY_LIMIT_IN_BYTES, FileInput};
use super::{blob, content, details, upload};
use crate::owner::Owner;

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = File)]
pub struct FileView {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub filename: String,
    /// Length of the content in bytes.
    pub size_in_bytes: i64,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// What the content is.
    pub mime_type: String,
    /// Name of the user who uploaded it.
    pub uploader: String,
}

impl From<Model> for FileView {
    fn from(row: Model) -> Self {
        let Model { id, filename, size_in_bytes, description, mime_type, uploader, .. } = row;
        Self { id, filename, size_in_bytes, description, mime_type, uploader }
    }
}

/// What is shown of a single file.
#[derive(Serialize, ToSchema)]
pub struct FileWithContent {
    /// The file.
    #[serde(flatten)]
    pub file: FileView,
    /// The content.
    pub base64_data: String,
}

/// What can have files: any entity.
pub struct OfFiled(Owner);

impl Scope for OfFiled {
    fn read(path: &PathParams) -> Result<Self> {
        let owner = Owner::read(path, "entity")?;
        owner.map(Self).ok_or_else(|| Error::NotFound("There are no files here.".into()))
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.0.require(connection).await
    }
}

/// Listed and deleted as declared; uploading and showing are in the files beside this one.
pub struct File;

impl Resource for File {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = FileDetails;
    type View = FileView;
    type Scope = OfFiled;

    const PATH: &'static str = "/{entity}/{entity_id}/files";
    const ID: &'static str = "file_id";
    const TAG: &'static str = "Files";
    const NAME: &'static str = "file";
    const PERMISSION: &'static str = "files";
    const MISSING_ON_DELETE: &'static str = "File does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![
                Column::Id,
                Column::Filename,
                Column::SizeInBytes,
                Column::MimeType,
                Column::Uploader,
            ],
            filters: vec![Column::Filename, Column::MimeType, Column::Uploader],
            searches: vec![Column::Filename, Column::Description],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> FileDetails {
        FileDetails { filename: row.filename.clone(), description: row.description.clone() }
    }

    fn apply(input: &FileDetails, row: &mut ActiveModel) {
        row.filename = Set(input.filename.clone());
        row.description = Set(input.description.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<FileView>> {
        Ok(rows.into_iter().map(FileView::from).collect())
    }

    fn within(scope: &OfFiled) -> Condition {
        Condition::all().add(Column::EntityType.eq(scope.0.kind())).add(Column::EntityId.eq(scope.0.id))
    }

    fn place(scope: &OfFiled, row: &mut ActiveModel) {
        row.entity_type = Set(scope.0.kind().into());
        row.entity_id = Set(scope.0.id);
    }

    /// Its content goes after it.
    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        writing.tx.enqueue(blob::discard(&row.blob_id)).await.map(drop)
    }
}

/// Removes a file that nobody can reach any more.
pub(crate) async fn remove(tx: &Tx, row: Model) -> Result<()> {
    tx.enqueue(blob::discard(&row.blob_id)).await?;
    tx.delete(row).await
}

/// All of them.
pub fn routes() -> Routes {
    let one = "/{entity}/{entity_id}/files/{file_id}";
    let doc = |summary| Doc::new(File::TAG, summary);
    let uploading = doc("Upload a file").status(201).body::<FileInput>().one::<FileView>();
    let download = Doc::own(File::TAG, "Download a file").bytes("application/octet-stream");
    list_only::<File>()
        .post(File::PATH, upload::upload, uploading.body_limit_in_bytes(BODY_LIMIT_IN_BYTES))
        .get(one, content::show, doc("Show a file and its content").one::<FileWithContent>())
        .patch(
            one,
            details::update,
            doc("Update the details of a file").body::<FileDetails>().one::<FileView>(),
        )
        .merge(delete_only::<File>())
        .get(&format!("{one}/content"), content::download, download)
}
