//! Which column of a file is which field.

use std::collections::HashMap;

use fairlead_kernel::{FieldErrors, Result};
use fairlead_tabular::{Field as Column, Match, letter, match_columns};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::importer::Type;
use crate::rows::{self, Only, Staged, Window};
use crate::table::Model;

/// Values of a column that people see of it.
const SAMPLES: usize = 3;
/// Rows whose values are looked at.
const LOOKED_AT: u64 = 200;

/// A column as it is stored and shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataImportColumn)]
pub struct OneColumn {
    /// As spreadsheets name it: `A`.
    pub letter: String,
    /// What the header calls it; empty where there is none.
    pub header: String,
    /// Its first values that are not empty.
    pub samples: Vec<String>,
    /// The field that it holds; null: it is not imported.
    pub field: Option<String>,
    /// Why: `name`, `content` or `hand`.
    pub matched_by: Option<String>,
}

impl OneColumn {
    fn free(&mut self) {
        (self.field, self.matched_by) = (None, None);
    }
}

/// All of them, from the left.
pub type Columns = Vec<OneColumn>;

/// Names, samples and the likely fields of all columns, from the rows as they are staged.
pub async fn guess(connection: &impl ConnectionTrait, kind: &Type, import: &Model) -> Result<Columns> {
    let header = match import.header_row {
        Some(number) => {
            rows::one(connection, import.id, number).await?.map(|row| row.cells).unwrap_or_default()
        }
        None => Vec::new(),
    };
    let window = Window { after: 0, limit: LOOKED_AT, only: Only::All };
    let first = rows::data(connection, import, &window).await?;
    let width = first.iter().map(|row| row.cells.len()).chain([header.len()]).max().unwrap_or_default();
    let samples: Vec<Vec<&str>> = (0..width).map(|column| values(&first, column)).collect();
    let fields: Vec<Column> = (kind.fields)().iter().map(|field| field.column).collect();
    let matches = match_columns(&header, &samples, &fields);
    let one = |column: usize| {
        let matched = matches.get(column).copied().flatten();
        OneColumn {
            letter: letter(column),
            header: header.get(column).cloned().unwrap_or_default(),
            samples: samples[column].iter().take(SAMPLES).map(|text| shorten(text)).collect(),
            field: matched.map(|(field, _)| fields[field].name.to_owned()),
            matched_by: matched
                .map(|(_, why)| if why == Match::Name { "name" } else { "content" }.to_owned()),
        }
    };
    Ok((0..width).map(one).collect())
}

fn values(rows: &[Staged], column: usize) -> Vec<&str> {
    let values = rows.iter().filter_map(|row| row.cells.get(column).map(String::as_str));
    values.filter(|text| !text.is_empty()).collect()
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Puts what was sent over the present columns: a field for a letter or a header, null for a column that is not imported.
///
/// # Errors
/// One message a column that there is not, or a field that there is not or that two columns hold.
pub fn choose(
    columns: &mut Columns,
    kind: &Type,
    chosen: &serde_json::Map<String, serde_json::Value>,
) -> Result<()> {
    let mut errors = FieldErrors::new();
    for (name, field) in chosen {
        let path = format!("columns.{name}");
        let Some(column) = find(columns, name) else {
            errors.add(path, format!("There is no column called {name}."));
            continue;
        };
        match field.as_str().map(str::trim).filter(|field| !field.is_empty()) {
            None => columns[column].free(),
            Some(field) if (kind.fields)().iter().any(|known| known.name() == field) => {
                // What was only guessed gives way.
                let guessed = columns.iter_mut().filter(|one| one.matched_by.as_deref() != Some("hand"));
                guessed.filter(|one| one.field.as_deref() == Some(field)).for_each(OneColumn::free);
                columns[column].field = Some(field.to_owned());
                columns[column].matched_by = Some("hand".into());
            }
            Some(field) => errors.add(path, format!("There is no field called {field}.")),
        }
    }
    let mut taken: HashMap<&str, &str> = HashMap::new();
    for column in columns.iter() {
        let Some(field) = &column.field else { continue };
        if let Some(other) = taken.insert(field, &column.letter) {
            let message = format!("The field {field} is held by column {other} already.");
            errors.add(format!("columns.{}", column.letter), message);
        }
    }
    errors.into_result()
}

fn find(columns: &Columns, name: &str) -> Option<usize> {
    let by_letter = columns.iter().position(|column| column.letter == name);
    by_letter.or_else(|| columns.iter().position(|column| !column.header.is_empty() && column.header == name))
}

/// The required fields that no column holds.
pub fn missing(columns: &Columns, kind: &Type) -> Vec<&'static str> {
    let held = |name: &str| columns.iter().any(|column| column.field.as_deref() == Some(name));
    let required = (kind.fields)().iter().filter(|field| field.required);
    required.map(|field| field.name()).filter(|name| !held(name)).collect()
}
