use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_kernel::{Money, Result, as_text};
use fairlead_store::classify;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ledger::invoices::{Column, Entity, Model};

/// An invoice as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Invoice)]
pub struct InvoiceView {
    /// Its id.
    pub id: i64,
    /// The date on it.
    pub date: NaiveDate,
    /// Left out of automatic payment and of delinquency.
    pub frozen: bool,
    /// What is due on it, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub remaining_due: Money,
    /// What is due on the invoices of sub accounts that are linked to it, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub child_remaining_due: Money,
    /// The months that it bills.
    pub number_of_months: i64,
    /// The master's invoice that includes it; 0 for none.
    pub master_invoice_id: i64,
    /// After it, the invoice is past due.
    pub due_date: NaiveDate,
    /// Overdue beyond its grace.
    pub delinquent: bool,
    /// When payment methods with `auto` are charged; null on invoices made by hand.
    pub auto_pay: Option<NaiveDate>,
    /// Whether that was done.
    pub auto_pay_attempted: bool,
    /// Cancelled: it stays, at zero.
    pub void: bool,
}

/// Rows as they are shown: one query more for what is linked to them.
pub(super) async fn of(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<InvoiceView>> {
    let children = due_of_children(connection, &rows).await?;
    let shown = |row: Model| InvoiceView {
        id: row.id,
        date: row.date,
        frozen: row.frozen,
        remaining_due: row.remaining_due,
        child_remaining_due: children.get(&row.id).copied().unwrap_or_default(),
        number_of_months: row.number_of_months,
        master_invoice_id: row.master_invoice_id.unwrap_or_default(),
        due_date: row.due_date,
        delinquent: row.delinquent,
        auto_pay: row.auto_pay,
        auto_pay_attempted: row.auto_pay_attempted,
        void: row.void,
    };
    Ok(rows.into_iter().map(shown).collect())
}

async fn due_of_children(connection: &impl ConnectionTrait, rows: &[Model]) -> Result<HashMap<i64, Money>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let sums: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .column(Column::MasterInvoiceId)
        .column_as(Expr::col(Column::RemainingDue).sum().cast_as("bigint"), "due")
        .filter(Column::MasterInvoiceId.is_in(rows.iter().map(|row| row.id)))
        .filter(Column::RemainingDue.gt(Money::ZERO))
        .group_by(Column::MasterInvoiceId)
        .into_tuple()
        .all(connection)
        .await
        .map_err(classify)?;
    Ok(sums.into_iter().map(|(id, due)| (id, Money::from_scaled(due))).collect())
}
