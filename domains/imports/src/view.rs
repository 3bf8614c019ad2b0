//! An import as it is shown.

use std::collections::HashMap;

use fairlead_kernel::Result;
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{NoInput, Resource};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::columns::OneColumn;
use crate::progress;
use crate::status::Status;
use crate::table::{ActiveModel, Column, Entity, Model};
use crate::types;

/// An import.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DataImport)]
pub struct View {
    /// Its id.
    pub id: i64,
    /// What is imported: `accounts`.
    pub r#type: String,
    /// What people call that: `Accounts`.
    pub type_label: String,
    /// Pending, Invalid, Queued, In progress, Successful, Failed, Duplicate or Unauthorized.
    pub status: String,
    /// Of a draft: upload, reading, header, columns, checking or review; then done.
    pub stage: String,
    /// Percent of what is under way. Of an import in progress, the first half is the check of its rows. Null where nothing
    /// is under way, and after a failure.
    pub progress: Option<i64>,
    /// Who began it.
    pub user_id: i64,
    /// By name.
    pub user: String,
    /// Name of the uploaded file.
    pub filename: Option<String>,
    /// Its length.
    pub size_in_bytes: i64,
    /// What holds for all rows: the extra fields of the type.
    pub options: Value,
    /// What the file turned out to be: format, compression, encoding, delimiter, sheets, sheet, has_unreadable_characters.
    pub layout: Option<Value>,
    /// Number of the row that names the columns; null where none does.
    pub header_row: Option<i64>,
    /// The one that was found by itself.
    pub header_row_found: Option<i64>,
    /// Whether rows above the header are imported, too.
    pub import_rows_above: bool,
    /// What each column holds, from the left.
    pub columns: Vec<OneColumn>,
    /// Rows to be imported.
    pub rows_total: i64,
    /// Of which cannot be used.
    pub rows_failed: i64,
    /// Of which exist already or come twice.
    pub rows_duplicate: i64,
    /// Rows that somebody left out: they are not imported, and not among `rows_total`.
    pub rows_left_out: i64,
    /// Rows that were imported.
    pub rows_imported: i64,
    /// Why it ended as it did.
    pub message: Option<String>,
    /// Whether it can be taken back, unless something depends on it by now.
    pub can_undo: bool,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was queued.
    pub queued_at: Option<Timestamp>,
    /// When it was started.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// Listed and shown as declared; everything else is a step.
pub struct DataImport;

impl Resource for DataImport {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/data_imports";
    const TAG: &'static str = "Data imports";
    const NAME: &'static str = "data import";
    const PERMISSION: &'static str = "data_imports";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![
                Column::Id,
                Column::Type,
                Column::Progress,
                Column::Status,
                Column::Username,
                Column::CreatedAt,
                Column::Filename,
                Column::FinishedAt,
            ],
            filters: vec![Column::Type, Column::Status, Column::Stage, Column::UserId],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        let users: Vec<i64> = rows.iter().map(|row| row.user_id).collect();
        let names = names(connection, users).await?;
        Ok(rows.into_iter().map(|row| shown(row, &names)).collect())
    }
}

async fn names(connection: &impl ConnectionTrait, ids: Vec<i64>) -> Result<HashMap<i64, String>> {
    use fairlead_identity::users::{Column, Entity};
    let found = Entity::find().filter(Column::Id.is_in(ids)).all(connection).await.map_err(classify)?;
    Ok(found.into_iter().map(|user| (user.id, user.name)).collect())
}

fn shown(row: Model, names: &HashMap<i64, String>) -> View {
    let done = row.is(Status::Successful) && row.undone_at.is_none();
    View {
        type_label: types::named(&row.r#type)
            .map_or_else(|_| row.r#type.clone(), |kind| kind.label.to_owned()),
        progress: progress::of(&row),
        user: names.get(&row.user_id).unwrap_or(&row.username).clone(),
        columns: row.columns(),
        can_undo: done,
        id: row.id,
        r#type: row.r#type,
        status: row.status,
        stage: row.stage,
        user_id: row.user_id,
        filename: row.filename,
        size_in_bytes: row.size_in_bytes,
        options: row.options,
        layout: row.layout,
        header_row: row.header_row,
        header_row_found: row.header_row_found,
        import_rows_above: row.import_rows_above,
        rows_total: row.rows_total,
        rows_failed: row.rows_failed,
        rows_duplicate: row.rows_duplicate,
        rows_left_out: row.rows_left_out,
        rows_imported: row.rows_imported,
        message: row.message,
        created_at: row.created_at,
        queued_at: row.queued_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        undone_at: row.undone_at,
    }
}

/// One import as it is shown.
pub async fn one(connection: &impl ConnectionTrait, row: Model) -> Result<View> {
    let mut views = DataImport::views(connection, vec![row]).await?;
    views.pop().ok_or_else(|| fairlead_kernel::Error::Internal("no view of an import".into()))
}
