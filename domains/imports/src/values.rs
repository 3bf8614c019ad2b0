//! From the texts of a row to the body that the API takes.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::classify;
use fairlead_tabular::name_key;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value};

use crate::field::{Field, Kind};

/// The rows that cells name, of small tables: their ids and their names.
#[derive(Default)]
pub struct Known(HashMap<&'static str, (HashSet<i64>, HashMap<String, i64>)>);

impl Known {
    /// Loads every table that a field refers to.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(connection: &impl ConnectionTrait, fields: &[Field]) -> Result<Self> {
        let mut known = Self::default();
        for (table, column) in fields.iter().filter_map(|field| field.kind.refers_to()) {
            if known.0.contains_key(table) {
                continue;
            }
            let sql = format!("select id, {column} from {table} order by id desc");
            let statement = Statement::from_string(connection.get_database_backend(), sql);
            let (mut ids, mut names) = (HashSet::new(), HashMap::new());
            for row in connection.query_all_raw(statement).await.map_err(classify)? {
                let id: i64 = row.try_get_by_index(0).map_err(classify)?;
                let name: String = row.try_get_by_index(1).map_err(classify)?;
                ids.insert(id);
                names.insert(name_key(&name), id);
            }
            known.0.insert(table, (ids, names));
        }
        Ok(known)
    }

    /// The id that a text gives, or that of the row of this name.
    fn find(&self, table: &str, text: &str) -> Option<i64> {
        let (ids, names) = self.0.get(table)?;
        let id = text.parse().ok().filter(|id| ids.contains(id));
        id.or_else(|| names.get(&name_key(text)).copied())
    }
}

/// The body that the cells of a row make, and a message for each cell that no value can be made of.
pub fn body(cells: &[(&Field, &str)], known: &Known) -> (Map<String, Value>, FieldErrors) {
    let (mut body, mut errors) = (Map::new(), FieldErrors::new());
    for (field, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
        match value(field, text, known) {
            Ok(value) => set(&mut body, field.path, value),
            Err(message) => errors.add(field.name(), message),
        }
    }
    (body, errors)
}

fn set(body: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        body.insert(path.to_owned(), value);
        return;
    };
    let inner = body.entry(first).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        set(inner, rest, value);
    }
}

fn value(field: &Field, text: &str, known: &Known) -> Result<Value, String> {
    let unknown =
        |text: &str| format!("There is no {} called \"{text}\".", field.column.label.to_lowercase());
    Ok(match field.kind {
        Kind::Text | Kind::Integer => text.into(),
        Kind::Decimal => decimal(text).into(),
        Kind::Date => date(text).into(),
        Kind::Flag => flag(text),
        Kind::Texts => parts(text).collect(),
        Kind::One(table, _) => known.find(table, text).ok_or_else(|| unknown(text))?.into(),
        Kind::Some(table, _) => parts(text)
            .map(|part| known.find(table, part).map(Value::from).ok_or_else(|| unknown(part)))
            .collect::<Result<_, _>>()?,
    })
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Without the sign of a currency and the commas between thousands. What is none stays as it is, and is refused as such.
fn decimal(text: &str) -> String {
    let plain = text.trim_matches(|c: char| c.is_whitespace() || "$€£".contains(c));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let thousands = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
    match thousands {
        true if fraction.is_empty() => groups.concat(),
        true => format!("{}.{fraction}", groups.concat()),
        false => plain.to_owned(),
    }
}

/// `YYYY-MM-DD`, whatever time stands behind it.
fn date(text: &str) -> String {
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let american = NaiveDate::parse_from_str(day, "%m/%d/%Y");
    american.map_or_else(|_| day.to_owned(), |date| date.format("%Y-%m-%d").to_string())
}

fn flag(text: &str) -> Value {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "on" | "x" => true.into(),
        "no" | "n" | "false" | "f" | "0" | "off" | "-" => false.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_people_write_them() {
        let table = "
            decimal | $1,234.50  | 1234.50
            decimal | 1,234,567  | 1234567
            decimal | 12,5       | 12,5
            decimal | 0.015      | 0.015
            date    | 2026-03-15 | 2026-03-15
            date    | 3/5/2026   | 2026-03-05
            date    | 2026-03-15 00:00:00 | 2026-03-15
            date    | 13/5/2026  | 13/5/2026
            flag    | Yes        | true
            flag    | X          | true
            flag    | off        | false
            flag    | maybe      | \"maybe\"";
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [kind, text, expected] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let found = match kind {
                "decimal" => decimal(text),
                "date" => date(text),
                _ => flag(text).to_string(),
            };
            assert_eq!(found, expected, "{line}");
        }
    }
}
