//! The queue of background jobs and the schedules, for somebody to look into.

use fairlead_kernel::Result;
use fairlead_store::jobs::entity::{ActiveModel, Column, Entity, Model};
use fairlead_store::jobs::{self, schedule_entity};
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{
    Allowed, Answer, Delete, Doc, Failure, NoInput, PathParams, Read, Resource, Routes, Update, read_only,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

/// What is shown of a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BackgroundJob)]
pub struct View {
    id: i64,
    kind: String,
    /// `queued`, `running`, `done` or `dead`.
    state: String,
    attempts: i64,
    max_attempts: i64,
    progress_done: i64,
    /// 0 while unknown.
    progress_total: i64,
    last_error: Option<String>,
    run_at: Timestamp,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

/// What is shown of a schedule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BackgroundSchedule)]
struct ScheduleView {
    /// The kind of job it starts.
    name: String,
    /// Five fields, UTC.
    cron: String,
    next_run_at: Timestamp,
    last_run_at: Option<Timestamp>,
}

/// The declared resource.
pub struct BackgroundJob;

pub(crate) fn routes() -> Routes {
    const TAG: &str = BackgroundJob::TAG;
    Routes::new()
        .merge(read_only::<BackgroundJob>())
        .delete("/background_jobs/{id}", delete, Doc::own(TAG, "Delete background job"))
        .post("/background_jobs/{id}/retry", retry, Doc::own(TAG, "Retry background job").one::<View>())
        .get(
            "/background_schedules",
            schedules,
            Doc::own(TAG, "List: background schedule").many::<ScheduleView>(),
        )
}

async fn delete(ctx: Allowed<Delete<BackgroundJob>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.last_id()?;
    ctx.write(|tx| async move { jobs::delete(&tx, id).await }).await?;
    Answer::success()
}

async fn retry(ctx: Allowed<Update<BackgroundJob>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let job = ctx.write(|tx| async move { jobs::retry(&tx, id).await }).await?;
    Answer::ok(&View::from(job))
}

async fn schedules(ctx: Allowed<Read<BackgroundJob>>) -> Result<Answer, Failure> {
    let rows = schedule_entity::Entity::find()
        .order_by_asc(schedule_entity::Column::Name)
        .all(ctx.db().read())
        .await;
    let view = |row: schedule_entity::Model| ScheduleView {
        name: row.name,
        cron: row.cron,
        next_run_at: row.next_run_at,
        last_run_at: row.last_run_at,
    };
    let views: Vec<ScheduleView> = rows.map_err(classify)?.into_iter().map(view).collect();
    Answer::whole(&views)
}

impl Resource for BackgroundJob {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/background_jobs";
    const TAG: &'static str = "Background jobs";
    const NAME: &'static str = "background job";
    const PERMISSION: &'static str = "background_jobs";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::RunAt, Column::Kind, Column::State],
            filters: vec![Column::State, Column::Kind],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(View::from).collect())
    }
}

impl From<Model> for View {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            progress_done: row.progress_done,
            progress_total: row.progress_total,
            last_error: row.last_error,
            run_at: row.run_at,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

#[cfg(test)]
#[path = "background_jobs_tests.rs"]
mod tests;
