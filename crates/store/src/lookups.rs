use std::collections::BTreeMap;

use fairlead_kernel::{FieldErrors, Lookup, Result};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::classify;

/// Answers the questions that reading an input raised, adding a message for each that fails: one query a table for
/// existence, one a field for uniqueness. `own_id` is the row being updated, which may keep its own value.
///
/// A table may be followed by a condition: `accounts where deleted_at is null`.
pub async fn check(
    connection: &impl ConnectionTrait,
    lookups: &[Lookup],
    own_id: Option<i64>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let mut wanted: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
    for lookup in lookups {
        match lookup {
            Lookup::Exists { path, table, id } => wanted.entry(table).or_default().push((path, *id)),
            Lookup::Unique { path, table, column, value } => {
                if taken(connection, table, column, value, own_id).await? {
                    errors.add(path, format!("The {} has already been taken.", path.replace('_', " ")));
                }
            }
        }
    }
    for (table, ids) in wanted {
        let found = existing(connection, table, ids.iter().map(|(_, id)| *id)).await?;
        for (path, _) in ids.iter().filter(|(_, id)| !found.contains(id)) {
            let field = path.split('.').next().unwrap_or(path).replace('_', " ");
            errors.add(*path, format!("The selected {field} is not valid."));
        }
    }
    Ok(())
}

async fn existing(
    connection: &impl ConnectionTrait,
    table: &str,
    ids: impl Iterator<Item = i64>,
) -> Result<Vec<i64>> {
    let values: Vec<Value> = ids.map(Value::from).collect();
    let places: Vec<String> = (1..=values.len()).map(|position| format!("${position}")).collect();
    let joint = if table.contains(" where ") { "and" } else { "where" };
    let sql = format!("select id from {table} {joint} id in ({})", places.join(", "));
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect()
}

async fn taken(
    connection: &impl ConnectionTrait,
    table: &str,
    column: &str,
    value: &str,
    own_id: Option<i64>,
) -> Result<bool> {
    let sql = format!("select id from {table} where lower({column}) = lower($1) and id <> $2 limit 1");
    let values = [Value::from(value), Value::from(own_id.unwrap_or(-1))];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(connection.query_one_raw(statement).await.map_err(classify)?.is_some())
}
