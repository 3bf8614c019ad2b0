//! AES-256-GCM for stored secrets, with keys that can be rotated.
//!
//! A sealed value is `version (1) | key id (4) | nonce (12) | ciphertext | tag (16)`. Each purpose
//! has its own key (HKDF-SHA256 of the stored key), and header and purpose are authenticated: a
//! value moved from one column to another does not open.

use std::fmt;
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keyfile;

const SEALED_VERSION: u8 = 1;
const HEADER_LENGTH: usize = 5;
const NONCE_LENGTH: usize = 12;
const TAG_LENGTH: usize = 16;

/// 32 secret bytes that are wiped when dropped.
pub(crate) type SecretKey = Zeroizing<[u8; 32]>;

/// Names a key without telling anything about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId(pub(crate) [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Why the key file could not be used. Never holds key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file or its folder could not be read or written.
    #[error("key file {}: {source}", path.display())]
    Io {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others than the owner may read the file.
    #[error(
        "key file {} has mode {mode:04o}: others than its owner can read it. Run `chmod 600 {}` and consider the keys in it known to them",
        path.display(), path.display()
    )]
    Permissions {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The text in the file is not a keyring.
    #[error("key file {}: {reason}", path.display())]
    Malformed {
        /// The key file.
        path: PathBuf,
        /// What is wrong, with the line number.
        reason: String,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandomness,
}

/// Why a sealed value did not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Too short, an unknown version, or not base64.
    #[error("the sealed value is malformed")]
    Malformed,
    /// Sealed with a key that this keyring does not have.
    #[error("the sealed value needs key {0}, which is not in the key file")]
    UnknownKey(KeyId),
    /// Changed since it was sealed, or sealed for another purpose.
    #[error("the sealed value was changed or belongs elsewhere")]
    Tampered,
    /// It opened, but is not UTF-8 text ([`Keyring::open_text`] only).
    #[error("the sealed value is not text")]
    NotText,
}

pub(crate) struct StoredKey {
    pub(crate) id: KeyId,
    pub(crate) bytes: SecretKey,
}

impl StoredKey {
    /// The id is derived from the key, so that a damaged line in the key file is noticed.
    pub(crate) fn new(bytes: SecretKey) -> Self {
        let mut id = [0; 4];
        expand(&bytes, &[b"fairlead key id"], &mut id);
        Self { id: KeyId(id), bytes }
    }

    pub(crate) fn random() -> Result<Self, KeyringError> {
        let mut bytes = SecretKey::default();
        SysRng.try_fill_bytes(bytes.as_mut_slice()).map_err(|_| KeyringError::NoRandomness)?;
        Ok(Self::new(bytes))
    }
}

/// HKDF-SHA256 for outputs of at most 32 bytes, for which it cannot fail.
fn expand(key: &SecretKey, info: &[&[u8]], output: &mut [u8]) {
    debug_assert!(output.len() <= 32);
    let hkdf = Hkdf::<Sha256>::new(None, key.as_slice());
    hkdf.expand_multi_info(info, output).expect("32 bytes are within the limit of HKDF");
}

/// The keys of an installation. The last one seals, all of them open.
pub struct Keyring {
    keys: Vec<StoredKey>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("key_ids", &self.key_ids()).finish_non_exhaustive()
    }
}

