//! The data is complete, and every place answers to its own name.

use fairlead_reference::*;
use std::collections::HashSet;

#[test]
fn all_countries_are_there_once() {
    assert_eq!(countries().len(), 249);
    assert_eq!(countries().map(|(code, _)| code).collect::<HashSet<_>>().len(), 249);
    assert_eq!(countries().map(|(_, name)| name).collect::<HashSet<_>>().len(), 249);
    let after_the_first_two: Vec<_> = countries().skip(2).map(|(_, name)| name).collect();
    assert!(after_the_first_two.is_sorted());
    for (code, name) in countries() {
        assert_eq!(country_name(code), Some(name));
        assert_eq!(country_code(&code.to_lowercase()), Some(code));
    }
    for text in ["", "X", "XX", "ZZ", "USA", "United States", "U\0", "éa", "UK"] {
        assert!(!is_country(text), "{text:?}");
    }
}

#[test]
fn united_states_and_canada_are_keyed_by_code() {
    let states = subdivisions("us").unwrap();
    assert_eq!(states.len(), 50 + 1 + 6);
    assert!(states.contains(&("WI", "Wisconsin")) && states.contains(&("DC", "District of Columbia")));
    let provinces = subdivisions("CA").unwrap();
    assert_eq!(provinces.len(), 13);
    assert!(provinces.contains(&("QC", "Quebec")));
    assert!(states.iter().chain(&provinces).all(|(key, _)| key.len() == 2));
}

#[test]
fn other_countries_are_keyed_by_name() {
    let lands = subdivisions("DE").unwrap();
    assert_eq!(lands.len(), 16);
    assert!(lands.contains(&("Bayern", "Bayern")));
    assert_eq!(subdivisions("GI"), Some(vec![]), "Gibraltar has none");
    assert_eq!(subdivisions("XX"), None);
    for (code, _) in countries().filter(|(code, _)| !["US", "CA"].contains(code)) {
        assert!(subdivisions(code).unwrap().iter().all(|(key, name)| key == name), "{code}");
    }
}

#[test]
fn every_subdivision_answers_to_its_key_and_its_name() {
    let (mut subdivisions_seen, mut countries_seen) = (0, 0);
    for (country, _) in countries() {
        let listed = subdivisions(country).unwrap();
        assert_eq!(
            listed.iter().map(|(key, _)| key).collect::<HashSet<_>>().len(),
            listed.len(),
            "{country}"
        );
        subdivisions_seen += listed.len();
        countries_seen += usize::from(!listed.is_empty());
        for (key, name) in listed {
            for text in [key, name, &name.to_uppercase(), &format!(" {} ", name.to_lowercase())] {
                assert_eq!(
                    subdivision(country, text).map(|s| (s.key, s.name)),
                    Some((key, name)),
                    "{country} {text}"
                );
            }
        }
    }
    assert!(subdivisions_seen > 5_000 && countries_seen == 200, "{subdivisions_seen} in {countries_seen}");
}

#[test]
fn names_are_free_of_the_standards_notes() {
    for (country, _) in countries() {
        for (_, name) in subdivisions(country).unwrap() {
            assert!(
                !name.contains(['[', ']', '*', '|']) && name.trim() == name && !name.is_empty(),
                "{country} {name:?}"
            );
        }
    }
}

#[test]
fn every_state_has_its_counties() {
    let exact = [
        ("AK", 30),
        ("AL", 67),
        ("CA", 58),
        ("CT", 8),
        ("DC", 1),
        ("DE", 3),
        ("GA", 159),
        ("HI", 5),
        ("LA", 64),
    ];
    let more =
        [("MD", 24), ("MO", 115), ("NY", 62), ("SD", 66), ("TX", 254), ("VA", 133), ("WI", 72), ("WY", 23)];
    for (state, count) in exact.into_iter().chain(more) {
        assert_eq!(counties(state).map(<[_]>::len), Some(count), "{state}");
    }
    let territories = ["AS", "GU", "MP", "PR", "UM", "VI"];
    let states = subdivisions("US").unwrap().into_iter().map(|(code, _)| code);
    let of = |code| counties(code).unwrap();
    assert!(states.clone().all(|code| !of(code).is_empty()));
    assert_eq!(
        states.filter(|code| !territories.contains(code)).map(|code| of(code).len()).sum::<usize>(),
        3_143
    );
    assert_eq!(of("PR").len(), 78);
    for text in ["", "XX", "Ontario", "W", "Wisconsin Co."] {
        assert_eq!(counties(text), None, "{text:?}");
    }
}

#[test]
fn every_county_answers_to_its_name() {
    for (state, state_name) in subdivisions("US").unwrap() {
        let listed = counties(state).unwrap();
        assert_eq!(listed.iter().collect::<HashSet<_>>().len(), listed.len(), "{state}");
        for name in listed {
            assert_eq!(county(state, name), Some(*name));
            assert_eq!(county(state_name, &name.to_uppercase()), Some(*name));
        }
    }
}

#[test]
fn time_zones_are_known_to_the_time_zone_database() {
    assert!(time_zones().len() > 400 && time_zones().is_sorted());
    for name in time_zones() {
        assert!(is_time_zone(name));
        assert!(name.parse::<chrono_tz::Tz>().is_ok(), "{name}");
    }
    for name in ["America/Chicago", "Europe/Kyiv", "UTC"] {
        assert!(is_time_zone(name), "{name}");
    }
    for name in ["", "US/Central", "america/chicago", "Mars/Olympus_Mons", " UTC"] {
        assert!(!is_time_zone(name), "{name}");
    }
}
