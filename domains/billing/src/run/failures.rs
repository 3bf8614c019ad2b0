//! Accounts that a billing run could not bill, and why.

use sea_orm::entity::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// A row of `billing_run_failures`, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "billing_run_failures")]
#[schema(as = BillingRunFailure)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The run.
    #[serde(skip)]
    pub billing_run_id: i64,
    /// The account.
    pub account_id: i64,
    /// The date that it should have been billed for.
    pub bill_date: Date,
    /// Why it was not.
    pub message: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
