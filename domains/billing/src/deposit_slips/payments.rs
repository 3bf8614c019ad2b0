//! Payments as they stand on slips, and those that are on none yet. As CSV with `format=csv`.

use std::collections::HashMap;

use fairlead_customers::accounts;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{NoInput, Resource, Within};
use sea_orm::sea_query::{Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::slip::DepositSlip;
use super::{contents, slips};
use crate::ledger::payments::{ActiveModel, Column, Entity, Model};
use crate::transactions::BY_HAND;

/// A payment as a slip shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DepositablePayment {
    /// Its id.
    pub id: i64,
    /// Who paid.
    pub account_id: i64,
    /// That account's name.
    pub account_name: String,
    /// `cash`, `check`, `wire` or `other`.
    pub method: String,
    /// The number of a check, and the like.
    pub reference: Option<String>,
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub date: Timestamp,
    /// Whether it was taken back since the slip was closed.
    pub reversed: bool,
}

impl DepositablePayment {
    async fn of(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Self>> {
        let ids = rows.iter().map(|row| row.account_id);
        let found = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids)).all(connection).await;
        let names: HashMap<i64, String> =
            found.map_err(classify)?.into_iter().map(|account| (account.id, account.name)).collect();
        let shown = |row: Model| Self {
            id: row.id,
            account_id: row.account_id,
            account_name: names.get(&row.account_id).cloned().unwrap_or_default(),
            method: row.r#type,
            reference: row.reference,
            amount: row.amount,
            date: row.date,
            reversed: row.reversed,
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}

/// The payments on a slip, in the order of their ids.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_slip(connection: &impl ConnectionTrait, slip: i64) -> Result<Vec<DepositablePayment>> {
    let on = Entity::find().filter(Column::Id.in_subquery(on_slips(Some(slip)))).order_by_asc(Column::Id);
    DepositablePayment::of(connection, on.all(connection).await.map_err(classify)?).await
}

fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::Date, Column::Amount, Column::AccountId],
        filters: vec![Column::Type, Column::AccountId],
        searches: vec![Column::Reference],
        order: (Column::Id, Order::Asc),
        key: Column::Id,
    }
}

/// The payments that are on slips: all, or those of one slip.
fn on_slips(slip: Option<i64>) -> SelectStatement {
    let mut ids = Query::select();
    ids.column(contents::Column::PaymentId).from(contents::Entity);
    if let Some(slip) = slip {
        ids.and_where(contents::Column::DepositSlipId.eq(slip));
    }
    ids
}

/// Money that came by hand, was not taken back, and is on no slip.
pub(super) fn undeposited() -> Condition {
    by_hand().add(Column::Id.not_in_subquery(on_slips(None)))
}

/// Money that came by hand and was not taken back.
pub(super) fn by_hand() -> Condition {
    Condition::all()
        .add(Column::Type.is_in(BY_HAND))
        .add(Column::Success.eq(true))
        .add(Column::Reversed.eq(false))
}

/// What lies on one slip.
pub type OfSlip = Within<slips::Entity>;

/// The payments on a slip.
pub struct DepositSlipPayment;

impl Resource for DepositSlipPayment {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DepositablePayment;
    type Scope = OfSlip;

    const PATH: &'static str = "/financial/deposit_slips/{id}/payments";
    const TAG: &'static str = DepositSlip::TAG;
    const NAME: &'static str = "payment on a deposit slip";
    const PERMISSION: &'static str = DepositSlip::PERMISSION;
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        page()
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DepositablePayment>> {
        DepositablePayment::of(connection, rows).await
    }

    fn within(scope: &OfSlip) -> Condition {
        Condition::all().add(Column::Id.in_subquery(on_slips(Some(scope.0))))
    }
}

/// The payments that wait for a slip.
pub struct UndepositedPayment;

impl Resource for UndepositedPayment {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DepositablePayment;
    type Scope = ();

    const PATH: &'static str = "/financial/undeposited_payments";
    const TAG: &'static str = DepositSlip::TAG;
    const NAME: &'static str = "undeposited payment";
    const PERMISSION: &'static str = DepositSlip::PERMISSION;
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        page()
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DepositablePayment>> {
        DepositablePayment::of(connection, rows).await
    }

    fn within((): &()) -> Condition {
        undeposited()
    }
}
