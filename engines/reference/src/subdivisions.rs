//! States, provinces and their like: ISO 3166-2.

use crate::countries::country_code;
use crate::index::{IndexBuilder, NameIndex, Quality, Scope, scope};
use std::ops::Range;
use std::sync::LazyLock;

/// A part of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subdivision {
    /// What follows the country in ISO 3166-2: `WI`, `BY`, `13`.
    pub code: &'static str,
    /// `Wisconsin`, `Bayern`.
    pub name: &'static str,
    /// What an address stores, and the key in `GET /_data/subdivisions/:country`: the code in the United States and
    /// Canada, the name elsewhere.
    pub key: &'static str,
}

struct Subdivisions {
    /// By country, then by name.
    rows: Vec<(Scope, Subdivision)>,
    index: NameIndex,
}

static SUBDIVISIONS: LazyLock<Subdivisions> = LazyLock::new(|| {
    let mut rows = Vec::new();
    let mut index = IndexBuilder::new();
    for line in include_str!("../data/subdivisions.tsv").lines() {
        let mut fields = line.split('\t');
        let (Some(country), Some(code), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let Some(country) = scope(country) else { continue };
        index.add(country, name, rows.len(), Quality::Name);
        // Numbers are no way to write a state: "13" is far more often a slip than Tokyo.
        if code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            index.add(country, code, rows.len(), Quality::Code);
        }
        for other in fields.next().unwrap_or_default().split('|') {
            index.add(country, other, rows.len(), Quality::Other);
        }
        let key = if matches!(&country, b"US" | b"CA") { code } else { name };
        rows.push((country, Subdivision { code, name, key }));
    }
    Subdivisions { rows, index: index.build() }
});

fn range(country: Scope) -> Range<usize> {
    let rows = &SUBDIVISIONS.rows;
    rows.partition_point(|row| row.0 < country)..rows.partition_point(|row| row.0 <= country)
}

/// Key and name of every subdivision of a country (code of two letters, any case), by name, as
/// `GET /_data/subdivisions/:country` answers. Empty for a country that has none; `None` if there is no such country.
///
/// The keys are what clients send as `state`: `WI` in the United States and Canada, else the name itself.
pub fn subdivisions(country: &str) -> Option<Vec<(&'static str, &'static str)>> {
    let country = scope(country_code(country)?)?;
    Some(SUBDIVISIONS.rows[range(country)].iter().map(|(_, row)| (row.key, row.name)).collect())
}

/// Whether the country has any subdivision; `false` too if there is no such country.
pub(crate) fn has_subdivisions(country: &str) -> bool {
    scope(country).is_some_and(|country| !range(country).is_empty())
}

/// The subdivision that a text means: its name, its code in letters, or a common other name (`Bavaria` for `Bayern`),
/// in any case and with or without accents. `None` if there is no such country or subdivision.
pub fn subdivision(country: &str, text: &str) -> Option<Subdivision> {
    let row = SUBDIVISIONS.index.find(scope(country)?, text)?;
    SUBDIVISIONS.rows.get(row).map(|(_, subdivision)| *subdivision)
}
