use fairlead_store::{Change, index, sql, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;
use utoipa::ToSchema;

use super::select_option::OptionText;
use crate::accounts::migration::reference;

/// A row of `custom_fields`, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "custom_fields")]
#[schema(as = CustomField)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its name.
    pub name: String,
    /// text, checkbox, select or date.
    pub r#type: String,
    /// No two things may have the same value; only text fields.
    pub unique: bool,
    /// Whether it takes values on things that have none yet.
    pub active: bool,
    /// What it is on: account, generic_inventory_assignee, network_site or jobs.
    pub entity_type: String,
    /// The choices of a select field.
    #[schema(value_type = Vec<OptionText>)]
    pub select_options: Json,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The database itself keeps a thing from having two values of a field, and two things from sharing a unique one.
pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("custom_fields")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("type").text().not_null())
            .col(ColumnDef::new("unique").boolean().not_null())
            .col(ColumnDef::new("active").boolean().not_null())
            .col(ColumnDef::new("entity_type").text().not_null())
            .col(ColumnDef::new("select_options").json_binary().not_null())
            .into(),
        table("custom_field_values")
            .col(ColumnDef::new("custom_field_id").big_integer().not_null())
            .col(ColumnDef::new("entity_type").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("data").text().not_null())
            .col(ColumnDef::new("unique_data").text())
            .foreign_key(&mut reference("custom_field_values", "custom_field_id", "custom_fields"))
            .into(),
        sql(
            "create unique index uq_custom_field_values__entity_id on custom_field_values (custom_field_id, entity_id)",
        ),
        sql(
            "create unique index uq_custom_field_values__data on custom_field_values (custom_field_id, lower(unique_data))",
        ),
        index("custom_field_values", &["entity_type", "entity_id"]),
    ]
}
