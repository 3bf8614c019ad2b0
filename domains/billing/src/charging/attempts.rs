use fairlead_customers::accounts::migration::reference;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Change, Timestamp, Tx, classify, index, sql, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

/// A row of `payment_attempts`: one try to move money, written down before the processor is asked.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "payment_attempts")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose payment it is.
    pub account_id: i64,
    /// The payment that is made or given back.
    pub payment_id: i64,
    /// What is charged.
    pub payment_method_id: i64,
    /// The bill that automatic payment charges for.
    pub invoice_id: Option<i64>,
    /// `charge` or `refund`.
    pub kind: String,
    /// The kind of the processor that is asked.
    pub processor: String,
    /// How much.
    pub amount: Money,
    /// What in.
    pub currency: String,
    /// What the processor knows it by, whoever asks how often.
    pub idempotency_key: String,
    /// Whether open invoices are paid with the charge at once.
    pub auto_apply: bool,
    /// `sent` before the answer, `unknown` after none, else `approved`, `declined`, or `failed` for what never got there.
    pub state: String,
    /// What the processor, or the lack of one, said.
    pub message: Option<String>,
    /// The processor's id.
    pub transaction_id: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) const CHARGE: &str = "charge";
pub(super) const REFUND: &str = "refund";
/// Nobody knows yet how it ended.
pub(crate) const OPEN: [&str; 2] = ["sent", "unknown"];

impl Model {
    pub(super) fn is_open(&self) -> bool {
        OPEN.contains(&self.state.as_str())
    }
}

/// As it stands now.
///
/// # Errors
/// Those of the database.
pub(crate) async fn reread(tx: &Tx, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).one(tx).await.map_err(classify)?;
    found.ok_or_else(|| Error::Internal(format!("the payment attempt {id} is gone")))
}

/// Writes down how it ended, or that nobody knows.
///
/// # Errors
/// Those of the database.
pub(super) async fn end(
    tx: &Tx,
    attempt: &Model,
    state: &str,
    message: &str,
    transaction_id: Option<&str>,
) -> Result<()> {
    let mut row = attempt.clone().into_active_model();
    row.state = Set(state.into());
    row.message = Set(Some(message.into()));
    row.transaction_id = Set(transaction_id.map(str::to_owned));
    tx.update(attempt, row).await.map(drop)
}

/// The table.
pub(crate) fn migration() -> Vec<Change> {
    let name = "payment_attempts";
    let text = |column| ColumnDef::new(column).text().to_owned();
    let number = |column| ColumnDef::new(column).big_integer().not_null().to_owned();
    let mut create = table(name);
    for (column, of) in
        [("account_id", "accounts"), ("payment_id", "payments"), ("payment_method_id", "payment_methods")]
    {
        create.col(number(column)).foreign_key(&mut reference(name, column, of));
    }
    for column in ["kind", "processor", "currency", "idempotency_key", "state"] {
        create.col(text(column).not_null());
    }
    create
        .col(number("amount"))
        .col(ColumnDef::new("auto_apply").boolean().not_null())
        .col(text("message"))
        .col(text("transaction_id"))
        .col(number("created_at"));
    vec![
        (&mut create).into(),
        index(name, &["account_id"]),
        index(name, &["payment_id"]),
        index(name, &["payment_method_id"]),
        sql("create unique index uq_payment_attempts__idempotency_key on payment_attempts (idempotency_key)"),
        sql(
            "create unique index uq_payment_attempts__charge on payment_attempts (payment_id) where kind = 'charge'",
        ),
        sql("create unique index uq_payment_attempts__refund on payment_attempts (payment_id) \
             where kind = 'refund' and state in ('sent', 'unknown', 'approved')"),
        sql(
            "create index ix_payment_attempts__open on payment_attempts (id) where state in ('sent', 'unknown')",
        ),
    ]
}

/// What automatic payment adds.
pub(crate) fn of_invoices() -> Vec<Change> {
    vec![
        sql("alter table payment_attempts add column invoice_id bigint references invoices (id)"),
        sql(
            "create index ix_payment_attempts__invoice_id on payment_attempts (invoice_id) where invoice_id is not null",
        ),
        sql("create index ix_invoices__auto_pay on invoices (auto_pay) where remaining_due > 0"),
    ]
}
