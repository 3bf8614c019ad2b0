//! Counties of the United States and what takes their place: parishes, boroughs, independent cities.
//!
//! A county is written as the contract writes it, `Adams Co.`. Everything else keeps the name the Census Bureau gives
//! it (`Acadia Parish`, `Nome Census Area`, `Baltimore city`), for which the contract has no example.

use crate::index::{IndexBuilder, NameIndex, Quality, Scope, scope};
use crate::subdivisions::subdivision;
use std::sync::LazyLock;

/// How a name ends, and what else people write in place of that ending. Longer endings come before those they contain.
const ENDINGS: [(&str, &[&str]); 10] = [
    (" Co.", &["", " County", " Cty"]),
    (" Parish", &["", " Par.", " County", " Co."]),
    (" City and Borough", &["", " Borough", " City & Borough"]),
    (" Borough", &["", " Boro"]),
    (" Census Area", &[""]),
    (" Municipality", &[""]),
    (" Municipio", &["", " Municipality"]),
    (" District", &[""]),
    (" Island", &[""]),
    (" city", &["", " (city)"]),
];
/// What people write in front instead.
const BEGINNINGS: [(&str, &str); 4] = [
    (" Co.", "County of "),
    (" Parish", "Parish of "),
    (" city", "City of "),
    (" Municipality", "Municipality of "),
];

struct Counties {
    /// By state.
    states: Vec<Scope>,
    /// By state, then by name; beside `states`.
    names: Vec<&'static str>,
    index: NameIndex,
}

static COUNTIES: LazyLock<Counties> = LazyLock::new(|| {
    let (mut states, mut names, mut index) = (Vec::new(), Vec::new(), IndexBuilder::new());
    for (state, name) in include_str!("../data/counties.tsv").lines().filter_map(|line| line.split_once('\t'))
    {
        let Some(state) = scope(state) else { continue };
        add_spellings(&mut index, state, name, names.len());
        states.push(state);
        names.push(name);
    }
    Counties { states, names, index: index.build() }
});

fn add_spellings(index: &mut IndexBuilder, state: Scope, name: &str, row: usize) {
    index.add(state, name, row, Quality::Name);
    let Some((ending, others)) = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) else { return };
    let base = name.strip_suffix(ending).unwrap_or(name);
    for other in *others {
        index.add(state, &format!("{base}{other}"), row, Quality::Other);
    }
    for (_, beginning) in BEGINNINGS.iter().filter(|(of, _)| of == ending) {
        index.add(state, &format!("{beginning}{base}"), row, Quality::Other);
    }
}

fn state_scope(state: &str) -> Option<Scope> {
    scope(subdivision("US", state)?.code)
}

/// The counties of a state by name, as `GET /_data/counties/:subdivision` answers. The state is a code or a name, in
/// any case. `None` if the United States have no such state.
pub fn counties(state: &str) -> Option<&'static [&'static str]> {
    let state = state_scope(state)?;
    let states = &COUNTIES.states;
    let range = states.partition_point(|&s| s < state)..states.partition_point(|&s| s <= state);
    Some(&COUNTIES.names[range])
}

/// The county of a state that a text means, as [`counties`] writes it: `sheboygan`, `Sheboygan County` and
/// `Sheboygan Co.` are all `Sheboygan Co.`.
///
/// `None` if there is none, and for a bare name that a county shares with an independent city (`Baltimore`): they are
/// different places with different taxes, so nobody should guess.
pub fn county(state: &str, text: &str) -> Option<&'static str> {
    let row = COUNTIES.index.find(state_scope(state)?, text)?;
    COUNTIES.names.get(row).copied()
}
