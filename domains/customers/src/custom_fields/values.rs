use std::collections::HashMap;

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{
    Allowed, Answer, Doc, Failure, IfMatch, JsonBody, PathParams, Read, Resource, Routes, Scope, Update,
    list_only,
};
use sea_orm::sea_query::Order;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::value_table::{ActiveModel, Column, Entity, Model};
use super::{data, table};
use crate::entities;

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = CustomFieldValue)]
pub struct CustomFieldValueView {
    /// The field.
    pub custom_field_id: i64,
    /// A boolean for a checkbox, `YYYY-MM-DD` for a date, else a text; null when there is none.
    pub data: Value,
}

/// Body of an update.
#[derive(Input)]
pub struct CustomFieldValueInput {
    /// A boolean for a checkbox, one of its options for a select, `YYYY-MM-DD` for a date, or a text. A blank clears it.
    #[input(required)]
    pub data: Value,
}

/// What can have custom fields: an account, generic inventory assignee, network site or job.
pub struct OfCarrier {
    entity: &'static entities::Entity,
    id: i64,
}

impl OfCarrier {
    /// What definitions call it: the plural is only for jobs.
    fn defined_as(&self) -> &'static str {
        if self.entity.name == "jobs" { self.entity.name } else { self.entity.singular }
    }

    /// The field with this id, if it is one of this kind of thing. It cannot change while a value is written.
    async fn field(&self, tx: &Tx, id: i64) -> Result<table::Model> {
        self.fields(id).lock_shared().one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)
    }

    fn fields(&self, id: i64) -> sea_orm::Select<table::Entity> {
        table::Entity::find_by_id(id).filter(table::Column::EntityType.eq(self.defined_as()))
    }
}

impl Scope for OfCarrier {
    fn read(path: &PathParams) -> Result<Self> {
        let entity = entities::Entity::named(path.text("entity")).filter(|entity| {
            ["accounts", "generic_inventory_assignees", "network_sites", "jobs"].contains(&entity.name)
        });
        let entity = entity.ok_or_else(|| Error::NotFound("There are no custom fields here.".into()))?;
        Ok(Self { entity, id: path.id("entity_id")? })
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.entity.require(connection, self.id).await
    }
}

/// The values of one thing: listed as declared, shown and written by the handlers below, because their id in the path is
/// that of the field.
pub struct CustomFieldValue;

impl Resource for CustomFieldValue {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = CustomFieldValueInput;
    type View = CustomFieldValueView;
    type Scope = OfCarrier;

    const PATH: &'static str = "/entity_custom_fields/{entity}/{entity_id}";
    const ID: &'static str = "custom_field_id";
    const TAG: &'static str = "Custom_Fields";
    const NAME: &'static str = "custom field of an entity";
    const PERMISSION: &'static str = "custom_field_values";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::CustomFieldId],
            filters: vec![Column::CustomFieldId],
            searches: vec![Column::Data],
            order: (Column::CustomFieldId, Order::Asc),
            key: Column::Id,
        }
    }

    fn id(row: &Model) -> i64 {
        row.custom_field_id
    }

    fn input(row: &Model) -> CustomFieldValueInput {
        CustomFieldValueInput { data: Value::from(row.data.as_str()) }
    }

    fn apply(_: &CustomFieldValueInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<CustomFieldValueView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.custom_field_id).collect();
        let fields = table::Entity::find().filter(table::Column::Id.is_in(ids)).all(connection).await;
        let types: HashMap<i64, String> =
            fields.map_err(classify)?.into_iter().map(|field| (field.id, field.r#type)).collect();
        let view = |row: Model| CustomFieldValueView {
            data: data::shown(types.get(&row.custom_field_id).map_or("", String::as_str), Some(&row.data)),
            custom_field_id: row.custom_field_id,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    fn within(scope: &OfCarrier) -> Condition {
        Condition::all().add(Column::EntityType.eq(scope.entity.name)).add(Column::EntityId.eq(scope.id))
    }
}

/// The documented routes, and POST, which the importer uses to write.
pub fn routes() -> Routes {
    let one = "/entity_custom_fields/{entity}/{entity_id}/{custom_field_id}";
    let doc = |summary| Doc::new(CustomFieldValue::TAG, summary).one::<CustomFieldValueView>();
    let writing = |summary| doc(summary).status(201).body::<CustomFieldValueInput>();
    list_only::<CustomFieldValue>()
        .get(one, show, doc("Show a custom field of an entity"))
        .patch(one, write, writing("Write a custom field of an entity"))
        .post(one, write, writing("Write a custom field of an entity, as importers do"))
}

async fn show(ctx: Allowed<Read<CustomFieldValue>>, path: PathParams) -> Result<Answer, Failure> {
    let (scope, id) = (OfCarrier::read(&path)?, path.id("custom_field_id")?);
    let db = ctx.db().read();
    scope.exists(db).await?;
    let field = scope.fields(id).one(db).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    let stored = Entity::find().filter(within(&scope, id)).one(db).await.map_err(classify)?;
    Answer::single(&view(&field, stored.map(|row| row.data).as_deref()))
}

async fn write(
    ctx: Allowed<Update<CustomFieldValue>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (scope, id) = (&OfCarrier::read(&path)?, path.id("custom_field_id")?);
    let (sent, if_match) = (body.0.get("data"), &if_match);
    let shown = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let field = scope.field(&tx, id).await?;
            let before =
                Entity::find().filter(within(scope, id)).lock_exclusive().one(&tx).await.map_err(classify)?;
            if if_match.is_given() {
                if_match.check(&view(&field, before.as_ref().map(|row| row.data.as_str())))?;
            }
            let sent = sent.ok_or_else(|| Error::field("data", "The data field is required."))?;
            let data = data::read(&field, sent)?;
            let shown = view(&field, data.as_deref());
            store(&tx, scope, &field, before, data).await?;
            Ok(shown)
        })
        .await?;
    Answer::created(&shown)
}

fn within(scope: &OfCarrier, field_id: i64) -> Condition {
    CustomFieldValue::within(scope).add(Column::CustomFieldId.eq(field_id))
}

fn view(field: &table::Model, data: Option<&str>) -> CustomFieldValueView {
    CustomFieldValueView { custom_field_id: field.id, data: data::shown(&field.r#type, data) }
}

async fn store(
    tx: &Tx,
    scope: &OfCarrier,
    field: &table::Model,
    before: Option<Model>,
    data: Option<String>,
) -> Result<()> {
    let unique_data = if field.unique { data.clone() } else { None };
    match (before, data) {
        (None, None) => Ok(()),
        (Some(before), None) => tx.delete(before).await,
        (Some(before), Some(data)) if before.data == data => Ok(()),
        (Some(before), Some(data)) => {
            let mut row = before.clone().into_active_model();
            row.data = Set(data);
            row.unique_data = Set(unique_data);
            tx.update(&before, row).await.map(drop)
        }
        (None, Some(_)) if !field.active => Err(Error::field("data", "The custom field is not active.")),
        (None, Some(data)) => {
            let row = ActiveModel {
                custom_field_id: Set(field.id),
                entity_type: Set(scope.entity.name.into()),
                entity_id: Set(scope.id),
                data: Set(data),
                unique_data: Set(unique_data),
                ..Default::default()
            };
            tx.insert(row).await.map(drop).map_err(again_when_just_made)
        }
    }
}

/// Another request gave the thing its first value at the same time: the next try finds it.
fn again_when_just_made(error: Error) -> Error {
    match &error {
        Error::Invalid(errors) if errors.get("data").is_none() => Error::Busy,
        _ => error,
    }
}
