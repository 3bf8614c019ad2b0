//! Who applied which adjustment service: what `limit_adjustments` counts. The debit or discount itself is on the books.

use fairlead_kernel::Money;
use fairlead_store::{Change, Timestamp, index, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;

use fairlead_customers::accounts::migration::reference;

/// A row of `applied_adjustments`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "applied_adjustments")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The adjustment service.
    pub service_id: i64,
    /// Who applied it; that user may be gone.
    pub user_id: i64,
    /// How much.
    pub amount: Money,
    /// When.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Its table.
pub(crate) fn migration() -> Vec<Change> {
    let number = |name| ColumnDef::new(name).big_integer().not_null().to_owned();
    vec![
        table("applied_adjustments")
            .col(number("service_id"))
            .col(number("user_id"))
            .col(number("amount"))
            .col(number("created_at"))
            .foreign_key(&mut reference("applied_adjustments", "service_id", "services"))
            .into(),
        index("applied_adjustments", &["service_id", "user_id", "created_at"]),
    ]
}
