//! Headers and columns as people make them.

use fairlead_tabular::{Content, Field, HeaderFinder, Match, Row, match_columns};

const fn field(
    name: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
    content: Content,
) -> Field {
    Field { name, label, aliases, content }
}

const FIELDS: [Field; 5] = [
    field("name", "Account name", &["customer"], Content::Text),
    field("email_address", "Email address", &["e-mail", "email"], Content::Email),
    field("mobile_phone", "Mobile phone", &["phone"], Content::Phone),
    field("line1", "Address line 1", &["address", "street"], Content::Text),
    field("since", "Customer since", &[], Content::Date),
];

/// Columns by `|`, each header of a line; the fields expected on the right.
const COLUMNS: &str = "
    Customer | E-Mail | Phone            => name email_address mobile_phone
    CUSTOMER | email_address | Street    => name email_address line1
    Adress   | Kunde                     => line1 -
    Phone    | Mobile Phone              => - mobile_phone
    Émail    | account-name              => email_address name
    Name     | Name                      => name -";

#[test]
fn columns_are_matched_by_name() {
    for line in COLUMNS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (headers, expected) = line.split_once("=>").expect("an expectation");
        let headers: Vec<String> = headers.split('|').map(|header| header.trim().to_owned()).collect();
        let matched = match_columns(&headers, &[], &FIELDS);
        let found: Vec<&str> =
            matched.iter().map(|one| one.map_or("-", |(field, _)| FIELDS[field].name)).collect();
        assert_eq!(found.join(" "), expected.trim(), "{line}");
    }
}

#[test]
fn columns_without_a_name_are_matched_by_what_is_in_them() {
    let samples = [
        vec!["Ada", "Grace"],
        vec!["ada@example.com", ""],
        vec!["(555) 010-0100", "5550100142"],
        vec!["2026-03-15", "3/1/2026"],
    ];
    let matched = match_columns(&[], &samples, &FIELDS);
    assert_eq!(
        matched,
        [None, Some((1, Match::Content)), Some((2, Match::Content)), Some((4, Match::Content))]
    );
    let two = [vec!["a@example.com"], vec!["b@example.com"]];
    assert_eq!(match_columns(&[], &two, &FIELDS), [None, None], "which of them is it?");
}

fn found(rows: &[&str]) -> Option<u64> {
    let mut finder = HeaderFinder::new(&FIELDS);
    for (number, row) in (1..).zip(rows) {
        finder.see(&Row { number, cells: row.split('|').map(str::to_owned).collect() });
    }
    finder.found()
}

#[test]
fn the_header_is_found_wherever_it_stands() {
    let mut late = vec!["1|2|3"; 5_000];
    late.push("Customer|Phone|Nickname");
    for (rows, expected) in [
        (vec!["Customer|Email", "Ada|a@example.com"], Some(1)),
        (vec!["Our customers", "", "as of March", "Customer|Email|Phone", "Ada|a@example.com|5"], Some(4)),
        (late, Some(5_001)),
        (vec!["Kunde|Ort", "Ada|12345", "Grace|54321"], Some(1)),
        (vec!["Ada|12345", "Grace|54321"], None),
        (vec!["Ada|Green Bay", "Grace|Sheboygan"], None),
        (vec![], None),
    ] {
        assert_eq!(found(&rows), expected, "{:?}", rows.first());
    }
}
