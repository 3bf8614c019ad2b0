//! What is left to do behind payments: asking how charges and refunds ended whose answer was lost, and having the processor
//! forget what is not kept.

use fairlead_kernel::{Error, Result};
use fairlead_payments::{Outcome, PaymentError};
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::{attempts, charge, refund};
use crate::ach;
use crate::payment_methods::table;
use crate::payment_processor::{InUse, of_kind};

const SETTLE: &str = "payments.settle";
const AT_ONCE_MAX: u64 = 500;
/// A request that is still under way has this long.
const ASKED_AFTER_IN_MILLIS: i64 = 3 * 60_000;
/// What the processor does not know by then never got there.
const LOST_AFTER_IN_MILLIS: i64 = 15 * 60_000;

/// The handler.
pub(crate) fn job() -> Handler<App> {
    handler(SETTLE, |app: App, _, _| async move {
        if open(&app).await?.is_empty() && to_forget(&app).await?.is_empty() {
            return Ok(());
        }
        settle(&app).await?;
        forget(&app).await
    })
}

/// Every five minutes.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: SETTLE, cron: "*/5 * * * *" }
}

async fn open(app: &App) -> Result<Vec<attempts::Model>> {
    let until = app.db.clock().now().timestamp_millis() - ASKED_AFTER_IN_MILLIS;
    let select = attempts::Entity::find()
        .filter(attempts::Column::State.is_in(attempts::OPEN))
        .filter(attempts::Column::CreatedAt.lte(until))
        .order_by_asc(attempts::Column::Id)
        .limit(AT_ONCE_MAX);
    select.all(app.db.read()).await.map_err(classify)
}

/// One attempt that cannot be settled does not keep the others from it.
async fn settle(app: &App) -> Result<()> {
    for attempt in open(app).await? {
        let Ok(processor) = of_kind(app, &attempt.processor).await else {
            tracing::warn!(
                attempt_id = attempt.id,
                processor = attempt.processor,
                "an open payment is that of a processor which is not in use"
            );
            continue;
        };
        if let Err(error) = settle_one(app, &processor, &attempt).await {
            tracing::warn!(attempt_id = attempt.id, %error, "an open payment could not be looked up");
        }
    }
    Ok(())
}

async fn settle_one(app: &App, processor: &InUse, attempt: &attempts::Model) -> Result<()> {
    let is_charge = attempt.kind == attempts::CHARGE;
    let found = match is_charge {
        true => processor.processor.find(&charge::request(app, processor, attempt).await?).await,
        false => processor.processor.find_refund(&refund::request(app, attempt).await?).await,
    };
    let age_in_millis = app.db.clock().now().timestamp_millis() - attempt.created_at.0;
    let answered = match found.map_err(Error::from)? {
        Some(Outcome::Unknown { .. }) => return Ok(()),
        Some(outcome) => Ok(outcome),
        None if age_in_millis < LOST_AFTER_IN_MILLIS => return Ok(()),
        None => Err(PaymentError::Unavailable(
            "It did not reach the payment processor: no money was moved.".into(),
        )),
    };
    let who = Who::platform(SETTLE);
    match is_charge {
        true => charge::conclude(app, &who, attempt.id, &answered).await.map(drop),
        false => refund::conclude(app, &who, attempt.id, &answered).await,
    }
}

/// Deleted payment methods, and cards that paid once, whose token is not needed to look a payment up.
async fn to_forget(app: &App) -> Result<Vec<table::Model>> {
    let mut needed = Query::select();
    needed
        .column(attempts::Column::PaymentMethodId)
        .from(attempts::Entity)
        .and_where(attempts::Column::State.is_in(attempts::OPEN));
    let select = table::Entity::find()
        .filter(table::Column::DeletedAt.is_not_null())
        .filter(table::Column::Token.is_not_null())
        .filter(table::Column::Id.not_in_subquery(needed))
        .filter(table::Column::Id.not_in_subquery(ach::waiting_methods()))
        .order_by_asc(table::Column::Id)
        .limit(AT_ONCE_MAX);
    select.all(app.db.read()).await.map_err(classify)
}

async fn forget(app: &App) -> Result<()> {
    let who = &Who::platform(SETTLE);
    for method in to_forget(app).await? {
        if method.token_made_here
            && let Ok(processor) = of_kind(app, &method.processor).await
        {
            let Ok(stored) = method.stored(&app.keyring) else { continue };
            if let Err(error) = processor.processor.forget(&stored).await {
                tracing::warn!(payment_method_id = method.id, %error, "a token could not be forgotten");
                continue;
            }
        }
        let method = &method;
        let blanking = app.db.write(who, |tx: Tx| async move {
            let mut row = method.clone().into_active_model();
            row.token = Set(None);
            tx.update(method, row).await.map(drop)
        });
        blanking.await?;
    }
    Ok(())
}
