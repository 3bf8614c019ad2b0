//! Payments: money that came, or did not.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `payments`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// How much.
    pub amount: Money,
    /// The stored method that paid.
    pub payment_method_id: Option<i64>,
    /// `cash`, `check`, `wire`, `other`, `credit card`, `echeck` or `ach`.
    #[sea_orm(column_name = "type")]
    pub r#type: String,
    /// The number of a check, and the like.
    pub reference: Option<String>,
    /// The processor's answer, or a remark.
    pub response_message: Option<String>,
    /// The processor's id.
    pub transaction_id: Option<String>,
    /// An id of the request, by which it is carried out once.
    pub payment_tracker_id: Option<String>,
    /// Whether the money came.
    pub success: bool,
    /// Whether it was taken back.
    pub reversed: bool,
    /// When.
    pub reversed_at: Option<Date>,
    /// When it was paid.
    pub date: Timestamp,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
