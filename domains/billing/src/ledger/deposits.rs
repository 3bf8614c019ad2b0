//! Deposits: the funds that successful payments make.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `deposits`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "deposits")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The payment.
    pub payment_id: i64,
    /// How much.
    pub amount: Money,
    /// What pays no invoice yet.
    pub amount_remaining: Money,
    /// Whether the payment was taken back.
    pub void: bool,
    /// When it was made.
    pub date: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
