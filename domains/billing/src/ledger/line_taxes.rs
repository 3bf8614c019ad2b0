//! The taxes of debits and discounts, with the numbers that they were made of.

use fairlead_kernel::{Money, Rate};
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `line_taxes`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "line_taxes")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The debit that it belongs to.
    pub debit_id: Option<i64>,
    /// Or the discount.
    pub discount_id: Option<i64>,
    /// The tax; it may be deleted since. 0 for one that came with a transaction batch.
    pub tax_id: i64,
    /// The geotax whose rate it is.
    pub geotax_id: Option<i64>,
    /// What bills call it.
    pub description: String,
    /// Percent or an amount.
    pub rate: Rate,
    /// What was taxed.
    pub base: Money,
    /// The tax.
    pub amount: Money,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
