//! The plain-text form of HTML, for mail bodies, previews and search.

use std::borrow::Cow;

use crate::blocks::{Block, Cell, Inline, Run, parse};

/// The readable text of any HTML: paragraphs apart by an empty line, list items with a dash or number, table cells
/// by ` | `, and after a link's text its address in parentheses unless that is the text. Never fails.
pub fn html_to_text(html: &str) -> String {
    plain(&parse(html))
}

/// The same for blocks.
pub(crate) fn plain(blocks: &[Block]) -> String {
    let pieces: Vec<String> = blocks.iter().map(block).filter(|text| !text.is_empty()).collect();
    pieces.join("\n\n")
}

const LONGEST_WORD_IN_CHARS: usize = 64;
const BREAK_EVERY_CHARS: usize = 20;

/// Text for the page: words longer than any line get invisible places to break at, or they would leave the paper.
pub(crate) fn with_breaks(text: &str) -> Cow<'_, str> {
    with_breaks_in(text, LONGEST_WORD_IN_CHARS, BREAK_EVERY_CHARS)
}

/// The same where a line has room for words of `longest` characters; longer ones may break after every `every`.
pub(crate) fn with_breaks_in(text: &str, longest: usize, every: usize) -> Cow<'_, str> {
    let is_long = |word: &str| word.chars().nth(longest).is_some();
    if !text.split(char::is_whitespace).any(is_long) {
        return Cow::Borrowed(text);
    }
    let mut broken = String::with_capacity(text.len() * 2);
    for word in text.split_inclusive(char::is_whitespace) {
        let step = if is_long(word) { every } else { usize::MAX };
        for (number, character) in word.chars().enumerate() {
            if number > 0 && number % step == 0 {
                broken.push('\u{200b}');
            }
            broken.push(character);
        }
    }
    Cow::Owned(broken)
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content } => line(content),
        Block::List { ordered, start, items } => {
            let items = items.iter().enumerate().map(|(number, item)| {
                let mark =
                    if *ordered { format!("{}. ", usize::from(*start) + number) } else { "- ".to_owned() };
                let text = plain(item).replace("\n\n", "\n");
                format!("{mark}{}", text.replace('\n', &format!("\n{}", " ".repeat(mark.len()))))
            });
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Table { head, rows, .. } => {
            let rows = head.iter().chain(rows).map(|row| {
                let cells: Vec<String> = row.iter().map(cell).collect();
                cells.join(" | ").trim_end_matches([' ', '|']).to_owned()
            });
            rows.collect::<Vec<_>>().join("\n")
        }
        Block::Quote { content } => format!("> {}", plain(content).replace('\n', "\n> ")),
        Block::Rule => "-".repeat(20),
    }
}

fn cell(cell: &Cell) -> String {
    plain(&cell.content).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Break => {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
            Inline::Run(run) => text.push_str(&with_address(run)),
        }
    }
    text
}

fn with_address(run: &Run) -> String {
    match &run.style.link {
        Some(link) if !link.ends_with(run.text.trim()) => format!("{} ({link})", run.text.trim_end()),
        _ => run.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{html_to_text, with_breaks};

    #[track_caller]
    fn check(html: &str, text: &str) {
        assert_eq!(html_to_text(html), text);
    }

    #[test]
    fn reads_like_the_page() {
        check(
            "<h1>Offer</h1><p>Dear  <b>Ada</b>,<br>welcome &amp; enjoy.</p>",
            "Offer\n\nDear Ada,\nwelcome & enjoy.",
        );
        check("<ul><li>One<li>Two<ol start=3><li>Deep</ol></ul>", "- One\n- Two\n  3. Deep");
        check("<table><tr><th>Plan<th>Price<tr><td>Fibre<td>50</table>", "Plan | Price\nFibre | 50");
        check("<blockquote>a<p>b</blockquote><hr>c", "> a\n> \n> b\n\n--------------------\n\nc");
        check("<pre>\na  b\nc</pre>", "a\u{a0} b\nc");
    }

    #[test]
    fn keeps_the_addresses_of_links() {
        check("<a href='https://example.com/pay'>Pay now</a>", "Pay now (https://example.com/pay)");
        check("<a href='mailto:help@example.com'>help@example.com</a>", "help@example.com");
        check("<a href='javascript:alert(1)'>Pay</a>", "Pay");
    }

    #[test]
    fn a_script_is_not_text() {
        check("a<script>alert('b')</script><style>p{}</style>c", "ac");
        check("<script>never closed <p>x", "");
    }

    #[test]
    fn only_words_longer_than_a_line_are_broken() {
        let hash = "f".repeat(64);
        assert_eq!(with_breaks(&format!("{hash} {hash}")), format!("{hash} {hash}"));
        let broken = with_breaks(&"x".repeat(65)).into_owned();
        assert_eq!(broken.split('\u{200b}').map(str::len).collect::<Vec<_>>(), [20, 20, 20, 5]);
    }
}
