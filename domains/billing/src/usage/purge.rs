//! Samples of counters are kept for graphs as long as the billing settings say. What they counted stays in the histories.

use chrono::TimeDelta;
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::Result;
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ConnectionTrait, Statement, Value};

const KIND: &str = "usage.purge";
/// Rows in a transaction: the writer is held for a moment only.
const ROWS_AT_ONCE: i64 = 5000;

/// The handler.
pub(crate) fn job() -> Handler<App> {
    handler(KIND, |app: App, _, _| async move { purge(&app).await.map(drop) })
}

/// Every night.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: KIND, cron: "40 3 * * *" }
}

/// Deletes the samples that are older than the settings say; gives how many. No index on the time is needed, which every
/// intake would have to keep: samples come in the order of time, so that the lowest ids are the oldest. A late one goes
/// when those before it have gone.
///
/// # Errors
/// Those of the database; what was deleted until then stays deleted.
pub(crate) async fn purge(app: &App) -> Result<u64> {
    let days = settings::cached::<Billing>(app).await?.usage_sample_retention_in_days;
    let oldest = app.db.clock().now() - TimeDelta::days(days);
    let values = [Value::from(oldest.timestamp_micros()), Value::from(ROWS_AT_ONCE)];
    let values = &values;
    let sql = "delete from usage_samples where id in (select id from usage_samples order by id limit $2) \
               and at_in_microseconds < $1";
    let who = Who::platform(KIND);
    let mut deleted = 0;
    loop {
        let some = app.db.write(&who, |tx: Tx| async move {
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values.clone());
            tx.execute_raw(statement).await.map(|done| done.rows_affected()).map_err(classify)
        });
        let some = some.await?;
        deleted += some;
        if some < ROWS_AT_ONCE.unsigned_abs() {
            return Ok(deleted);
        }
    }
}
