//! Countries of ISO 3166-1.

use crate::index::{Scope, scope};
use std::sync::LazyLock;

struct Country {
    scope: Scope,
    code: &'static str,
    name: &'static str,
}

struct Countries {
    /// As the contract lists them.
    listed: Vec<(&'static str, &'static str)>,
    by_code: Vec<Country>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let lines = include_str!("../data/countries.tsv").lines();
    let listed: Vec<_> = lines.filter_map(|line| line.split_once('\t')).collect();
    let mut by_code: Vec<_> =
        listed.iter().filter_map(|&(code, name)| Some(Country { scope: scope(code)?, code, name })).collect();
    by_code.sort_by_key(|country| country.scope);
    Countries { listed, by_code }
});

fn find(code: &str) -> Option<&'static Country> {
    let wanted = scope(code)?;
    let countries = &COUNTRIES.by_code;
    countries.binary_search_by_key(&wanted, |country| country.scope).ok().map(|at| &countries[at])
}

/// All countries: code of two letters and English name. The United States and Canada come first, then the others by
/// name in the order of code points (so that Åland Islands is last), as in the example of `GET /_data/countries`.
pub fn countries() -> impl ExactSizeIterator<Item = (&'static str, &'static str)> + Clone {
    COUNTRIES.listed.iter().copied()
}

/// The code as it is stored (`US`) for a code in any case; `None` if there is no such country.
pub fn country_code(code: &str) -> Option<&'static str> {
    find(code).map(|country| country.code)
}

/// The English name for a code of two letters in any case; `None` if there is no such country.
pub fn country_name(code: &str) -> Option<&'static str> {
    find(code).map(|country| country.name)
}

/// Whether the text is the code of a country, in any case.
pub fn is_country(code: &str) -> bool {
    find(code).is_some()
}
