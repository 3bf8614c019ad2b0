use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp};
use fairlead_web::{NoInput, Resource};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::ledger::deposits::{ActiveModel, Column, Entity, Model};

/// A deposit as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Deposit)]
pub struct DepositView {
    /// Its id.
    pub id: i64,
    /// How much.
    pub amount: Money,
    /// What pays no invoice yet.
    pub amount_remaining: Money,
    /// The payment that made it.
    pub payment_id: i64,
    /// Whether that payment was taken back.
    pub void: bool,
    /// When it was made.
    pub date: Timestamp,
}

/// The resource: payments make deposits, nobody else.
pub struct Deposit;

impl Resource for Deposit {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DepositView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/transactions/deposits";
    const ID: &'static str = "deposit_id";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "deposit";
    const PERMISSION: &'static str = "deposits";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::Amount, Column::AmountRemaining],
            filters: vec![Column::PaymentId, Column::Void],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DepositView>> {
        let shown = |row: Model| DepositView {
            id: row.id,
            amount: row.amount,
            amount_remaining: row.amount_remaining,
            payment_id: row.payment_id,
            void: row.void,
            date: row.date,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}
