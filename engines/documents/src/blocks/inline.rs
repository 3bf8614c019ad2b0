//! Text inside a block: styled runs and line breaks, white space collapsed as a browser does.

use serde::Serialize;

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Inline {
    /// Text in one style.
    Run(Run),
    /// A forced line break.
    Break,
}

/// Text in one style.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Run {
    #[serde(serialize_with = "breakable")]
    pub text: String,
    #[serde(flatten)]
    pub style: Style,
}

fn breakable<S: serde::Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&crate::text::with_breaks(text))
}

/// How a run looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Style {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub strike: bool,
    pub sub: bool,
    pub sup: bool,
    pub link: Option<String>,
}

impl Style {
    /// Switches the style of an inline element on or off.
    pub(super) fn set(&mut self, tag: &str, on: bool, link: Option<String>) {
        match tag {
            "b" | "strong" => self.bold = on,
            "i" | "em" => self.italic = on,
            "u" | "ins" => self.underline = on,
            "s" | "del" => self.strike = on,
            "sub" => self.sub = on,
            "sup" => self.sup = on,
            "a" => self.link = link,
            _ => {}
        }
    }
}

/// Collects the text of one block.
#[derive(Default)]
pub(super) struct Line {
    content: Vec<Inline>,
}

impl Line {
    /// Adds text; runs of white space become one space, and none at a line's start.
    pub(super) fn push(&mut self, text: &str, style: &Style) {
        let mut collapsed = String::with_capacity(text.len());
        let mut after_space = self.ends_with_space();
        for character in text.chars() {
            let is_space = matches!(character, ' ' | '\n' | '\t');
            if !(is_space && after_space) {
                collapsed.push(if is_space { ' ' } else { character });
            }
            after_space = is_space;
        }
        self.append(collapsed, style);
    }

    /// Adds text whose line ends and spaces count.
    pub(super) fn push_preformatted(&mut self, text: &str, style: &Style) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.content.push(Inline::Break);
            }
            self.append(line.replace('\t', "    ").replace("  ", "\u{a0} "), style);
        }
    }

    /// Adds a line break.
    pub(super) fn push_break(&mut self) {
        self.content.push(Inline::Break);
    }

    /// Hands out the text, without white space and breaks at its ends; empty when there is none.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        let mut content = std::mem::take(&mut self.content);
        while let Some(last) = content.last_mut() {
            match last {
                Inline::Run(run) if !run.text.trim_end_matches(' ').is_empty() => {
                    run.text.truncate(run.text.trim_end_matches(' ').len());
                    break;
                }
                _ => content.pop(),
            };
        }
        let breaks = content.iter().take_while(|inline| **inline == Inline::Break).count();
        content.drain(..breaks);
        content
    }

    fn append(&mut self, text: String, style: &Style) {
        match self.content.last_mut() {
            _ if text.is_empty() => {}
            Some(Inline::Run(run)) if run.style == *style => run.text.push_str(&text),
            _ => self.content.push(Inline::Run(Run { text, style: style.clone() })),
        }
    }

    fn ends_with_space(&self) -> bool {
        match self.content.last() {
            Some(Inline::Run(run)) => run.text.ends_with(' '),
            Some(Inline::Break) | None => true,
        }
    }
}
