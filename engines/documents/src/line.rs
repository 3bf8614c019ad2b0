//! Plain text made fit for one line of a page.

use crate::html::is_unsafe_character;

const LONGEST_LINE_IN_CHARS: usize = 500;
const LONGEST_NAME_IN_CHARS: usize = 100;

/// One line without control characters, cut after 500 characters, long words breakable as in running text.
pub(crate) fn one_line(text: &str) -> String {
    crate::text::with_breaks(&clean(text, LONGEST_LINE_IN_CHARS)).into_owned()
}

/// The same for a narrow column, where shorter words already need places to break.
pub(crate) fn narrow_line(text: &str) -> String {
    crate::text::with_breaks_in(&clean(text, LONGEST_LINE_IN_CHARS), 24, 12).into_owned()
}

/// The same for what stands in headers and footers, which do not grow; cut after 100 characters.
pub(crate) fn short_line(text: &str) -> String {
    crate::text::with_breaks_in(&clean(text, LONGEST_NAME_IN_CHARS), 24, 12).into_owned()
}

/// The same for each line that is not blank.
pub(crate) fn narrow_lines(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| narrow_line(line)).filter(|line| !line.is_empty()).collect()
}

/// One line of at most so many characters that never breaks: its spaces and hyphens hold together.
pub(crate) fn unbroken(text: &str, longest_in_chars: usize) -> String {
    match clean(text, longest_in_chars) {
        line if line.is_empty() => "\u{a0}".into(),
        line => line.replace(' ', "\u{a0}").replace('-', "\u{2011}"),
    }
}

fn clean(text: &str, longest_in_chars: usize) -> String {
    let safe: String = text.chars().map(|c| if is_unsafe_character(c) { ' ' } else { c }).collect();
    let mut line = safe.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(longest_in_chars) {
        line.truncate(end);
        line.push('…');
    }
    line
}
