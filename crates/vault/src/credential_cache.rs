//! Remembers verified credentials, so that Basic auth does not cost a password hash per request.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use quick_cache::sync::Cache;
use rand::CryptoRng;
use sha2::Sha256;

/// What a client sent.
#[derive(Clone, Copy)]
pub struct Credential<'a> {
    /// Which kind of login, e.g. `users` or `portal contacts`.
    pub realm: &'a str,
    /// Case does not matter.
    pub username: &'a str,
    /// As sent.
    pub password: &'a str,
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("realm", &self.realm).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    epoch: u64,
    digest: [u8; 32],
}

/// Verified credentials and what they stand for (the user with its permissions).
///
/// Passwords are not kept, only an HMAC under a key that this process made up at its start. The
/// epoch is part of the key, so after it moved nothing verified before can be found, not even by a
/// verification that was under way.
pub struct CredentialCache<V> {
    hmac: Hmac<Sha256>,
    entries: Cache<Key, V>,
    newest_epoch: AtomicU64,
}

impl<V> fmt::Debug for CredentialCache<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialCache").finish_non_exhaustive()
    }
}

impl<V: Clone> CredentialCache<V> {
    /// Holds about `capacity` credentials; those not used lately make room for new ones.
    pub fn new(capacity: usize, rng: &mut impl CryptoRng) -> Self {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        let hmac = Hmac::new_from_slice(&key).expect("HMAC takes a key of any length");
        Self { hmac, entries: Cache::new(capacity.max(1)), newest_epoch: AtomicU64::new(0) }
    }

    /// What the credential stands for: from memory, or by `verify`, whose `Some` is remembered.
    ///
    /// `epoch` is a number that grows with every change of a user, a role or a password; read it
    /// before the user is read. `verify` runs once at a time for the same credential and epoch: the
    /// others wait for it and share its success; after a failure or an error the next one tries
    /// itself. Hash in it with [`PasswordWorkers`](crate::password::PasswordWorkers), which bounds
    /// the hashes at once across credentials.
    ///
    /// # Errors
    /// Those of `verify`. `Ok(None)` is a wrong credential; it is not remembered.
    pub async fn get_or_verify<E, F>(
        &self,
        credential: Credential<'_>,
        epoch: u64,
        verify: impl FnOnce() -> F,
    ) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<V>, E>>,
    {
        self.forget_older_epochs(epoch);
        let key = Key { epoch, digest: self.digest(credential) };
        match self.entries.get_value_or_guard_async(&key).await {
            Ok(value) => Ok(Some(value)),
            Err(guard) => {
                let verified = verify().await?;
                if let Some(value) = &verified {
                    // Refused only when the entry was cleared meanwhile; then it is just not kept.
                    let _ = guard.insert(value.clone());
                }
                Ok(verified)
            }
        }
    }

    /// Only from memory, for a caller that wants to decide before it verifies.
    pub fn get(&self, credential: Credential<'_>, epoch: u64) -> Option<V> {
        self.forget_older_epochs(epoch);
        self.entries.get(&Key { epoch, digest: self.digest(credential) })
    }

