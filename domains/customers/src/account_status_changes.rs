//! When accounts changed their status: what figures of growth and churn are counted from.

use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;

/// One change.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_status_changes")]
pub struct Model {
    /// Grows with time.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// The status before; none when the account was created.
    pub from_account_status_id: Option<i64>,
    /// The status after.
    pub to_account_status_id: i64,
    /// From one that does not bill to one that does.
    pub activated: bool,
    /// When.
    pub created_at: Timestamp,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
