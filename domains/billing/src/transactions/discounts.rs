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
use crate::ledger::discounts::{ActiveModel, Column, Entity, Model};
use crate::ledger::line_taxes;

/// A discount as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Discount)]
pub struct DiscountView {
    /// Its id.
    pub id: i64,
    /// Without taxes.
    pub amount: Money,
    /// What pays no invoice yet, with taxes: it can be more than `amount`.
    pub amount_remaining: Money,
    /// The service that made it.
    pub service_id: i64,
    /// When it was made.
    pub date: Timestamp,
    /// Whether it was taken back.
    pub reversed: bool,
    /// When.
    pub reversed_at: Option<NaiveDate>,
    /// The taxes that it gives back.
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

/// The resource, as far as it is read.
pub struct Discount;

impl Resource for Discount {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DiscountView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/transactions/discounts";
    const ID: &'static str = "discount_id";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "discount";
    const PERMISSION: &'static str = "discounts";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::Amount, Column::AmountRemaining],
            filters: vec![Column::ServiceId],
            searches: vec![Column::Description],
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DiscountView>> {
        let ids = rows.iter().map(|row| row.id);
        let mut taxes = taxes(connection, line_taxes::Column::DiscountId, ids).await?;
        let codes = codes(connection, rows.iter().map(|row| row.service_id)).await?;
        let shown = |row: Model| {
            let (code, text) = codes.get(&row.service_id).cloned().unzip();
            DiscountView {
                id: row.id,
                amount: row.amount,
                amount_remaining: row.amount_remaining,
                service_id: row.service_id,
                date: row.date,
                reversed: row.reversed_at.is_some(),
                reversed_at: row.reversed_at,
                taxes: taxes.remove(&row.id).unwrap_or_default(),
                description: row.description,
                quantity: row.quantity,
                general_ledger_code: code,
                general_ledger_code_description: text,
            }
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}
