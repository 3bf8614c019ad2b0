//! What stands behind charges, item by item: calls. Texts come from who charges, in the reader's language.

use serde::Serialize;

use crate::line::{narrow_line, one_line, unbroken};

/// A list of items, in groups that add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemList {
    /// What they are.
    pub title: String,
    /// Of every row, from left to right.
    pub columns: Vec<ItemColumn>,
    /// In the order in which they are printed.
    pub groups: Vec<ItemGroup>,
    /// The sum of all, where there is one.
    pub total: Option<(String, String)>,
    /// What else there is to say, such as how many items are left out.
    pub note: Option<String>,
}

/// A column of an [`ItemList`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemColumn {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub kind: ItemColumnKind,
}

/// What stands in a column of an [`ItemList`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemColumnKind {
    /// A text that gets the width that the others leave.
    #[default]
    Name,
    /// A date or a number by which something is known; as wide as the longest.
    Code,
    /// A quantity or an amount, at the right; as wide as the longest.
    Figure,
}

/// Items that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemGroup {
    /// Whose they are: a telephone number.
    pub name: String,
    /// A text for every column, each of one short line.
    pub rows: Vec<Vec<String>>,
    /// What the rows come to: a text for every column, the first one their name.
    pub subtotal: Vec<String>,
}

/// A list as a template reads it.
#[derive(Serialize)]
pub(crate) struct ItemsData {
    title: String,
    columns: Vec<ColumnData>,
    groups: Vec<GroupData>,
    /// The name and the sum.
    total: Option<(String, String)>,
    note: Option<String>,
    /// How many rows the groups have together.
    row_count: usize,
}

#[derive(Serialize)]
struct ColumnData {
    name: String,
    kind: ItemColumnKind,
    /// Characters of its longest text: so wide it is.
    widest: usize,
}

#[derive(Serialize)]
struct GroupData {
    name: String,
    rows: Vec<Vec<String>>,
    subtotal: Vec<String>,
}

/// A cell does not grow: what is longer is cut.
const LONGEST_CELL_IN_CHARS: usize = 21;

pub(crate) fn items(lists: &[ItemList]) -> Vec<ItemsData> {
    lists.iter().filter(|list| !list.groups.is_empty()).map(ItemsData::of).collect()
}

impl ItemsData {
    fn of(list: &ItemList) -> Self {
        let groups: Vec<GroupData> = list.groups.iter().map(|group| GroupData::of(group, list)).collect();
        let column = |(place, column): (usize, &ItemColumn)| ColumnData {
            name: one_line(&column.name),
            kind: column.kind,
            widest: widest(&groups, place).max(column.name.chars().count()),
        };
        Self {
            title: narrow_line(&list.title),
            columns: list.columns.iter().enumerate().map(column).collect(),
            total: list.total.as_ref().map(|(name, sum)| (one_line(name), one_line(sum))),
            note: list.note.as_deref().map(narrow_line),
            row_count: groups.iter().map(|group| group.rows.len()).sum(),
            groups,
        }
    }
}

impl GroupData {
    /// Every row as long as the columns are many.
    fn of(group: &ItemGroup, list: &ItemList) -> Self {
        let row = |row: &Vec<String>| -> Vec<String> {
            let cells = row.iter().map(|cell| unbroken(cell, LONGEST_CELL_IN_CHARS));
            cells.chain(std::iter::repeat(String::new())).take(list.columns.len()).collect()
        };
        Self {
            name: narrow_line(&group.name),
            rows: group.rows.iter().map(row).collect(),
            subtotal: row(&group.subtotal),
        }
    }
}

fn widest(groups: &[GroupData], place: usize) -> usize {
    let rows = groups.iter().flat_map(|group| &group.rows);
    rows.filter_map(|row| row.get(place)).map(|cell| cell.chars().count()).max().unwrap_or(0)
}
