use fairlead_kernel::{Error, Result};
use fairlead_payments::{Outcome, Refund};
use fairlead_store::{Tx, Who, classify};
use fairlead_vault::{os_rng, token::link_key};
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Permission};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::{Answered, attempts};
use crate::ledger::{Day, delinquency, hold, payments, void};
use crate::payment_processor::{kinds, of_kind};
use crate::transactions::{PaymentView, find_payment};

const REFUNDING: &str = "The payment is being refunded. The payment processor has not answered yet; the payment will be marked as reversed when it has.";

/// May give payments back.
pub(super) struct Give;

impl Permission for Give {
    const RESOURCE: &'static str = "payments";
    const ACTION: &'static str = "refund";
}

/// POST (and PATCH) .../payments/{payment_id}/refund: the money goes back, and then the payment is reversed.
pub(super) async fn refund(ctx: Allowed<Give>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_id")?);
    let (key, kinds) = (&link_key(&mut os_rng()), &kinds(&ctx.app).await?);
    let day = &Day::of(&ctx.app).await?;
    let attempt =
        ctx.write(|tx: Tx| async move { begin(&tx, day, account_id, id, kinds, key).await }).await?;
    let processor = of_kind(&ctx.app, &attempt.processor).await?;
    let (app, who) = (ctx.app.clone(), ctx.who());
    let asking = tokio::spawn(async move {
        let answered = processor.processor.refund(&request(&app, &attempt).await?).await;
        conclude(&app, &who, attempt.id, &answered).await?;
        Ok::<_, Error>(answered)
    });
    match asking.await.map_err(Error::internal)?? {
        Ok(Outcome::Approved { .. }) => {
            let found = payments::Entity::find_by_id(id).one(ctx.db().read()).await.map_err(classify)?;
            Answer::ok(&PaymentView::from(found.ok_or_else(Error::no_such_item)?))
        }
        Ok(Outcome::Declined { message, .. }) => Err(Error::Refused(message.into()).into()),
        Ok(Outcome::Unknown { .. }) => Err(Error::Conflict(REFUNDING.into()).into()),
        Err(error) => Err(Error::Refused(error.to_string().into()).into()),
    }
}

async fn begin(
    tx: &Tx,
    day: &Day,
    account_id: i64,
    id: i64,
    in_use: &[String],
    key: &str,
) -> Result<attempts::Model> {
    hold(tx, account_id).await?;
    let payment = find_payment(tx, account_id, id).await?;
    void::refuse_to_reverse(day, &payment)?;
    refuse_refunding(tx, id).await?;
    let charge = charge_of(tx, id).await?.filter(|charge| charge.state == "approved");
    let charge = charge.ok_or_else(|| {
        Error::Refused("Only a payment that a payment processor has made can be refunded.".into())
    })?;
    if in_use.is_empty() {
        return Err(Error::Refused("There is no payment processor.".into()));
    }
    if !in_use.contains(&charge.processor) {
        return Err(Error::Refused("The payment was made by another payment processor.".into()));
    }
    let row = attempts::ActiveModel {
        id: NotSet,
        invoice_id: Set(None),
        kind: Set(attempts::REFUND.into()),
        idempotency_key: Set(key.into()),
        state: Set("sent".into()),
        message: Set(None),
        transaction_id: Set(None),
        created_at: Set(tx.now()),
        ..charge.into_active_model().reset_all()
    };
    tx.insert(row).await
}

async fn charge_of(connection: &impl ConnectionTrait, payment_id: i64) -> Result<Option<attempts::Model>> {
    let select = attempts::Entity::find()
        .filter(attempts::Column::PaymentId.eq(payment_id))
        .filter(attempts::Column::Kind.eq(attempts::CHARGE));
    select.one(connection).await.map_err(classify)
}

/// Refuses while the processor has been asked for a refund and has not answered.
///
/// # Errors
/// 409.
pub(crate) async fn refuse_refunding(tx: &Tx, payment_id: i64) -> Result<()> {
    let select = attempts::Entity::find()
        .filter(attempts::Column::PaymentId.eq(payment_id))
        .filter(attempts::Column::Kind.eq(attempts::REFUND))
        .filter(attempts::Column::State.is_in(attempts::OPEN));
    match select.one(tx).await.map_err(classify)? {
        Some(_) => Err(Error::Conflict(REFUNDING.into())),
        None => Ok(()),
    }
}

/// The same refund on every try.
///
/// # Errors
/// Those of the database.
pub(super) async fn request(app: &App, attempt: &attempts::Model) -> Result<Refund> {
    let charge = charge_of(app.db.read(), attempt.payment_id).await?;
    let transaction_id = charge.and_then(|charge| charge.transaction_id);
    Ok(Refund {
        transaction_id: transaction_id.ok_or_else(|| Error::Internal("a refund without a charge".into()))?,
        amount: attempt.amount,
        currency: attempt.currency.parse().map_err(Error::internal)?,
        idempotency_key: attempt.idempotency_key.clone(),
    })
}

/// Books what the processor answered. An attempt that is booked already stays as it is.
///
/// # Errors
/// Those of the database.
pub(super) async fn conclude(app: &App, who: &Who, attempt_id: i64, answered: &Answered) -> Result<()> {
    let day = &Day::of(app).await?;
    app.db
        .write(who, |tx: Tx| async move {
            let account_id = attempts::reread(&tx, attempt_id).await?.account_id;
            hold(&tx, account_id).await?;
            let attempt = attempts::reread(&tx, attempt_id).await?;
            if !attempt.is_open() {
                return Ok(());
            }
            match answered {
                Ok(Outcome::Approved { transaction_id, message }) => {
                    attempts::end(&tx, &attempt, "approved", message, Some(transaction_id)).await?;
                    let payment = find_payment(&tx, account_id, attempt.payment_id).await?;
                    void::reverse_payment(&tx, day, &payment).await?;
                }
                Ok(Outcome::Declined { transaction_id, message }) => {
                    attempts::end(&tx, &attempt, "declined", message, transaction_id.as_deref()).await?;
                }
                Ok(Outcome::Unknown { message }) => {
                    attempts::end(&tx, &attempt, "unknown", message, None).await?;
                }
                Err(error) => {
                    tracing::warn!(payment_id = attempt.payment_id, %error, "a refund failed");
                    attempts::end(&tx, &attempt, "failed", &error.to_string(), None).await?;
                }
            }
            delinquency::settle(&tx, day, account_id).await
        })
        .await
}
