use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fairlead_kernel::{Clock, Error, Result};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::counts::CountCache;

/// The two databases Fairlead runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file beside the server.
    Sqlite,
    /// A server, shared by many nodes.
    Postgres,
}

/// The pools behind a [`Db`], for hot paths that run one static SQL text through sqlx.
#[derive(Debug, Clone)]
pub enum Pools {
    /// One writer, several readers.
    Sqlite {
        /// The only connection that writes.
        write: SqlitePool,
        /// Read-only connections.
        read: SqlitePool,
    },
    /// One pool for everything.
    Postgres(PgPool),
}

/// Sizes of the pools.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Readers on SQLite.
    pub sqlite_readers: u32,
    /// Connections on PostgreSQL.
    pub postgres_connections: u32,
    /// How long a request waits for a connection before it answers 503.
    pub acquire_timeout: Duration,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { sqlite_readers: 4, postgres_connections: 16, acquire_timeout: Duration::from_secs(30) }
    }
}

/// A connected database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    backend: Backend,
    read: DatabaseConnection,
    write: DatabaseConnection,
    pools: Pools,
    clock: Arc<dyn Clock>,
    counts: CountCache,
    auth_epoch: AtomicU64,
    statements: Arc<AtomicU64>,
    written: Arc<AtomicU64>,
}

impl Db {
    /// Connects to `sqlite:path/to/file.db` (created when missing) or `postgres://user@host/name`.
    ///
    /// # Errors
    /// [`Error::Internal`] with the cause when the URL is not understood or the database does not answer.
    pub async fn connect(url: &str, options: &DbOptions, clock: Arc<dyn Clock>) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") {
            sqlite(url, options).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            postgres(url, options).await
        } else {
            return Err(Error::Internal("the database URL must start with sqlite: or postgres:".into()));
        };
        let pools = pools.map_err(|error| Error::Internal(format!("cannot open the database: {error}")))?;
        let (backend, mut read, mut write) = match &pools {
            Pools::Sqlite { read, write } => (
                Backend::Sqlite,
                SqlxSqliteConnector::from_sqlx_sqlite_pool(read.clone()),
                SqlxSqliteConnector::from_sqlx_sqlite_pool(write.clone()),
            ),
            Pools::Postgres(pool) => {
                let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
                (Backend::Postgres, connection.clone(), connection)
            }
        };
        let counts = CountCache::new(clock.clone());
        let (statements, written) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        for (connection, counter) in [(&mut read, statements.clone()), (&mut write, written.clone())] {
            connection.set_metric_callback(move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        }
        let auth_epoch = AtomicU64::new(1);
        Ok(Self(Arc::new(Inner {
            backend,
            read,
            write,
            pools,
            clock,
            counts,
            auth_epoch,
            statements,
            written,
        })))
    }

    /// For reading outside a transaction. On SQLite these connections cannot write.
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }

    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.0.write
    }

    /// The pools, for hot paths.
    pub fn pools(&self) -> &Pools {
        &self.0.pools
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// The clock that stamps rows.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn counts(&self) -> &CountCache {
        &self.0.counts
    }

    /// Grows whenever a user, role, token or password changes: cached credentials of an older epoch are void.
    pub fn auth_epoch(&self) -> u64 {
        self.0.auth_epoch.load(Ordering::Acquire)
    }

    /// Makes every cached credential void at once.
    pub fn bump_auth_epoch(&self) {
        self.0.auth_epoch.fetch_add(1, Ordering::AcqRel);
    }

    /// How many statements were run through [`Self::read`] so far: tests pin what a list costs with it (rule 14).
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// How many statements were run in transactions so far: tests pin what work on many rows costs with it (rule 14).
    pub fn statements_in_transactions(&self) -> u64 {
        self.0.written.load(Ordering::Relaxed)
    }

    /// Closes the pools after the work under way is done.
    pub async fn close(&self) {
        match self.pools() {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn sqlite(url: &str, options: &DbOptions) -> sqlx::Result<Pools> {
    let base = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-8000")
        .optimize_on_close(true, None);
    let pool =
        || SqlitePoolOptions::new().acquire_timeout(options.acquire_timeout).test_before_acquire(false);
    let write = pool().max_connections(1).min_connections(1).connect_with(base.clone()).await?;
    let read = pool().max_connections(options.sqlite_readers).connect_with(base.read_only(true)).await?;
    Ok(Pools::Sqlite { write, read })
}

async fn postgres(url: &str, options: &DbOptions) -> sqlx::Result<Pools> {
    let connect = PgConnectOptions::from_str(url)?.application_name("fairlead");
    let pool = PgPoolOptions::new()
        .max_connections(options.postgres_connections)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .connect_with(connect)
        .await?;
    Ok(Pools::Postgres(pool))
}
