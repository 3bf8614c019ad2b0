//! Payments that are written down: cash, checks, wires and others, and what was paid at PayPal; and those with a stored payment
//! method, which a processor makes.

use chrono::{NaiveDate, TimeDelta};
use fairlead_customers::accounts::OfAccount;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, FieldErrors, FieldValue, Input, Money, Result, read};
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_web::{Allowed, Answer, Create, Ctx, Failure, JsonBody, PathParams, Scope};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::payments::{PAYPAL, Payment, PaymentView};
use crate::charging::{Means, Order, charge};
use crate::ledger::payments::{Column, Entity, Model};
use crate::ledger::receive::{Received, receive};
use crate::ledger::{Day, delinquency, hold};
use crate::mailing::{Switches, receipts};
use crate::payment_processor::kinds;

/// Body of create.
#[derive(Input)]
pub struct PaymentInput {
    /// A stored payment method, which is charged. Without it `payment_method` is required.
    pub payment_method_id: Option<i64>,
    /// How it was paid, by hand.
    #[input(one_of = ["cash", "check", "wire", "other"])]
    pub payment_method: Option<String>,
    /// The number of a check, and the like.
    pub reference: Option<String>,
    /// How much; above zero.
    pub amount: Money,
    /// Whether open invoices are paid with it at once, the oldest due date first.
    #[input(default = "true")]
    pub auto_apply: bool,
    /// When it was paid; not in the future. Left out: today.
    pub date: Option<NaiveDate>,
    /// A unique id of the form that asks: the same id is booked once, and the second request gets the first answer.
    pub payment_tracker_id: Option<String>,
    /// Whether the customer gets a receipt by mail.
    #[input(default = "false")]
    pub email_payment_receipt: bool,
}

/// Body of an external PayPal payment.
#[derive(Input)]
pub struct PayPalInput {
    /// How much; above zero.
    pub amount: Money,
    /// The id of the sale at PayPal: it is booked once, and the second request gets the first answer.
    pub transaction_id: String,
    /// Whether the customer gets a receipt by mail.
    #[input(default = "false")]
    pub email_payment_receipt: bool,
}

/// POST .../payments
pub(super) async fn create(
    ctx: Allowed<Create<Payment>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account = OfAccount::read(&path)?;
    account.exists(ctx.db().read()).await?;
    let (day, account_id) = (&Day::of(&ctx.app).await?, account.0);
    let input = &read_payment(&body, day)?;
    let switches = &Switches::of(&ctx.app).await?;
    if let Some(id) = input.payment_method_id {
        let payment = charged(&ctx, account_id, id, input).await?;
        return Answer::created(&PaymentView::from(payment));
    }
    let payment = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let received = by_hand(input, day, tx.now());
            if let Some(first) = tracked(&tx, account_id, received.payment_tracker_id.as_deref()).await? {
                return Ok(first);
            }
            let payment = receive(&tx, account_id, received).await?;
            if input.email_payment_receipt {
                receipts::send(&tx, switches, &payment).await?;
            }
            delinquency::settle(&tx, day, account_id).await?;
            Ok(payment)
        })
        .await?;
    Answer::created(&PaymentView::from(payment))
}

async fn charged(ctx: &Ctx, account_id: i64, id: i64, input: &PaymentInput) -> Result<Model> {
    if kinds(&ctx.app).await?.is_empty() {
        return Err(Error::field("payment_method_id", "There is no payment processor."));
    }
    let order = Order {
        account_id,
        amount: input.amount,
        auto_apply: input.auto_apply,
        payment_tracker_id: input.payment_tracker_id.clone(),
        email_payment_receipt: input.email_payment_receipt,
        with: Means::Stored(id),
    };
    charge(ctx, &order).await
}

