//! The HTML subset: which elements there are and how each is treated.

/// How [`super::tidy`] treats an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Starts a new block: paragraphs, lists, tables, quotes.
    Block,
    /// Styles the text inside a block.
    Inline,
    /// Has neither text nor end tag.
    Void,
    /// Is dropped together with all it contains.
    Discard,
}

/// Elements kept under their own name, as the sanitiser's allow list needs them.
pub(crate) const KEPT: [&str; 34] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// The role of an element and the name it is kept under. `None`: the tag goes, its text stays.
pub(crate) fn classify(name: &str) -> Option<(&'static str, Role)> {
    let kept_as = match name {
        "section" | "article" | "header" | "footer" | "main" | "center" | "form" | "fieldset" | "address"
        | "figure" | "aside" | "nav" | "dl" | "details" => "div",
        "dt" | "dd" | "figcaption" | "summary" | "legend" => "p",
        "strike" => "s",
        "script" | "style" | "title" | "textarea" | "svg" | "math" | "iframe" | "object" | "template"
        | "select" | "noembed" | "noframes" | "xmp" | "audio" | "video" | "canvas" => {
            return Some(("", Role::Discard));
        }
        other => KEPT.iter().find(|kept| **kept == other)?,
    };
    let role = match kept_as {
        "br" | "hr" => Role::Void,
        "a" | "b" | "code" | "del" | "em" | "i" | "ins" | "s" | "strong" | "sub" | "sup" | "u" => {
            Role::Inline
        }
        _ => Role::Block,
    };
    Some((kept_as, role))
}

/// Whether the element holds text but no blocks, so that any block ends it.
pub(crate) fn holds_text_only(tag: &str) -> bool {
    matches!(tag, "p" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether the element holds only other elements, so that white space in it means nothing.
pub(crate) fn holds_blocks_only(tag: &str) -> bool {
    matches!(tag, "ul" | "ol" | "table" | "thead" | "tbody" | "tfoot" | "tr")
}

/// Whether the element is a part of a table, which an end tag from inside the table may close.
pub(crate) fn is_table_part(tag: &str) -> bool {
    matches!(tag, "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th")
}

/// The one attribute that an element keeps.
pub(crate) fn attribute_of(tag: &str) -> Option<&'static str> {
    match tag {
        "a" => Some("href"),
        "td" | "th" => Some("colspan"),
        "ol" => Some("start"),
        _ => None,
    }
}
