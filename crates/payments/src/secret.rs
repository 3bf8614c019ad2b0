use zeroize::Zeroizing;

/// Text that must not be seen: a card or account number, a token, a processor's key.
///
/// It has no `Debug`, `Display` or `Serialize`, so that it cannot get into a log, an error or an answer by accident, and its
/// memory is overwritten when it goes.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over without copying it.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// A number as people type it, without the blanks and dashes between its digits.
    pub fn number(typed: String) -> Self {
        let typed = Self::new(typed);
        // Filled in place: a buffer that grows would leave copies behind.
        let mut digits = Zeroizing::new(String::with_capacity(typed.0.len()));
        digits.extend(typed.0.chars().filter(|c| !matches!(c, ' ' | '-')));
        Self(digits)
    }

    /// The text, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters (all, when there are fewer): what may be kept and shown of a number.
    pub fn last_four(&self) -> String {
        let skipped = self.0.chars().count().saturating_sub(4);
        self.0.chars().skip(skipped).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does not compile when the type gains the trait: then two impls fit and none can be inferred.
    macro_rules! assert_lacks {
        ($type:ty: $bound:path) => {
            const _: fn() = || {
                struct Gained;
                trait Ambiguous<A> {
                    fn check() {}
                }
                impl<T: ?Sized> Ambiguous<()> for T {}
                impl<T: ?Sized + $bound> Ambiguous<Gained> for T {}
                let _ = <$type as Ambiguous<_>>::check;
            };
        };
    }
    assert_lacks!(Secret: std::fmt::Debug);
    assert_lacks!(Secret: std::fmt::Display);
    assert_lacks!(Secret: serde::Serialize);
    assert_lacks!(crate::Card: std::fmt::Debug);
    assert_lacks!(crate::BankAccount: std::fmt::Debug);

    #[test]
    fn a_number_loses_its_separators_and_shows_its_end_only() {
        let number = Secret::number("4242 4242-4242 4242".into());
        assert_eq!(number.expose(), "4242424242424242");
        assert_eq!(number.last_four(), "4242");
        assert_eq!(Secret::new("é12".into()).last_four(), "é12");
    }
}
