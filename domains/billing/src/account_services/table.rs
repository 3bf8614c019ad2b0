//! The services that accounts have.

use fairlead_kernel::Money;
use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `account_services`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "account_services")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The service.
    pub service_id: i64,
    /// How many.
    pub quantity: i64,
    /// What replaces the price.
    pub price_override: Option<Money>,
    /// Why.
    pub price_override_reason: Option<String>,
    /// What bills call it here.
    pub name_override: Option<String>,
    /// The package that it came with.
    pub package_id: Option<i64>,
    /// Which one of the packages of this account.
    pub unique_package_id: Option<String>,
    /// How often it ran.
    pub number_of_times_billed: i64,
    /// When it bills next, with a frequency of its own.
    pub next_bill_date: Option<Date>,
    /// Free values by key.
    pub metadata: Json,
    /// When it was added.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
