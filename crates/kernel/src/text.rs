/// How a date looks on the wire.
pub const DATE_FORMAT: &str = "%Y-%m-%d";
/// How an instant looks on the wire, always in UTC.
pub const DATETIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// Lower case without accents: what search compares. `"Ångström"` becomes `"angstrom"`.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match base_letters(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    folded
}

/// Letters that Unicode does not take apart into a base and an accent, though people type them so.
fn base_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        _ => return None,
    })
}

/// The folded words of `text`: runs of letters and digits, and each symbol such as an emoji by itself.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in fold(text).chars() {
        let is_symbol = matches!(character, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}');
        if is_symbol {
            words.extend([character.to_string(), String::new()]);
        } else if !character.is_alphanumeric() {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(character);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_words_ignore_case_accents_and_punctuation() {
        assert_eq!(words("José O'Neill-Ångström, 3rd"), ["jose", "o", "neill", "angstrom", "3rd"]);
        assert_eq!(words("Łukasz Søren Großmann Đorđe"), ["lukasz", "soren", "grossmann", "dorde"]);
        assert_eq!(words("  "), Vec::<String>::new());
        assert_eq!(words("北京 ТЕСТ"), ["北京", "тест"]);
        assert_eq!(words("שלום, עולם"), ["שלום", "עולם"]);
        assert_eq!(words("Pizza🍕🍕 ☎now"), ["pizza", "🍕", "🍕", "☎", "now"]);
        assert_eq!(words("café–bar «x» ❤️"), ["cafe", "bar", "x", "❤"]);
    }
}
