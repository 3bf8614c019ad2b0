use super::*;

#[track_caller]
fn check_invoice(text: &str, expected: &[(usize, usize, &str)]) {
    let found = check_template(TemplateKind::Invoice, text).err().unwrap_or_default();
    let found: Vec<_> =
        found.iter().map(|error| (error.line, error.column, error.message.as_str())).collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!((found.0, found.1), (expected.0, expected.1), "{found:?}");
        assert!(found.2.contains(expected.2), "{found:?}");
    }
}

#[test]
fn the_built_in_templates_are_good() {
    for kind in [TemplateKind::Invoice, TemplateKind::Statement] {
        assert_eq!(check_template(kind, kind.built_in()), Ok(()));
    }
    assert_eq!(check_template(TemplateKind::Invoice, "Hello #json(\"data.json\").invoice_id"), Ok(()));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    check_invoice("Hello\n  #panic(\"no\")", &[(2, 4, "panicked")]);
    check_invoice("#let x = (\nmore", &[(1, 10, "unclosed delimiter")]);
    check_invoice("#json(\"data.json\").invoice", &[(1, 20, "does not contain key \"invoice\"")]);
    check_invoice("é#unknown", &[(1, 3, "unknown variable: unknown")]);
    // An empty list, which only the bare document has.
    check_invoice("#json(\"data.json\").credits.first().amount", &[(1, 2, "empty")]);
    // An error in an embedded file is shown where it was called.
    check_invoice("#import \"parts.typ\": *\n#letterhead((:))", &[(2, 2, "company")]);
}

#[test]
fn a_template_reaches_nothing_outside() {
    check_invoice("#read(\"/etc/passwd\")", &[(1, 7, "cannot read")]);
    check_invoice("#read(\"../../Cargo.toml\")", &[(1, 7, "outside")]);
    check_invoice("#image(\"https://example.com/a.png\")", &[(1, 8, "cannot read")]);
    check_invoice("#import \"@preview/cetz:0.3.0\": *", &[(1, 9, "cannot read")]);
    check_invoice("#datetime.today()", &[(1, 2, "date")]);
}

#[test]
fn a_template_that_never_ends_is_refused() {
    check_invoice("#while true { }", &[(1, 8, "condition is always true")]);
    check_invoice("#let f(x) = f(x)\n#f(1)", &[(1, 13, "depth")]);
    check_invoice(&"x".repeat(MAX_TEMPLATE_IN_BYTES + 1), &[(1, 1, "longer")]);
}
