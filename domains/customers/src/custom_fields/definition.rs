use std::collections::BTreeSet;

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{Resource, Writing};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::field_type::{FieldType, UniqueFlag};
use super::select_option::{SelectOption, of_json, to_json};
use super::table::{ActiveModel, Column, Entity, Model};
use super::value_table;

/// Longest value of a unique field, in characters: the index holds it.
pub(super) const UNIQUE_MAX: i64 = 255;

/// Body of create and update.
#[derive(Input)]
pub struct CustomFieldInput {
    /// The name of the custom field.
    pub name: String,
    /// What it holds; cannot change.
    #[input(name = "type", one_of = ["text", "checkbox", "select", "date"])]
    pub field_type: FieldType,
    /// Whether no two things may have the same value; only text fields.
    #[input(default = "false")]
    pub unique: UniqueFlag,
    /// Whether it takes values on things that have none yet.
    pub active: bool,
    /// What it is on; cannot change.
    #[input(one_of = ["account", "generic_inventory_assignee", "network_site", "jobs"])]
    pub entity_type: String,
    /// The choices of a select field; ignored for other types. A bare text is taken too.
    #[input(max = 500)]
    pub select_options: Vec<SelectOption>,
}

/// The declared resource.
pub struct CustomField;

impl Resource for CustomField {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = CustomFieldInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/custom_fields";
    const TAG: &'static str = "System";
    const NAME: &'static str = "custom field";
    const PERMISSION: &'static str = "custom_fields";
    const MISSING_ON_DELETE: &'static str = "Custom field does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Type],
            filters: vec![Column::Type, Column::Active, Column::EntityType],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> CustomFieldInput {
        CustomFieldInput {
            name: row.name.clone(),
            field_type: FieldType::named(&row.r#type).unwrap_or(FieldType::Text),
            unique: UniqueFlag(row.unique),
            active: row.active,
            entity_type: row.entity_type.clone(),
            select_options: of_json(&row.select_options),
        }
    }

    fn apply(input: &CustomFieldInput, row: &mut ActiveModel) {
        let is_select = input.field_type == FieldType::Select;
        row.name = Set(input.name.clone());
        row.r#type = Set(input.field_type.name().into());
        row.unique = Set(input.unique.0);
        row.active = Set(input.active);
        row.entity_type = Set(input.entity_type.clone());
        row.select_options = Set(to_json(if is_select { &input.select_options } else { &[] }));
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &CustomFieldInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        if let Some(before) = writing.before {
            if before.r#type != input.field_type.name() {
                errors.add("type", "The type cannot be changed.");
            }
            if before.entity_type != input.entity_type {
                errors.add("entity_type", "The entity_type cannot be changed.");
            }
        }
        if input.unique.0 && input.field_type != FieldType::Text {
            errors.add("unique", "Only text fields can be unique.");
        }
        if input.field_type == FieldType::Select {
            check_options(&input.select_options, errors);
        }
        Ok(())
    }

    async fn after_write(writing: &Writing<'_, Self>, _: &CustomFieldInput, row: &Model) -> Result<()> {
        match writing.before {
            Some(before) if before.unique != row.unique => guard_values(writing.tx, row).await,
            _ => Ok(()),
        }
    }

    /// Its values go with it.
    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        value_table::Entity::delete_many()
            .filter(value_table::Column::CustomFieldId.eq(row.id))
            .exec(writing.tx)
            .await
            .map(drop)
            .map_err(classify)
    }
}

fn check_options(options: &[SelectOption], errors: &mut FieldErrors) {
    let different: BTreeSet<&str> = options.iter().map(|option| option.0.as_str()).collect();
    if options.is_empty() {
        errors.add("select_options", "The select_options field is required.");
    } else if different.len() < options.len() {
        errors.add("select_options", "The select_options must be different from each other.");
    }
}

/// Puts the values that are stored under the unique index, or takes them out of it.
async fn guard_values(tx: &Tx, field: &Model) -> Result<()> {
    use value_table::Column as Value;
    let refused = || Error::field("unique", "There are values that are equal, or too long to be unique.");
    let unique_data = match field.unique {
        true => Expr::col(Value::Data),
        false => Expr::val(None::<String>),
    };
    let length = Expr::expr(Func::char_length(Expr::col(Value::Data)));
    let long =
        value_table::Entity::find().filter(Value::CustomFieldId.eq(field.id)).filter(length.gt(UNIQUE_MAX));
    if field.unique && long.count(tx).await.map_err(classify)? > 0 {
        return Err(refused());
    }
    let update = value_table::Entity::update_many()
        .col_expr(Value::UniqueData, unique_data)
        .filter(Value::CustomFieldId.eq(field.id));
    update.exec(tx).await.map(drop).map_err(|error| match classify(error) {
        Error::Invalid(_) => refused(),
        other => other,
    })
}

#[cfg(test)]
#[path = "definition_tests.rs"]
mod tests;
