//! Password hashing (Argon2id) and the rules for new passwords.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Version};
use zeroize::Zeroizing;

pub use argon2::Params;

use crate::bounded::{BoundedBlocking, Slot, Unfinished};

const LONGEST_PASSWORD_IN_CHARACTERS: usize = 256;
/// 256 characters of 4 bytes. Nothing longer was ever accepted, so nothing longer is hashed.
const LONGEST_PASSWORD_IN_BYTES: usize = 1024;

/// A password could not be hashed or a stored hash not be read.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The hash function refused; says why.
    #[error("password hashing failed: {0}")]
    Hashing(String),
    /// The work did not finish.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
}

impl From<argon2::password_hash::Error> for PasswordError {
    fn from(error: argon2::password_hash::Error) -> Self {
        Self::Hashing(error.to_string())
    }
}

/// Hashes and verifies with given costs. Blocks its thread for about 25 ms with the default costs:
/// in async code use [`PasswordWorkers`].
#[derive(Clone, Debug)]
pub struct Hasher {
    params: Params,
}

impl Default for Hasher {
    /// Argon2id with 19 MiB, 2 passes, 1 lane (the OWASP recommendation).
    fn default() -> Self {
        Self::new(Params::default())
    }
}

impl Hasher {
    /// A hasher with other costs, e.g. cheap ones in tests: `Params::new(8, 1, 1, None)`.
    pub fn new(params: Params) -> Self {
        Self { params }
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// The hash to store, with its salt and costs in it (`$argon2id$v=19$...`).
    ///
    /// # Errors
    /// [`PasswordError`] for a password beyond 1024 bytes or without randomness for the salt.
    pub fn hash(&self, password: &str) -> Result<String, PasswordError> {
        if password.len() > LONGEST_PASSWORD_IN_BYTES {
            return Err(PasswordError::Hashing("the password is too long".to_owned()));
        }
        Ok(self.argon2().hash_password(password.as_bytes())?.to_string())
    }

    /// Whether the password belongs to the stored hash; the costs are those in the hash.
    ///
    /// # Errors
    /// [`PasswordError`] when the stored text is not an Argon2 hash.
    pub fn verify(&self, stored: &str, password: &str) -> Result<bool, PasswordError> {
        let stored = PasswordHash::new(stored).map_err(argon2::password_hash::Error::from)?;
        if password.len() > LONGEST_PASSWORD_IN_BYTES {
            return Ok(false);
        }
        match self.argon2().verify_password(password.as_bytes(), &stored) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a stored hash was made with other costs and should be made again at the next login.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let costs = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        costs.is_none_or(|found| {
            (found.m_cost(), found.t_cost(), found.p_cost())
                != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
        })
    }
}

/// [`Hasher::hash`] with the default costs.
///
/// # Errors
/// As there.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    Hasher::default().hash(password)
}

/// [`Hasher::verify`].
///
/// # Errors
/// As there.
pub fn verify_password(stored: &str, password: &str) -> Result<bool, PasswordError> {
    Hasher::default().verify(stored, password)
}

/// Hashing for async code: on the blocking pool, at most two at once for the whole process.
#[derive(Clone, Debug)]
pub struct PasswordWorkers {
    hasher: Hasher,
    pool: BoundedBlocking,
    nobody: Arc<OnceLock<String>>,
}

impl Default for PasswordWorkers {
    fn default() -> Self {
        Self::new(Hasher::default(), 2)
    }
}

impl PasswordWorkers {
    /// `at_once` times the memory cost of the hasher is what logins can take at most.
    pub fn new(hasher: Hasher, at_once: usize) -> Self {
        Self { hasher, pool: BoundedBlocking::new(at_once), nobody: Arc::default() }
    }

