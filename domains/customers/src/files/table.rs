use fairlead_store::{Change, Timestamp, sql, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;

/// A row of `files`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "files")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The kind of thing it is on, in the plural.
    pub entity_type: String,
    /// The id of that thing.
    pub entity_id: i64,
    /// Safe on every system, and unique on one thing without regard to case.
    pub filename: String,
    /// Length of the content in bytes.
    pub size_in_bytes: i64,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// What the content is; a claim of whoever sent it.
    pub mime_type: String,
    /// The user's name at that time, which stays when the user goes.
    pub uploader: String,
    /// Where the content is.
    #[serde(skip)]
    pub blob_id: String,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

/// None: a file can belong to rows of many tables.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("files")
            .col(ColumnDef::new("entity_type").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("filename").text().not_null())
            .col(ColumnDef::new("size_in_bytes").big_integer().not_null())
            .col(ColumnDef::new("description").text())
            .col(ColumnDef::new("mime_type").text().not_null())
            .col(ColumnDef::new("uploader").text().not_null())
            .col(ColumnDef::new("blob_id").text().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .into(),
        sql("create unique index uq_files__name on files (entity_type, entity_id, lower(filename))"),
        sql("create unique index uq_files__blob_id on files (blob_id)"),
    ]
}
