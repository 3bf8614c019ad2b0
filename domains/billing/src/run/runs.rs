//! Billing runs: one row a date, with how far it is and what it billed.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// A row of `billing_runs`, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "billing_runs")]
#[schema(as = BillingRun)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Everything due until then was billed.
    pub date: Date,
    /// `billing`, `linking` (the invoices of sub accounts to those of their masters) or `done`.
    pub state: String,
    /// The last account that it came to.
    #[serde(skip)]
    pub cursor: i64,
    /// Accounts that were due when it started.
    pub accounts: i64,
    /// Accounts that it came to.
    pub accounts_done: i64,
    /// Accounts that were billed.
    pub accounts_billed: i64,
    /// Accounts that could not be billed.
    pub accounts_failed: i64,
    /// Invoices made.
    pub invoices: i64,
    /// The sum of their debits with taxes.
    pub invoiced: Money,
    /// When it started.
    pub started_at: Timestamp,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
