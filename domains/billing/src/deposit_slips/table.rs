use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::ColumnDef;

use crate::migrations::number;

/// `deposit_slips`
pub mod slips {
    use fairlead_store::Timestamp;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// One slip.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "deposit_slips")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// When it goes to the bank.
        pub date: Date,
        /// What it is, for people.
        pub description: Option<String>,
        /// Who made it; that user may be gone.
        pub user_id: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// Since when it does not change any more.
        pub closed_at: Option<Timestamp>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `deposit_slip_payments`
pub mod contents {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// A payment that is on a slip.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "deposit_slip_payments")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The slip.
        pub deposit_slip_id: i64,
        /// The payment.
        pub payment_id: i64,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tables.
pub(crate) fn migration() -> Vec<Change> {
    let contents = "deposit_slip_payments";
    vec![
        table("deposit_slips")
            .col(ColumnDef::new("date").date().not_null())
            .col(ColumnDef::new("description").text())
            .col(number("user_id"))
            .col(number("created_at"))
            .col(ColumnDef::new("closed_at").big_integer())
            .into(),
        table(contents)
            .col(number("deposit_slip_id"))
            .col(number("payment_id"))
            .foreign_key(&mut reference(contents, "deposit_slip_id", "deposit_slips"))
            .foreign_key(&mut reference(contents, "payment_id", "payments"))
            .into(),
        index(contents, &["deposit_slip_id"]),
        sql("create unique index uq_deposit_slip_payments__payment_id on deposit_slip_payments (payment_id)"),
        sql(
            "create index ix_payments__by_hand on payments (date) where type in ('cash', 'check', 'wire', 'other')",
        ),
    ]
}