    /// How many credentials are remembered.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn forget_older_epochs(&self, epoch: u64) {
        let is_newer = self.newest_epoch.load(Ordering::Relaxed) < epoch;
        if is_newer && self.newest_epoch.fetch_max(epoch, Ordering::Relaxed) < epoch {
            self.entries.clear();
        }
    }

    /// Lengths go first, so that no two different credentials give the same input.
    fn digest(&self, credential: Credential<'_>) -> [u8; 32] {
        let username = credential.username.to_lowercase();
        let mut hmac = self.hmac.clone();
        for part in [credential.realm, &username, credential.password] {
            hmac.update(&(part.len() as u64).to_be_bytes());
            hmac.update(part.as_bytes());
        }
        hmac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use tokio::sync::{Notify, Semaphore};

    use super::*;

    fn cache(capacity: usize) -> CredentialCache<u32> {
        CredentialCache::new(capacity, &mut crate::os_rng())
    }

    fn credential<'a>(username: &'a str, password: &'a str) -> Credential<'a> {
        Credential { realm: "users", username, password }
    }

    async fn verified(value: u32) -> Result<Option<u32>, ()> {
        Ok(Some(value))
    }

    async fn must_not_run() -> Result<Option<u32>, ()> {
        panic!("verified again")
    }

    #[tokio::test]
    async fn remembers_a_success_whatever_the_case_of_the_name() {
        let cache = cache(10);
        assert_eq!(cache.get_or_verify(credential("Ada", "pw"), 1, || verified(7)).await, Ok(Some(7)));
        assert_eq!(cache.get_or_verify(credential("aDA", "pw"), 1, must_not_run).await, Ok(Some(7)));
        assert_eq!(cache.get(credential("ada", "pw"), 1), Some(7));
    }

    #[tokio::test]
    async fn another_password_name_realm_or_split_is_another_credential() {
        let cache = cache(10);
        let known = Credential { realm: "users", username: "ada", password: "pw" };
        cache.get_or_verify(known, 1, || verified(7)).await.expect("verified");
        for (realm, username, password) in [
            ("users", "ada", "PW"),
            ("users", "bob", "pw"),
            ("portal", "ada", "pw"),
            ("users", "adap", "w"),
            ("usersada", "", "pw"),
            ("users", "ada", ""),
        ] {
            assert_eq!(cache.get(Credential { realm, username, password }, 1), None);
        }
    }

    #[tokio::test]
    async fn failures_and_errors_are_not_remembered() {
        let cache = cache(10);
        let ada = credential("ada", "pw");
        assert_eq!(cache.get_or_verify(ada, 1, || async { Ok::<_, &str>(None) }).await, Ok(None));
        assert_eq!(cache.get_or_verify(ada, 1, || async { Err("database") }).await, Err("database"));
        assert_eq!(cache.get_or_verify(ada, 1, || verified(7)).await, Ok(Some(7)));
    }

    #[tokio::test]
    async fn a_new_epoch_drops_everything_at_once() {
        let cache = cache(10);
        let ada = credential("ada", "pw");
        cache.get_or_verify(ada, 1, || verified(7)).await.expect("verified");
        assert_eq!(cache.get(ada, 2), None);
        assert!(cache.is_empty(), "memory too");
        assert_eq!(cache.get_or_verify(ada, 2, || verified(8)).await, Ok(Some(8)));
        assert_eq!(cache.get(ada, 1), None, "the past does not come back");
        assert_eq!(cache.get(ada, 2), Some(8));
    }

    #[tokio::test]
    async fn a_verification_overtaken_by_a_new_epoch_is_not_found_in_it() {
        let cache = Arc::new(cache(10));
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let slow = tokio::spawn({
            let (cache, entered, leave) = (cache.clone(), entered.clone(), leave.clone());
            async move {
                let verify = || async {
                    entered.notify_one();
                    leave.notified().await;
                    verified(7).await
                };
                cache.get_or_verify(credential("ada", "pw"), 1, verify).await
            }
        });
        entered.notified().await;
        assert_eq!(cache.get(credential("ada", "pw"), 2), None);
        leave.notify_one();
        assert_eq!(slow.await.expect("ran"), Ok(Some(7)), "it began before the change");
        assert_eq!(cache.get(credential("ada", "pw"), 2), None);
    }

    #[tokio::test]
    async fn size_is_bounded() {
        let cache = cache(100);
        for n in 0..5_000 {
            let name = format!("user{n}");
            cache.get_or_verify(credential(&name, "pw"), 1, || verified(n)).await.expect("verified");
        }
        assert!((50..=110).contains(&cache.len()), "{}", cache.len());
    }

    /// All callers are started before the one verification that they wait for is let go.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_same_credential_is_verified_once_for_all_who_wait() {
        let cache = Arc::new(cache(10));
        let (runs, started) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let callers: Vec<_> = (0..32)
            .map(|_| {
                let (cache, runs, started) = (cache.clone(), runs.clone(), started.clone());
                tokio::spawn(async move {
                    started.add_permits(1);
                    let verify = || async {
                        runs.fetch_add(1, Ordering::SeqCst);
                        let _all = started.acquire_many(32).await.expect("open");
                        verified(7).await
                    };
                    cache.get_or_verify(credential("ada", "pw"), 1, verify).await
                })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.expect("ran"), Ok(Some(7)));
        }
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn after_a_failure_or_a_cancelled_caller_the_next_one_verifies() {
        let cache = Arc::new(cache(10));
        let entered = Arc::new(Notify::new());
        let stuck = tokio::spawn({
            let (cache, entered) = (cache.clone(), entered.clone());
            async move {
                let verify = || async {
                    entered.notify_one();
                    std::future::pending::<Result<Option<u32>, ()>>().await
                };
                cache.get_or_verify(credential("ada", "pw"), 1, verify).await
            }
        });
        entered.notified().await;
        let waiting = tokio::spawn({
            let cache = cache.clone();
            async move { cache.get_or_verify(credential("ada", "pw"), 1, || verified(7)).await }
        });
        stuck.abort();
        assert_eq!(waiting.await.expect("ran"), Ok(Some(7)));
    }

    #[test]
    fn debug_shows_no_credential() {
        let text = format!("{:?} {:?}", credential("ada", "hunter2"), cache(1));
        assert!(!text.contains("hunter2") && !text.contains("ada"), "{text}");
    }
}
