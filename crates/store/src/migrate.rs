use fairlead_kernel::{Error, Result};
use sea_orm::sea_query::{ColumnDef, Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use crate::{Db, Tx, Who, classify};

/// One thing a migration does, written once for both databases.
pub enum Change {
    /// Creates a table.
    Table(Box<TableCreateStatement>),
    /// Creates an index.
    Index(Box<IndexCreateStatement>),
    /// Runs one SQL text that both databases understand.
    Sql(String),
    /// Runs one SQL text on PostgreSQL only.
    PostgresSql(&'static str),
    /// The identity of this table goes on after its largest id.
    RestartIdentity(&'static str),
}

/// Named migration: the name orders it and is recorded in `schema_migrations`.
pub struct Step {
    /// `m0010_accounts`
    pub name: &'static str,
    /// What to do.
    pub changes: fn() -> Vec<Change>,
}

/// A table whose primary key is `id`, 64 bits, given by the database unless it is set.
pub fn table(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key());
    table
}

/// An index named `ix_table__first_column`.
pub fn index(table: &'static str, columns: &[&'static str]) -> Change {
    let mut index = Index::create();
    index.name(format!("ix_{table}__{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    Change::Index(Box::new(index))
}

/// A unique index on a text without regard to case, named so that a violation names the field (rule 10).
pub fn unique_text(table: &str, column: &str) -> Change {
    Change::Sql(format!("create unique index uq_{table}__{column} on {table} (lower({column}))"))
}

/// One SQL text that runs on both databases.
pub fn sql(text: impl Into<String>) -> Change {
    Change::Sql(text.into())
}

impl From<&mut TableCreateStatement> for Change {
    fn from(table: &mut TableCreateStatement) -> Self {
        Self::Table(Box::new(table.take()))
    }
}

/// Inserts built-in rows with fixed ids: `columns` without `id`, then the id and the values of each row.
pub fn seed(table: &'static str, columns: &[&str], rows: &[(i64, &[&str])]) -> Vec<Change> {
    let mut changes: Vec<Change> = rows
        .iter()
        .map(|(id, values)| {
            let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
            sql(format!(
                "insert into {table} (id, {}) values ({id}, {})",
                columns.join(", "),
                values.join(", ")
            ))
        })
        .collect();
    changes.push(Change::RestartIdentity(table));
    changes
}

/// `true`, `false`, `null` and numbers stand as they are, everything else is text.
fn literal(value: &str) -> String {
    match value {
        "true" | "false" | "null" => value.to_owned(),
        number if number.parse::<i64>().is_ok() => number.to_owned(),
        text => format!("'{}'", text.replace('\'', "''")),
    }
}

/// After rows came with ids of their own, PostgreSQL's identity goes on after the largest (SQLite does so by itself).
pub(crate) async fn restart_identity(connection: &impl ConnectionTrait, table: &str) -> Result<(), DbErr> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // Never backwards: another transaction may have moved it on for a row that this one does not see yet.
    let lock = format!("select pg_advisory_xact_lock(hashtext('{table} identity'))");
    connection.query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    let sequence = format!("pg_get_serial_sequence('{table}', 'id')");
    let sql = format!(
        "select setval({sequence}, max(id)) from {table} \
         having max(id) > coalesce(pg_sequence_last_value({sequence}::regclass), 0)"
    );
    connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.map(drop)
}

impl crate::Tx {
    /// After a row of `table` was inserted with an id of its own: the next given id comes after it.
    pub async fn restart_identity(&self, table: &str) -> Result<()> {
        restart_identity(self, table).await.map_err(classify)
    }
}

/// Runs the steps that have not run yet, in order of their names, in one transaction under a lock: two nodes that start
/// at once migrate once, and a failure leaves the schema as it was. Returns the names of the steps that ran.
///
/// # Errors
/// [`fairlead_kernel::Error::Internal`] with the database's message.
pub async fn migrate(db: &Db, mut steps: Vec<Step>) -> Result<Vec<&'static str>> {
    steps.sort_by_key(|step| step.name);
    let create =
        "create table if not exists schema_migrations (name text primary key, applied_at bigint not null)";
    let steps = &steps;
    db.write(&Who::platform("migrate"), |tx: Tx| async move {
        if tx.get_database_backend() == DbBackend::Postgres {
            let lock = Statement::from_string(DbBackend::Postgres, "select pg_advisory_xact_lock(4707136)");
            tx.query_one_raw(lock).await.map_err(classify)?;
        }
        tx.execute_unprepared(create).await.map_err(classify)?;
        let mut ran = Vec::new();
        for step in steps {
            if record(&tx, step.name).await? {
                run(&tx, step).await.map_err(|error| Error::Internal(format!("{}: {error}", step.name)))?;
                ran.push(step.name);
            }
        }
        Ok(ran)
    })
    .await
}

/// Records `name`; false when it had run before.
async fn record(tx: &Tx, name: &str) -> Result<bool> {
    let sql =
        "insert into schema_migrations (name, applied_at) values ($1, $2) on conflict (name) do nothing";
    let values = [Value::from(name), Value::from(tx.now().0)];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await.map_err(classify)?.rows_affected() == 1)
}

async fn run(tx: &Tx, step: &Step) -> Result<(), DbErr> {
    for change in (step.changes)() {
        match change {
            Change::Table(table) => tx.execute(table.as_ref()).await.map(drop)?,
            Change::Index(index) => tx.execute(index.as_ref()).await.map(drop)?,
            Change::Sql(text) => tx.execute_unprepared(&text).await.map(drop)?,
            Change::PostgresSql(text) if tx.get_database_backend() == DbBackend::Postgres => {
                tx.execute_unprepared(text).await.map(drop)?;
            }
            Change::PostgresSql(_) => {}
            Change::RestartIdentity(table) => restart_identity(tx, table).await?,
        }
    }
    Ok(())
}
