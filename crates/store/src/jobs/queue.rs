use fairlead_kernel::{Error, Result};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult};
use sea_orm::{QueryFilter, Statement, Value};
use serde::Serialize;

use super::entity::{self, Column, Model};
use crate::{Db, Rows, Timestamp, Tx, classify};

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct Enqueue {
    /// Which handler runs it.
    pub kind: &'static str,
    /// What the handler gets. Ids, never secrets.
    pub payload: serde_json::Value,
    /// Not before; `None`: at once.
    pub run_at: Option<Timestamp>,
    /// Tries before it is dead.
    pub max_attempts: i64,
    /// Runs when nothing else waits: one of thousands that must not keep others from running.
    pub bulk: bool,
}

impl Enqueue {
    /// To run at once, up to eight tries over about an hour.
    pub fn now(kind: &'static str, payload: impl Serialize) -> Self {
        let payload = serde_json::to_value(payload).unwrap_or_default();
        Self { kind, payload, run_at: None, max_attempts: 8, bulk: false }
    }

    fn priority(&self) -> i64 {
        i64::from(self.bulk)
    }
}

impl Tx {
    /// Enqueues a job that starts to exist when this transaction commits. Returns its id.
    pub async fn enqueue(&self, job: Enqueue) -> Result<i64> {
        let row = entity::ActiveModel {
            priority: Set(job.priority()),
            kind: Set(job.kind.to_owned()),
            payload: Set(job.payload),
            state: Set("queued".into()),
            attempts: Set(0),
            max_attempts: Set(job.max_attempts),
            progress_done: Set(0),
            progress_total: Set(0),
            run_at: Set(job.run_at.unwrap_or(self.now())),
            created_at: Set(self.now()),
            ..Default::default()
        };
        let inserted = entity::Entity::insert(row).exec(self).await.map_err(classify)?;
        Ok(inserted.last_insert_id)
    }

    /// Enqueues many jobs that differ in their payload alone, with a statement for every 500.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn enqueue_all(&self, like: &Enqueue, payloads: Vec<serde_json::Value>) -> Result<()> {
        let mut rows = Rows::of(
            "background_jobs",
            &[
                "kind",
                "payload",
                "state",
                "attempts",
                "max_attempts",
                "progress_done",
                "progress_total",
                "priority",
                "run_at",
                "created_at",
            ],
        );
        for payload in payloads {
            rows.push([
                like.kind.into(),
                payload.into(),
                "queued".into(),
                0_i64.into(),
                like.max_attempts.into(),
                0_i64.into(),
                0_i64.into(),
                like.priority().into(),
                like.run_at.unwrap_or(self.now()).0.into(),
                self.now().0.into(),
            ]);
        }
        self.insert_rows(rows).await
    }
}

/// How long a worker keeps a job without a sign of life before another may take it.
pub(super) const LEASE_IN_MILLIS: i64 = 60_000;

