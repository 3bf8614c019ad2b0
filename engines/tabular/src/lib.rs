//! Tables that people send, read row by row as text: CSV and its kin, XLSX, XLS, ODS, JSON and JSON lines, in any common
//! encoding, packed with gzip or zip. What kind of file it is comes from its bytes, never from its name.
//!
//! [`read`] is a stream: a row exists only while it is visited, so that memory does not grow with the file (but for XLS,
//! which has to be loaded and is limited to a few megabytes, and for the shared texts of an XLSX). Everything that a
//! hostile file could blow up has a limit in [`Limits`], and every file that is not a table ends in a [`Problem`] that
//! says why in words for the person who sent it.
//!
//! [`HeaderFinder`] finds the row that names the columns, [`match_columns`] what each column holds.

mod columns;
mod delimited;
mod header;
mod json;
mod kind;
mod limits;
mod problem;
mod sheet;
mod text;
mod unpack;

use std::io::{Read, Seek, SeekFrom};

pub use columns::{Content, Field, Match, match_columns};
pub use header::{HeaderFinder, letter, name_key};
pub use kind::{Compression, Format};
pub use limits::Limits;
pub use problem::Problem;

use kind::Packing;

/// What the sender may know better than the bytes tell.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// A label of the Encoding Standard: `windows-1252`. Only texts have one.
    pub encoding: Option<String>,
    /// What stands between the cells of a text.
    pub delimiter: Option<char>,
    /// The sheet of a workbook; its first one unless it is chosen.
    pub sheet: Option<String>,
}

/// What the file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// What kind of table.
    pub format: Format,
    /// What it was packed with.
    pub compression: Option<Compression>,
    /// Name of the encoding of a text.
    pub encoding: Option<&'static str>,
    /// What stands between the cells of a text.
    pub delimiter: Option<char>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The one that was read.
    pub sheet: Option<String>,
    /// Bytes that mean nothing in the encoding were replaced by `\u{fffd}`: it is probably another one.
    pub has_unreadable_characters: bool,
    /// The row of the header where the format says so: JSON names every value.
    pub header_row: Option<u64>,
}

impl Layout {
    fn of(format: Format, compression: Option<Compression>) -> Self {
        Self {
            format,
            compression,
            encoding: None,
            delimiter: None,
            sheets: Vec::new(),
            sheet: None,
            has_unreadable_characters: false,
            header_row: None,
        }
    }
}

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1, ascending: a line, a row of the sheet. The names of JSON values are row 1.
    pub number: u64,
    /// Its cells as text, without white space at both ends; empty at the end are cut off.
    pub cells: Vec<String>,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// With the next row.
    Next,
    /// No more rows are wanted.
    Stop,
}

/// Reads the table in `file` from its beginning and gives each row to `visit`. Returns what kind of file it is.
///
/// # Errors
/// [`Problem`]: the file is no table, is damaged or locked, or exceeds `limits`. Rows before the problem were visited.
pub fn read<R: Read + Seek>(
    mut file: R,
    choices: &Choices,
    limits: &Limits,
    mut visit: impl FnMut(Row) -> Visit,
) -> Result<Layout, Problem> {
    let packing = kind::packing(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut rows = Rows { visit: &mut visit, limits, previous: 0, count: 0 };
    match packing {
        Packing::Workbook(Format::Ods) => sheet::ods(file, choices, &mut rows),
        Packing::Workbook(Format::Xls) => sheet::xls(file, choices, &mut rows),
        Packing::Workbook(_) => sheet::xlsx(file, choices, &mut rows),
        Packing::Text(compression) => text::read(&mut file, compression, choices, &mut rows),
    }
}

/// Takes cells, makes rows of them and keeps the limits that hold for every format.
struct Rows<'a> {
    visit: &'a mut dyn FnMut(Row) -> Visit,
    limits: &'a Limits,
    previous: u64,
    count: u64,
}

impl Rows<'_> {
    /// Visits a row unless it is empty. `number` is where the format says that it is.
    fn push(&mut self, number: u64, mut cells: Vec<String>) -> Result<Visit, Problem> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(Visit::Next);
        }
        let number = Ord::max(number, self.previous + 1);
        self.previous = number;
        if cells.len() > self.limits.columns {
            return Err(Problem::TooManyColumns { row: number, limit: self.limits.columns });
        }
        self.count += 1;
        if self.count > self.limits.rows {
            return Err(Problem::TooManyRows { limit: self.limits.rows });
        }
        Ok((self.visit)(Row { number, cells }))
    }
}

/// A cell as it is kept: without white space at both ends, and without NUL, which no database can store.
fn cell(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}
