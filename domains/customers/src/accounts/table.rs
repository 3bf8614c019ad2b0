use fairlead_kernel::Money;
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
    /// Days until an invoice is past due.
    pub due_days: i64,
    /// Days after that until it is delinquent.
    pub grace_days: i64,
    /// Until when it is not delinquent, whatever is due.
    pub grace_until: Option<Date>,
    /// Months that are billed at a time.
    pub months_to_bill: i64,
    /// Whether it pays no taxes.
    pub tax_exempt: bool,
    /// Whether its invoices are printed.
    pub print_invoice: bool,
    /// Whether invoices of a billing run are dated on a day of their own.
    pub separate_invoice_day_enabled: bool,
    /// That day of the month.
    pub invoice_day: i64,
    /// Days until payment methods with `auto` are charged.
    pub auto_pay_days: i64,
    /// `invoice` or `statement`.
    pub bill_mode: String,
    /// `billing` or `invoice`: what `auto_pay_days` count from.
    pub auto_pay_day: String,
    /// `billing` or `invoice`: what `due_days` count from.
    pub due_days_day: String,
    /// Whether its status changes after some time of delinquency.
    pub switch_status_after_delinquency: bool,
    /// That time in days.
    pub days_of_delinquency_for_status_switch: i64,
    /// The inactive status that it changes to.
    pub delinquency_account_status_id: Option<i64>,
    /// Due on its invoices and on those of its sub accounts: a sum that billing keeps.
    pub balance_due: Money,
    /// `balance_due` and what is not invoiced yet.
    pub balance_total: Money,
    /// What deposits and discounts hold that pays no invoice yet.
    pub available_funds: Money,
    /// Whether an invoice is overdue beyond its grace.
    pub delinquent: bool,
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