/// Reads the body with all its faults at once.
fn read_payment(body: &JsonBody, day: &Day) -> Result<PaymentInput> {
    let reading = read::<PaymentInput>(&body.0);
    let mut errors = reading.findings.errors;
    let given = |name: &str| body.0.get(name).is_some_and(|value| !String::is_blank(value));
    if !given("payment_method_id") && !given("payment_method") {
        errors.add("payment_method", "The payment_method field is required without a payment_method_id.");
    }
    if let Some(input) = &reading.value {
        check(input, day, &mut errors);
    }
    errors.into_result()?;
    reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

fn by_hand(input: &PaymentInput, day: &Day, now: Timestamp) -> Received {
    Received {
        amount: input.amount,
        payment_method_id: None,
        r#type: input.payment_method.clone().unwrap_or_default(),
        reference: input.reference.clone(),
        response_message: None,
        transaction_id: None,
        payment_tracker_id: input.payment_tracker_id.clone(),
        date: input.date.map_or(now, |date| instant_on(date, day, now)),
        auto_apply: input.auto_apply,
    }
}

fn check(input: &PaymentInput, day: &Day, errors: &mut FieldErrors) {
    let date = input.date.unwrap_or(day.today);
    positive(input.amount, errors);
    if input.payment_method_id.is_some() && date < day.today {
        errors.add("date", "A payment method cannot be charged on an earlier day.");
    }
    if date > day.today {
        errors.add("date", "The date may not be in the future.");
    }
    open(day, date, errors);
}

/// Notes an amount that is not above zero.
pub(crate) fn positive(amount: Money, errors: &mut FieldErrors) {
    if amount <= Money::ZERO {
        errors.add("amount", "The amount must be greater than 0.");
    }
}

/// Notes a date in the closed accounting period.
pub(crate) fn open(day: &Day, date: NaiveDate, errors: &mut FieldErrors) {
    if let Err(Error::Invalid(closed)) = day.refuse_closed(date, "date") {
        closed.iter().for_each(|(field, message)| errors.add(field, message));
    }
}

/// The present instant for today. An earlier day stands for its noon, which has the same date in UTC, where it is shown,
/// as in nearly every time zone.
fn instant_on(date: NaiveDate, day: &Day, now: Timestamp) -> Timestamp {
    if date == day.today {
        return now;
    }
    Timestamp::from(calendar::start_of(date, day.zone) + TimeDelta::hours(12))
}

/// What this id has booked already on the account.
///
/// # Errors
/// Those of the database.
pub(crate) async fn tracked(
    connection: &impl ConnectionTrait,
    account_id: i64,
    tracker: Option<&str>,
) -> Result<Option<Model>> {
    let Some(tracker) = tracker else { return Ok(None) };
    let select =
        Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::PaymentTrackerId.eq(tracker));
    select.one(connection).await.map_err(classify)
}

/// POST .../paypal_payments: always applied to open invoices.
pub(super) async fn paypal(
    ctx: Allowed<Create<Payment>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account_id = path.id("account_id")?;
    let (day, body) = (&Day::of(&ctx.app).await?, &body);
    let switches = &Switches::of(&ctx.app).await?;
    let payment = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let (received, receipt) = at_paypal(body, day, tx.now())?;
            if let Some(first) = sold(&tx, account_id, &received).await? {
                return Ok(first);
            }
            let payment = receive(&tx, account_id, received).await?;
            if receipt {
                receipts::send(&tx, switches, &payment).await?;
            }
            delinquency::settle(&tx, day, account_id).await?;
            Ok(payment)
        })
        .await?;
    Answer::created(&PaymentView::from(payment))
}

/// The payment, and whether a receipt is wanted.
fn at_paypal(body: &JsonBody, day: &Day, now: Timestamp) -> Result<(Received, bool)> {
    let reading = read::<PayPalInput>(&body.0);
    let mut errors = reading.findings.errors;
    if let Some(input) = &reading.value {
        positive(input.amount, &mut errors);
        open(day, day.today, &mut errors);
    }
    errors.into_result()?;
    let input = reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
    let received = Received {
        amount: input.amount,
        payment_method_id: None,
        r#type: PAYPAL.into(),
        reference: None,
        response_message: Some("APPROVED".into()),
        transaction_id: Some(input.transaction_id),
        payment_tracker_id: None,
        date: now,
        auto_apply: true,
    };
    Ok((received, input.email_payment_receipt))
}

/// The payment of this sale, when it is booked on the account already. Two accounts that book one sale at once meet at the
/// unique index.
async fn sold(tx: &Tx, account_id: i64, received: &Received) -> Result<Option<Model>> {
    let select = Entity::find()
        .filter(Column::Type.eq(PAYPAL))
        .filter(Column::TransactionId.eq(received.transaction_id.as_deref()));
    match select.one(tx).await.map_err(classify)? {
        Some(first) if first.account_id != account_id || first.amount != received.amount => {
            Err(Error::field("transaction_id", "The transaction id has already been taken."))
        }
        found => Ok(found),
    }
}
