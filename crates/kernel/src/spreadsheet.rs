//! Text in files that spreadsheets open.

use std::borrow::Cow;

/// What makes a spreadsheet take a cell for a formula that begins with it (OWASP, CSV Injection): also as the wide characters
/// that some locales type.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// Whether it would be a formula without the guards that stand before it already.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(FORMULA)
}

/// `-12.50`: spreadsheets shall count with numbers, and they do no harm.
fn is_negative_number(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.strip_prefix('-').map(|digits| digits.split_once('.').unwrap_or((digits, "0"))) {
        Some((whole, decimals)) => is_digits(whole) && is_digits(decimals),
        None => false,
    }
}

/// A text as it stands in a cell: with an apostrophe before it where it would run as a formula. Numbers stay numbers.
///
/// [`unguarded`] gives the text back, whatever it is.
pub fn guarded(text: &str) -> Cow<'_, str> {
    match is_formula(text) && !is_negative_number(text) {
        true => Cow::Owned(format!("{GUARD}{text}")),
        false => Cow::Borrowed(text),
    }
}

/// A cell without the apostrophe that [`guarded`] put before it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix(GUARD).filter(|text| is_formula(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_is_text_and_the_rest_stays() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://example.com\")", "'=HYPERLINK(\"http://example.com\")"),
            ("+15550142", "'+15550142"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("-", "'-"),
            ("-1e5", "'-1e5"),
            ("-5.", "'-5."),
            ("-12.50", "-12.50"),
            ("-3", "-3"),
            ("12", "12"),
            ("2026-03-15", "2026-03-15"),
            ("'quoted'", "'quoted'"),
            ("O'Brien = owner", "O'Brien = owner"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell, "{text:?}");
            assert_eq!(unguarded(cell), text, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_guarded_comes_back(text in "['=+@\\-\t0-9a.]{0,6}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), &text);
            prop_assert!(!cell.starts_with(['=', '+', '@', '\t']));
        }
    }
}
