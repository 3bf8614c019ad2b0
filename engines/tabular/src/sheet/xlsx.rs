//! Office Open XML, cell by cell.

use std::io::{Read, Seek};

use calamine::{Reader, Xlsx, XlsxError};

use super::{choose, text_of};
use crate::kind::damaged;
use crate::unpack::check_workbook;
use crate::{Choices, Format, Layout, Problem, Rows, Visit};

/// Visits the rows of a sheet.
pub(crate) fn read<R: Read + Seek>(
    mut file: R,
    choices: &Choices,
    rows: &mut Rows<'_>,
) -> Result<Layout, Problem> {
    check_workbook(&mut file, rows.limits)?;
    let mut workbook = Xlsx::new(std::io::BufReader::new(file)).map_err(problem)?;
    let sheets = workbook.sheet_names();
    let sheet = choose(&sheets, choices.sheet.as_deref())?;
    let layout = Layout { sheets, sheet: Some(sheet.clone()), ..Layout::of(Format::Xlsx, None) };
    let mut reader = workbook.worksheet_cells_reader(&sheet).map_err(problem)?;
    let (mut number, mut cells) = (0_u64, Vec::new());
    while let Some(found) = reader.next_cell().map_err(problem)? {
        let (row, column) = found.get_position();
        let (row, column) = (u64::from(row) + 1, column as usize);
        if row != number {
            if rows.push(number, std::mem::take(&mut cells))? == Visit::Stop {
                return Ok(layout);
            }
            number = row;
        }
        let text = text_of(found.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= rows.limits.columns {
            return Err(Problem::TooManyColumns { row, limit: rows.limits.columns });
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    rows.push(number, cells)?;
    Ok(layout)
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::Locked,
        other => damaged(other),
    }
}
