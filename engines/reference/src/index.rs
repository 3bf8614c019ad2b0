//! From a spelling to the row it means, within a country or a state.

use crate::fold::Folded;

/// Two upper-case letters: a country or a state. Rows of different scopes do not see each other.
pub(crate) type Scope = [u8; 2];

/// The better a spelling is, the smaller; a better one hides the worse ones that read the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Quality {
    Name,
    Code,
    Other,
}

struct Spelling {
    scope: Scope,
    length: u16,
    start: u32,
    row: u16,
    quality: Quality,
}

/// Spellings sorted by scope and folded text; the folded texts lie one after the other in a single block.
pub(crate) struct NameIndex {
    text: Vec<u8>,
    spellings: Vec<Spelling>,
}

/// Collects spellings for a [`NameIndex`].
pub(crate) struct IndexBuilder(NameIndex);

impl IndexBuilder {
    pub(crate) fn new() -> Self {
        IndexBuilder(NameIndex { text: Vec::new(), spellings: Vec::new() })
    }

    /// The row may be called `spelling`. One that folds to nothing is not taken.
    pub(crate) fn add(&mut self, scope: Scope, spelling: &str, row: usize, quality: Quality) {
        let (Some(folded), Ok(row)) = (Folded::new(spelling), u16::try_from(row)) else { return };
        let start = self.0.text.len() as u32;
        let length = folded.as_bytes().len() as u16;
        self.0.text.extend_from_slice(folded.as_bytes());
        self.0.spellings.push(Spelling { scope, length, start, row, quality });
    }

    pub(crate) fn build(self) -> NameIndex {
        let NameIndex { mut text, mut spellings } = self.0;
        let key = |s: &Spelling| (s.scope, &text[s.start as usize..][..s.length as usize]);
        spellings.sort_by(|a, b| (key(a), a.quality, a.row).cmp(&(key(b), b.quality, b.row)));
        spellings.dedup_by(|b, a| key(a) == key(b) && (b.quality > a.quality || b.row == a.row));
        text.shrink_to_fit();
        spellings.shrink_to_fit();
        NameIndex { text, spellings }
    }
}

impl NameIndex {
    /// The row that `text` means. `None` too if it could mean several: a wrong place is worse than a question.
    pub(crate) fn find(&self, scope: Scope, text: &str) -> Option<usize> {
        let folded = Folded::new(text)?;
        let wanted = (scope, folded.as_bytes());
        let from = self.spellings.partition_point(|s| (s.scope, self.folded(s)) < wanted);
        let mut same = self.spellings[from..].iter().take_while(|s| (s.scope, self.folded(s)) == wanted);
        let found = same.next()?;
        same.next().is_none().then_some(usize::from(found.row))
    }

    fn folded(&self, spelling: &Spelling) -> &[u8] {
        &self.text[spelling.start as usize..][..usize::from(spelling.length)]
    }
}

/// The scope for a code of two letters in any case; `None` for any other text.
pub(crate) fn scope(code: &str) -> Option<Scope> {
    let &[a, b] = code.trim().as_bytes() else { return None };
    (a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
        .then(|| [a.to_ascii_uppercase(), b.to_ascii_uppercase()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_spelling_hides_a_worse_one_and_two_equal_ones_mean_nothing() {
        let mut builder = IndexBuilder::new();
        builder.add(*b"XX", "Alpha", 0, Quality::Name);
        builder.add(*b"XX", "alpha", 1, Quality::Other);
        builder.add(*b"XX", "Beta", 0, Quality::Other);
        builder.add(*b"XX", "beta", 1, Quality::Other);
        builder.add(*b"XX", "Gamma", 2, Quality::Other);
        builder.add(*b"XX", "gamma", 2, Quality::Code);
        builder.add(*b"YY", "Alpha", 3, Quality::Name);
        let index = builder.build();
        assert_eq!(index.find(*b"XX", "ALPHA"), Some(0));
        assert_eq!(index.find(*b"XX", "Beta"), None);
        assert_eq!(index.find(*b"XX", "Gamma"), Some(2));
        assert_eq!(index.find(*b"YY", "Alpha"), Some(3));
        assert_eq!(index.find(*b"YY", "Gamma"), None);
    }

    #[test]
    fn a_scope_is_two_letters() {
        assert_eq!(scope(" us "), Some(*b"US"));
        for text in ["", "U", "USA", "U1", "é", "日"] {
            assert_eq!(scope(text), None, "{text:?}");
        }
    }
}
