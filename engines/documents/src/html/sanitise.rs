//! The gate: what may be stored and shown in a browser.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};

use super::tags::{KEPT, attribute_of};
use super::tidy::{Event, tidy};

const MAX_PASSES: usize = 4;

/// Makes HTML from anybody safe to store and to show inside a page.
///
/// Kept: headings, paragraphs, lists, tables (with `colspan`), quotes, `pre`, rules, line breaks, bold, italic,
/// underline, strike, sub- and superscript, code, and links to `http`, `https`, `mailto` and `tel`, which get
/// `rel="noopener noreferrer"`. Everything else goes: scripts, styles and forms' inner life with their content, other
/// tags with their text kept. **No images**, not even `data:` ones: a remote image tells its sender who reads, and
/// an embedded one is a decoder fed by strangers.
///
/// Idempotent. Time and output are bounded by a constant times the input's length.
pub fn sanitise_html(html: &str) -> String {
    let mut clean = pass(html);
    for _ in 1..MAX_PASSES {
        let again = pass(&clean);
        if again == clean {
            return clean;
        }
        clean = again;
    }
    // Not seen in practice; plain text is stable by construction.
    let texts = tidy(&clean).into_iter().filter_map(|event| match event {
        Event::Text(text) => Some(escape(&text)),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// Escapes text for use between HTML tags and inside quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Characters that have no place in a document: control characters, and the marks that change the direction
/// of writing, with which a text can read otherwise than it is stored.
pub(crate) fn is_unsafe_character(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\n' | '\t');
    is_control
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}')
}

fn pass(html: &str) -> String {
    policy().clean(&serialise(&tidy(html))).to_string()
}

fn policy() -> &'static Builder<'static> {
    static POLICY: OnceLock<Builder<'static>> = OnceLock::new();
    POLICY.get_or_init(|| {
        let attributes: HashMap<_, _> = KEPT
            .into_iter()
            .filter_map(|tag| attribute_of(tag).map(|attribute| (tag, HashSet::from([attribute]))))
            .collect();
        let mut policy = Builder::empty();
        policy
            .tags(KEPT.into_iter().collect())
            .clean_content_tags(HashSet::from(["script", "style"]))
            .tag_attributes(attributes)
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("noopener noreferrer"));
        policy
    })
}

fn serialise(events: &[Event]) -> String {
    let mut html = String::new();
    for event in events {
        match event {
            Event::Open(tag, value) => {
                html.push('<');
                html.push_str(tag);
                if let (Some(name), Some(value)) = (attribute_of(tag), value) {
                    html.push_str(&format!(" {name}=\"{}\"", escape(value)));
                }
                html.push('>');
            }
            Event::Close(tag) => html.push_str(&format!("</{tag}>")),
            Event::Void(tag) => html.push_str(&format!("<{tag}>")),
            Event::Text(text) => html.push_str(&escape(text)),
        }
    }
    html
}