/// Which kinds of jobs a worker takes.
#[derive(Debug, Clone, Default)]
pub enum Lane {
    /// All.
    #[default]
    All,
    /// Only those whose kind begins so: work that takes long has a worker of its own.
    Only(&'static str),
    /// All others.
    Except(&'static str),
}

impl Lane {
    fn condition(&self) -> String {
        match self {
            Self::All => "1 = 1".into(),
            Self::Only(prefix) => format!("kind like '{prefix}%'"),
            Self::Except(prefix) => format!("kind not like '{prefix}%'"),
        }
    }
}

/// Whether a job could be claimed: asked on a reader, so that idle workers leave the writer alone.
pub(super) async fn any_due(db: &Db, lane: &Lane) -> Result<bool> {
    let now = Timestamp::from(db.clock().now());
    let mine = Expr::cust(lane.condition());
    let found =
        entity::Entity::find().filter(due(now)).filter(mine).one(db.read()).await.map_err(classify)?;
    Ok(found.is_some())
}

fn due(now: Timestamp) -> sea_orm::Condition {
    let waiting = Column::State.eq("queued").and(Column::RunAt.lte(now));
    let abandoned = Column::State.eq("running").and(Column::LockedUntil.lt(now));
    sea_orm::Condition::any().add(waiting).add(abandoned)
}

/// Claims the most urgent job that waits longest; before it one whose worker is gone. Each of the two follows an index, so that
/// thousands of waiting jobs cost no more than one.
pub(super) async fn claim(tx: &Tx, lane: &Lane) -> Result<Option<Model>> {
    let backend = tx.get_database_backend();
    let skip = if backend == DbBackend::Postgres { "for update skip locked" } else { "" };
    let mine = lane.condition();
    let sql = format!(
        "update background_jobs set state = 'running', attempts = attempts + 1, started_at = $1, locked_until = $2, \
         progress_done = 0 where id = coalesce((select id from background_jobs where state = 'running' \
         and locked_until < $1 and {mine} order by id limit 1 {skip}), (select id from background_jobs where state = 'queued' \
         and run_at <= $1 and {mine} order by priority, run_at, id limit 1 {skip})) returning *"
    );
    let values = [Value::from(tx.now().0), Value::from(tx.now().0 + LEASE_IN_MILLIS)];
    let row =
        tx.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await.map_err(classify)?;
    row.map(|row| Model::from_query_result(&row, "")).transpose().map_err(classify)
}

/// Shows a sign of life and how far the job is.
pub(super) async fn report(db: &Db, id: i64, progress: Option<(i64, i64)>) -> Result<()> {
    db.write(&crate::Who::platform("jobs"), |tx: Tx| async move {
        let mut update = entity::Entity::update_many()
            .col_expr(Column::LockedUntil, Expr::value(tx.now().0 + LEASE_IN_MILLIS))
            .filter(Column::Id.eq(id))
            .filter(Column::State.eq("running"));
        if let Some((done, total)) = progress {
            update = update
                .col_expr(Column::ProgressDone, Expr::value(done))
                .col_expr(Column::ProgressTotal, Expr::value(total));
        }
        update.exec(&tx).await.map(drop).map_err(classify)
    })
    .await
}

/// Writes down how the try ended: done, queued again after a growing pause, or dead.
pub(super) async fn finish(db: &Db, job: &Model, outcome: &Result<()>) -> Result<()> {
    db.write(&crate::Who::platform("jobs"), |tx: Tx| async move {
        let mut row = entity::ActiveModel { id: Set(job.id), locked_until: Set(None), ..Default::default() };
        match outcome {
            Ok(()) => {
                row.state = Set("done".into());
                row.finished_at = Set(Some(tx.now()));
                row.last_error = Set(None);
            }
            Err(error) => {
                row.last_error = Set(Some(error.to_string()));
                // A refusal is a verdict on the job itself: another try would meet it again.
                if job.attempts >= job.max_attempts || matches!(error, Error::Refused(_)) {
                    row.state = Set("dead".into());
                    row.finished_at = Set(Some(tx.now()));
                } else {
                    row.state = Set("queued".into());
                    row.run_at = Set(Timestamp(tx.now().0 + pause_in_millis(job.attempts)));
                }
            }
        }
        entity::Entity::update(row).exec(&tx).await.map(drop).map_err(classify)
    })
    .await
}

/// 10 s, 20 s, 40 s, ... at most an hour.
fn pause_in_millis(attempts: i64) -> i64 {
    Ord::min(10_000_i64 << (attempts.clamp(1, 12) - 1), 3_600_000)
}

/// Queues a dead or waiting job to run at once with all its tries.
///
/// # Errors
/// 404 for an unknown id, 409 while it runs or when it is done.
pub async fn retry(tx: &Tx, id: i64) -> Result<Model> {
    let job =
        entity::Entity::find_by_id(id).one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    if job.state == "running" || job.state == "done" {
        return Err(Error::Conflict("Only a job that waits or is dead can be tried again.".into()));
    }
    let mut row: entity::ActiveModel = job.clone().into();
    row.state = Set("queued".into());
    row.attempts = Set(0);
    row.run_at = Set(tx.now());
    row.finished_at = Set(None);
    tx.update(&job, row).await
}

/// Removes a job that does not run.
///
/// # Errors
/// 404 for an unknown id, 409 while it runs.
pub async fn delete(tx: &Tx, id: i64) -> Result<()> {
    let job =
        entity::Entity::find_by_id(id).one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    if job.state == "running" {
        return Err(Error::Conflict("A running job cannot be deleted.".into()));
    }
    tx.delete(job).await
}
