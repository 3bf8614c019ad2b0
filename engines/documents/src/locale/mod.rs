//! The languages that documents are written in: the words that a document brings itself, dates, numbers, amounts.

mod bills;
mod contracts;
mod format;
mod slips;

pub(crate) use bills::BillWords;
pub(crate) use contracts::ContractWords;
pub use format::{Currency, Format};
pub(crate) use slips::SlipWords;

/// A language of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
}

impl Locale {
    /// The locale of a language tag such as `es`, `es-MX` or `fr_CA`; English for any other.
    pub fn from_tag(tag: &str) -> Self {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "es" => Self::Es,
            "fr" => Self::Fr,
            _ => Self::En,
        }
    }
}

/// Words in every language, one a line; a missing one does not compile.
macro_rules! words {
    ($(#[$about:meta])* $name:ident: $($word:ident: $en:literal, $es:literal, $fr:literal;)*) => {
        $(#[$about])*
        #[derive(serde::Serialize)]
        pub(crate) struct $name {
            $(pub(crate) $word: &'static str,)*
        }

        impl $name {
            /// The words of a language.
            pub(crate) fn of(locale: crate::Locale) -> &'static Self {
                match locale {
                    crate::Locale::En => &Self { $($word: $en,)* },
                    crate::Locale::Es => &Self { $($word: $es,)* },
                    crate::Locale::Fr => &Self { $($word: $fr,)* },
                }
            }
        }
    };
}
use words;

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn reads_language_tags() {
        for (tag, locale) in [
            ("es", Locale::Es),
            ("fr_CA", Locale::Fr),
            ("ES-mx", Locale::Es),
            ("de", Locale::En),
            ("", Locale::En),
        ] {
            assert_eq!(Locale::from_tag(tag), locale, "{tag}");
        }
    }
}
