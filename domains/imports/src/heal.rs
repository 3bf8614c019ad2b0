//! Imports whose job is gone: the database stayed busy until it gave up, or it broke off too often. They end, so that the
//! others of their type go on.

use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, entity};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::jobs;
use crate::outcome::{self, Outcome};
use crate::status::Status;
use crate::table::{Column, Entity, Model, locked};

/// Looks after every import that is queued or in progress.
///
/// # Errors
/// Those of the database.
pub async fn heal(app: &App) -> Result<()> {
    let open = [Status::Queued, Status::InProgress].map(Status::word);
    let open = Entity::find().filter(Column::Status.is_in(open)).order_by_asc(Column::QueuedAt);
    for import in open.all(app.db.read()).await.map_err(classify)? {
        app.db
            .write(&Who::platform("imports"), |tx: Tx| async move { look_after(&tx, import.id).await })
            .await?;
    }
    Ok(())
}

async fn look_after(tx: &Tx, id: i64) -> Result<()> {
    let import = match locked(tx, id).await {
        Err(Error::NotFound(_)) => return Ok(()),
        found => found?,
    };
    let own: Vec<entity::Model> = entity::Entity::find()
        .filter(entity::Column::Kind.eq(jobs::RUN))
        .order_by_desc(entity::Column::Id)
        .all(tx)
        .await
        .map_err(classify)?
        .into_iter()
        .filter(|job| job.payload["id"] == json!(id))
        .collect();
    if own.iter().any(|job| matches!(job.state.as_str(), "queued" | "running")) {
        return Ok(());
    }
    if import.is(Status::InProgress) {
        let outcome = Outcome::nothing(Status::Failed, why(own.first()));
        return outcome::close(tx, &import, &outcome).await;
    }
    if import.is(Status::Queued) && !is_another_running(tx, &import).await? {
        tx.enqueue(Enqueue::now(jobs::RUN, json!({"id": id}))).await?;
    }
    Ok(())
}

/// The one that runs calls the next.
async fn is_another_running(tx: &Tx, import: &Model) -> Result<bool> {
    let running = Entity::find()
        .filter(Column::Type.eq(&import.r#type))
        .filter(Column::Status.eq(Status::InProgress.word()));
    Ok(running.one(tx).await.map_err(classify)?.is_some())
}

fn why(job: Option<&entity::Model>) -> String {
    let busy = Error::Busy.to_string();
    let tries = job.map_or(0, |job| job.attempts);
    let why = match job.and_then(|job| job.last_error.as_deref()) {
        Some(error) if error == busy => "the database was busy each time",
        _ => "something went wrong on the server each time",
    };
    format!("It was tried {tries} times, and {why}. Nothing was imported.")
}
