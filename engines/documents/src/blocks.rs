//! The block tree that documents are laid out from, built from sanitised HTML.

mod builder;
mod inline;
mod table;

use serde::Serialize;

pub(crate) use inline::{Inline, Run};

/// A piece of a document that stands on its own lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Block {
    /// A heading of level 1 (largest) to 6.
    Heading { level: u8, content: Vec<Inline> },
    /// Running text.
    Paragraph { content: Vec<Inline> },
    /// A list; `start` is the first number of an ordered one.
    List { ordered: bool, start: u16, items: Vec<Vec<Block>> },
    /// A table whose rows all have as many columns (spans counted) as `columns` has entries.
    Table { columns: Vec<Column>, head: Vec<Row>, rows: Vec<Row> },
    /// Quoted blocks.
    Quote { content: Vec<Block> },
    /// A horizontal line.
    Rule,
}

/// How a column of a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Column {
    /// Its share of the table's width.
    pub share: usize,
    /// Whether it holds numbers or amounts, which stand at the right.
    pub numeric: bool,
}

/// A table row.
pub(crate) type Row = Vec<Cell>;

/// A table cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Cell {
    /// Columns it covers, at least 1.
    pub span: usize,
    /// Whether it names its row or column.
    pub heading: bool,
    /// What stands in it.
    pub content: Vec<Block>,
}

/// The blocks of any HTML, which is sanitised first.
pub(crate) fn parse(html: &str) -> Vec<Block> {
    builder::build(&crate::html::tidy(&crate::html::sanitise_html(html)))
}
