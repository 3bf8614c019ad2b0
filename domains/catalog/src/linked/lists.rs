use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use fairlead_kernel::Result;
use fairlead_store::{AuditRow, Change, Tx, classify, index, sql};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::{Map, Value as Json, json};

/// A list of ids that rows carry and a link table holds, in the order in which it was sent.
pub(crate) struct List {
    /// Its field on the wire: `taxes`.
    pub(crate) field: &'static str,
    /// The link table: `service_taxes`.
    pub(crate) table: &'static str,
    /// The column of who has the list: `service_id`.
    pub(crate) owner: &'static str,
    /// The column of what is listed: `tax_id`.
    pub(crate) item: &'static str,
}

impl List {
    /// The link table. Links go with their owner, a row of the table `owners`; `items` is the reference to what is listed,
    /// `taxes (id)`, which decides whether that can go while it is listed.
    pub(crate) fn changes(&self, owners: &str, items: &str) -> [Change; 2] {
        let Self { field, table, owner, item } = self;
        let create = sql(format!(
            "create table {table} ( \
             {owner} bigint not null constraint fk_{table}__{owner} references {owners} (id) on delete cascade, \
             {item} bigint not null constraint fk_{table}__{field} references {items}, \
             position bigint not null, primary key ({owner}, {item}))"
        ));
        [create, index(table, &[item])]
    }

    /// The ids of the rows in whose list `item` is.
    pub(crate) fn owners_of(&self, item: i64) -> SelectStatement {
        let mut owners = Query::select();
        owners.column(self.owner).from(self.table).and_where(Expr::col(self.item).eq(item));
        owners
    }
}

/// The lists of some rows.
#[derive(Default)]
pub(crate) struct Lists(HashMap<(i64, usize), Vec<i64>>);

impl Lists {
    /// Those of the rows with these ids: one query for a page of rows.
    pub(crate) async fn of(connection: &impl ConnectionTrait, lists: &[List], ids: &[i64]) -> Result<Self> {
        let mut found = Self::default();
        for ids in ids.chunks(1000) {
            found.load(connection, lists, ids).await?;
        }
        Ok(found)
    }

    async fn load(&mut self, connection: &impl ConnectionTrait, lists: &[List], ids: &[i64]) -> Result<()> {
        let places = places(1, ids.len());
        let selects = lists.iter().enumerate().map(|(number, List { table, owner, item, .. })| {
            format!(
                "select {number} as list, {owner}, {item}, position from {table} where {owner} in ({places})"
            )
        });
        let text = format!("{} order by 4", selects.collect::<Vec<_>>().join(" union all "));
        let values: Vec<Value> = ids.iter().map(|id| Value::from(*id)).collect();
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), text, values);
        for row in connection.query_all_raw(statement).await.map_err(classify)? {
            let number: i32 = row.try_get_by_index(0).map_err(classify)?;
            let owner: i64 = row.try_get_by_index(1).map_err(classify)?;
            let item: i64 = row.try_get_by_index(2).map_err(classify)?;
            self.0.entry((owner, number.unsigned_abs() as usize)).or_default().push(item);
        }
        Ok(())
    }

    /// List number `number` of a row.
    pub(crate) fn take(&mut self, id: i64, number: usize) -> Vec<i64> {
        self.0.remove(&(id, number)).unwrap_or_default()
    }

    /// List number `number` of every row that has one, by the row's id.
    pub(crate) fn by_owner(self, number: usize) -> HashMap<i64, Vec<i64>> {
        self.0.into_iter().filter(|((_, list), _)| *list == number).map(|((id, _), ids)| (id, ids)).collect()
    }

    /// Those of one row as they would be sent.
    pub(crate) fn sent(&self, lists: &[List], id: i64) -> Map<String, Json> {
        let ids = |number| self.0.get(&(id, number)).map_or(&[][..], Vec::as_slice);
        lists.iter().enumerate().map(|(number, list)| (list.field.to_owned(), json!(ids(number)))).collect()
    }

    /// Replaces those of the row `id` of `owners` by `wanted`, in the order of `lists`, and notes in the audit log what
    /// changed. `self` is what is stored.
    pub(crate) async fn replace(
        &self,
        tx: &Tx,
        lists: &[List],
        owners: &str,
        id: i64,
        wanted: &[&[i64]],
    ) -> Result<()> {
        let mut new = Self::default();
        for (number, ids) in wanted.iter().enumerate() {
            new.0.insert((id, number), distinct(ids));
        }
        let (mut before, mut after) = (self.sent(lists, id), new.sent(lists, id));
        for (number, list) in lists.iter().enumerate() {
            if before[list.field] != after[list.field] {
                list.write(tx, id, &new.take(id, number)).await?;
            }
        }
        before.insert("id".into(), id.into());
        after.insert("id".into(), id.into());
        AuditRow::updated(owners, &before, &after).into_iter().for_each(|row| tx.audit(row));
        Ok(())
    }
}

impl List {
    async fn write(&self, tx: &Tx, id: i64, items: &[i64]) -> Result<()> {
        let Self { table, owner, item, .. } = self;
        let run = async |text: String, values: Vec<Value>| {
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), text, values);
            tx.execute_raw(statement).await.map(drop).map_err(classify)
        };
        run(format!("delete from {table} where {owner} = $1"), vec![id.into()]).await?;
        if items.is_empty() {
            return Ok(());
        }
        let rows: Vec<String> =
            (0..items.len()).map(|position| format!("({})", places(3 * position + 1, 3))).collect();
        let values = items.iter().zip(0_i64..).flat_map(|(item, position)| [id, *item, position]);
        let text = format!("insert into {table} ({owner}, {item}, position) values {}", rows.join(", "));
        run(text, values.map(Value::from).collect()).await
    }
}

/// `$1, $2, $3`
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// Without repetitions, in the order in which they come.
pub(crate) fn distinct<T: Clone + Eq + Hash>(items: &[T]) -> Vec<T> {
    let mut seen = HashSet::new();
    items.iter().filter(|item| seen.insert(*item)).cloned().collect()
}
