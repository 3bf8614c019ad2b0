use chrono::{DateTime, Utc};
use croner::Cron;
use fairlead_kernel::{Error, Result};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::queue::Enqueue;
use super::schedule_entity::{ActiveModel, Column, Entity};
use crate::{Db, Timestamp, Tx, Who, classify};

/// A job that a clock starts. Its next run moves in the transaction that enqueues the job, so many nodes run it once.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The kind of job; also the schedule's name.
    pub kind: &'static str,
    /// Five cron fields, UTC.
    pub cron: &'static str,
}

fn next(cron: &str, after: DateTime<Utc>) -> Result<Timestamp> {
    let cron: Cron = cron.parse().map_err(Error::internal)?;
    cron.find_next_occurrence(&after, false).map(Timestamp::from).map_err(Error::internal)
}

/// Writes schedules that are new or have another cron expression.
pub(super) async fn register(db: &Db, schedules: &[Schedule]) -> Result<()> {
    db.write(&Who::platform("schedules"), |tx: Tx| async move {
        for schedule in schedules {
            let known = Entity::find_by_id(schedule.kind).one(&tx).await.map_err(classify)?;
            if known.is_some_and(|known| known.cron == schedule.cron) {
                continue;
            }
            let row = ActiveModel {
                name: Set(schedule.kind.to_owned()),
                cron: Set(schedule.cron.to_owned()),
                next_run_at: Set(next(schedule.cron, tx.now().to_utc())?),
                last_run_at: Set(None),
            };
            let mut conflict = OnConflict::column(Column::Name);
            conflict.update_columns([Column::Cron, Column::NextRunAt]);
            Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx).await.map_err(classify)?;
        }
        Ok(())
    })
    .await
}

/// Enqueues the jobs whose time has come. A schedule that was missed several times runs once.
pub(super) async fn enqueue_due(db: &Db, schedules: &[Schedule]) -> Result<usize> {
    let now = Timestamp::from(db.clock().now());
    let due = Entity::find().filter(Column::NextRunAt.lte(now)).all(db.read()).await.map_err(classify)?;
    let mut enqueued = 0;
    for row in due {
        let Some(schedule) = schedules.iter().find(|schedule| schedule.kind == row.name) else { continue };
        let following = next(&row.cron, now.to_utc())?;
        let row = &row;
        let moved = db
            .write(&Who::platform("schedules"), |tx: Tx| async move {
                let moved = Entity::update_many()
                    .col_expr(Column::NextRunAt, Expr::value(following.0))
                    .col_expr(Column::LastRunAt, Expr::value(row.next_run_at.0))
                    .filter(Column::Name.eq(schedule.kind))
                    .filter(Column::NextRunAt.eq(row.next_run_at))
                    .exec(&tx)
                    .await
                    .map_err(classify)?
                    .rows_affected;
                if moved == 1 {
                    tx.enqueue(Enqueue::now(schedule.kind, serde_json::json!({}))).await?;
                }
                Ok(moved)
            })
            .await?;
        enqueued += usize::from(moved == 1);
    }
    Ok(enqueued)
}