impl Keyring {
    /// Reads the key file, or creates it (mode 0600, missing parent folders 0700) with one new key.
    ///
    /// Safe when several processes start at once: all get the same key.
    ///
    /// # Errors
    /// [`KeyringError`] when the file cannot be used; an unusable file is never replaced.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, KeyringError> {
        keyfile::read_or_create(path.as_ref()).map(Self::from_keys)
    }

    /// Appends a new key to an existing key file and returns the keyring with it.
    ///
    /// What was sealed before still opens. Running processes learn of the key when they restart,
    /// so restart them all before the new key is used to seal.
    ///
    /// # Errors
    /// [`KeyringError`] when the file is missing or cannot be used.
    pub fn rotate(path: impl AsRef<Path>) -> Result<Self, KeyringError> {
        keyfile::append_new_key(path.as_ref()).map(Self::from_keys)
    }

    /// A keyring in memory with one key, for tests.
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self::from_keys(vec![StoredKey::new(Zeroizing::new(key))])
    }

    fn from_keys(keys: Vec<StoredKey>) -> Self {
        assert!(!keys.is_empty(), "a keyring has at least one key");
        Self { keys }
    }

    /// All key ids, oldest first; the last one seals.
    pub fn key_ids(&self) -> Vec<KeyId> {
        self.keys.iter().map(|key| key.id).collect()
    }

    pub(crate) fn current_id(&self) -> KeyId {
        self.keys[self.keys.len() - 1].id
    }

    /// A key of its own for `context`, from the stored key named `id`.
    pub(crate) fn subkey(&self, id: KeyId, context: &[&[u8]]) -> Option<SecretKey> {
        let key = self.keys.iter().find(|key| key.id == id)?;
        let mut output = SecretKey::default();
        expand(&key.bytes, context, output.as_mut_slice());
        Some(output)
    }

    fn cipher(&self, id: KeyId, purpose: &str) -> Option<Aes256Gcm> {
        let key = self.subkey(id, &[b"fairlead seal 1 ", purpose.as_bytes()])?;
        Aes256Gcm::new_from_slice(key.as_slice()).ok()
    }

    /// Encrypts `plaintext` with the current key. `purpose` names the place the value belongs to
    /// (`"totp secret of user 7"`, `"smtp password"`); the same text is needed to open it.
    ///
    /// # Panics
    /// When the operating system gives no random numbers, or beyond 64 GB of plaintext.
    pub fn seal(&self, purpose: &str, plaintext: impl AsRef<[u8]>) -> Vec<u8> {
        let id = self.current_id();
        let cipher = self.cipher(id, purpose).expect("the current key is in the keyring");
        let mut nonce = [0; NONCE_LENGTH];
        SysRng.try_fill_bytes(&mut nonce).expect("the operating system has randomness");
        let header = header_of(id);
        let aad = associated_data(&header, purpose);
        let payload = Payload { msg: plaintext.as_ref(), aad: &aad };
        let sealed = cipher.encrypt(&Nonce::from(nonce), payload).expect("plaintext below 64 GB");
        [&header[..], &nonce, &sealed].concat()
    }

    /// Decrypts what [`Keyring::seal`] returned for the same purpose.
    ///
    /// # Errors
    /// [`OpenError`]; none of them tells anything about the plaintext.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        if sealed.len() < HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH || sealed[0] != SEALED_VERSION {
            return Err(OpenError::Malformed);
        }
        let (header, rest) = sealed.split_at(HEADER_LENGTH);
        let (nonce, ciphertext) = rest.split_at(NONCE_LENGTH);
        let id = KeyId([header[1], header[2], header[3], header[4]]);
        let cipher = self.cipher(id, purpose).ok_or(OpenError::UnknownKey(id))?;
        let nonce = Nonce::try_from(nonce).map_err(|_| OpenError::Malformed)?;
        let payload = Payload { msg: ciphertext, aad: &associated_data(header, purpose) };
        cipher.decrypt(&nonce, payload).map(Zeroizing::new).map_err(|_| OpenError::Tampered)
    }

    /// [`Keyring::seal`] for a text column: base64 with padding.
    pub fn seal_text(&self, purpose: &str, plaintext: &str) -> String {
        STANDARD.encode(self.seal(purpose, plaintext))
    }

    /// Opens what [`Keyring::seal_text`] returned.
    ///
    /// # Errors
    /// As [`Keyring::open`], and [`OpenError::NotText`].
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<String>, OpenError> {
        let sealed = STANDARD.decode(sealed).map_err(|_| OpenError::Malformed)?;
        let plaintext = self.open(purpose, &sealed)?;
        let text = std::str::from_utf8(&plaintext).map_err(|_| OpenError::NotText)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// A keyed hash of `parts`, in hexadecimal, to recognise what was seen before without keeping it: nobody without the key
    /// file can try out which contents have it, however few are possible. The oldest key makes it, so that a new one
    /// changes nothing.
    pub fn fingerprint(&self, purpose: &str, parts: &[&[u8]]) -> String {
        let context = [b"fairlead fingerprint 1 ".as_slice(), purpose.as_bytes()];
        let key = self.subkey(self.keys[0].id, &context).expect("the oldest key is in the keyring");
        let mut hmac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length");
        for part in parts {
            hmac.update(&(part.len() as u64).to_le_bytes());
            hmac.update(part);
        }
        hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a sealed value uses an older key than the current one and should be sealed again.
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        sealed.get(..HEADER_LENGTH) != Some(&header_of(self.current_id()))
    }
}

