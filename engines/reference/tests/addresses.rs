//! Whole addresses.

use fairlead_reference::{AddressText, counties, countries, normalise_address, subdivisions};
use proptest::prelude::*;

fn address(state: &str, county: Option<&str>, zip: Option<&str>, country: &str) -> AddressText {
    AddressText {
        line1: "615 N 6th St".to_owned(),
        line2: None,
        city: "Sheboygan".to_owned(),
        state: state.to_owned(),
        county: county.map(str::to_owned),
        zip: zip.map(str::to_owned),
        country: country.to_owned(),
    }
}

#[test]
fn an_address_is_made_regular() {
    let typed = AddressText {
        line1: "\u{FEFF} 615  N\t6th\r\nSt\0 ".to_owned(),
        line2: Some(" \u{200B} ".to_owned()),
        city: " Sheboygan\u{A0}".to_owned(),
        ..address("wisconsin", Some("sheboygan  county"), Some("530811234"), " us ")
    };
    assert_eq!(normalise_address(&typed), Ok(address("WI", Some("Sheboygan Co."), Some("53081-1234"), "US")));
}

#[test]
fn outside_the_united_states_there_is_no_county_and_names_stay_names() {
    for (given, state, zip) in [
        (address("alberta", Some("Adams Co."), Some("t2p1j9"), "ca"), "AB", Some("T2P 1J9")),
        (address("Bavaria", Some("x"), Some("80331"), "DE"), "Bayern", Some("80331")),
        (address("NSW", None, Some(" "), "AU"), "New South Wales", None),
        (address(" Main  Street ", None, None, "GI"), "Main Street", None),
        (address("", None, None, "GI"), "", None),
    ] {
        let regular = normalise_address(&given).unwrap();
        assert_eq!((regular.state.as_str(), regular.county, regular.zip.as_deref()), (state, None, zip));
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let told = |given: &AddressText| {
        let problems = normalise_address(given).unwrap_err();
        problems.into_iter().map(|(field, message)| format!("{field}: {message}")).collect::<Vec<_>>()
    };
    let (country, state) =
        ("country: The selected country is not valid.", "state: The selected state is not valid.");
    let (county, zip) = ("county: The selected county is not valid.", "zip: The zip format is invalid.");
    assert_eq!(told(&address("WI", Some("Cook"), Some("1"), "US")), [county, zip]);
    assert_eq!(told(&address("Ontario", Some("Cook"), Some("1"), "US")), [state, zip]);
    assert_eq!(told(&address("", None, None, "US")), [state]);
    assert_eq!(told(&address("WI", None, Some("53081"), "CA")), [state, zip]);
    assert_eq!(told(&address("WI", Some("Cook"), Some("1"), "USA")), [country]);
    assert_eq!(told(&AddressText::default()), [country]);
}

#[test]
fn a_county_of_another_state_is_refused_and_none_is_fine() {
    assert!(normalise_address(&address("IL", Some("Cook Co."), None, "US")).is_ok());
    assert!(normalise_address(&address("WI", Some("Cook Co."), None, "US")).is_err());
    for blank in [None, Some(""), Some(" \n")] {
        assert_eq!(
            normalise_address(&address("WI", blank, blank, "US")),
            Ok(address("WI", None, None, "US"))
        );
    }
}

#[test]
fn the_demo_s_cities_are_regular() {
    let rows = include_str!("../../../tests/data/cities.csv").lines().skip(1);
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut seen = 0;
    for row in rows {
        let fields: Vec<_> = row.split(',').collect();
        let &[city, state, county, zip, country, ..] = fields.as_slice() else { panic!("{row}") };
        let (city, county, zip) = (city.to_owned(), some(county), some(zip));
        let given = AddressText { city, county, zip, ..address(state, None, None, country) };
        assert_eq!(normalise_address(&given).as_ref(), Ok(&given), "{row}");
        seen += 1;
    }
    assert!(seen > 100);
}

/// Text with the characters that make trouble, and text as people type it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~\\t\u{A0}\u{200B}éÉß]{0,20}", Just(String::new())]
}

fn zip() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        "[0-9]{5}[ -]?([0-9]{4})?",
        "[a-zA-Z][0-9][A-Z][ -]?[0-9][a-z][0-9]",
        "[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}"
    ]
}

/// A country, one of its states by name, and one of the state's counties in lower case; the United States half of the time.
fn real_place() -> impl Strategy<Value = (String, String, String)> {
    let all: Vec<_> = countries().collect();
    let picks = (0..all.len() * 2, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    picks.prop_map(move |(at, state_pick, county_pick)| {
        let country = all.get(at).map_or("us", |(code, _)| *code);
        let states = subdivisions(country).unwrap();
        let (key, name) = if states.is_empty() { ("", "") } else { *state_pick.get(&states) };
        let counties = counties(key).filter(|_| country.eq_ignore_ascii_case("US"));
        let county = counties.map_or("", |all| *county_pick.get(all));
        (country.to_owned(), name.to_uppercase(), county.to_lowercase())
    })
}

fn place() -> impl Strategy<Value = (String, String, String)> {
    prop_oneof![4 => real_place(), 1 => (text(), text(), text())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_regular_address_stays_as_it_is(
        (country, state, county) in place(), line1 in text(), line2 in text(), city in text(), zip in zip()
    ) {
        let given = AddressText { line1, line2: Some(line2), city, state, county: Some(county), zip: Some(zip), country };
        match normalise_address(&given) {
            Ok(regular) => prop_assert_eq!(normalise_address(&regular), Ok(regular)),
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    #[test]
    fn a_real_place_is_accepted((country, state, county) in real_place()) {
        let given = address(&state, Some(&county), None, &country);
        let regular = normalise_address(&given);
        prop_assert_eq!(regular.map(|r| r.county.unwrap_or_default().to_lowercase()), Ok(county));
    }
}
