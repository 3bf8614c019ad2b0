use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::ColumnDef;

use crate::migrations::{number, of_account, text};

/// `ach_batches`
pub mod batches {
    use fairlead_store::Timestamp;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// One batch: a file for the bank.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "ach_batches")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The bank day on which the money is to move.
        pub effective_date: Date,
        /// The settings as they were, without the number of the offset account: the file is the same however often it is made.
        pub settings: Json,
        /// That number, sealed.
        #[serde(skip)]
        pub offset_account_number: Option<String>,
        /// What tells files of the same day apart.
        pub modifier: Option<String>,
        /// Who made it; that user may be gone.
        pub user_id: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// When its file was made; it does not change any more then.
        pub filed_at: Option<Timestamp>,
        /// When it was given up; its payments wait for another.
        pub voided_at: Option<Timestamp>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Whether payments can still leave it.
        pub fn is_open(&self) -> bool {
            self.filed_at.is_none() && self.voided_at.is_none()
        }
    }
}

/// `ach_entries`
pub mod entries {
    use fairlead_kernel::Money;
    use fairlead_store::Timestamp;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// Money that comes from a customer.
    pub const DEBIT: &str = "debit";
    /// Money that goes back to a customer.
    pub const CREDIT: &str = "credit";

    /// One payment or refund in a batch.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "ach_entries")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The batch.
        pub ach_batch_id: i64,
        /// Whose it is.
        pub account_id: i64,
        /// The payment that it makes or gives back.
        pub payment_id: i64,
        /// The try that it carries out.
        pub payment_attempt_id: i64,
        /// `PPD`, `WEB` or `CCD`.
        pub class: String,
        /// [`DEBIT`] or [`CREDIT`].
        pub direction: String,
        /// How much.
        pub amount: Money,
        /// Who holds the bank account.
        pub name_on_account: String,
        /// The token of the payment method as it is stored there, sealed: the method may be forgotten before the file is made.
        #[serde(skip)]
        pub token: String,
        /// The last four characters of the account number.
        pub last_four: String,
        /// What the bank calls it, once the file is made.
        pub trace_number: Option<String>,
        /// Whether its batch was given up.
        pub void: bool,
        /// `R01` and the like, when the bank returned it.
        pub return_code: Option<String>,
        /// What that means.
        pub return_reason: Option<String>,
        /// When that was booked.
        pub returned_at: Option<Timestamp>,
    }

    /// None: the tables refer to each other by foreign keys.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tables and the row of the settings.
pub(crate) fn migration() -> Vec<Change> {
    let entries = "ach_entries";
    let maybe = |name| ColumnDef::new(name).text().to_owned();
    vec![
        super::settings::migration(),
        table("ach_batches")
            .col(ColumnDef::new("effective_date").date().not_null())
            .col(ColumnDef::new("settings").json_binary().not_null())
            .col(maybe("offset_account_number"))
            .col(maybe("modifier"))
            .col(number("user_id"))
            .col(number("created_at"))
            .col(ColumnDef::new("filed_at").big_integer())
            .col(ColumnDef::new("voided_at").big_integer())
            .into(),
        of_account(entries)
            .col(number("ach_batch_id"))
            .col(number("payment_id"))
            .col(number("payment_attempt_id"))
            .col(text("class"))
            .col(text("direction"))
            .col(number("amount"))
            .col(text("name_on_account"))
            .col(text("token"))
            .col(text("last_four"))
            .col(maybe("trace_number"))
            .col(ColumnDef::new("void").boolean().not_null())
            .col(maybe("return_code"))
            .col(maybe("return_reason"))
            .col(ColumnDef::new("returned_at").big_integer())
            .foreign_key(&mut reference(entries, "ach_batch_id", "ach_batches"))
            .foreign_key(&mut reference(entries, "payment_id", "payments"))
            .foreign_key(&mut reference(entries, "payment_attempt_id", "payment_attempts"))
            .into(),
        index(entries, &["ach_batch_id"]),
        index(entries, &["account_id"]),
        index(entries, &["payment_id"]),
        sql(
            "create unique index uq_ach_entries__payment_attempt_id on ach_entries (payment_attempt_id) where not void",
        ),
        sql(
            "create index ix_payment_attempts__ach on payment_attempts (id) where processor = 'ach' and state = 'approved'",
        ),
    ]
}
