use std::sync::atomic::{AtomicI64, Ordering};

use fairlead_kernel::Result;
use fairlead_store::{Db, classify};
use sea_orm::{ConnectionTrait, Statement};

/// How long a change that another process made to users may go unnoticed.
const LOOK_EVERY_MILLIS: i64 = 1000;

/// Follows the stored epoch, so that what another node or the command line changes counts here too.
pub(crate) struct EpochWatch {
    looked_at: AtomicI64,
    stored: AtomicI64,
}

impl EpochWatch {
    pub(crate) const fn new() -> Self {
        Self { looked_at: AtomicI64::new(i64::MIN), stored: AtomicI64::new(0) }
    }

    /// The epoch that cached credentials must be of. Asks the database at most once a second.
    ///
    /// # Errors
    /// When the database does not answer: stale credentials are not used then.
    pub(crate) async fn current(&self, db: &Db) -> Result<u64> {
        let now = db.clock().now().timestamp_millis();
        let looked_at = self.looked_at.load(Ordering::Acquire);
        // A clock that was set back counts as due, too.
        let due = now.saturating_sub(looked_at).saturating_abs() >= LOOK_EVERY_MILLIS;
        let mine = due
            && self.looked_at.compare_exchange(looked_at, now, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if mine {
            let stored = read(db).await.inspect_err(|_| self.looked_at.store(i64::MIN, Ordering::Release))?;
            if self.stored.swap(stored, Ordering::AcqRel) != stored {
                db.bump_auth_epoch();
            }
        }
        Ok(db.auth_epoch())
    }
}

async fn read(db: &Db) -> Result<i64> {
    let statement = Statement::from_string(db.read().get_database_backend(), "select epoch from auth_epoch");
    match db.read().query_one_raw(statement).await.map_err(classify)? {
        Some(row) => row.try_get_by_index(0).map_err(classify),
        None => Ok(0),
    }
}
