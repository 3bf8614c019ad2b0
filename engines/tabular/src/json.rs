//! JSON: a list of objects or of lists, or one after the other. Twice through: first for the names, then for the values.

use std::io::{self, BufRead, BufReader, Read, Seek};

use serde_json::{Map, Value};

use crate::text::Decoded;
use crate::{Format, Layout, Problem, Rows, Visit, cell};

type Work<'a> = Box<dyn FnOnce(&mut Decoded<'_>) -> Result<bool, Problem> + 'a>;

/// Reads through the file once.
pub(crate) type Pass<'p, F> = &'p mut dyn FnMut(&mut F, Work<'_>) -> Result<bool, Problem>;

/// Visits the names as row 1 and every record after it.
pub(crate) fn read<F: Read + Seek>(
    file: &mut F,
    pass: Pass<'_, F>,
    rows: &mut Rows<'_>,
) -> Result<Layout, Problem> {
    let limit = rows.limits.row_bytes;
    let columns = rows.limits.columns;
    let mut names: Vec<String> = Vec::new();
    let collect = |record: Value| match record {
        Value::Object(object) => {
            names_of(&object, "", &mut names);
            match names.len() > columns {
                true => Err(Problem::TooManyColumns { row: 1, limit: columns }),
                false => Ok(Visit::Next),
            }
        }
        _ => Ok(Visit::Next),
    };
    let is_list = pass(file, Box::new(|text| each(text, limit, collect)))?;
    if !names.is_empty() && rows.push(1, names.clone())? == Visit::Stop {
        return Ok(layout(is_list, &names));
    }
    let mut number = rows.previous;
    let visit = |record: Value| {
        number += 1;
        rows.push(number, cells(&record, &names))
    };
    pass(file, Box::new(|text| each(text, limit, visit)))?;
    Ok(layout(is_list, &names))
}

fn layout(is_list: bool, names: &[String]) -> Layout {
    let format = if is_list { Format::Json } else { Format::JsonLines };
    Layout { header_row: (!names.is_empty()).then_some(1), ..Layout::of(format, None) }
}

/// Names of all values, those of objects within objects joined by a point.
fn names_of(object: &Map<String, Value>, prefix: &str, names: &mut Vec<String>) {
    for (name, value) in object {
        let name = cell(&format!("{prefix}{name}"));
        match value {
            Value::Object(inner) => names_of(inner, &format!("{name}."), names),
            _ if names.contains(&name) => {}
            _ => names.push(name),
        }
    }
}

fn cells(record: &Value, names: &[String]) -> Vec<String> {
    match record {
        Value::Array(values) => values.iter().map(shown).collect(),
        Value::Object(object) => names.iter().map(|name| value_of(object, name)).collect(),
        other => vec![shown(other)],
    }
}

fn value_of(object: &Map<String, Value>, name: &str) -> String {
    if let Some(value) = object.get(name).filter(|value| !value.is_object()) {
        return shown(value);
    }
    let nested = name.match_indices('.').find_map(|(at, _)| match object.get(&name[..at]) {
        Some(Value::Object(inner)) => Some(value_of(inner, &name[at + 1..])),
        _ => None,
    });
    nested.unwrap_or_default()
}

/// A list of plain values stands with semicolons between them, as lists in one cell do.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => cell(text),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(shown).collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

/// Gives each record to `visit`; returns whether they stand in one list.
fn each(
    text: &mut Decoded<'_>,
    limit: usize,
    mut visit: impl FnMut(Value) -> Result<Visit, Problem>,
) -> Result<bool, Problem> {
    let mut records = Records { text, limit, length: 0, count: 0, depth: 0, list: None, quoted: Quoted::No };
    let mut number = 0;
    {
        let stream = serde_json::Deserializer::from_reader(BufReader::new(&mut records)).into_iter::<Value>();
        for record in stream {
            number += 1;
            let record = record.map_err(|error| match error.is_io() {
                true => Problem::from(io::Error::from(error)),
                false => Problem::Json { record: number, reason: reason(&error) },
            })?;
            if visit(record)? == Visit::Stop {
                break;
            }
        }
    }
    Ok(records.list == Some(true))
}

/// Without the line and column, which are those of the stream and not of the file.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[derive(Clone, Copy, PartialEq)]
enum Quoted {
    No,
    Yes,
    Escaped,
}

/// The text without the brackets and commas of the outermost list, so that a list is records one after the other. Fails
/// when a record is too long to be one.
struct Records<'a, 'b> {
    text: &'a mut Decoded<'b>,
    limit: usize,
    length: usize,
    count: u64,
    depth: usize,
    list: Option<bool>,
    quoted: Quoted,
}

impl Records<'_, '_> {
    fn step(&mut self, byte: u8) -> u8 {
        match (self.quoted, byte) {
            (Quoted::Escaped, _) => self.quoted = Quoted::Yes,
            (Quoted::Yes, b'\\') => self.quoted = Quoted::Escaped,
            (Quoted::Yes, b'"') => self.quoted = Quoted::No,
            (Quoted::Yes, _) => {}
            (Quoted::No, b'"') => self.quoted = Quoted::Yes,
            (Quoted::No, _) => return self.step_outside(byte),
        }
        byte
    }

    fn step_outside(&mut self, byte: u8) -> u8 {
        let outermost = usize::from(self.list == Some(true));
        match byte {
            b'[' if self.list.is_none() => {
                self.list = Some(true);
                self.depth = 1;
                return b' ';
            }
            b'[' | b'{' => {
                self.list.get_or_insert(false);
                self.depth += 1;
            }
            b']' if self.depth == 1 && outermost == 1 => {
                self.depth = 0;
                return b' ';
            }
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == outermost {
                    (self.length, self.count) = (0, self.count + 1);
                }
            }
            b',' if self.depth == 1 && outermost == 1 => {
                self.length = 0;
                return b'\n';
            }
            _ => {}
        }
        byte
    }
}

impl Read for Records<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.text.fill_buf()?;
        let count = Ord::min(text.len(), buffer.len());
        buffer[..count].copy_from_slice(&text[..count]);
        self.text.consume(count);
        for byte in &mut buffer[..count] {
            self.length += 1;
            *byte = self.step(*byte);
            if self.length > self.limit {
                let row = self.count + 1;
                return Err(Problem::RowTooLong { row, limit_in_bytes: self.limit }.into());
            }
        }
        Ok(count)
    }
}