    /// Waits for the right to hash. Ask the login throttle after this, and tell it of the failure
    /// before the slot is dropped: then parallel guesses cannot overtake the counter.
    ///
    /// # Errors
    /// [`PasswordError::Unfinished`] when the runtime shuts down.
    pub async fn slot(&self) -> Result<HashSlot<'_>, PasswordError> {
        Ok(HashSlot { workers: self, slot: self.pool.slot().await? })
    }

    /// [`Hasher::hash`] in a slot of its own.
    ///
    /// # Errors
    /// As there.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        self.slot().await?.hash(password).await
    }
}

/// The right to hash, one after the other; given back when dropped.
#[derive(Debug)]
pub struct HashSlot<'a> {
    workers: &'a PasswordWorkers,
    slot: Slot,
}

impl HashSlot<'_> {
    /// Verifies against the stored hash. `None`, for a user who does not exist or has no password, is
    /// always false and takes as long, so that the time does not tell which users exist.
    ///
    /// # Errors
    /// As [`Hasher::verify`].
    pub async fn verify(&self, stored: Option<&str>, password: &str) -> Result<bool, PasswordError> {
        let PasswordWorkers { hasher, nobody, .. } = self.workers.clone();
        let stored = stored.map(str::to_owned);
        let password = Zeroizing::new(password.to_owned());
        let job = move || match stored {
            Some(stored) => hasher.verify(&stored, &password),
            None => {
                let decoy = match nobody.get() {
                    Some(decoy) => decoy,
                    None => {
                        let made = hasher.hash("nobody")?;
                        nobody.get_or_init(|| made)
                    }
                };
                hasher.verify(decoy, &password).map(|_| false)
            }
        };
        self.slot.run(job).await?
    }

    /// [`Hasher::hash`].
    ///
    /// # Errors
    /// As there.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let hasher = self.workers.hasher.clone();
        let password = Zeroizing::new(password.to_owned());
        self.slot.run(move || hasher.hash(&password)).await?
    }
}

/// What a new password must satisfy.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPolicy {
    /// In characters.
    pub minimum_length: usize,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { minimum_length: 8 }
    }
}

impl PasswordPolicy {
    /// Checks a new password. Length and being unguessable count, not kinds of characters (NIST SP
    /// 800-63B, 5.1.1.2).
    ///
    /// # Errors
    /// The message to show beside the field.
    pub fn check(&self, password: &str, username: &str) -> Result<(), String> {
        let length = password.chars().count();
        if length < self.minimum_length {
            return Err(format!("The password must be at least {} characters.", self.minimum_length));
        }
        if length > LONGEST_PASSWORD_IN_CHARACTERS {
            return Err(format!(
                "The password may not be greater than {LONGEST_PASSWORD_IN_CHARACTERS} characters."
            ));
        }
        let lower = password.to_lowercase();
        if lower == username.trim().to_lowercase() {
            return Err("The password must differ from the username.".to_owned());
        }
        if is_common(&lower) {
            return Err("The password is too common.".to_owned());
        }
        Ok(())
    }
}

/// Well-known words alone or with digits and marks around them, one character repeated, and runs
/// along the alphabet, the digits or a keyboard row.
fn is_common(lower: &str) -> bool {
    const RUNS: &str = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm 09876543210 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv";
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let repeats = lower.chars().all(|c| lower.starts_with(c));
    let is_run = !lower.is_empty() && RUNS.split(' ').any(|run| run.contains(lower));
    let word = COMMON_WORDS.split_whitespace().any(|word| word == lower || word == core);
    repeats || is_run || word
}

