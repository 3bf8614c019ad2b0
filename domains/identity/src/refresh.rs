//! When sessions and tokens were used last: noted in memory by the request, written behind it, at most once a minute each.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use fairlead_kernel::Result;
use fairlead_store::{Db, Tx, Who, classify};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{sessions, tokens};

/// How long a use may stay unwritten.
pub(crate) const WRITE_EVERY_MILLIS: i64 = 60_000;

/// The life of a session or token that requests come with.
pub(crate) struct Life {
    pub(crate) owner: Owner,
    /// Milliseconds since 1970; `i64::MAX`: never.
    pub(crate) expires_at: AtomicI64,
    /// A session lives on for so long after each use.
    pub(crate) lifetime_in_millis: Option<i64>,
    /// When its use was noted last.
    pub(crate) noted_at: AtomicI64,
}

/// A row whose use is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    Session(i64),
    Token(i64),
}

impl Life {
    pub(crate) fn is_alive(&self, now: i64) -> bool {
        now < self.expires_at.load(Ordering::Acquire)
    }

    /// Prolongs a session; true when this use is to be written.
    fn go_on(&self, now: i64) -> bool {
        if let Some(lifetime) = self.lifetime_in_millis {
            self.expires_at.fetch_max(now.saturating_add(lifetime), Ordering::AcqRel);
        }
        let noted_at = self.noted_at.load(Ordering::Acquire);
        now.saturating_sub(noted_at) >= WRITE_EVERY_MILLIS
            && self.noted_at.compare_exchange(noted_at, now, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

struct Use {
    at: i64,
    expires_at: i64,
}

/// Uses to be written.
#[derive(Default)]
pub(crate) struct Refresh {
    noted: Mutex<HashMap<Owner, Use>>,
    running: AtomicBool,
    writing: tokio::sync::Mutex<()>,
}

impl Refresh {
    /// Notes a use. One task at a time writes what has gathered, so that a busy database gets larger batches, not more.
    pub(crate) fn used(self: &Arc<Self>, db: &Db, life: &Life, now: i64) {
        if !life.go_on(now) {
            return;
        }
        let noted = Use { at: now, expires_at: life.expires_at.load(Ordering::Acquire) };
        self.noted.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(life.owner, noted);
        if !self.running.swap(true, Ordering::AcqRel) {
            let (this, db) = (self.clone(), db.clone());
            tokio::spawn(async move { this.run(&db).await });
        }
    }

    async fn run(&self, db: &Db) {
        // Whoever notes after this finds no task running and starts the next one.
        self.running.store(false, Ordering::Release);
        if let Err(error) = self.write(db).await {
            tracing::warn!(%error, "the last use of sessions and tokens was not written");
        }
    }

    /// Writes what has gathered.
    ///
    /// # Errors
    /// When the database refuses; the uses are forgotten then, and noted again a minute later.
    pub(crate) async fn write(&self, db: &Db) -> Result<()> {
        let _alone = self.writing.lock().await;
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        if noted.is_empty() {
            return Ok(());
        }
        let noted = &noted;
        db.write(&Who::platform("last use"), |tx: Tx| async move {
            for (owner, used) in noted {
                write_one(&tx, *owner, used).await?;
            }
            Ok(())
        })
        .await
    }
}

async fn write_one(tx: &Tx, owner: Owner, used: &Use) -> Result<()> {
    let written = match owner {
        Owner::Session(id) => {
            use sessions::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::LastSeenAt, Expr::value(used.at))
                .col_expr(Column::ExpiresAt, Expr::value(used.expires_at))
                .filter(Column::Id.eq(id))
                .filter(Expr::col(Column::LastSeenAt).lt(used.at))
                .exec(tx)
                .await
        }
        Owner::Token(id) => {
            use tokens::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::LastUsedAt, Expr::value(used.at))
                .filter(Column::Id.eq(id))
                .exec(tx)
                .await
        }
    };
    written.map(drop).map_err(classify)
}
