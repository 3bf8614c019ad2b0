use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fairlead_kernel::{Error, Result};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    EntityName, EntityTrait, ExecResult, IntoActiveModel, ModelTrait, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use serde::Serialize;

use crate::db_error::classify_delete;
use crate::{AuditRow, Db, Timestamp, audit, classify, idempotency};

/// On whose behalf something is written.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// The user, unless the platform itself acts.
    pub user_id: Option<i64>,
    /// The user's name as the audit log shows it.
    pub username: String,
    /// The request that asked for it.
    pub request_id: String,
    /// The idempotency key of that request.
    pub idempotency: Option<idempotency::Key>,
}

impl Who {
    /// The platform itself: migrations, the worker, the command line.
    pub fn platform(request_id: &str) -> Self {
        Self { username: "fairlead".into(), request_id: request_id.into(), ..Self::default() }
    }
}

/// A write under way. Everything written through it, its audit rows and its jobs commit together or not at all.
/// Queries take it as a SeaORM connection. A clone is the same transaction.
#[derive(Clone)]
pub struct Tx(Arc<Inner>);

struct Inner {
    transaction: DatabaseTransaction,
    who: Who,
    now: Timestamp,
    audit: Mutex<Vec<AuditRow>>,
    touches_auth: AtomicBool,
}

const TRIES: u32 = 8;

impl Db {
    /// Runs `work` in one transaction: `BEGIN IMMEDIATE` on the single writer of SQLite, read committed with row locks on
    /// PostgreSQL. `work` may run again after a serialization failure, so it must have no effect outside the transaction,
    /// and it borrows what it needs: `let input = &input; db.write(who, |tx| async move { .. input .. })`.
    ///
    /// # Errors
    /// Whatever `work` returns (then nothing is written); [`Error::Busy`] when the database stays busy.
    pub async fn write<T, F, Fut>(&self, who: &Who, work: F) -> Result<T>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(who, &work).await {
                Err(Error::Busy) if tries < TRIES => tokio::time::sleep(backoff(tries)).await,
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, F, Fut>(&self, who: &Who, work: &F) -> Result<T>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let tx = Tx::begin(self, who).await?;
        let outcome = work(tx.clone()).await;
        let Ok(inner) = Arc::try_unwrap(tx.0) else {
            return Err(Error::Internal("a transaction was kept beyond its work".into()));
        };
        match outcome {
            Ok(value) => {
                inner.commit(self).await?;
                Ok(value)
            }
            Err(error) => {
                // A failed rollback means a lost connection, which the database rolls back by itself.
                let _ = inner.transaction.rollback().await;
                Err(error)
            }
        }
    }
}

/// Full jitter on 5 ms doubling; the random bits are those of the standard hasher.
fn backoff(tries: u32) -> Duration {
    let ceiling_in_micros = 5_000_u64 << tries.min(6);
    Duration::from_micros(RandomState::new().hash_one(tries) % ceiling_in_micros)
}

impl Inner {
    async fn commit(self, db: &Db) -> Result<()> {
        let rows = std::mem::take(&mut *self.audit.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        audit::write(&self.transaction, &self.who, self.now, rows).await?;
        if let Some(key) = &self.who.idempotency {
            idempotency::claim(&self.transaction, key, self.now).await?;
        }
        let touches_auth = self.touches_auth.load(Ordering::Relaxed);
        if touches_auth {
            audit::bump_stored_epoch(&self.transaction).await?;
        }
        self.transaction.commit().await.map_err(classify)?;
        if let Some(key) = &self.who.idempotency {
            key.claimed.store(true, Ordering::Release);
        }
        db.counts().written();
        if touches_auth {
            db.bump_auth_epoch();
        }
        Ok(())
    }
}

impl Tx {
    #[allow(clippy::disallowed_methods, reason = "the one place that begins a transaction")]
    async fn begin(db: &Db, who: &Who) -> Result<Self> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = db.writer().begin_with_options(options).await.map_err(classify)?;
        Ok(Self(Arc::new(Inner {
            transaction,
            who: who.clone(),
            now: db.clock().now().into(),
            audit: Mutex::default(),
            touches_auth: AtomicBool::new(false),
        })))
    }

    /// The instant of this write, the same for all its rows.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// On whose behalf it is written.
    pub fn who(&self) -> &Who {
        &self.0.who
    }

    /// Says that users, roles, tokens or passwords change here: cached credentials end with the commit.
    pub fn touches_auth(&self) {
        self.0.touches_auth.store(true, Ordering::Relaxed);
    }

    /// Inserts a row and records it in the audit log.
    pub async fn insert<A>(&self, row: A) -> Result<<A::Entity as EntityTrait>::Model>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A> + Serialize,
    {
        let stored = row.insert(self).await.map_err(classify)?;
        self.audit(AuditRow::created(A::Entity::default().table_name(), &stored));
        Ok(stored)
    }

    /// Inserts many rows in statements of at most 200, without audit: for rows that belong to an audited one.
    pub async fn insert_all<A>(&self, rows: Vec<A>) -> Result<()>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
    {
        for chunk in rows.chunks(200) {
            A::Entity::insert_many(chunk.to_vec()).exec_without_returning(self).await.map_err(classify)?;
        }
        Ok(())
    }

    /// Updates `before` to `after` and records the fields that differ. Nothing differs: nothing is written.
    pub async fn update<A>(
        &self,
        before: &<A::Entity as EntityTrait>::Model,
        after: A,
    ) -> Result<<A::Entity as EntityTrait>::Model>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A> + Serialize + Clone,
    {
        if !after.is_changed() {
            return Ok(before.clone());
        }
        let stored = after.update(self).await.map_err(classify)?;
        if let Some(row) = AuditRow::updated(A::Entity::default().table_name(), before, &stored) {
            self.audit(row);
        }
        Ok(stored)
    }

    /// Deletes a row and records what it was.
    ///
    /// # Errors
    /// 422 while other rows refer to it.
    pub async fn delete<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + Serialize + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        let record = AuditRow::deleted(M::Entity::default().table_name(), &row);
        row.delete(self).await.map_err(classify_delete)?;
        self.audit(record);
        Ok(())
    }

    /// Writes the audit rows that have come together so far. For work that makes so many of them that they should not wait
    /// for the commit in memory.
    pub async fn flush_audit(&self) -> Result<()> {
        let rows = std::mem::take(&mut *self.0.audit.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        audit::write(self, &self.0.who, self.0.now, rows).await
    }

    /// Adds a row to the audit log of this write.
    pub fn audit(&self, row: AuditRow) {
        self.0.audit.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(row);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.0.transaction.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.transaction.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.transaction.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.transaction.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.transaction.query_all_raw(statement).await
    }
}
