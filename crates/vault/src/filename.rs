//! Names of uploaded files, made safe to store, to send in a header and to save on any system.

const LONGEST_NAME_IN_BYTES: usize = 255;
const LONGEST_EXTENSION_IN_BYTES: usize = 16;

/// The last part of a path, without what could harm: control and text-direction characters, runs of
/// dots, leading and trailing dots and spaces, characters that are special in paths and headers
/// (they become `_`), device names of Windows (they get a `_` in front). Unicode stays. At most 255
/// bytes; a short extension survives the cut. Applying it twice changes nothing.
///
/// # Errors
/// The message for the field when nothing usable is left.
pub fn safe_filename(name: &str) -> Result<String, String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut safe = String::with_capacity(last.len());
    for character in last.chars().filter(|c| !is_invisible(*c)) {
        match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => safe.push('_'),
            '.' if safe.ends_with('.') => {}
            other => safe.push(other),
        }
    }
    let mut safe = trimmed(&safe).to_owned();
    if is_reserved(&safe) {
        safe.insert(0, '_');
    }
    let safe = shortened(&safe, LONGEST_NAME_IN_BYTES);
    if safe.is_empty() { Err("The filename is invalid.".to_owned()) } else { Ok(safe) }
}

/// `name` with its extension replaced, within the same length.
pub(crate) fn with_extension(name: &str, extension: &str) -> String {
    let stem = split_extension(name).0;
    let room = LONGEST_NAME_IN_BYTES - extension.len() - 1;
    format!("{}.{extension}", trimmed(&stem[..floor_boundary(stem, room)]))
}

/// Control characters, and those that reorder or hide text (a name that only looks like `.pdf`).
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{061C}' | '\u{00AD}')
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |prefix| stem.strip_prefix(prefix).is_some_and(|n| matches!(n.as_bytes(), [b'0'..=b'9']));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn shortened(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let (stem, extension) = split_extension(name);
    let room = limit - extension.len();
    format!("{}{extension}", trimmed(&stem[..floor_boundary(stem, room)]))
}

/// The stem and the extension with its dot; a long or empty one is no extension.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && (2..=LONGEST_EXTENSION_IN_BYTES).contains(&(name.len() - dot)) => {
            name.split_at(dot)
        }
        _ => (name, ""),
    }
}

fn floor_boundary(text: &str, at_most: usize) -> usize {
    text.floor_char_boundary(at_most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn table() {
        let cases = [
            ("contract.pdf", "contract.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\bill.xlsx", "bill.xlsx"),
            ("..\\..\\evil.exe", "evil.exe"),
            ("Überweisung größe 東京.pdf", "Überweisung größe 東京.pdf"),
            ("a..b...c.txt", "a.b.c.txt"),
            (".htaccess", "htaccess"),
            ("name. . .", "name"),
            ("a\0b\r\nc\td.txt", "abcd.txt"),
            ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
            ("a\"b<c>d:e|f?g*.txt", "a_b_c_d_e_f_g_.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.tar.gz", "_com1.tar.gz"),
            ("com10.txt", "com10.txt"),
            ("console.log", "console.log"),
            ("  spaced name .txt", "spaced name .txt"),
        ];
        for (given, expected) in cases {
            assert_eq!(safe_filename(given).as_deref(), Ok(expected), "{given:?}");
        }
        for unusable in ["", ".", "..", "/", "a/", "\u{202E}", " . . ", "\0"] {
            assert!(safe_filename(unusable).is_err(), "{unusable:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = safe_filename(&format!("{}.pdf", "東".repeat(200))).expect("usable");
        assert!(name.len() <= 255 && name.len() > 250 && name.ends_with("東.pdf"));
        let jpeg = with_extension(&"x".repeat(255), "jpg");
        assert_eq!((jpeg.len(), &jpeg[250..]), (255, "x.jpg"));
        assert_eq!(with_extension("photo.PNG", "jpg"), "photo.jpg");
        assert_eq!(with_extension("photo", "jpg"), "photo.jpg");
    }

    proptest! {
        #[test]
        fn whatever_comes_out_is_safe_and_stays(name in "(\\PC|[./\\\\ \0:\u{202E}]){0,300}") {
            if let Ok(safe) = safe_filename(&name) {
                prop_assert!(!safe.is_empty() && safe.len() <= 255);
                prop_assert!(!safe.contains(['/', '\\', '\0', '"', '\n']) && !safe.contains(".."));
                prop_assert!(!safe.starts_with('.') && !safe.ends_with(['.', ' ']));
                prop_assert_eq!(safe_filename(&safe), Ok(safe.clone()));
            }
        }
    }
}
