//! Reading tables. A line is `cell | cell | .. => expected`; `#` begins a comment.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use fairlead_kernel::{Money, Rate};

/// One case.
pub struct Case {
    pub line: usize,
    pub cells: Vec<&'static str>,
}

impl Case {
    /// The cell at `index`, from 0; empty when the line is shorter.
    pub fn text(&self, index: usize) -> &'static str {
        self.cells.get(index).copied().unwrap_or("")
    }

    /// The cell as a value.
    pub fn get<T: FromStr>(&self, index: usize) -> T {
        let text = self.text(index);
        text.parse().unwrap_or_else(|_| panic!("line {}: cannot read {text:?}", self.line))
    }

    /// Whether one of the cells has the word.
    pub fn says(&self, word: &str) -> bool {
        self.cells.iter().any(|cell| cell.split_whitespace().any(|part| part == word))
    }

    /// The word after `key`, in whichever cell it stands.
    pub fn after<T: FromStr>(&self, key: &str) -> Option<T> {
        let mut words = self.cells.iter().flat_map(|cell| cell.split_whitespace());
        words.find(|word| *word == key)?;
        words.next().map(|word| value(word))
    }
}

/// Reads a value of a table.
pub fn value<T: FromStr>(text: &str) -> T {
    text.trim().parse().unwrap_or_else(|_| panic!("cannot read {text:?}"))
}

/// `None` for `-` and nothing.
pub fn optional<T: FromStr>(text: &str) -> Option<T> {
    match text.trim() {
        "" | "-" => None,
        text => Some(value(text)),
    }
}

pub fn money(text: &str) -> Money {
    value(text)
}

pub fn rate(text: &str) -> Rate {
    value(text)
}

pub fn date(text: &str) -> NaiveDate {
    value(text)
}

pub fn instant(text: &str) -> DateTime<Utc> {
    value(text)
}

/// The items of a cell that are separated by commas.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Shows items with commas; `none` when there are none.
pub fn listed(items: impl IntoIterator<Item = impl Display>) -> String {
    let shown: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    if shown.is_empty() { "none".into() } else { shown.join(", ") }
}

/// Shows a result that may not exist.
pub fn shown(result: Option<impl Display>) -> String {
    result.map_or_else(|| "none".into(), |result| result.to_string())
}

/// Runs every case of a table and reports all that differ. Fails when the table has fewer than `at_least` cases, so that
/// no case is lost unnoticed.
pub fn check(table: &'static str, at_least: usize, run: impl Fn(&Case) -> String) {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (index, line) in table.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        let Some((cells, expected)) = line.split_once("=>") else {
            assert!(line.is_empty(), "line {}: no =>", index + 1);
            continue;
        };
        let case = Case { line: index + 1, cells: cells.split('|').map(str::trim).collect() };
        let (result, expected) = (run(&case), expected.trim());
        count += 1;
        if result != expected {
            wrong.push(format!("line {}: {line}\n    but was {result}", case.line));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= at_least, "only {count} cases");
}
