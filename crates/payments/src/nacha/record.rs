//! Records of 94 characters, and the two kinds of fields in them.

use std::fmt::Display;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

pub(super) const RECORD_IN_CHARS: usize = 94;
/// Records in a block.
pub(super) const BLOCKING_FACTOR: usize = 10;

/// A file under construction. One buffer, made large enough at once: growing would leave account numbers behind.
pub(super) struct Records(Zeroizing<String>);

impl Records {
    pub(super) fn with_capacity(records: usize) -> Self {
        Self(Zeroizing::new(String::with_capacity(records * (RECORD_IN_CHARS + 1))))
    }

    /// Letters and signs: left-justified, blanks behind, cut to `width`.
    pub(super) fn text(&mut self, value: &str, width: usize) -> &mut Self {
        let written = value.chars().take(width).map(|c| self.0.push(c)).count();
        self.0.extend(std::iter::repeat_n(' ', width - written));
        self
    }

    /// Right-justified with blanks before it: the two routing fields of the file header.
    pub(super) fn right(&mut self, value: &str, width: usize) -> &mut Self {
        self.0.extend(std::iter::repeat_n(' ', width.saturating_sub(value.len())));
        self.text(value, width.min(value.len()))
    }

    /// Digits: right-justified, zeros before. The checks have seen to it that it fits.
    pub(super) fn digits(&mut self, value: impl Display, width: usize) -> &mut Self {
        use std::fmt::Write;
        let _ = write!(self.0, "{value:0>width$}");
        self
    }

    pub(super) fn end(&mut self) {
        self.0.push('\n');
    }

    pub(super) fn count(&self) -> usize {
        self.0.len() / (RECORD_IN_CHARS + 1)
    }

    /// Fills the last block with records of nines.
    pub(super) fn fill(&mut self) {
        while !self.count().is_multiple_of(BLOCKING_FACTOR) {
            self.0.extend(std::iter::repeat_n('9', RECORD_IN_CHARS));
            self.end();
        }
    }

    pub(super) fn finish(mut self) -> String {
        std::mem::take(&mut *self.0)
    }
}

/// Text as the ACH network carries it: capital letters without accents, digits and plain signs. Anything else becomes a blank.
pub(super) fn plain(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(|c| match c {
        'ß' => "SS".chars().collect::<Vec<_>>(),
        'Æ' | 'æ' => vec!['A', 'E'],
        'Ø' | 'ø' => vec!['O'],
        'Ł' | 'ł' => vec!['L'],
        '’' => vec!['\''],
        c if c.is_ascii_graphic() => vec![c.to_ascii_uppercase()],
        _ => vec![' '],
    });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
