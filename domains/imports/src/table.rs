use fairlead_kernel::{Error, Result};
use fairlead_store::{Timestamp, Tx, classify};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QuerySelect};
use serde::Serialize;

use crate::columns::Columns;
use crate::status::{Stage, Status};

/// A row of `data_imports`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "data_imports")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What is imported.
    pub r#type: String,
    /// [`Status::word`]
    pub status: String,
    /// [`Stage::word`]
    pub stage: String,
    /// 0 to 100 of what is under way; null where there is nothing to show.
    pub progress: Option<i64>,
    /// Who began it, and whose it is.
    pub user_id: i64,
    /// By name.
    pub username: String,
    /// Name of the uploaded file.
    pub filename: Option<String>,
    /// Its length.
    pub size_in_bytes: i64,
    /// Its content in the file store, until the import is over.
    #[serde(skip)]
    pub blob_id: Option<String>,
    /// Proves that the user uploaded that content for this import.
    #[serde(skip)]
    pub seal: Option<String>,
    /// What holds for all rows.
    pub options: Json,
    /// What was chosen of encoding, delimiter and sheet.
    pub choices: Json,
    /// What the file turned out to be.
    pub layout: Option<Json>,
    /// Number of the row that names the columns; null where none does.
    pub header_row: Option<i64>,
    /// The one that was found.
    pub header_row_found: Option<i64>,
    /// Whether rows above the header are imported, too.
    pub import_rows_above: bool,
    /// What each column holds.
    pub columns: Json,
    /// Grows with every change of what rows are checked by.
    #[serde(skip)]
    pub revision: i64,
    /// Rows to be imported.
    pub rows_total: i64,
    /// Of which cannot be used.
    pub rows_failed: i64,
    /// Of which exist already or come twice.
    pub rows_duplicate: i64,
    /// Rows of the file that are not to be imported.
    pub rows_left_out: i64,
    /// Rows that were imported.
    pub rows_imported: i64,
    /// Why it ended as it did.
    pub message: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was queued.
    pub queued_at: Option<Timestamp>,
    /// When it was started.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What each column holds.
    pub fn columns(&self) -> Columns {
        serde_json::from_value(self.columns.clone()).unwrap_or_default()
    }

    /// Whether it has this status.
    pub fn is(&self, status: Status) -> bool {
        self.status == status.word()
    }

    /// Whether it is at this stage.
    pub fn at(&self, stage: Stage) -> bool {
        self.stage == stage.word()
    }
}

/// The import `id`.
///
/// # Errors
/// 404.
pub async fn find(connection: &impl ConnectionTrait, id: i64) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await.map_err(classify)?.ok_or_else(Error::no_such_item)
}

/// The import `id`, which nobody else changes until the transaction ends.
///
/// # Errors
/// 404.
pub async fn locked(tx: &Tx, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    found.ok_or_else(Error::no_such_item)
}

/// Stores what an import has become.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model> {
    tx.update(before, after.into_active_model().reset_all()).await
}
