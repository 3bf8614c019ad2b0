//! Values of custom fields.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `custom_field_values`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "custom_field_values")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The field.
    pub custom_field_id: i64,
    /// The kind of thing it is on, in the plural.
    pub entity_type: String,
    /// The id of that thing.
    pub entity_id: i64,
    /// The text, the chosen option, the date as `YYYY-MM-DD`, or `1` and `0` of a checkbox.
    pub data: String,
    /// The same again while the field is unique, for the unique index.
    #[serde(skip)]
    pub unique_data: Option<String>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
