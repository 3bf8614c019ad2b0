//! Which row names the columns.

use std::collections::{HashMap, HashSet};

use fairlead_kernel::fold;

use crate::{Field, Row};

/// A name as names are compared: letters and digits only, without case and accents. `Account-ID #` is `accountid`.
pub fn name_key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letter of a column as spreadsheets have it: 0 is A, 26 is AA.
pub fn letter(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// Nobody names a column with more characters.
const LONGEST_NAME: usize = 60;
/// Rows that are compared when no name is known.
const LOOKED_AT: usize = 20;

/// Looks at every row, because a header can stand anywhere: after a title, or at the end.
pub struct HeaderFinder {
    names: HashMap<String, usize>,
    best: (usize, Option<u64>),
    complete: bool,
    first: Vec<Row>,
}

impl HeaderFinder {
    /// Among these fields.
    pub fn new(fields: &[Field]) -> Self {
        let names = fields
            .iter()
            .enumerate()
            .flat_map(|(position, field)| field.names().map(move |name| (name_key(name), position)));
        Self { names: names.collect(), best: (0, None), complete: false, first: Vec::new() }
    }

    /// Looks at the next row.
    pub fn see(&mut self, row: &Row) {
        if self.first.len() < LOOKED_AT {
            self.first.push(row.clone());
        }
        // Nothing later can be better than a row that is nothing but names.
        if self.complete {
            return;
        }
        let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let short = row.cells.iter().filter(|cell| !cell.is_empty() && cell.len() <= LONGEST_NAME);
        let named: HashSet<usize> =
            short.filter_map(|cell| self.names.get(&name_key(cell)).copied()).collect();
        let enough = named.len() >= 2 || named.len() == 1 && filled == 1;
        if enough && named.len() > self.best.0 {
            self.best = (named.len(), Some(row.number));
            self.complete = named.len() == filled;
        }
    }

    /// The number of the row of the header: the one with the most known names; else the first row of nothing but words
    /// when rows below it are not; `None` when there seems to be none.
    pub fn found(&self) -> Option<u64> {
        self.best.1.or_else(|| self.by_looks())
    }

    fn by_looks(&self) -> Option<u64> {
        let width = self.first.iter().map(|row| row.cells.len()).max()?;
        let words = |row: &&Row| {
            let distinct: HashSet<String> = row.cells.iter().map(|cell| name_key(cell)).collect();
            row.cells.len() == width && distinct.len() == width && row.cells.iter().all(|cell| is_words(cell))
        };
        let at = self.first.iter().position(|row| words(&row))?;
        let below = &self.first[at + 1..];
        let others = below.iter().filter(|row| !row.cells.iter().all(|cell| is_words(cell))).count();
        (!below.is_empty() && others * 2 > below.len()).then(|| self.first[at].number)
    }
}

fn is_words(cell: &str) -> bool {
    let no_digit = !cell.chars().any(|c| c.is_ascii_digit() || c == '@');
    !cell.is_empty() && cell.len() <= LONGEST_NAME && no_digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(letter(column), expected);
        }
    }
}
