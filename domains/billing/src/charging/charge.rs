use fairlead_kernel::{Error, Money, Result};
use fairlead_payments::{Charge, Outcome};
use fairlead_store::{Tx, Who, classify};
use fairlead_vault::{os_rng, token::link_key};
use fairlead_web::{App, Ctx};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, IntoActiveModel,
};

use super::{Answered, attempts, auto_pay};
use crate::ledger::{Day, delinquency, hold, payments, receive};
use crate::mailing::{Switches, receipts};
use crate::payment_methods::add::{NewMethod, store};
use crate::payment_methods::{self, table};
use crate::payment_processor::{InUse, in_use, of_kind};
use crate::transactions::tracked;

/// What a payment says until the processor has answered.
pub(super) const PENDING: &str = "The payment processor has not answered yet. The payment is pending and will be settled by itself: please do not pay again.";

/// A payment to be made by a processor.
pub(crate) struct Order {
    pub account_id: i64,
    pub amount: Money,
    pub auto_apply: bool,
    pub payment_tracker_id: Option<String>,
    pub email_payment_receipt: bool,
    pub with: Means,
}

/// What it is paid with.
pub(crate) enum Means {
    /// A stored payment method of the account, by id.
    Stored(i64),
    /// A card that is not kept.
    Once(Box<NewMethod>),
}

enum Begun {
    /// Its tracker id has made this payment already.
    Before(payments::Model),
    /// The processor is to be asked.
    Now(attempts::Model),
}

/// A payment that is written down before the processor is asked.
pub(super) struct Entry<'a> {
    pub account_id: i64,
    pub amount: Money,
    /// What is charged.
    pub method: &'a table::Model,
    /// Whether the payment names it: a card that is not kept is not named.
    pub named: bool,
    pub tracker: Option<&'a str>,
    /// Whether open invoices are paid with it at once.
    pub auto_apply: bool,
    /// The bill that it pays, and nothing else.
    pub invoice_id: Option<i64>,
}

/// Makes a payment; gives it as it stands when the processor has answered, or could not: then it is no success yet, and says so.
/// A tracker id that has paid gets the first payment.
///
/// # Errors
/// 422 when there is no processor or the payment method cannot be used, 404 for an account that is not there.
pub(crate) async fn charge(ctx: &Ctx, order: &Order) -> Result<payments::Model> {
    let processor = &processor_of(&ctx.app, order).await?;
    // An amount that the currency does not know is refused before anything is written.
    processor
        .currency
        .smallest_units(order.amount)
        .map_err(|error| Error::field("amount", error.to_string()))?;
    let (key, app) = (&link_key(&mut os_rng()), &ctx.app);
    let switches = &Switches::of(app).await?;
    let begin = |tx: Tx| async move {
        let begun = begin(&tx, app, processor, order, key).await?;
        match &begun {
            Begun::Now(attempt) if order.email_payment_receipt => {
                receipts::want(&tx, switches, attempt.account_id, attempt.payment_id).await?;
            }
            _ => {}
        }
        Ok(begun)
    };
    let begun = ctx.write(begin).await?;
    let attempt = match begun {
        Begun::Before(payment) => return Ok(payment),
        Begun::Now(attempt) => attempt,
    };
    // A client that hangs up ends its request, but not this: the answer is booked all the same.
    let (app, who, processor) = (ctx.app.clone(), ctx.who(), processor.clone());
    let asking = tokio::spawn(async move { ask(&app, &who, &processor, &attempt).await });
    asking.await.map_err(Error::internal)?
}

/// That of a stored method is its own; a method that is not there is told of later.
async fn processor_of(app: &App, order: &Order) -> Result<InUse> {
    if let Means::Stored(id) = order.with {
        let method = table::Entity::find_by_id(id).one(app.db.read()).await.map_err(classify)?;
        if let Some(method) = method.filter(|method| method.account_id == order.account_id) {
            return match of_kind(app, &method.processor).await {
                Err(Error::Refused(why)) => Err(Error::field("payment_method_id", why)),
                found => found,
            };
        }
    }
    in_use(app).await
}

/// Asks the processor, and books what it answers.
///
/// # Errors
/// 422 when the token is gone; those of the database.
pub(super) async fn ask(
    app: &App,
    who: &Who,
    processor: &InUse,
    attempt: &attempts::Model,
) -> Result<payments::Model> {
    let charge = request(app, processor, attempt).await?;
    let answered = processor.processor.charge(&charge).await;
    conclude(app, who, attempt.id, &answered).await
}

async fn begin(tx: &Tx, app: &App, processor: &InUse, order: &Order, key: &str) -> Result<Begun> {
    hold(tx, order.account_id).await?;
    if let Some(first) = tracked(tx, order.account_id, order.payment_tracker_id.as_deref()).await? {
        return Ok(Begun::Before(first));
    }
    let (method, named) = match &order.with {
        Means::Stored(id) => (usable(tx, app, processor, order.account_id, *id).await?, true),
        Means::Once(new) => (store(tx, &app.keyring, order.account_id, new).await?, false),
    };
    let entry = Entry {
        account_id: order.account_id,
        amount: order.amount,
        method: &method,
        named,
        tracker: order.payment_tracker_id.as_deref(),
        auto_apply: order.auto_apply,
        invoice_id: None,
    };
    write_down(tx, processor, &entry, key).await.map(Begun::Now)
}

