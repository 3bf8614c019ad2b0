//! Excel 97 to 2003. These files are loaded whole, so only small ones are taken.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, Xls, XlsError};

use super::{choose, text_of};
use crate::kind::damaged;
use crate::unpack::Bounded;
use crate::{Choices, Format, Layout, Problem, Rows, Visit};

/// A sheet has at most 65,536 rows: 16 MB hold any that people keep.
const LIMIT_IN_BYTES: u64 = 16 << 20;

/// Visits the rows of a sheet.
pub(crate) fn read(file: impl Read, choices: &Choices, rows: &mut Rows<'_>) -> Result<Layout, Problem> {
    let mut bytes = Vec::new();
    let limit = Ord::min(LIMIT_IN_BYTES, rows.limits.resident_bytes);
    Bounded::new(file, limit).read_to_end(&mut bytes)?;
    // An encrypted XLSX is in the same kind of container.
    if contains(&bytes, b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0") {
        return Err(Problem::Locked);
    }
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(problem)?;
    let sheets = workbook.sheet_names();
    let sheet = choose(&sheets, choices.sheet.as_deref())?;
    let layout = Layout { sheets, sheet: Some(sheet.clone()), ..Layout::of(Format::Xls, None) };
    let range = workbook.worksheet_range(&sheet).map_err(problem)?;
    let Some((first_row, first_column)) = range.start() else { return Ok(layout) };
    for (offset, values) in range.rows().enumerate() {
        let mut cells = vec![String::new(); first_column as usize];
        cells.extend(values.iter().map(|value| text_of(&borrowed(value))));
        if rows.push(u64::from(first_row) + offset as u64 + 1, cells)? == Visit::Stop {
            break;
        }
    }
    Ok(layout)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(instant) => DataRef::DateTime(*instant),
        Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn problem(error: XlsError) -> Problem {
    match error {
        XlsError::Password => Problem::Locked,
        other => damaged(other),
    }
}
