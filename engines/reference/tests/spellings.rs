//! What people and spreadsheets write.

use fairlead_reference::{county, normalise_zip, subdivision};

#[test]
fn subdivisions_in_other_words() {
    for (country, text, key) in [
        ("US", "wi", "WI"),
        ("us", "WISCONSIN", "WI"),
        ("US", "  Wisconsin\t", "WI"),
        ("US", "Washington", "WA"),
        ("US", "Washington D.C.", "DC"),
        ("US", "Virgin Islands, U.S.", "VI"),
        ("US", "Guam", "GU"),
        ("CA", "Québec", "QC"),
        ("CA", "quebec", "QC"),
        ("CA", "Newfoundland & Labrador", "NL"),
        ("DE", "bayern", "Bayern"),
        ("DE", "Bavaria", "Bayern"),
        ("DE", "BY", "Bayern"),
        ("DE", "Thuringen", "Thüringen"),
        ("AU", "nsw", "New South Wales"),
        ("BR", "Sao Paulo", "São Paulo"),
        ("MX", "Nuevo Leon", "Nuevo León"),
        ("GB", "Cardiff", "Cardiff"),
        ("GB", "Caerdydd", "Cardiff"),
        ("GB", "Peterborough", "Peterborough"),
    ] {
        assert_eq!(subdivision(country, text).map(|s| s.key), Some(key), "{country} {text}");
    }
    for (country, text) in [
        ("US", ""),
        ("US", "Ontario"),
        ("US", "W"),
        ("US", "Wisconsn"),
        ("US", "WI; DROP TABLE"),
        ("XX", "Wisconsin"),
        ("JP", "13"),
        ("GB", "Peter"),
        ("GI", "Gibraltar"),
    ] {
        assert_eq!(subdivision(country, text), None, "{country} {text}");
    }
    assert_eq!(subdivision("US", &"a".repeat(1_000_000)), None);
}

#[test]
fn counties_in_other_words() {
    for (state, text, name) in [
        ("WI", "sheboygan", "Sheboygan Co."),
        ("wisconsin", "Sheboygan County", "Sheboygan Co."),
        ("WI", "Sheboygan Co.", "Sheboygan Co."),
        ("WI", "SHEBOYGAN CO", "Sheboygan Co."),
        ("WI", "County of Sheboygan", "Sheboygan Co."),
        ("WI", "Saint Croix", "St. Croix Co."),
        ("WI", "fond-du-lac county", "Fond du Lac Co."),
        ("NM", "Dona Ana", "Doña Ana Co."),
        ("LA", "Orleans", "Orleans Parish"),
        ("LA", "Orleans Par.", "Orleans Parish"),
        ("LA", "La Salle Parish", "LaSalle Parish"),
        ("IL", "DeKalb", "DeKalb Co."),
        ("IL", "De Kalb Co.", "DeKalb Co."),
        ("AK", "Juneau", "Juneau City and Borough"),
        ("AK", "Nome", "Nome Census Area"),
        ("AK", "Chugach", "Chugach Census Area"),
        ("MD", "Baltimore City", "Baltimore city"),
        ("MD", "City of Baltimore", "Baltimore city"),
        ("MD", "Baltimore County", "Baltimore Co."),
        ("VA", "Charles City", "Charles City Co."),
        ("VA", "Alexandria", "Alexandria city"),
        ("NV", "carson city", "Carson City"),
        ("MO", "Saint Louis County", "St. Louis Co."),
        ("PR", "mayaguez", "Mayagüez Municipio"),
        ("DC", "District of Columbia", "District of Columbia"),
        ("SD", "Oglala Lakota", "Oglala Lakota Co."),
    ] {
        assert_eq!(county(state, text), Some(name), "{state} {text}");
    }
}

#[test]
fn what_is_no_county_or_could_be_two_is_refused() {
    for (state, text) in [
        ("MD", "Baltimore"),
        ("VA", "Richmond"),
        ("MO", "St. Louis"),
        ("WI", ""),
        ("WI", "Co."),
        ("WI", "County"),
        ("WI", "Green Bay Co."),
        ("WI", "Cook Co."),
        ("XX", "Sheboygan"),
        ("SD", "Shannon Co."),
        ("VA", "Bedford city"),
    ] {
        assert_eq!(county(state, text), None, "{state} {text}");
    }
}

#[test]
fn postal_codes() {
    for (country, zip, wanted) in [
        ("US", "53081", Some("53081")),
        ("US", " 01608 ", Some("01608")),
        ("US", "53081-1234", Some("53081-1234")),
        ("US", "530811234", Some("53081-1234")),
        ("US", "53081 1234", Some("53081-1234")),
        ("US", "1608", None),
        ("US", "53081-", None),
        ("US", "53081-123", None),
        ("US", "53081-12345", None),
        ("US", "53081--1234", None),
        ("US", "5308A", None),
        ("US", "５３０８１", None),
        ("US", "T2P 1J9", None),
        ("US", "", None),
        ("CA", "T2P 1J9", Some("T2P 1J9")),
        ("CA", "t2p1j9", Some("T2P 1J9")),
        ("CA", "T2P-1J9", Some("T2P 1J9")),
        ("CA", "D2P 1J9", None),
        ("CA", "W2P 1J9", None),
        ("CA", "T2O 1J9", None),
        ("CA", "T2P 1J", None),
        ("CA", "T2P 1J99", None),
        ("CA", "53081", None),
        ("CA", "é2P 1J9", None),
        ("GB", "sw1a1aa", Some("SW1A 1AA")),
        ("GB", "M1  1AE", Some("M1 1AE")),
        ("GB", "CR2 6XH", Some("CR2 6XH")),
        ("GB", "DN551PT", Some("DN55 1PT")),
        ("GB", "GIR 0AA", Some("GIR 0AA")),
        ("GB", "ABC1 1AA", None),
        ("GB", "SW 1AA", None),
        ("GB", "SW1A 1A", None),
        ("GB", "1AA", None),
        ("GB", "日本", None),
        ("JP", "530-0001", Some("530-0001")),
        ("BR", "01001-000", Some("01001-000")),
    ] {
        assert_eq!(normalise_zip(country, zip).as_deref(), wanted, "{country} {zip:?}");
    }
}
