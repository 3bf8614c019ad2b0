//! Personal access tokens, public link keys and comparison in constant time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::CryptoRng;
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What every personal access token starts with; lets secret scanners find leaked ones.
pub const TOKEN_PREFIX: &str = "fl_";

/// A fresh token. `plain` is shown once, `hash` is stored.
pub struct NewToken {
    /// `fl_` and 43 base64url characters (256 random bits).
    pub plain: Zeroizing<String>,
    /// 64 lower-case hexadecimal characters, see [`token_hash`].
    pub hash: String,
}

/// Makes a personal access token.
pub fn new_token(rng: &mut impl CryptoRng) -> NewToken {
    let mut bytes = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(bytes.as_mut_slice());
    let plain = Zeroizing::new(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes.as_slice())));
    let hash = token_hash(&plain);
    NewToken { plain, hash }
}

/// The stored form of a token: SHA-256 in hexadecimal. A slow hash is for guessable passwords;
/// 256 random bits cannot be guessed, and a plain hash can be found by an index.
pub fn token_hash(plain: &str) -> String {
    to_hex(&Sha256::digest(plain.as_bytes()))
}

/// The key in a public link (contract signing): 64 letters and digits, about 381 random bits.
pub fn link_key(rng: &mut impl CryptoRng) -> String {
    Alphanumeric.sample_string(rng, 64)
}

/// Compares secrets without telling by its time where they differ. Lengths are not secret.
pub fn constant_time_eq(left: impl AsRef<[u8]>, right: impl AsRef<[u8]>) -> bool {
    left.as_ref().ct_eq(right.as_ref()).into()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn tokens_have_their_shape_and_differ() {
        let mut rng = StdRng::seed_from_u64(1);
        let tokens: Vec<NewToken> = (0..100).map(|_| new_token(&mut rng)).collect();
        for token in &tokens {
            let body = token.plain.strip_prefix("fl_").expect("prefix");
            assert_eq!(body.len(), 43);
            assert!(body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            assert_eq!(token.hash, token_hash(&token.plain));
        }
        assert_eq!(tokens.iter().map(|token| &token.hash).collect::<HashSet<_>>().len(), 100);
    }

    #[test]
    fn hash_is_sha256_in_hexadecimal() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn link_keys_are_64_letters_and_digits() {
        let mut rng = StdRng::seed_from_u64(1);
        let keys: HashSet<String> = (0..100).map(|_| link_key(&mut rng)).collect();
        assert_eq!(keys.len(), 100);
        assert!(keys.iter().all(|key| key.len() == 64 && key.bytes().all(|b| b.is_ascii_alphanumeric())));
    }

    #[test]
    fn the_system_generator_gives_tokens_too() {
        assert_ne!(new_token(&mut crate::os_rng()).hash, new_token(&mut crate::os_rng()).hash);
    }

    #[test]
    fn compares_content_and_length() {
        assert!(constant_time_eq("same", b"same"));
        assert!(!constant_time_eq("same", "sama"));
        assert!(!constant_time_eq("same", "same "));
        assert!(constant_time_eq("", ""));
    }
}
