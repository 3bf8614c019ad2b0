//! How far an import is. While rows are written, one transaction holds the only writer of SQLite, so that nothing can be
//! stored beside it: then the process that writes, which is the one that answers requests, says it from memory.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard};

use fairlead_kernel::Result;
use fairlead_store::{Backend, Db, Tx, Who, classify};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::status::Status;
use crate::table::{Column, Entity, Model};

static WRITING: LazyLock<Mutex<HashMap<i64, i64>>> = LazyLock::new(Mutex::default);

fn writing() -> MutexGuard<'static, HashMap<i64, i64>> {
    WRITING.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Percent of what is under way.
pub fn of(row: &Model) -> Option<i64> {
    let here = writing().get(&row.id).copied().filter(|_| row.is(Status::InProgress));
    here.or(row.progress)
}

/// Stores it; false when what is worked on has changed meanwhile, so that the work is for nothing.
pub async fn report(db: &Db, import: &Model, percent: i64) -> Result<bool> {
    let changed = db
        .write(&Who::platform("imports"), |tx: Tx| async move {
            let update = Entity::update_many()
                .col_expr(Column::Progress, Expr::value(percent.clamp(0, 100)))
                .filter(Column::Id.eq(import.id))
                .filter(Column::Revision.eq(import.revision));
            update.exec(&tx).await.map_err(classify)
        })
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Says it while rows are written.
pub struct Written<'a> {
    db: &'a Db,
    import: &'a Model,
    told: i64,
}

impl<'a> Written<'a> {
    /// Half is done: the check.
    pub fn new(db: &'a Db, import: &'a Model) -> Self {
        Self { db, import, told: 50 }
    }

    /// `done` of all rows are written.
    pub async fn tell(&mut self, done: i64) -> Result<()> {
        let percent = 50 + done * 49 / self.import.rows_total.max(1);
        writing().insert(self.import.id, percent);
        if percent > self.told && self.db.backend() == Backend::Postgres {
            report(self.db, self.import, percent).await?;
        }
        self.told = percent;
        Ok(())
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        writing().remove(&self.import.id);
    }
}
