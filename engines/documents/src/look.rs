//! How invoices and statements look: paper, language, colour, template.

use typst::syntax::Source;

use crate::Locale;
use crate::engine::{embedded, file_id};

/// How an operator's documents look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The size of the pages.
    pub paper: Paper,
    /// The language of words, dates and numbers.
    pub locale: Locale,
    /// The colour of the company.
    pub accent: Accent,
    /// The operator's own template; without it the built-in one of the document's kind.
    pub template: Option<Template>,
}

impl Look {
    pub(crate) fn template(&self, kind: TemplateKind) -> &Source {
        match &self.template {
            Some(Template(source)) => source,
            None => embedded(kind.file_name()),
        }
    }
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 mm by 297 mm.
    #[default]
    A4,
    /// 8.5 in by 11 in.
    Letter,
}

impl Paper {
    /// The name that the typesetter knows it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "us-letter",
        }
    }
}

/// The documents that have templates of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// [`crate::InvoiceDocument`]
    Invoice,
    /// [`crate::StatementDocument`]
    Statement,
}

impl TemplateKind {
    fn file_name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice.typ",
            Self::Statement => "statement.typ",
        }
    }

    /// The text of the built-in template: what an operator starts from.
    pub fn built_in(self) -> &'static str {
        embedded(self.file_name()).text()
    }
}

/// A template of the operator, read once and shared by all documents of a run. Cloning it copies no text.
#[derive(Clone, Debug)]
pub struct Template(pub(crate) Source);

impl Template {
    /// From a text that [`crate::check_template`] has accepted. Another text gives documents that fail with
    /// [`crate::DocumentError::Layout`].
    pub fn new(text: impl Into<String>) -> Self {
        Self(Source::new(file_id("template.typ"), text.into()))
    }
}

/// A colour, and what can be read on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    red: u8,
    green: u8,
    blue: u8,
}

impl Default for Accent {
    fn default() -> Self {
        Self { red: 0x1f, green: 0x5f, blue: 0xbf }
    }
}

impl Accent {
    /// Reads `#1f5fbf` or `1f5fbf`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').unwrap_or(text.trim());
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { red, green, blue })
    }

    /// For areas and lines.
    pub(crate) fn fill(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// For text on an area of the colour.
    pub(crate) fn on_fill(self) -> &'static str {
        if self.is_light() { "#1b2430" } else { "#ffffff" }
    }

    /// For text on white: the colour itself where that can be read.
    pub(crate) fn ink(self) -> String {
        if self.is_light() { "#1b2430".into() } else { self.fill() }
    }

    /// Luma of ITU-R BT.601 above 60 %: white on it, or it on white, has too little contrast.
    fn is_light(self) -> bool {
        299 * u32::from(self.red) + 587 * u32::from(self.green) + 114 * u32::from(self.blue) > 153_000
    }
}

#[cfg(test)]
mod tests {
    use super::Accent;

    #[test]
    fn colours_are_read_and_stay_legible() {
        for (text, fill, on_fill, ink) in [
            ("#1f5fbf", "#1f5fbf", "#ffffff", "#1f5fbf"),
            (" FFD400", "#ffd400", "#1b2430", "#1b2430"),
            ("#000000", "#000000", "#ffffff", "#000000"),
        ] {
            let accent = Accent::parse(text).unwrap();
            assert_eq!(
                (accent.fill().as_str(), accent.on_fill(), accent.ink().as_str()),
                (fill, on_fill, ink)
            );
        }
        for text in ["", "#fff", "red", "#12345g", "#1234567", "+12345"] {
            assert_eq!(Accent::parse(text), None, "{text}");
        }
    }
}
