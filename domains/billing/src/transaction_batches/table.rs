//! Batches, and the transactions in them with what became of each.

use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::ColumnDef;

use crate::migrations::{number, text};

/// `transaction_batches`
pub mod batches {
    use fairlead_store::Timestamp;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// One batch.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "transaction_batches")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The sender's id of it, by which it is taken once.
        pub batch_id: String,
        /// What the sender calls it.
        pub name: Option<String>,
        /// Who sent it; that user may be gone.
        pub user_id: i64,
        /// Whether that user held every permission.
        pub by_super_admin: bool,
        /// When it was sent.
        pub created_at: Timestamp,
        /// When all of it was entered or had failed.
        pub finished_at: Option<Timestamp>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `transaction_batch_lines`
pub mod lines {
    use fairlead_kernel::Money;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// Waits to be entered.
    pub const QUEUED: &str = "queued";
    /// Is on the books.
    pub const ENTERED: &str = "entered";
    /// Cannot be entered.
    pub const FAILED: &str = "failed";

    /// One transaction of a batch.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "transaction_batch_lines")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The batch.
        pub transaction_batch_id: i64,
        /// Its place in the batch, from 0.
        pub position: i64,
        /// The account, which may not be there.
        pub account_id: i64,
        /// The service, which may not be there.
        pub service_id: i64,
        /// How many.
        pub quantity: i64,
        /// What the bill calls it instead of the name of the service.
        pub description_override: Option<String>,
        /// That of an adjustment.
        pub amount: Option<Money>,
        /// Whether `tax_transactions` are its taxes.
        pub override_taxation: bool,
        /// `[{"description", "amount"}]`
        pub tax_transactions: Json,
        /// [`QUEUED`], [`ENTERED`] or [`FAILED`].
        pub state: String,
        /// Why it failed.
        pub failure: Option<String>,
        /// The debit that it made.
        pub debit_id: Option<i64>,
        /// The discount that it made.
        pub discount_id: Option<i64>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tables.
pub(crate) fn migration() -> Vec<Change> {
    let lines = "transaction_batch_lines";
    vec![
        table("transaction_batches")
            .col(text("batch_id"))
            .col(ColumnDef::new("name").text())
            .col(number("user_id"))
            .col(ColumnDef::new("by_super_admin").boolean().not_null())
            .col(number("created_at"))
            .col(ColumnDef::new("finished_at").big_integer())
            .into(),
        sql("create unique index uq_transaction_batches__batch_id on transaction_batches (batch_id)"),
        table(lines)
            .col(number("transaction_batch_id"))
            .col(number("position"))
            .col(number("account_id"))
            .col(number("service_id"))
            .col(number("quantity"))
            .col(ColumnDef::new("description_override").text())
            .col(ColumnDef::new("amount").big_integer())
            .col(ColumnDef::new("override_taxation").boolean().not_null())
            .col(ColumnDef::new("tax_transactions").json_binary().not_null())
            .col(text("state"))
            .col(ColumnDef::new("failure").text())
            .col(ColumnDef::new("debit_id").big_integer())
            .col(ColumnDef::new("discount_id").big_integer())
            .foreign_key(&mut reference(lines, "transaction_batch_id", "transaction_batches"))
            .foreign_key(&mut reference(lines, "debit_id", "debits"))
            .foreign_key(&mut reference(lines, "discount_id", "discounts"))
            .into(),
        index(lines, &["transaction_batch_id", "state", "position"]),
        index(lines, &["account_id"]),
        index(lines, &["debit_id"]),
        index(lines, &["discount_id"]),
    ]
}
