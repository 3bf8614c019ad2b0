//! The nightly run, and runs that people ask for.

use chrono::NaiveDate;
use fairlead_billing_math::calendar::daily_run_start;
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Handler, Progress, Schedule, handler};
use fairlead_store::{Timestamp, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{runner, runs};
use crate::ledger::Day;

/// Bills a date that somebody asked for.
pub const RUN: &str = "billing.run";
const DAILY: &str = "billing.daily";

/// The handlers.
pub fn jobs() -> Vec<Handler<App>> {
    vec![
        handler(RUN, |app: App, payload, progress| async move {
            let date = payload["date"].as_str().and_then(|date| date.parse().ok());
            bill(&app, date.ok_or_else(|| Error::Internal("a billing run without a date".into()))?, &progress)
                .await
        }),
        handler(DAILY, |app: App, _, progress| async move {
            match due(&app).await? {
                Some(date) => bill(&app, date, &progress).await,
                None => Ok(()),
            }
        }),
    ]
}

/// Every quarter of an hour, because a cron line knows no time zones: the first that comes after 00:05 of the application's
/// day bills it (domain rule "Calendar").
pub fn schedule() -> Schedule {
    Schedule { kind: DAILY, cron: "5,20,35,50 * * * *" }
}

/// The present date, from 00:05 on and until its run is done, unless its accounting period is closed.
async fn due(app: &App) -> Result<Option<NaiveDate>> {
    let now: Timestamp = app.db.clock().now().into();
    let day = Day::of(app).await?;
    let Day { today, zone, .. } = day;
    if day.refuse_closed(today, "date").is_err() {
        tracing::warn!(%today, "nothing is billed while the accounting period of the present day is closed");
        return Ok(None);
    }
    if daily_run_start(today, zone).is_none_or(|start| now.to_utc() < start) {
        return Ok(None);
    }
    let done =
        runs::Entity::find().filter(runs::Column::Date.eq(today)).filter(runs::Column::State.eq("done"));
    let done = done.one(app.db.read()).await.map_err(classify)?;
    Ok(done.is_none().then_some(today))
}

async fn bill(app: &App, date: NaiveDate, progress: &Progress) -> Result<()> {
    let id = runner::begin(app, date).await?;
    loop {
        let run = runner::step(app, id).await?;
        progress.report(run.accounts_done, run.accounts).await?;
        if run.state == "done" {
            tracing::info!(
                date = %date, billed = run.accounts_billed, failed = run.accounts_failed, invoices = run.invoices,
                "a billing run is done"
            );
            return Ok(());
        }
    }
}
