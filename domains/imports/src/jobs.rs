//! The background work of this domain. It has workers of its own, so that a large file keeps nobody waiting.

use fairlead_kernel::Result;
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use crate::status::Status;
use crate::table::{Column, Entity};
use crate::{act, blob, check, heal, read, rows, run};

/// The beginning of the kinds of its jobs.
pub const LANE: &str = "imports.";
/// Reads the file of a draft.
pub const READ: &str = "imports.read";
/// Checks the rows of a draft.
pub const CHECK: &str = "imports.check";
/// Carries an import out.
pub const RUN: &str = "imports.run";
/// Removes the rows of an import that was carried out.
pub const CLEAR: &str = "imports.clear";
const TIDY: &str = "imports.tidy";
const HEAL: &str = "imports.heal";

/// Drafts and failed imports that nobody touched for so long go with their rows, which are personal data.
const KEPT_IN_DAYS: i64 = 60;

/// The handlers.
pub fn jobs() -> Vec<Handler<App>> {
    let number = |payload: &Value, name: &str| payload[name].as_i64().unwrap_or_default();
    vec![
        handler(READ, move |app: App, payload, _| async move {
            let (id, revision) = (number(&payload, "id"), number(&payload, "revision"));
            read::run(&app, id, revision).await
        }),
        handler(CHECK, move |app: App, payload, _| async move {
            let (id, revision) = (number(&payload, "id"), number(&payload, "revision"));
            check::run(&app, id, revision).await
        }),
        handler(RUN, move |app: App, payload, _| async move { run::run(&app, number(&payload, "id")).await }),
        handler(CLEAR, move |app: App, payload, _| async move { clear(&app, number(&payload, "id")).await }),
        handler(HEAL, |app: App, _, _| async move { heal::heal(&app).await }),
        handler(TIDY, |app: App, _, _| async move { tidy(&app).await }),
        blob::job(),
    ]
}

/// What a clock starts.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { kind: TIDY, cron: "50 3 * * *" }, Schedule { kind: HEAL, cron: "*/5 * * * *" }]
}

/// Some at a time, so that others come in between.
async fn clear(app: &App, id: i64) -> Result<()> {
    let who = Who::platform(CLEAR);
    while app.db.write(&who, |tx: Tx| async move { rows::clear_some(&tx, id).await }).await? > 0 {}
    Ok(())
}

async fn tidy(app: &App) -> Result<()> {
    let oldest = Timestamp(Timestamp::from(app.db.clock().now()).0 - KEPT_IN_DAYS * 86_400_000);
    let kept = [Status::Successful, Status::Queued, Status::InProgress].map(Status::word);
    let old = Entity::find().filter(Column::Status.is_not_in(kept)).filter(Column::UpdatedAt.lt(oldest));
    for import in old.all(app.db.read()).await.map_err(classify)? {
        let import = &import;
        app.db
            .write(&Who::platform(TIDY), |tx: Tx| async move { act::remove(&tx, import.clone()).await })
            .await?;
    }
    Ok(())
}
