//! Takes money in: a successful payment and the deposit that it makes.

use fairlead_billing_math::allocation::{Fund, FundId};
use fairlead_kernel::{Money, Result};
use fairlead_store::{Timestamp, Tx};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{deposits, funds, payments};

/// Money that came.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// How much; above zero.
    pub amount: Money,
    /// The stored method that paid.
    pub payment_method_id: Option<i64>,
    /// `cash`, `check`, `wire`, `other`, `paypal`, `credit card`, `echeck` or `ach`.
    pub r#type: String,
    /// The number of a check, and the like.
    pub reference: Option<String>,
    /// The processor's answer.
    pub response_message: Option<String>,
    /// The processor's id.
    pub transaction_id: Option<String>,
    /// An id of the request, by which it is carried out once: the caller has looked for it under the account's lock.
    pub payment_tracker_id: Option<String>,
    /// When it was paid.
    pub date: Timestamp,
    /// Whether open invoices are paid with it at once.
    pub auto_apply: bool,
}

/// Books a payment and its deposit. The caller refreshes the balances.
///
/// # Errors
/// Those of the database.
pub async fn receive(tx: &Tx, account_id: i64, received: Received) -> Result<payments::Model> {
    let auto_apply = received.auto_apply;
    let payment = tx.insert(payment(account_id, received, tx.now())).await?;
    deposit(tx, &payment, auto_apply).await?;
    Ok(payment)
}

/// Books the deposit that a successful payment makes; with `auto_apply` open invoices are paid with it at once. The caller
/// refreshes the balances.
///
/// # Errors
/// Those of the database.
pub async fn deposit(tx: &Tx, payment: &payments::Model, auto_apply: bool) -> Result<()> {
    let fund = store(tx, payment).await?;
    if auto_apply {
        funds::auto_apply_fund(tx, payment.account_id, fund).await?;
    }
    Ok(())
}

/// As [`deposit`], for a payment that was made for one bill: it pays that invoice and what is linked to it; what they do not
/// need stays available.
///
/// # Errors
/// Those of the database.
pub async fn deposit_for(tx: &Tx, payment: &payments::Model, invoice_id: i64) -> Result<()> {
    let fund = store(tx, payment).await?;
    funds::pay_bill(tx, invoice_id, fund).await.map(drop)
}

async fn store(tx: &Tx, payment: &payments::Model) -> Result<Fund> {
    let deposit = deposits::ActiveModel {
        id: NotSet,
        account_id: Set(payment.account_id),
        payment_id: Set(payment.id),
        amount: Set(payment.amount),
        amount_remaining: Set(payment.amount),
        void: Set(false),
        date: Set(payment.date),
    };
    let deposit = tx.insert(deposit).await?;
    Ok(Fund { id: FundId::Deposit(deposit.id), amount_remaining: payment.amount })
}

fn payment(account_id: i64, received: Received, now: Timestamp) -> payments::ActiveModel {
    payments::ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        amount: Set(received.amount),
        payment_method_id: Set(received.payment_method_id),
        r#type: Set(received.r#type),
        reference: Set(received.reference),
        response_message: Set(received.response_message),
        transaction_id: Set(received.transaction_id),
        payment_tracker_id: Set(received.payment_tracker_id),
        success: Set(true),
        reversed: Set(false),
        reversed_at: Set(None),
        date: Set(received.date),
        created_at: Set(now),
    }
}
