//! Notes on anything. The message may contain HTML: it is stored and answered as it was sent, and every place that shows
//! it makes it safe first (`fairlead_documents::sanitise_html` on the server, DOMPurify in the console).

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Change, Page, Query, Timestamp, index, table};
use fairlead_web::{PathParams, Resource, Scope, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, QueryFilter, Select, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::owner::Owner;

/// A row of `notes`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "notes")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The kind of thing it is about, in the plural.
    pub entity_type: String,
    /// The id of that thing.
    pub entity_id: i64,
    /// inquiry, billing, support, sales or other.
    pub category: String,
    /// As it was sent; may contain any HTML.
    pub message: String,
    /// 0 regular, 1 sticky, 2 alert.
    pub priority: i64,
    /// The author's name at that time, which stays when the user goes.
    pub username: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// None: a note can belong to rows of many tables.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("notes")
            .col(ColumnDef::new("entity_type").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("category").text().not_null())
            .col(ColumnDef::new("message").text().not_null())
            .col(ColumnDef::new("priority").big_integer().not_null())
            .col(ColumnDef::new("username").text().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .into(),
        index("notes", &["entity_type", "entity_id"]),
    ]
}

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteView {
    /// Its id.
    pub id: i64,
    /// inquiry, billing, support, sales or other.
    pub category: String,
    /// As it was sent: make it safe before it is shown as HTML.
    pub message: String,
    /// Who wrote it.
    pub username: String,
    /// 0 regular, 1 sticky, 2 alert.
    pub priority: i64,
}

/// Body of create and update.
#[derive(Input)]
pub struct NoteInput {
    /// What it is about.
    #[input(one_of = ["inquiry", "billing", "support", "sales", "other"])]
    pub category: String,
    /// The content; may contain HTML.
    #[input(max = 65_000)]
    pub message: String,
    /// 0 is a regular note, 1 a sticky note, 2 an alert note.
    #[input(one_of = ["0", "1", "2"], default = "0")]
    pub priority: i64,
}

/// What notes are about: any entity.
pub struct Noted(Owner);

impl Scope for Noted {
    fn read(path: &PathParams) -> Result<Self> {
        let owner = Owner::read(path, "entity_type")?;
        owner.map(Self).ok_or_else(|| Error::field("type", "That is not a valid entity type for a note."))
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.0.require(connection).await
    }
}

/// The declared resource.
pub struct Note;

impl Resource for Note {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoteInput;
    type View = NoteView;
    type Scope = Noted;

    const PATH: &'static str = "/notes/{entity_type}/{entity_id}";
    const ID: &'static str = "note_id";
    const TAG: &'static str = "Notes";
    const NAME: &'static str = "note";
    const PERMISSION: &'static str = "notes";
    /// The reference's own words, wherever it has them from.
    const MISSING_ON_DELETE: &'static str = "alerting rotation day/time does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Priority, Column::Category, Column::Username],
            filters: vec![Column::Priority, Column::Category, Column::Username],
            searches: vec![Column::Message],
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> NoteInput {
        NoteInput { category: row.category.clone(), message: row.message.clone(), priority: row.priority }
    }

    fn apply(input: &NoteInput, row: &mut ActiveModel) {
        row.category = Set(input.category.clone());
        row.message = Set(input.message.clone());
        row.priority = Set(input.priority);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<NoteView>> {
        Ok(rows.into_iter().map(view).collect())
    }

    fn within(scope: &Noted) -> Condition {
        Condition::all().add(Column::EntityType.eq(scope.0.kind())).add(Column::EntityId.eq(scope.0.id))
    }

    fn place(scope: &Noted, row: &mut ActiveModel) {
        row.entity_type = Set(scope.0.kind().into());
        row.entity_id = Set(scope.0.id);
    }

    /// `?priority=`; without it, notes of every priority.
    fn narrow(select: Select<Entity>, query: &Query) -> Result<Select<Entity>> {
        let sent = query.others.iter().find(|(name, value)| name == "priority" && !value.is_empty());
        match sent.map(|(_, value)| value.as_str()) {
            None => Ok(select),
            Some(value @ ("0" | "1" | "2")) => {
                Ok(select.filter(Column::Priority.eq(value.parse().unwrap_or(0_i64))))
            }
            Some(_) => Err(Error::field("priority", "The selected priority is not valid.")),
        }
    }

    async fn before_write(writing: &Writing<'_, Self>, _: &NoteInput, row: &mut ActiveModel) -> Result<()> {
        if writing.before.is_none() {
            row.username = Set(writing.ctx.actor.username.clone());
            row.created_at = Set(writing.tx.now());
        }
        Ok(())
    }
}

fn view(row: Model) -> NoteView {
    let Model { id, category, message, username, priority, .. } = row;
    NoteView { id, category, message, username, priority }
}

#[cfg(test)]
#[path = "notes_tests.rs"]
mod tests;
