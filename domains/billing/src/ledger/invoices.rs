//! Invoices: the debits of an account that are due together.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `invoices`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The date on it.
    pub date: Date,
    /// After it, the invoice is past due.
    pub due_date: Date,
    /// When payment methods with `auto` are charged for it.
    pub auto_pay: Option<Date>,
    /// Whether that was done.
    pub auto_pay_attempted: bool,
    /// Made by a billing run.
    pub automatic: bool,
    /// Left out of automatic payment and of delinquency.
    pub frozen: bool,
    /// Cancelled: it stays, at zero.
    pub void: bool,
    /// Overdue beyond its grace.
    pub delinquent: bool,
    /// The months that it bills.
    pub number_of_months: i64,
    /// Its debits with taxes, less its credits.
    pub remaining_due: Money,
    /// The master's invoice that includes it.
    pub master_invoice_id: Option<i64>,
    /// The date that the billing run billed which made it.
    pub bill_date: Option<Date>,
    /// That run.
    pub billing_run_id: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