/// Writes a payment and its attempt down. The caller holds the account, and knows that the tracker has not paid yet.
///
/// # Errors
/// Those of the database.
pub(super) async fn write_down(
    tx: &Tx,
    processor: &InUse,
    entry: &Entry<'_>,
    key: &str,
) -> Result<attempts::Model> {
    let method = entry.method;
    let payment = payments::ActiveModel {
        id: NotSet,
        account_id: Set(entry.account_id),
        amount: Set(entry.amount),
        payment_method_id: Set(entry.named.then_some(method.id)),
        r#type: Set(method.r#type.clone()),
        reference: Set(None),
        response_message: Set(Some(PENDING.into())),
        transaction_id: Set(None),
        payment_tracker_id: Set(entry.tracker.map(str::to_owned)),
        success: Set(false),
        reversed: Set(false),
        reversed_at: Set(None),
        date: Set(tx.now()),
        created_at: Set(tx.now()),
    };
    let payment = tx.insert(payment).await?;
    let attempt = attempts::ActiveModel {
        id: NotSet,
        account_id: Set(entry.account_id),
        payment_id: Set(payment.id),
        payment_method_id: Set(method.id),
        invoice_id: Set(entry.invoice_id),
        kind: Set(attempts::CHARGE.into()),
        processor: Set(processor.kind.clone()),
        amount: Set(entry.amount),
        currency: Set(processor.currency.code().into()),
        idempotency_key: Set(key.into()),
        auto_apply: Set(entry.auto_apply),
        state: Set("sent".into()),
        message: Set(None),
        transaction_id: Set(None),
        created_at: Set(tx.now()),
    };
    tx.insert(attempt).await
}

pub(super) async fn usable(
    tx: &Tx,
    app: &App,
    processor: &InUse,
    account_id: i64,
    id: i64,
) -> Result<table::Model> {
    let invalid = |message: &str| Error::field("payment_method_id", message);
    let method = match payment_methods::find(tx, account_id, id).await {
        Err(Error::NotFound(_)) => return Err(invalid("The selected payment method id is not valid.")),
        found => found?,
    };
    if method.processor != processor.kind {
        return Err(invalid("The payment method belongs to another payment processor."));
    }
    method.stored(&app.keyring).map_err(|error| invalid(&error.to_string()))?;
    Ok(method)
}

/// The same charge on every try.
///
/// # Errors
/// 422 when its token is gone; those of the database.
pub(super) async fn request(app: &App, processor: &InUse, attempt: &attempts::Model) -> Result<Charge> {
    let method = table::Entity::find_by_id(attempt.payment_method_id).one(app.db.read()).await;
    let method = method.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    Ok(Charge {
        method: method.stored(&app.keyring)?,
        amount: attempt.amount,
        currency: attempt.currency.parse().map_err(Error::internal)?,
        idempotency_key: attempt.idempotency_key.clone(),
        description: processor.description(attempt.account_id),
    })
}

/// Books what the processor answered. An attempt that is booked already stays as it is.
///
/// # Errors
/// Those of the database.
pub(super) async fn conclude(
    app: &App,
    who: &Who,
    attempt_id: i64,
    answered: &Answered,
) -> Result<payments::Model> {
    let day = &Day::of(app).await?;
    app.db
        .write(who, |tx: Tx| async move {
            let account_id = attempts::reread(&tx, attempt_id).await?.account_id;
            hold(&tx, account_id).await?;
            let attempt = attempts::reread(&tx, attempt_id).await?;
            let payment =
                payments::Entity::find_by_id(attempt.payment_id).one(&tx).await.map_err(classify)?;
            let payment = payment.ok_or_else(|| Error::Internal("a payment is gone".into()))?;
            if !attempt.is_open() {
                return Ok(payment);
            }
            let payment = book(&tx, day, &attempt, &payment, answered).await?;
            receipts::settle(&tx, &payment).await?;
            delinquency::settle(&tx, day, account_id).await?;
            Ok(payment)
        })
        .await
}

pub(super) async fn book(
    tx: &Tx,
    day: &Day,
    attempt: &attempts::Model,
    payment: &payments::Model,
    answered: &Answered,
) -> Result<payments::Model> {
    let mut row = payment.clone().into_active_model();
    match answered {
        Ok(Outcome::Approved { transaction_id, message }) => {
            attempts::end(tx, attempt, "approved", message, Some(transaction_id)).await?;
            row.success = Set(true);
            row.response_message = Set(Some(message.clone()));
            row.transaction_id = Set(Some(transaction_id.clone()));
            if day.refuse_closed(day.date_of(payment.date), "date").is_err() {
                // The period was closed while nobody knew: the money is booked when it is known.
                row.date = Set(tx.now());
            }
            let payment = tx.update(payment, row).await?;
            match attempt.invoice_id {
                Some(invoice_id) => receive::deposit_for(tx, &payment, invoice_id).await?,
                None => receive::deposit(tx, &payment, attempt.auto_apply).await?,
            }
            return Ok(payment);
        }
        Ok(Outcome::Declined { transaction_id, message }) => {
            attempts::end(tx, attempt, "declined", message, transaction_id.as_deref()).await?;
            row.response_message = Set(Some(message.clone()));
            row.transaction_id = Set(transaction_id.clone());
        }
        Ok(Outcome::Unknown { message }) => {
            attempts::end(tx, attempt, "unknown", message, None).await?;
        }
        Err(error) => {
            tracing::warn!(payment_id = payment.id, %error, "a payment failed");
            attempts::end(tx, attempt, "failed", &error.to_string(), None).await?;
            row.response_message = Set(Some(error.to_string()));
        }
    }
    let payment = tx.update(payment, row).await?;
    if attempt.invoice_id.is_some() && !matches!(answered, Ok(Outcome::Unknown { .. })) {
        auto_pay::declined(tx, &payment).await?;
    }
    Ok(payment)
}
