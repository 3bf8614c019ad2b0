//! Credits: funds from one deposit or discount, put on one invoice.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `credits`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "credits")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// What it pays.
    pub invoice_id: i64,
    /// The deposit that it takes from.
    pub deposit_id: Option<i64>,
    /// Or the discount.
    pub discount_id: Option<i64>,
    /// How much.
    pub amount: Money,
    /// Whether it was taken back.
    pub void: bool,
    /// When it was made.
    pub date: Timestamp,
    /// When it was taken back.
    pub voided_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
