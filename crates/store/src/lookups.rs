use std::collections::{BTreeMap, HashSet};

use fairlead_kernel::{FieldErrors, Lookup, Result};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::classify;

/// Answers the questions that reading an input raised, adding a message for each that fails: one query for all that must
/// exist, one a field for uniqueness. `own_id` is the row being updated, which may keep its own value.
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
    let found = existing(connection, &wanted).await?;
    for (place, ids) in wanted.values().enumerate() {
        for (path, _) in ids.iter().filter(|(_, id)| !found.contains(&(place as i64, *id))) {
            let field = path.split('.').next().unwrap_or(path).replace('_', " ");
            errors.add(*path, format!("The selected {field} is not valid."));
        }
    }
    Ok(())
}

/// The position of the table in `wanted`, and the id, of all that exist.
async fn existing(
    connection: &impl ConnectionTrait,
    wanted: &BTreeMap<&str, Vec<(&str, i64)>>,
) -> Result<HashSet<(i64, i64)>> {
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values = Vec::new();
    let mut selects = Vec::with_capacity(wanted.len());
    for (place, (table, ids)) in wanted.iter().enumerate() {
        let places: Vec<String> =
            (values.len() + 1..=values.len() + ids.len()).map(|position| format!("${position}")).collect();
        values.extend(ids.iter().map(|(_, id)| Value::from(*id)));
        let joint = if table.contains(" where ") { "and" } else { "where" };
        let places = places.join(", ");
        selects.push(format!("select cast({place} as bigint), id from {table} {joint} id in ({places})"));
    }
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, selects.join(" union all "), values);
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    let pair = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(|row| pair(row).map_err(classify)).collect()
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
