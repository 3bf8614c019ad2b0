//! Enters a batch, one transaction after the other. Each is posted and marked in one write, so that a job that is killed goes
//! on where it was, and enters nothing twice.

use fairlead_billing_math::tax::TaxLine;
use fairlead_identity::notifications::{self, Notice, Topic};
use fairlead_kernel::{Error, Money, Rate, Result};
use fairlead_store::jobs::{Handler, Progress, handler};
use fairlead_store::{Tx, classify};
use fairlead_web::{Actor, App, Ctx};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Map, Value};

use super::table::{batches, lines};
use crate::account_services::add;
use crate::account_services::subject::{By, Subject};
use crate::background::{on_behalf_of, verdict};
use crate::ledger::balances;
use crate::ledger::post::Posted;

pub(super) const ENTER: &str = "transaction_batches.enter";
/// Failures that a notification names one by one.
const NAMED_MAX: u64 = 50;
/// Transactions between two reports of progress.
const REPORTED_EVERY: i64 = 50;

/// The handler.
pub(crate) fn job() -> Handler<App> {
    handler(ENTER, |app: App, payload, progress| async move {
        let id = payload["transaction_batch_id"].as_i64();
        let id = id.ok_or_else(|| Error::Internal("a transaction batch without an id".into()))?;
        let batch = batches::Entity::find_by_id(id).one(app.db.read()).await.map_err(classify)?;
        match batch {
            Some(batch) => enter(&app, &batch, &progress).await,
            None => Ok(()),
        }
    })
}

async fn enter(app: &App, batch: &batches::Model, progress: &Progress) -> Result<()> {
    let actor = Actor { user_id: batch.user_id, super_admin: batch.by_super_admin, ..Actor::default() };
    let ctx = &on_behalf_of(app, actor, &format!("transaction batch {}", batch.id)).await?;
    let by = &By::of(ctx).await?;
    let all = lines::Entity::find().filter(lines::Column::TransactionBatchId.eq(batch.id));
    let total = all.count(app.db.read()).await.map_err(classify)?;
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    while let Some(line) = next(app, batch.id).await? {
        if line.position % REPORTED_EVERY == 0 {
            progress.report(line.position, total).await?;
        }
        if let Err(error) = enter_line(ctx, by, &line).await {
            let why = verdict(&error).ok_or(error)?;
            fail(ctx, &line, &why).await?;
        }
    }
    progress.report(total, total).await?;
    finish(ctx, batch).await
}

/// The first that waits.
async fn next(app: &App, batch: i64) -> Result<Option<lines::Model>> {
    let waiting = lines::Entity::find()
        .filter(lines::Column::TransactionBatchId.eq(batch))
        .filter(lines::Column::State.eq(lines::QUEUED))
        .order_by_asc(lines::Column::Position);
    waiting.one(app.db.read()).await.map_err(classify)
}

/// As it stands now, locked; none when another worker was faster.
async fn waiting(tx: &Tx, id: i64) -> Result<Option<lines::Model>> {
    let select = lines::Entity::find_by_id(id).filter(lines::Column::State.eq(lines::QUEUED));
    select.lock_exclusive().one(tx).await.map_err(classify)
}

async fn enter_line(ctx: &Ctx, by: &By<'_>, line: &lines::Model) -> Result<()> {
    ctx.write(|tx: Tx| async move {
        let subject = match Subject::hold(&tx, by, line.account_id).await {
            Err(Error::NotFound(_)) => return Err(Error::Refused("The account does not exist.".into())),
            held => held?,
        };
        let Some(line) = waiting(&tx, line.id).await? else { return Ok(()) };
        let posted = post(&subject, &line).await?;
        balances::refresh(&tx, line.account_id).await?;
        let mut row = line.clone().into_active_model();
        row.state = Set(lines::ENTERED.into());
        match posted {
            Some(Posted::Debit(id)) => row.debit_id = Set(Some(id)),
            Some(Posted::Discount(id)) => row.discount_id = Set(Some(id)),
            None => {}
        }
        tx.update(&line, row).await.map(drop)
    })
    .await
}

