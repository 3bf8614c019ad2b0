//! Second factor by RFC 6238: SHA-1, steps of 30 seconds, 6 digits; and recovery codes.

use rand::{CryptoRng, RngExt};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::token::{constant_time_eq, token_hash};

const SECRET_LENGTH_IN_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
/// Without i, l, o and u, which look like others; 80 bits a code, so that a plain SHA-256 withstands a search.
const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const RECOVERY_CODE_LENGTH: usize = 16;

/// A new shared secret: 20 random bytes in base32 (32 characters). Store it sealed.
pub fn new_secret(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut bytes = [0; SECRET_LENGTH_IN_BYTES];
    rng.fill_bytes(&mut bytes);
    Zeroizing::new(Secret::from(bytes.to_vec()).to_base32())
}

/// The `otpauth://` address that authenticator apps read as a QR code.
///
/// Colons, which would end a part of the label, become spaces. `None` when the secret is not base32
/// of at least 16 bytes, or when the issuer or the account name is empty.
pub fn otpauth_url(secret: &str, issuer: &str, account_name: &str) -> Option<Zeroizing<String>> {
    let issuer = issuer.replace(':', " ").trim().to_owned();
    let account_name = account_name.replace(':', " ").trim().to_owned();
    if issuer.is_empty() || account_name.is_empty() {
        return None;
    }
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(issuer))
        .with_account_name(account_name)
        .build()
        .ok()?;
    totp.to_url().ok().map(Zeroizing::new)
}

/// Checks a code and returns the step (unix seconds / 30) it belongs to.
///
/// The step before and the step after count too, for clocks that are a little off. Store the
/// returned step and pass it as `last_step` next time: a step is accepted once (RFC 6238, 5.2), and
/// no earlier one after it. `None` for a wrong or used code and for an unreadable secret.
pub fn verify(secret: &str, code: &str, unix_seconds: u64, last_step: Option<u64>) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret)?.check(&code, unix_seconds.min(u64::MAX / 2))?;
    last_step.is_none_or(|last| step > last).then_some(step)
}

fn totp(secret: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()
}

/// A code that replaces the second factor once.
pub struct RecoveryCode {
    /// Four groups of four, as shown to the user once.
    pub plain: Zeroizing<String>,
    /// What is stored: [`token_hash`] of the code without its dashes.
    pub hash: String,
}

/// Ten fresh recovery codes.
pub fn new_recovery_codes(rng: &mut impl CryptoRng) -> Vec<RecoveryCode> {
    (0..RECOVERY_CODES).map(|_| new_recovery_code(rng)).collect()
}

fn new_recovery_code(rng: &mut impl CryptoRng) -> RecoveryCode {
    let mut plain = Zeroizing::new(String::with_capacity(RECOVERY_CODE_LENGTH + 3));
    for index in 0..RECOVERY_CODE_LENGTH {
        if index > 0 && index % 4 == 0 {
            plain.push('-');
        }
        plain.push(RECOVERY_ALPHABET[rng.random_range(0..RECOVERY_ALPHABET.len())] as char);
    }
    let hash = token_hash(&normalised(&plain));
    RecoveryCode { plain, hash }
}

fn normalised(code: &str) -> Zeroizing<String> {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    Zeroizing::new(kept.flat_map(char::to_lowercase).collect())
}

/// The index of the stored hash that the typed code belongs to; delete that hash. Case, spaces and
/// dashes do not matter. All hashes are compared, so that the time tells nothing.
pub fn find_recovery_code(hashes: &[impl AsRef<str>], code: &str) -> Option<usize> {
    let typed = token_hash(&normalised(code));
    hashes.iter().enumerate().fold(None, |found, (index, hash)| {
        if constant_time_eq(hash.as_ref(), &typed) { Some(index) } else { found }
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    /// RFC 6238, appendix B: the ASCII secret "12345678901234567890" in base32.
    const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn rfc_6238_vectors() {
        // The RFC prints 8 digits; 6 are the last 6 of them.
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in vectors {
            assert_eq!(verify(RFC_SECRET, code, seconds, None), Some(seconds / 30), "at {seconds}");
        }
    }

    #[test]
    fn one_step_early_or_late_is_accepted_two_are_not() {
        let step = 1_111_111_109 / 30;
        let accepted = |steps: i64| {
            verify(RFC_SECRET, "081804", ((step as i64 + steps) * 30) as u64, None) == Some(step as u64)
        };
        assert_eq!([-2, -1, 0, 1, 2].map(accepted), [false, true, true, true, false]);
    }

    #[test]
    fn a_step_is_accepted_once_and_none_before_it() {
        let now = 1_111_111_109;
        let step = verify(RFC_SECRET, "081804", now, None).expect("right code");
        assert_eq!(verify(RFC_SECRET, "081804", now, Some(step)), None);
        assert_eq!(verify(RFC_SECRET, "081804", now, Some(step + 1)), None);
        assert_eq!(verify(RFC_SECRET, "081804", now, Some(step - 1)), Some(step));
    }

    #[test]
    fn bad_input_is_no_match() {
        for code in ["", "08180", "0818041", "08180a", "０８１８０４", "-81804", "081805"] {
            assert_eq!(verify(RFC_SECRET, code, 1_111_111_109, None), None, "{code}");
        }
        assert!(verify(RFC_SECRET, " 081 804 ", 1_111_111_109, None).is_some());
        assert_eq!(verify("not base32!", "081804", 1_111_111_109, None), None);
        assert_eq!(verify("", "081804", 1_111_111_109, None), None);
        assert_eq!(verify(RFC_SECRET, "081804", u64::MAX, None), None);
        assert_eq!(verify(RFC_SECRET, "081804", 0, None), None);
    }

    #[test]
    fn url_is_escaped_and_readable_by_apps() {
        let url = otpauth_url(RFC_SECRET, "Example: ISP", "jo&e@example.com").expect("valid");
        let parsed = url::Url::parse(&url).expect("a URL");
        assert_eq!((parsed.scheme(), parsed.host_str()), ("otpauth", Some("totp")));
        let query: std::collections::HashMap<_, _> = parsed.query_pairs().into_owned().collect();
        assert_eq!(query["secret"], RFC_SECRET);
        assert_eq!(query["issuer"], "Example  ISP");
        assert!(!parsed.path().contains('&') && parsed.path().matches(':').count() <= 1, "{}", *url);
        assert!(otpauth_url("no", "Example", "joe").is_none());
        assert!(otpauth_url(RFC_SECRET, ":", "joe").is_none());
    }

    #[test]
    fn new_secrets_work() {
        let mut rng = StdRng::seed_from_u64(1);
        let secret = new_secret(&mut rng);
        assert_eq!(secret.len(), 32);
        let code = totp(&secret).expect("readable").generate(3000).to_string();
        assert_eq!(verify(&secret, &code, 3000, None), Some(100));
        assert_ne!(*new_secret(&mut rng), *secret);
    }

    #[test]
    fn recovery_codes_are_found_whatever_the_typing() {
        let codes = new_recovery_codes(&mut StdRng::seed_from_u64(1));
        let mut hashes: Vec<String> = codes.iter().map(|code| code.hash.clone()).collect();
        assert_eq!(hashes.len(), 10);
        assert_eq!(codes[3].plain.len(), 19);
        let typed = format!(" {} ", codes[3].plain.to_uppercase().replace('-', " "));
        assert_eq!(find_recovery_code(&hashes, &typed), Some(3));
        hashes.remove(3);
        assert_eq!(find_recovery_code(&hashes, &typed), None);
        assert_eq!(find_recovery_code(&hashes, ""), None);
    }
}
