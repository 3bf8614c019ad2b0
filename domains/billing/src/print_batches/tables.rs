use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::ColumnDef;

use crate::migrations::{number, text};

/// `print_batches`
pub(super) mod batches {
    use fairlead_store::Timestamp;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;
    use utoipa::ToSchema;

    /// Its job has not begun.
    pub const QUEUED: &str = "queued";
    /// Files are being made.
    pub const MAKING: &str = "making";
    /// All files are there.
    pub const DONE: &str = "done";
    /// An invoice could not be laid out: `error` says why.
    pub const FAILED: &str = "failed";

    /// A batch, and what is shown of it.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
    #[sea_orm(table_name = "print_batches")]
    #[schema(as = PrintBatch)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The first date of its invoices.
        pub date_from: Date,
        /// The last one.
        pub date_to: Date,
        /// `queued`, `making`, `done` or `failed`.
        pub state: String,
        /// Invoices in it.
        pub invoices: i64,
        /// Invoices that are in its files.
        pub invoices_done: i64,
        /// Pages of its files.
        pub pages: i64,
        /// Its files; a long batch has several, each to be printed by itself.
        pub files: i64,
        /// Why it failed.
        pub error: Option<String>,
        /// When somebody said that it was printed.
        pub printed_at: Option<Timestamp>,
        /// When it was asked for.
        pub created_at: Timestamp,
        /// When its files were there.
        pub finished_at: Option<Timestamp>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `print_batch_files`
pub(super) mod files {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// A file of a batch. Its row is there before its content, so that no content is ever without a row.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "print_batch_files")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The batch.
        pub print_batch_id: i64,
        /// Its place in the batch, from 1.
        pub number: i64,
        /// Where its content is.
        pub blob_id: String,
        /// The last invoice in it; none until its content is stored.
        pub last_invoice_id: Option<i64>,
        /// Its length.
        pub size_in_bytes: i64,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tables.
pub(crate) fn migration() -> Vec<Change> {
    let maybe = |name: &'static str| ColumnDef::new(name).big_integer().to_owned();
    vec![
        table("print_batches")
            .col(ColumnDef::new("date_from").date().not_null())
            .col(ColumnDef::new("date_to").date().not_null())
            .col(text("state"))
            .col(number("invoices"))
            .col(number("invoices_done"))
            .col(number("pages"))
            .col(number("files"))
            .col(ColumnDef::new("error").text())
            .col(maybe("printed_at"))
            .col(number("created_at"))
            .col(maybe("finished_at"))
            .into(),
        table("print_batch_files")
            .col(number("print_batch_id"))
            .col(number("number"))
            .col(text("blob_id"))
            .col(maybe("last_invoice_id"))
            .col(number("size_in_bytes"))
            .foreign_key(&mut reference("print_batch_files", "print_batch_id", "print_batches"))
            .into(),
        sql("create unique index uq_print_batch_files__number on print_batch_files (print_batch_id, number)"),
        // An invoice that was made by hand may be deleted.
        table("invoice_prints")
            .col(number("invoice_id"))
            .col(maybe("print_batch_id"))
            .foreign_key(&mut reference("invoice_prints", "print_batch_id", "print_batches"))
            .into(),
        sql("create unique index uq_invoice_prints__invoice_id on invoice_prints (invoice_id)"),
        index("invoice_prints", &["print_batch_id", "invoice_id"]),
    ]
}
