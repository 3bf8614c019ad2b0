//! Debits: what accounts are charged.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `debits`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "debits")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The service that made it: nothing is charged or credited without one.
    pub service_id: i64,
    /// What bills call it.
    pub description: String,
    /// The price of one for a month.
    pub price: Money,
    /// How many.
    pub quantity: i64,
    /// For how many months.
    pub number_of_months: i64,
    /// The first day that is paid for.
    pub period_start: Option<Date>,
    /// The day after the last one.
    pub period_end: Option<Date>,
    /// Days paid for, of a prorated line.
    pub days_remaining: Option<i64>,
    /// Days of the whole cycle, of a prorated line.
    pub days_in_cycle: Option<i64>,
    /// Without taxes.
    pub amount: Money,
    /// The sum of its taxes.
    pub tax_amount: Money,
    /// When it was reversed.
    pub reversed_at: Option<Date>,
    /// When it was made.
    pub date: Timestamp,
    /// The invoice that collects it.
    pub invoice_id: Option<i64>,
    /// The discount that reversed it.
    pub discount_id: Option<i64>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
