use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `accounts`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// Its id; may be chosen at creation. The id of a deleted account stays taken.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name of the customer.
    pub name: String,
    /// Its type.
    pub account_type_id: i64,
    /// Its status; whether it bills follows from it.
    pub account_status_id: i64,
    /// The master account that it is a sub account of.
    pub parent_account_id: Option<i64>,
    /// Day of the month on which it bills, 1 to 28.
    pub bill_day: i64,
    /// In the application's time zone; null while it is not active.
    pub next_bill_date: Option<Date>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Deleted rows stay for the audit log and the ledger, and nothing else sees them.
    pub deleted_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