fn header_of(id: KeyId) -> [u8; HEADER_LENGTH] {
    [SEALED_VERSION, id.0[0], id.0[1], id.0[2], id.0[3]]
}

fn associated_data(header: &[u8], purpose: &str) -> Vec<u8> {
    [header, purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(byte: u8) -> Keyring {
        Keyring::from_bytes([byte; 32])
    }

    proptest! {
        #[test]
        fn opens_what_it_sealed(plaintext: Vec<u8>, purpose: String) {
            let ring = ring(1);
            let sealed = ring.seal(&purpose, &plaintext);
            prop_assert_eq!(&**ring.open(&purpose, &sealed).expect("opens"), &plaintext);
        }

        #[test]
        fn fingerprints_tell_parts_purposes_and_keys_apart(one: Vec<u8>, other: Vec<u8>) {
            let print = |byte, purpose: &str, parts: &[&[u8]]| ring(byte).fingerprint(purpose, parts);
            let both = print(1, "p", &[&one, &other]);
            prop_assert_eq!(&both, &print(1, "p", &[&one, &other]));
            prop_assert_eq!(both.len(), 64);
            prop_assert_ne!(&both, &print(2, "p", &[&one, &other]));
            prop_assert_ne!(&both, &print(1, "q", &[&one, &other]));
            prop_assert_ne!(&both, &print(1, "p", &[&[&one[..], &other[..]].concat()]));
        }

        #[test]
        fn any_flipped_bit_fails(plaintext: Vec<u8>, bit: prop::sample::Index) {
            let ring = ring(1);
            let mut sealed = ring.seal("p", &plaintext);
            let bit = bit.index(sealed.len() * 8);
            sealed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(ring.open("p", &sealed).is_err());
        }

        #[test]
        fn any_other_length_fails(plaintext: Vec<u8>, cut: prop::sample::Index, more: u8) {
            let ring = ring(1);
            let mut sealed = ring.seal("p", &plaintext);
            prop_assert!(ring.open("p", &sealed[..cut.index(sealed.len())]).is_err());
            sealed.push(more);
            prop_assert!(ring.open("p", &sealed).is_err());
        }

        #[test]
        fn garbage_is_an_error(garbage: Vec<u8>, text: String) {
            prop_assert!(ring(1).open("p", &garbage).is_err());
            prop_assert!(ring(1).open_text("p", &text).is_err());
        }
    }

    #[test]
    fn another_purpose_or_key_does_not_open() {
        let sealed = ring(1).seal("smtp password", "hunter2");
        assert_eq!(ring(1).open("sms password", &sealed), Err(OpenError::Tampered));
        let id = ring(1).key_ids()[0];
        assert_eq!(ring(2).open("smtp password", &sealed), Err(OpenError::UnknownKey(id)));
    }

    #[test]
    fn the_same_text_seals_differently_each_time() {
        assert_ne!(ring(1).seal("p", "same"), ring(1).seal("p", "same"));
    }

    #[test]
    fn text_round_trips_and_bytes_are_not_text() {
        let ring = ring(1);
        assert_eq!(*ring.open_text("p", &ring.seal_text("p", "grüß")).expect("opens"), "grüß");
        let bytes = STANDARD.encode(ring.seal("p", [0xff]));
        assert_eq!(ring.open_text("p", &bytes), Err(OpenError::NotText));
    }

    #[test]
    fn format_is_stable() {
        // Sealed by version 1; it must open for ever.
        let sealed = include_str!("../testdata/sealed-v1.txt").trim();
        assert_eq!(*ring(1).open_text("format", sealed).expect("opens"), "kept since version 1");
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = Keyring::from_bytes(*b"an easily spotted key of 32 byte");
        assert_eq!(format!("{ring:?}"), format!("Keyring {{ key_ids: {:?}, .. }}", ring.key_ids()));
    }
}
