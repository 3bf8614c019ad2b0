//! Does what was scheduled. The change and the mark that it was done commit together, under the lock of the account: it
//! happens once, however often the job runs.

use fairlead_customers::accounts;
use fairlead_identity::notifications::{self, Notice, Topic};
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Handler, handler};
use fairlead_store::{Tx, classify};
use fairlead_web::{Actor, App, Ctx};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::check::{body, id, price};
use super::input::Kind;
use super::write::find;
use super::{Entity, Model};
use crate::account_services::subject::{By, Subject};
use crate::account_services::{add, packages, remove, update};
use crate::background::{on_behalf_of, verdict};
use crate::ledger::balances;

pub(super) const RUN: &str = "scheduled_events.run";

/// The handler.
pub(crate) fn job() -> Handler<App> {
    handler(RUN, |app: App, payload, _| async move {
        let id = payload["scheduled_event_id"].as_i64();
        run(&app, id.ok_or_else(|| Error::Internal("a scheduled event without an id".into()))?).await
    })
}

async fn run(app: &App, event_id: i64) -> Result<()> {
    let event = Entity::find_by_id(event_id).one(app.db.read()).await.map_err(classify)?;
    let Some(event) = event.filter(|event| is_due(event, app.db.clock().now().timestamp_millis())) else {
        return Ok(());
    };
    let ctx = &on_behalf_of(app, actor(&event), &format!("scheduled event {event_id}")).await?;
    match attempt(ctx, &event).await {
        Ok(()) => Ok(()),
        Err(error) => match verdict(&error) {
            Some(why) => fail(ctx, &event, &why).await,
            None => Err(error),
        },
    }
}

/// Neither done nor failed, and its time has come.
fn is_due(event: &Model, now_in_millis: i64) -> bool {
    !event.completed && event.failure.is_none() && event.scheduled_datetime.0 <= now_in_millis
}

/// Whoever made it was allowed to when it was made; what it does then is up to no one any more.
fn actor(event: &Model) -> Actor {
    let super_user = ("account_super_user".to_owned(), vec!["act".to_owned()]);
    Actor { user_id: event.user_id, permissions: [super_user].into(), ..Actor::default() }
}

async fn attempt(ctx: &Ctx, event: &Model) -> Result<()> {
    let (by, changing) = (&By::of(ctx).await?, &accounts::By::of(ctx).await?);
    let unique_package_id = &packages::unique_id();
    ctx.write(|tx: Tx| async move {
        let subject = Subject::hold(&tx, by, event.account_id).await?;
        let event = find(&tx, event.account_id, event.id).await?;
        let Some(event) = event.filter(|event| is_due(event, tx.now().0)) else { return Ok(()) };
        perform(&subject, changing, &event, unique_package_id).await?;
        balances::refresh(&tx, event.account_id).await?;
        let mut row = event.clone().into_active_model();
        row.completed = Set(true);
        row.completed_at = Set(Some(tx.now()));
        tx.update(&event, row).await.map(drop)
    })
    .await
}

/// Through the verbs of the API.
async fn perform(
    subject: &Subject<'_>,
    changing: &accounts::By<'_>,
    event: &Model,
    unique_package_id: &str,
) -> Result<()> {
    let kind = Kind::of(&event.event_type);
    let kind = kind.ok_or_else(|| Error::Internal("a scheduled event of no known type".into()))?;
    let prorate = subject.by.prorates(event.proration_override.then_some(event.prorate));
    let value = &event.primary_value;
    match kind {
        Kind::AddService => add::put(subject, &body("service_id", id(value)?, prorate)).await.map(drop),
        Kind::AddPackage => {
            packages::put(subject, &body("package_id", id(value)?, prorate), unique_package_id).await
        }
        Kind::RemoveService => {
            let row = remove::removable(subject, id(value)?).await?;
            remove::remove(subject, row, prorate).await
        }
        Kind::RemovePackage => packages::take(subject, value, prorate).await,
        Kind::OverridePrice => {
            let price = price(event.secondary_value.as_deref()).map_err(|why| Error::Refused(why.into()))?;
            let row = update::find(subject, id(value)?).await?;
            let reason = format!("Scheduled event {}", event.id);
            let change =
                json!({"price_override": price, "price_override_reason": reason, "prorate": prorate});
            change_service(subject, row, change).await
        }
        Kind::RemovePriceOverride => {
            let row = update::find(subject, id(value)?).await?;
            change_service(
                subject,
                row,
                json!({"price_override": null, "price_override_reason": null, "prorate": prorate}),
            )
            .await
        }
        Kind::ChangeStatus => {
            accounts::change_status(subject.tx, changing, event.account_id, id(value)?, prorate).await
        }
    }
}

async fn change_service(
    subject: &Subject<'_>,
    row: crate::account_services::Model,
    change: serde_json::Value,
) -> Result<()> {
    let change = change.as_object().cloned().unwrap_or_default();
    update::change(subject, row, &change).await.map(drop)
}

/// Keeps why it could not be done, and tells whoever made it.
async fn fail(ctx: &Ctx, event: &Model, why: &str) -> Result<()> {
    tracing::info!(scheduled_event_id = event.id, why, "a scheduled event could not be done");
    ctx.write(|tx: Tx| async move {
        let found = find(&tx, event.account_id, event.id).await?;
        let Some(event) = found.filter(|event| is_due(event, tx.now().0)) else { return Ok(()) };
        let mut row = event.clone().into_active_model();
        row.failure = Set(Some(why.to_owned()));
        tx.update(&event, row).await?;
        let subject = format!("A scheduled event of account {} could not be carried out", event.account_id);
        let notice = Notice {
            topic: Topic::ScheduledEvent,
            failed: true,
            subject,
            body: format!("{}, scheduled for {} UTC: {why}", event.event_type, said(&event)),
            link: Some(format!("/accounts/{}", event.account_id)),
        };
        notifications::tell(&tx, event.user_id, notice).await
    })
    .await
}

fn said(event: &Model) -> String {
    event.scheduled_datetime.to_utc().format(fairlead_kernel::DATETIME_FORMAT).to_string()
}
