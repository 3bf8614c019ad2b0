//! The one place where CSV is written (RFC 4180): lists, the journal, exports and failed rows of imports.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::{Terminator, WriterBuilder};
use fairlead_kernel::spreadsheet::guarded;
use fairlead_kernel::{Error, Result};
use serde::Serialize;
use serde_json::Value;

/// A file of this name, without `.csv`.
pub fn file(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, body).into_response()
}

/// Lines of cells. Texts that a spreadsheet would run as formulas begin with an apostrophe ([`guarded`]).
///
/// # Errors
/// None that a caller could cause.
pub fn lines<Line, Cell>(lines: impl IntoIterator<Item = Line>) -> Result<Bytes>
where
    Line: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        for cell in line {
            writer.write_field(guarded(cell.as_ref()).as_bytes()).map_err(Error::internal)?;
        }
        writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    Ok(Bytes::from(writer.into_inner().map_err(Error::internal)?))
}

/// A line for each view, as its JSON has it: nested values stand as JSON, null as nothing. `head`: with the names of the fields
/// before them, as far as there is a view.
///
/// # Errors
/// Those of the serialization.
pub fn views<V: Serialize>(views: &[V], head: bool) -> Result<Bytes> {
    let mut all = Vec::with_capacity(views.len() + 1);
    for view in views {
        let Value::Object(object) = serde_json::to_value(view).map_err(Error::internal)? else { continue };
        if head && all.is_empty() {
            all.push(object.keys().cloned().collect());
        }
        all.push(object.into_iter().map(|(_, value)| cell(value)).collect::<Vec<String>>());
    }
    lines(all)
}

fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
