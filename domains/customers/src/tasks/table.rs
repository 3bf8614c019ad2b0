use fairlead_store::{Change, Timestamp, index, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ColumnDef, ForeignKeyAction};
use serde::Serialize;

use crate::accounts::migration::reference;

/// A row of `tasks`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The kind of thing it is for, in the plural.
    pub entity_type: String,
    /// The id of that thing.
    pub entity_id: i64,
    /// What is to be done.
    pub description: String,
    /// The user who is to do it; nobody once that user is gone.
    pub user_id: Option<i64>,
    /// The day by which it is to be done.
    pub due_date: Option<Date>,
    /// Whether it is done.
    pub complete: bool,
    /// The user who did it; stays when the user goes.
    pub completed_by: Option<i64>,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// None: a task can belong to rows of many tables.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("tasks")
            .col(ColumnDef::new("entity_type").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("description").text().not_null())
            .col(ColumnDef::new("user_id").big_integer())
            .col(ColumnDef::new("due_date").date())
            .col(ColumnDef::new("complete").boolean().not_null())
            .col(ColumnDef::new("completed_by").big_integer())
            .col(ColumnDef::new("completed_at").big_integer())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .foreign_key(reference("tasks", "user_id", "users").on_delete(ForeignKeyAction::SetNull))
            .into(),
        index("tasks", &["entity_type", "entity_id"]),
        index("tasks", &["user_id"]),
    ]
}
