//! Every night: what has had its time goes.

use fairlead_kernel::Result;
use fairlead_store::jobs::{self, Handler, Schedule, handler};
use fairlead_store::{Timestamp, Tx, Who, classify, idempotency};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use crate::{geocode, notifications, sessions};

const KIND: &str = "identity.housekeeping";
const DONE_JOBS_KEPT_IN_DAYS: i64 = 30;

/// The jobs of this domain.
pub fn jobs() -> Vec<Handler<App>> {
    vec![handler(KIND, |app: App, _, _| async move { tidy_up(&app).await }), notifications::job()]
}

/// When they start by themselves.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { kind: KIND, cron: "30 3 * * *" }]
}

/// One transaction a table, so that none holds the writer for long.
async fn tidy_up(app: &App) -> Result<()> {
    let who = Who::platform("housekeeping");
    app.db
        .write(&who, |tx: Tx| async move {
            use sessions::{Column, Entity};
            let expired = Entity::delete_many().filter(Column::ExpiresAt.lte(tx.now()));
            expired.exec(&tx).await.map(drop).map_err(classify)
        })
        .await?;
    app.db.write(&who, |tx: Tx| async move { idempotency::forget_old(&tx).await }).await?;
    app.db.write(&who, |tx: Tx| async move { geocode::forget_old(&tx).await }).await?;
    app.db.write(&who, |tx: Tx| async move { notifications::forget_old(&tx).await }).await?;
    app.db
        .write(&who, |tx: Tx| async move {
            use jobs::entity::{Column, Entity};
            let oldest = Timestamp(tx.now().0 - DONE_JOBS_KEPT_IN_DAYS * 86_400_000);
            let old = Column::State.eq("done").and(Column::FinishedAt.lt(oldest));
            Entity::delete_many().filter(old).exec(&tx).await.map(drop).map_err(classify)
        })
        .await
}

#[cfg(test)]
#[path = "housekeeping_tests.rs"]
mod tests;
