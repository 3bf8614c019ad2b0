//! DIDs: the telephone numbers that an operator holds (reference, DIDs).

mod add;
pub mod many;
mod resource;
#[cfg(test)]
mod tests;

use fairlead_web::{Doc, Resource, Routes, delete_only, read_only};
use sea_orm::entity::prelude::*;
use serde::Serialize;

pub use add::DidsInput;
pub(crate) use resource::page;
pub use resource::{Did, DidView, views};

/// A row of `dids`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "dids")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Ten digits.
    pub did: String,
    /// Where it is from.
    pub rate_center_id: i64,
    /// Who has it.
    pub account_id: Option<i64>,
    /// The voice service on the account; none once it left the account.
    pub account_service_id: Option<i64>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// List and show are those of a declared resource; numbers come in many at once.
pub(crate) fn routes() -> Routes {
    let adding = Doc::new(Did::TAG, "Mass add DIDs").status(201).body::<DidsInput>();
    read_only::<Did>().merge(delete_only::<Did>()).post(Did::PATH, add::create, adding)
}