/// By the rules of a service that is added to an account; but what bills by date is charged once.
async fn post(subject: &Subject<'_>, line: &lines::Model) -> Result<Option<Posted>> {
    let mut body = Map::new();
    body.insert("service_id".into(), line.service_id.into());
    body.insert("quantity".into(), line.quantity.into());
    if let Some(amount) = line.amount {
        body.insert("amount".into(), amount.to_string().into());
    }
    let (input, service) = add::validate(subject, &body).await?;
    if input.quantity > 1 && service.r#type == fairlead_catalog::services::ServiceType::Overage {
        let message = "The quantity is only valid for recurring and one time services.";
        return Err(Error::field("quantity", message));
    }
    let taxes = match line.override_taxation {
        true => Some(taxes(&line.tax_transactions)?),
        false => None,
    };
    let called = line.description_override.as_deref().unwrap_or(&service.name);
    subject.charge_once(&service, called, input.quantity, input.amount, taxes).await
}

/// Taxes that somebody else worked out: they have no rate, and none of the catalogue stands behind them.
fn taxes(stored: &Value) -> Result<Vec<TaxLine>> {
    let tax = |tax: &Value| {
        let amount = tax["amount"].to_string().parse::<Money>().map_err(Error::internal)?;
        let name = tax["description"].as_str().unwrap_or_default().to_owned();
        Ok(TaxLine { tax_id: 0, geotax_id: None, name, rate: Rate::ZERO, base: Money::ZERO, amount })
    };
    stored.as_array().into_iter().flatten().map(tax).collect()
}

async fn fail(ctx: &Ctx, line: &lines::Model, why: &str) -> Result<()> {
    ctx.write(|tx: Tx| async move {
        let Some(line) = waiting(&tx, line.id).await? else { return Ok(()) };
        let mut row = line.clone().into_active_model();
        row.state = Set(lines::FAILED.into());
        row.failure = Set(Some(why.to_owned()));
        tx.update(&line, row).await.map(drop)
    })
    .await
}

/// Closes the batch, once, and tells whoever sent it how it went.
async fn finish(ctx: &Ctx, batch: &batches::Model) -> Result<()> {
    ctx.write(|tx: Tx| async move {
        let found = batches::Entity::find_by_id(batch.id).lock_exclusive().one(&tx).await;
        let Some(batch) = found.map_err(classify)?.filter(|batch| batch.finished_at.is_none()) else {
            return Ok(());
        };
        let mut row = batch.clone().into_active_model();
        row.finished_at = Set(Some(tx.now()));
        let batch = tx.update(&batch, row).await?;
        let notice = notice(&tx, &batch).await?;
        notifications::tell(&tx, batch.user_id, notice).await
    })
    .await
}

async fn notice(tx: &Tx, batch: &batches::Model) -> Result<Notice> {
    let all = lines::Entity::find().filter(lines::Column::TransactionBatchId.eq(batch.id));
    let total = all.clone().count(tx).await.map_err(classify)?;
    let failed = all.filter(lines::Column::State.eq(lines::FAILED));
    let failures = failed.clone().count(tx).await.map_err(classify)?;
    let named =
        failed.order_by_asc(lines::Column::Position).limit(NAMED_MAX).all(tx).await.map_err(classify)?;
    let mut body: Vec<String> = named
        .iter()
        .map(|line| format!("Account {}: {}", line.account_id, line.failure.as_deref().unwrap_or_default()))
        .collect();
    if failures > NAMED_MAX {
        body.push(format!("And {} more.", failures - NAMED_MAX));
    }
    let name = batch.name.as_deref().unwrap_or(&batch.batch_id);
    Ok(Notice {
        topic: Topic::TransactionBatch,
        failed: failures > 0,
        subject: match failures {
            0 => format!("Transaction batch {name}: all {total} transactions were entered"),
            _ => format!("Transaction batch {name}: {failures} of {total} transactions failed"),
        },
        body: body.join("\n"),
        link: Some(format!("/financial/transaction_batches/{}", batch.id)),
    })
}
