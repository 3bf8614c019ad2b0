use chrono::NaiveDate;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Input, Money, Result};
use fairlead_store::{Page, Timestamp, Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, NoInput, PathParams, Permission, Resource, Update};
use sea_orm::sea_query::Order;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::charging;
use crate::ledger::payments::{ActiveModel, Column, Entity, Model};
use crate::ledger::{Day, delinquency, hold, void};

/// Payments that somebody wrote down, as opposed to those that a processor made.
pub(crate) const BY_HAND: [&str; 4] = ["cash", "check", "wire", "other"];
/// The type of payments that were made at PayPal.
pub(super) const PAYPAL: &str = "paypal";

/// A payment as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentView {
    /// Its id.
    pub id: i64,
    /// How much.
    pub amount: Money,
    /// The stored method that paid; null for cash, check, wire and other, 0 for PayPal.
    pub payment_method_id: Option<i64>,
    /// `credit card`, `echeck`, `ach`, `cash`, `check`, `wire`, `other` or `paypal`.
    #[serde(rename = "type")]
    pub r#type: String,
    /// The processor's answer, or the reference of a payment made by hand.
    pub response_message: Option<String>,
    /// The processor's id.
    pub transaction_id: Option<String>,
    /// Whether the money came.
    pub success: bool,
    /// Whether it was taken back.
    pub reversed: bool,
    /// When.
    pub reversed_at: Option<NaiveDate>,
    /// When it was paid.
    pub date: Timestamp,
}

impl From<Model> for PaymentView {
    fn from(row: Model) -> Self {
        let payment_method_id = row.payment_method_id.or((row.r#type == PAYPAL).then_some(0));
        Self {
            id: row.id,
            amount: row.amount,
            payment_method_id,
            r#type: row.r#type,
            response_message: row.response_message.or(row.reference),
            transaction_id: row.transaction_id,
            success: row.success,
            reversed: row.reversed,
            reversed_at: row.reversed_at,
            date: row.date,
        }
    }
}

/// The resource.
pub struct Payment;

impl Resource for Payment {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = PaymentView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/transactions/payments";
    const ID: &'static str = "payment_id";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "payment";
    const PERMISSION: &'static str = "payments";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::Amount],
            filters: vec![Column::Type, Column::Success, Column::Reversed],
            searches: vec![Column::Reference, Column::ResponseMessage, Column::TransactionId],
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<PaymentView>> {
        Ok(rows.into_iter().map(PaymentView::from).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}

/// Body of an edit.
#[derive(Input)]
pub struct PaymentUpdate {
    /// The new reference of a cash, check, wire or other payment; null removes it.
    pub response_message: Option<String>,
}

/// PATCH: only the reference, and only of a payment made by hand.
pub(super) async fn edit(
    ctx: Allowed<Update<Payment>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_id")?);
    let body = &body;
    let stored = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = find(&tx, account_id, id).await?;
            let input: PaymentUpdate = body.read()?;
            if !BY_HAND.contains(&before.r#type.as_str()) {
                let message = "Only the reference of a cash, check, wire or other payment can be changed.";
                return Err(Error::Refused(message.into()));
            }
            let mut row = before.clone().into_active_model();
            if body.0.contains_key("response_message") && input.response_message != before.reference {
                row.reference = Set(input.response_message);
            }
            tx.update(&before, row).await
        })
        .await?;
    Answer::ok(&PaymentView::from(stored))
}

/// May reverse payments.
pub(crate) struct Reverse;

impl Permission for Reverse {
    const RESOURCE: &'static str = "payments";
    const ACTION: &'static str = "reverse";
}

/// POST .../reverse: nothing is sent to a processor.
pub(super) async fn reverse(ctx: Allowed<Reverse>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_id")?);
    let day = &Day::of(&ctx.app).await?;
    let stored = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let payment = find(&tx, account_id, id).await?;
            void::refuse_to_reverse(day, &payment)?;
            charging::refuse_refunding(&tx, id).await?;
            let stored = void::reverse_payment(&tx, day, &payment).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(stored)
        })
        .await?;
    Answer::ok(&PaymentView::from(stored))
}

/// One of the account's.
///
/// # Errors
/// 404.
pub(crate) async fn find(tx: &Tx, account_id: i64, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::AccountId.eq(account_id)).one(tx).await;
    found.map_err(classify)?.ok_or_else(Error::no_such_item)
}
