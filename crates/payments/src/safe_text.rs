//! What a processor says, made fit to be stored and shown.

/// Longer messages are cut: a processor's message is one sentence.
const MESSAGE_MAX_IN_CHARS: usize = 250;
/// A run of so many digits could be a card or account number.
const RUN_IN_DIGITS: usize = 7;
const REMOVED: &str = "[number removed]";

/// One line of text without control characters and without anything that could be a card or account number: processors repeat
/// what they were sent. Empty text becomes `otherwise`.
pub(crate) fn safe_message(text: &str, otherwise: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = without_long_numbers(&line.split_whitespace().collect::<Vec<_>>().join(" "));
    match line.is_empty() {
        true => otherwise.to_owned(),
        false => line.chars().take(MESSAGE_MAX_IN_CHARS).collect(),
    }
}

/// Digits count as one run when only punctuation and blanks stand between them.
fn without_long_numbers(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        safe.push_str(&rest[..start]);
        let run = &rest[start..];
        // Some letters are numbers too (Ⅷ): they belong to the run, or it could be empty and never end.
        let run = run.split(|c: char| c.is_alphabetic() && !c.is_numeric()).next().unwrap_or_default();
        let run = run.trim_end_matches(|c: char| !c.is_numeric());
        let digits = run.chars().filter(|c| c.is_numeric()).count();
        safe.push_str(if digits >= RUN_IN_DIGITS { REMOVED } else { run });
        rest = &rest[start + run.len()..];
    }
    safe.push_str(rest);
    safe
}

/// Whether `text` can be an id of a processor: short, and nothing that would change a URL.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_could_be_an_account_are_taken_out() {
        for (said, kept) in [
            ("Your card was declined.", "Your card was declined."),
            ("Card 4242424242424242 was declined.", "Card [number removed] was declined."),
            ("Card 4242 4242-4242.4242 was declined", "Card [number removed] was declined"),
            ("Card ４２４２４２４２ was declined", "Card [number removed] was declined"),
            ("ⅧⅧⅧⅧⅧⅧⅧ and Ⅷ", "[number removed] and Ⅷ"),
            ("Limit of $1,250.00 reached (code 51)", "Limit of $1,250.00 reached (code 51)"),
            ("two\r\nlines\u{0}\tand more", "two lines and more"),
            ("  ", "Nothing said."),
        ] {
            assert_eq!(safe_message(said, "Nothing said."), kept, "{said}");
        }
        assert_eq!(safe_message(&"x".repeat(9000), "").len(), 250);
    }

    proptest! {
        #[test]
        fn no_card_number_survives(before in ".{0,20}", after in ".{0,20}", number in "[0-9]{12,19}", gap in "[ .-]?") {
            let spaced: Vec<String> = number.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
            let message = safe_message(&format!("{before}{}{after}", spaced.join(&gap)), "");
            let longest = message.split(|c: char| c.is_alphabetic() && !c.is_numeric()).map(|part| part.chars().filter(|c| c.is_numeric()).count()).max();
            prop_assert!(longest.unwrap_or(0) < RUN_IN_DIGITS, "{}", message);
        }
    }
}
