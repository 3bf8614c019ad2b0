//! The form of a mail address.

use crate::FieldErrors;

/// Notes a problem with `email` under `field`. Only the form is checked: one `@` between a name and a host with a dot, no
/// white space, the lengths of RFC 5321. Letters of any script pass.
pub fn check_email(field: &str, email: Option<&str>, errors: &mut FieldErrors) {
    if email.is_some_and(|email| !is_email(email)) {
        errors.add(field, format!("The {} must be a valid email address.", field.replace('_', " ")));
    }
}

fn is_email(text: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.len() <= 63
    };
    text.len() <= 254
        && !text.contains(bad)
        && (1..=64).contains(&name.len())
        && !name.contains('@')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && host.contains('.')
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn mail_addresses_have_a_name_and_a_host() {
        for good in ["a@example.com", "o'neill+x@mail.example.co.uk", "josé@exämple.net", "1@1.test"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "a@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "a@example..com",
            ".a@example.com",
            "a@-example.com",
            "a@example.com,b@example.com",
            "<a@example.com>",
            "a\n@example.com",
            "a@example.com.",
            "a@b.co\r\nBcc: x@y.test",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@example.com", "x".repeat(65))));
    }
}
