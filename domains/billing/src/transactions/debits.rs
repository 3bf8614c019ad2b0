use chrono::NaiveDate;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp};
use fairlead_web::{NoInput, Resource};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use super::taxes_and_codes::{ShownTax, codes, taxes};
use crate::ledger::debits::{ActiveModel, Column, Entity, Model};
use crate::ledger::line_taxes;

/// A debit as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Debit)]
pub struct DebitView {
    /// Its id.
    pub id: i64,
    /// Without taxes.
    pub amount: Money,
    /// The invoice that collects it.
    pub invoice_id: Option<i64>,
    /// The service that made it.
    pub service_id: i64,
    /// When it was made.
    pub date: Timestamp,
    /// Whether a discount took it back.
    pub reversed: bool,
    /// When.
    pub reversed_at: Option<NaiveDate>,
    /// That discount.
    pub discount_id: Option<i64>,
    /// The months that it bills.
    pub number_of_months: i64,
    /// Its taxes.
    pub taxes: Vec<ShownTax>,
    /// What bills call it.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// The code of the service in the general ledger.
    pub general_ledger_code: Option<String>,
    /// What that code is for.
    pub general_ledger_code_description: Option<String>,
}

impl DebitView {
    /// Rows as they are shown: three queries for all of them.
    pub(crate) async fn of(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Self>> {
        let ids = rows.iter().map(|row| row.id);
        let mut taxes = taxes(connection, line_taxes::Column::DebitId, ids).await?;
        let codes = codes(connection, rows.iter().map(|row| row.service_id)).await?;
        let shown = |row: Model| {
            let (code, text) = codes.get(&row.service_id).cloned().unzip();
            Self {
                id: row.id,
                amount: row.amount,
                invoice_id: row.invoice_id,
                service_id: row.service_id,
                date: row.date,
                reversed: row.reversed_at.is_some(),
                reversed_at: row.reversed_at,
                discount_id: row.discount_id,
                number_of_months: row.number_of_months,
                taxes: taxes.remove(&row.id).unwrap_or_default(),
                description: row.description,
                quantity: row.quantity,
                general_ledger_code: code,
                general_ledger_code_description: text,
            }
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}

/// Newest first: an importer takes the first one as the one that it has just made.
pub(crate) fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::Date, Column::Amount],
        filters: vec![Column::InvoiceId, Column::ServiceId],
        searches: vec![Column::Description],
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    }
}

/// The resource, as far as it is read.
pub struct Debit;

impl Resource for Debit {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DebitView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/transactions/debits";
    const ID: &'static str = "debit_id";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "debit";
    const PERMISSION: &'static str = "debits";

    fn page() -> Page<Entity> {
        page()
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DebitView>> {
        DebitView::of(connection, rows).await
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}
