//! Brings the rows of a table to one width and says how its columns are laid out.

use super::{Block, Cell, Column, Row};
use crate::text::plain;

const MAX_COLUMNS: usize = 24;
const NARROWEST_IN_CHARS: usize = 6;
const WIDEST_IN_CHARS: usize = 36;
const LONGEST_NUMBER_IN_CHARS: usize = 16;

/// A table with all rows of one width; what has too many columns for a page becomes its cells' blocks in order.
pub(super) fn table(mut head: Vec<Row>, mut rows: Vec<Row>) -> Vec<Block> {
    head.retain(|row| !row.is_empty());
    rows.retain(|row| !row.is_empty());
    if head.is_empty() && rows.len() > 1 && rows[0].iter().all(|cell| cell.heading) {
        head.push(rows.remove(0));
    }
    let columns = head.iter().chain(&rows).map(Vec::len).max().unwrap_or(0);
    if columns == 0 || columns > MAX_COLUMNS {
        return head.into_iter().chain(rows).flatten().flat_map(|cell| cell.content).collect();
    }
    let spanned = head.iter().chain(&rows).map(|row| row.iter().map(|cell| cell.span).sum::<usize>()).max();
    let columns = spanned.unwrap_or(columns).min(MAX_COLUMNS);
    for row in head.iter_mut().chain(&mut rows) {
        fit(row, columns);
    }
    let columns = (0..columns).map(|column| measure(column, &head, &rows)).collect();
    vec![Block::Table { columns, head, rows }]
}

fn fit(row: &mut Row, columns: usize) {
    let mut free = columns;
    let cells = row.len();
    for (number, cell) in row.iter_mut().enumerate() {
        let kept_for_others = cells - number - 1;
        cell.span = cell.span.clamp(1, free.saturating_sub(kept_for_others).max(1));
        free = free.saturating_sub(cell.span);
    }
    row.resize_with(cells + free, || Cell { span: 1, ..Cell::default() });
}

fn measure(column: usize, head: &[Row], rows: &[Row]) -> Column {
    let texts =
        |rows: &[Row]| -> Vec<String> { rows.iter().filter_map(|row| text_at(column, row)).collect() };
    let (head, body) = (texts(head), texts(rows));
    let lengths = head.iter().chain(&body).map(|text| text.chars().count());
    Column {
        share: lengths.max().unwrap_or(0).clamp(NARROWEST_IN_CHARS, WIDEST_IN_CHARS),
        numeric: body.iter().any(|text| has_digit(text)) && body.iter().all(|text| is_numeric(text)),
    }
}

/// The text of the cell that is in this column and in no other.
fn text_at(column: usize, row: &Row) -> Option<String> {
    let mut end = 0;
    let cell = row.iter().find(|cell| {
        end += cell.span;
        end > column
    })?;
    (cell.span == 1).then(|| plain(&cell.content))
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|character| character.is_ascii_digit())
}

/// A number, an amount with its currency, a dash, or nothing.
fn is_numeric(text: &str) -> bool {
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    text.chars().count() <= LONGEST_NUMBER_IN_CHARS && letters <= 3 && (has_digit(text) || letters == 0)
}
