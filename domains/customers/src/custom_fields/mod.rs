//! Custom fields: facts that an operator defines, and their values on accounts and other things.

mod data;
mod definition;
mod field_type;
mod select_option;
mod table;
pub mod value_table;
mod values;
#[cfg(test)]
mod values_tests;

pub use definition::{CustomField, CustomFieldInput};
pub use field_type::FieldType;
pub use table::{ActiveModel, Column, Entity, Model};
pub use values::{CustomFieldValue, CustomFieldValueView, OfCarrier, routes as value_routes};

pub(crate) use table::tables;