const COMMON_WORDS: &str = "password passwort passw0rd p@ssword p@ssw0rd pa$$word pass qwerty qwertyui qwertyuiop \
    asdf asdfgh asdfghjkl zxcvbnm azerty letmein welcome monkey dragon football baseball basketball iloveyou \
    trustno1 sunshine princess admin administrator root user guest login master shadow superman batman starwars \
    computer internet whatever freedom michael jennifer jordan hunter mustang access hello secret test testing \
    changeme default abc abcd abcdef qazwsx 1qaz2wsx q1w2e3r4 q1w2e3r4t5 zaq12wsx a1b2c3d4 charlie donald \
    pokemon killer summer winter spring autumn fairlead";

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Hasher {
        Hasher::new(Params::new(8, 1, 1, None).expect("valid costs"))
    }

    #[test]
    fn default_hash_verifies_and_has_the_recommended_costs() {
        let stored = hash_password("correct horse").expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify_password(&stored, "correct horse").expect("readable"));
        assert!(!verify_password(&stored, "correct horsE").expect("readable"));
        assert!(!Hasher::default().is_outdated(&stored));
    }

    #[test]
    fn costs_come_from_the_stored_hash() {
        let stored = cheap().hash("correct horse").expect("hashed");
        assert!(Hasher::default().verify(&stored, "correct horse").expect("readable"));
        assert!(Hasher::default().is_outdated(&stored));
        assert!(Hasher::default().is_outdated("x"));
        assert_ne!(stored, cheap().hash("correct horse").expect("hashed"), "a salt each");
    }

    #[test]
    fn odd_input() {
        let long = "x".repeat(1025);
        assert!(cheap().hash(&long).is_err());
        let stored = cheap().hash("").expect("hashed");
        assert!(!cheap().verify(&stored, &long).expect("readable"));
        for broken in ["", "plain text", "$argon2id$", "$2y$10$abcdefghijklmnopqrstuv"] {
            assert!(cheap().verify(broken, "x").is_err(), "{broken}");
        }
    }

    #[test]
    fn policy_messages() {
        let policy = PasswordPolicy::default();
        let eight = "The password must be at least 8 characters.";
        let common = "The password is too common.";
        let cases = [
            ("", Some(eight)),
            ("Zw8!kfp", Some(eight)),
            ("Zw8!kfpq", None),
            ("ünïcödé€", None),
            ("Password", Some(common)),
            ("password123!", Some(common)),
            ("P@ssw0rd", Some(common)),
            ("aaaaaaaaaa", Some(common)),
            ("12345678", Some(common)),
            ("qwertyuiop", Some(common)),
            ("abcdefgh", Some(common)),
            ("1q2w3e4r", Some(common)),
            ("Changeme2024", Some(common)),
            ("correct horse battery", None),
            ("Margaret.H", Some("The password must differ from the username.")),
        ];
        for (password, expected) in cases {
            let found = policy.check(password, " margaret.h ");
            assert_eq!(found.err().as_deref(), expected, "{password}");
        }
        assert_eq!(policy.check(&"yz".repeat(128), "a"), Ok(()));
        let too_long = policy.check(&"yz!".repeat(86), "a").expect_err("258 characters");
        assert_eq!(too_long, "The password may not be greater than 256 characters.");
        let strict = PasswordPolicy { minimum_length: 12 };
        assert_eq!(
            strict.check("Zw8!kfpq", "a").expect_err("short"),
            "The password must be at least 12 characters."
        );
    }

    #[test]
    fn the_longest_password_of_the_policy_can_be_hashed() {
        let widest = "\u{1F600}\u{1F601}".repeat(128);
        assert_eq!(PasswordPolicy::default().check(&widest, "a"), Ok(()));
        assert!(cheap().hash(&widest).is_ok());
    }

    #[tokio::test]
    async fn workers_verify_and_treat_a_missing_user_as_wrong() {
        let workers = PasswordWorkers::new(cheap(), 2);
        let stored = workers.hash("correct horse").await.expect("hashed");
        let slot = workers.slot().await.expect("slot");
        assert!(slot.verify(Some(&stored), "correct horse").await.expect("verified"));
        assert!(!slot.verify(Some(&stored), "wrong").await.expect("verified"));
        assert!(!slot.verify(None, "nobody").await.expect("verified"));
        assert!(slot.verify(Some("broken"), "x").await.is_err());
    }
}
