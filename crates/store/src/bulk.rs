//! Many rows at once, for work that writes hundreds of thousands of them.

use fairlead_kernel::{Error, Result};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, Statement, Value};

use crate::batch::{ROWS_IN_A_STATEMENT, places};
use crate::{Tx, classify};

/// Rows of one table that are inserted together, without audit: they belong to something that has its own.
pub struct Rows {
    table: &'static str,
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Rows {
    /// None yet.
    pub fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns: columns.iter().map(|name| (*name).to_owned()).collect(), values: Vec::new() }
    }

    /// All columns of these rows, their ids too.
    pub fn of_models<M: ModelTrait>(table: &'static str, models: &[M]) -> Self {
        let names =
            <M::Entity as EntityTrait>::Column::iter().map(|column| format!("\"{}\"", column.as_str()));
        let values = models
            .iter()
            .flat_map(|model| <M::Entity as EntityTrait>::Column::iter().map(|column| model.get(column)));
        Self { table, columns: names.collect(), values: values.collect() }
    }

    /// Adds one; its values stand in the order of the columns.
    pub fn push<const N: usize>(&mut self, values: [Value; N]) {
        debug_assert_eq!(N, self.columns.len(), "{}", self.table);
        self.values.extend(values);
    }

    /// One for every 500 rows; the text of the whole ones is made once.
    fn statements(mut self, backend: DbBackend, tail: &str) -> impl Iterator<Item = Statement> {
        let width = self.columns.len();
        let whole = self.sql(backend, ROWS_IN_A_STATEMENT, tail);
        let mut values = std::mem::take(&mut self.values).into_iter();
        std::iter::from_fn(move || {
            let part: Vec<Value> = values.by_ref().take(width * ROWS_IN_A_STATEMENT).collect();
            let sql = match part.len() / width {
                0 => return None,
                ROWS_IN_A_STATEMENT => whole.clone(),
                fewer => self.sql(backend, fewer, tail),
            };
            Some(Statement::from_sql_and_values(backend, sql, part))
        })
    }

    fn sql(&self, backend: DbBackend, rows: usize, tail: &str) -> String {
        let values = places(backend, rows, self.columns.len(), |_, _, _| {});
        format!("insert into {} ({}) values {values}{tail}", self.table, self.columns.join(", "))
    }
}

impl Tx {
    /// Inserts rows, 500 a statement.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn insert_rows(&self, rows: Rows) -> Result<()> {
        self.insert_parts(rows, "").await.map(drop)
    }

    /// Inserts those rows that violate no unique index, 500 a statement. Gives how many they are.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn insert_new_rows(&self, rows: Rows) -> Result<u64> {
        self.insert_parts(rows, " on conflict do nothing").await
    }

    /// As [`insert_new_rows`](Self::insert_new_rows), and gives the ids of those that were inserted.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn insert_new_rows_for_ids(&self, rows: Rows) -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        for statement in rows.statements(self.get_database_backend(), " on conflict do nothing returning id")
        {
            for row in self.query_all_raw(statement).await.map_err(classify)? {
                ids.push(row.try_get_by_index(0).map_err(classify)?);
            }
        }
        Ok(ids)
    }

    async fn insert_parts(&self, rows: Rows, tail: &str) -> Result<u64> {
        let mut inserted = 0;
        for statement in rows.statements(self.get_database_backend(), tail) {
            inserted += self.execute_raw(statement).await.map_err(classify)?.rows_affected();
        }
        Ok(inserted)
    }

    /// Takes ids of a table out of the row of those that it gives, so that rows can name each other before they are
    /// stored. Ascending; never given again, also when the transaction fails on PostgreSQL.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn reserve_ids(&self, table: &'static str, count: i64) -> Result<Vec<i64>> {
        if count <= 0 {
            return Ok(Vec::new());
        }
        if self.get_database_backend() == DbBackend::Postgres {
            let sql = format!(
                "select nextval(pg_get_serial_sequence('{table}', 'id')) from generate_series(1, $1)"
            );
            let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [count.into()]);
            let rows = self.query_all_raw(statement).await.map_err(classify)?;
            return rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect();
        }
        let last = self.last_reserved(table, count).await?;
        Ok((last - count + 1..=last).collect())
    }

    /// Makes sure that no id up to `last` is given by itself any more, because rows of their own ids are to come.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn skip_ids(&self, table: &'static str, last: i64) -> Result<()> {
        let backend = self.get_database_backend();
        let run = async |sql: String, values: Vec<Value>| {
            self.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await.map_err(classify)
        };
        if backend == DbBackend::Postgres {
            let sequence = format!("pg_get_serial_sequence('{table}', 'id')");
            let lock = format!("select pg_advisory_xact_lock(hashtext('{table} identity'))");
            run(lock, Vec::new()).await?;
            let sql = format!(
                "select setval({sequence}, $1) where $1 > coalesce(pg_sequence_last_value({sequence}::regclass), 0)"
            );
            return run(sql, vec![last.into()]).await.map(drop);
        }
        let present = "select seq from sqlite_sequence where name = $1";
        let present = run(present.into(), vec![table.into()]).await?;
        let present: i64 = match present.first() {
            Some(row) => row.try_get_by_index(0).map_err(classify)?,
            None => 0,
        };
        if present < last { self.last_reserved(table, last - present).await.map(drop) } else { Ok(()) }
    }

    /// SQLite keeps the last id of a table in a row that appears with the table's first row.
    async fn last_reserved(&self, table: &'static str, count: i64) -> Result<i64> {
        let backend = self.get_database_backend();
        for sql in [
            "update sqlite_sequence set seq = seq + $2 where name = $1 returning seq",
            "insert into sqlite_sequence (name, seq) values ($1, $2) returning seq",
        ] {
            let statement = Statement::from_sql_and_values(backend, sql, [table.into(), count.into()]);
            if let Some(row) = self.query_one_raw(statement).await.map_err(classify)? {
                return row.try_get_by_index(0).map_err(classify);
            }
        }
        Err(Error::Internal(format!("no ids for {table}")))
    }
}
