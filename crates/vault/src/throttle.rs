//! Slows down password guessing, by user name and by network.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

/// When to block and for how long. All times in seconds.
#[derive(Clone, Copy, Debug)]
pub struct ThrottlePolicy {
    /// So many failures within the window block.
    pub failures: usize,
    /// How long a failure counts.
    pub window_in_seconds: u64,
    /// The first block; each failure after it doubles the block.
    pub first_block_in_seconds: u64,
    /// No block is longer. The doubling is forgotten when so much time passed after a block.
    pub longest_block_in_seconds: u64,
}

impl Default for ThrottlePolicy {
    /// 5 failures in 15 minutes block for 1 minute, doubling up to 15 minutes.
    fn default() -> Self {
        Self {
            failures: 5,
            window_in_seconds: 900,
            first_block_in_seconds: 60,
            longest_block_in_seconds: 900,
        }
    }
}

/// Who tries to log in, from where.
#[derive(Clone, Debug)]
pub struct LoginKey {
    user: [u8; 32],
    network: Option<IpAddr>,
}

impl LoginKey {
    /// The user name (case does not matter, whether it exists neither) and the client's address, if
    /// known. IPv6 clients own a /64, so that is what counts.
    pub fn new(username: &str, address: Option<IpAddr>) -> Self {
        let user = Sha256::digest(username.trim().to_lowercase().as_bytes()).into();
        Self { user, network: address.map(network_of) }
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

/// Failure counters in memory. The clock is the caller's, in unix seconds.
///
/// Check right before the hash, while holding the hash slot: requests that were let in together
/// would otherwise all guess before the first failure counts.
///
/// Ask only when a password is really tried (not on a hit in the credential cache): then a stranger
/// who guesses at a user name does not lock out the client that knows the password.
pub struct LoginThrottle {
    users: Mutex<Counters<[u8; 32]>>,
    networks: Mutex<Counters<IpAddr>>,
}

impl Default for LoginThrottle {
    /// The default policy for names, ten times its failures for networks (an office shares one), and at most 10,000 of each
    /// remembered.
    fn default() -> Self {
        let networks = ThrottlePolicy { failures: 50, ..ThrottlePolicy::default() };
        Self::new(ThrottlePolicy::default(), networks, 10_000)
    }
}

impl LoginThrottle {
    /// `capacity` bounds the names and, apart, the networks remembered (about 150 bytes each).
    pub fn new(users: ThrottlePolicy, networks: ThrottlePolicy, capacity: usize) -> Self {
        Self {
            users: Mutex::new(Counters::new(users, capacity)),
            networks: Mutex::new(Counters::new(networks, capacity)),
        }
    }

    /// Whether a password may be tried now.
    ///
    /// # Errors
    /// The seconds to wait (at least 1), for `Retry-After`.
    pub fn check(&self, key: &LoginKey, now: u64) -> Result<(), u64> {
        let user = lock(&self.users).blocked_for(&key.user, now);
        let network = key.network.map_or(0, |network| lock(&self.networks).blocked_for(&network, now));
        match user.max(network) {
            0 => Ok(()),
            seconds => Err(seconds),
        }
    }

    /// A wrong password (or second factor) was tried.
    pub fn failed(&self, key: &LoginKey, now: u64) {
        lock(&self.users).failed(key.user, now);
        if let Some(network) = key.network {
            lock(&self.networks).failed(network, now);
        }
    }

    /// The login succeeded: the user starts afresh. The network does not, or whoever has one login
    /// could guess at others for ever.
    pub fn succeeded(&self, key: &LoginKey) {
        lock(&self.users).entries.remove(&key.user);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counters are never left half written, so a panic elsewhere does not spoil them.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Entry {
    recent: Vec<u64>,
    blocks: u32,
    blocked_until: u64,
    last_failure: u64,
}

struct Counters<K> {
    policy: ThrottlePolicy,
    capacity: usize,
    entries: HashMap<K, Entry>,
}

impl<K: Hash + Eq + Clone> Counters<K> {
    fn new(policy: ThrottlePolicy, capacity: usize) -> Self {
        let policy = ThrottlePolicy { failures: policy.failures.max(1), ..policy };
        Self { policy, capacity: capacity.max(1), entries: HashMap::new() }
    }

    fn blocked_for(&self, key: &K, now: u64) -> u64 {
        self.entries.get(key).map_or(0, |entry| entry.blocked_until.saturating_sub(now))
    }

    fn failed(&mut self, key: K, now: u64) {
        if self.entries.len() >= self.capacity && !self.entries.contains_key(&key) {
            self.make_room(now);
        }
        self.entries.entry(key).or_default().failed(&self.policy, now);
    }

    /// Forgets what no longer matters; if that is not enough, the quietest quarter. In batches, so
    /// that a flood of names does not cost a full pass each.
    fn make_room(&mut self, now: u64) {
        let policy = self.policy;
        self.entries.retain(|_, entry| !entry.is_forgotten(&policy, now));
        let target = self.capacity - self.capacity.div_ceil(4);
        if self.entries.len() <= target {
            return;
        }
        let mut ranked: Vec<_> = self
            .entries
            .iter()
            .map(|(key, e)| ((e.blocks, e.recent.len(), e.last_failure), key.clone()))
            .collect();
        ranked.sort_unstable_by_key(|(rank, _)| *rank);
        for (_, key) in ranked.iter().take(self.entries.len() - target) {
            self.entries.remove(key);
        }
    }
}

impl Entry {
    fn failed(&mut self, policy: &ThrottlePolicy, now: u64) {
        if self.blocks > 0 && now >= self.blocked_until.saturating_add(policy.longest_block_in_seconds) {
            *self = Self::default();
        }
        self.last_failure = now;
        self.recent.retain(|at| at.saturating_add(policy.window_in_seconds) > now);
        if self.recent.len() >= policy.failures {
            self.recent.remove(0);
        }
        self.recent.push(now);
        if self.blocks > 0 || self.recent.len() >= policy.failures {
            let doubled = policy.first_block_in_seconds.saturating_mul(1 << self.blocks.min(32));
            self.blocked_until = now.saturating_add(doubled.min(policy.longest_block_in_seconds));
            self.blocks = self.blocks.saturating_add(1);
        }
    }

    fn is_forgotten(&self, policy: &ThrottlePolicy, now: u64) -> bool {
        let quiet_since = self.blocked_until.max(self.last_failure);
        now >= quiet_since.saturating_add(policy.window_in_seconds.max(policy.longest_block_in_seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_800_000_000;

    fn key(user: &str, address: &str) -> LoginKey {
        LoginKey::new(user, Some(address.parse().expect("address")))
    }

    fn fail(throttle: &LoginThrottle, key: &LoginKey, times: u64, now: u64) {
        (0..times).for_each(|_| throttle.failed(key, now));
    }

    /// Names and networks alike.
    fn strict() -> LoginThrottle {
        LoginThrottle::new(ThrottlePolicy::default(), ThrottlePolicy::default(), 10_000)
    }

    #[test]
    fn an_office_behind_one_address_is_not_locked_out_by_one_forgetful_colleague() {
        let throttle = LoginThrottle::default();
        fail(&throttle, &key("ada", "192.0.2.1"), 5, NOON);
        assert_eq!(throttle.check(&key("ada", "192.0.2.1"), NOON), Err(60));
        assert_eq!(throttle.check(&key("bob", "192.0.2.1"), NOON), Ok(()));
        (0..45).for_each(|n| throttle.failed(&key(&format!("user{n}"), "192.0.2.1"), NOON));
        assert_eq!(throttle.check(&key("bob", "192.0.2.1"), NOON), Err(60));
    }

    #[test]
    fn the_fifth_failure_blocks_for_a_minute() {
        let throttle = strict();
        let ada = key("ada", "192.0.2.1");
        fail(&throttle, &ada, 4, NOON);
        assert_eq!(throttle.check(&ada, NOON), Ok(()));
        throttle.failed(&ada, NOON);
        assert_eq!(throttle.check(&ada, NOON), Err(60));
        assert_eq!(throttle.check(&ada, NOON + 59), Err(1));
        assert_eq!(throttle.check(&ada, NOON + 60), Ok(()));
    }

    #[test]
    fn each_further_failure_doubles_up_to_15_minutes_and_quiet_time_forgives() {
        let throttle = strict();
        let ada = key("ada", "192.0.2.1");
        fail(&throttle, &ada, 4, NOON);
        let mut now = NOON;
        for expected in [60, 120, 240, 480, 900, 900, 900] {
            throttle.failed(&ada, now);
            assert_eq!(throttle.check(&ada, now), Err(expected));
            now += expected;
            assert_eq!(throttle.check(&ada, now), Ok(()));
        }
        throttle.failed(&ada, now + 900);
        assert_eq!(throttle.check(&ada, now + 900), Ok(()), "one failure after a quiet quarter of an hour");
    }

    #[test]
    fn failures_spread_over_more_than_the_window_do_not_block() {
        let throttle = strict();
        let ada = key("ada", "192.0.2.1");
        for n in 0..50 {
            throttle.failed(&ada, NOON + n * 226);
            assert_eq!(throttle.check(&ada, NOON + n * 226), Ok(()), "failure {n}");
        }
    }

    #[test]
    fn the_user_name_counts_from_everywhere_and_whatever_its_case() {
        let throttle = strict();
        for n in 1..=5 {
            throttle.failed(&key(if n % 2 == 0 { "Ada" } else { "ada " }, &format!("192.0.2.{n}")), NOON);
        }
        assert_eq!(throttle.check(&key("ADA", "198.51.100.1"), NOON), Err(60));
        assert_eq!(throttle.check(&key("bob", "192.0.2.1"), NOON), Ok(()));
        assert_eq!(throttle.check(&LoginKey::new("ada", None), NOON), Err(60));
    }

    #[test]
    fn the_network_counts_for_all_names() {
        for (from, same, other) in [
            ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ] {
            let throttle = strict();
            (0..5).for_each(|n| throttle.failed(&key(&format!("user{n}"), from), NOON));
            assert_eq!(throttle.check(&key("bob", same), NOON), Err(60));
            assert_eq!(throttle.check(&key("bob", other), NOON), Ok(()));
        }
    }

    #[test]
    fn success_frees_the_name_but_not_the_network() {
        let throttle = strict();
        let ada = key("ada", "192.0.2.1");
        fail(&throttle, &ada, 4, NOON);
        throttle.succeeded(&ada);
        assert_eq!(throttle.check(&key("ada", "192.0.2.9"), NOON), Ok(()));
        throttle.failed(&key("ada", "192.0.2.1"), NOON);
        assert_eq!(throttle.check(&key("ada", "192.0.2.9"), NOON), Ok(()), "counted afresh");
        assert_eq!(throttle.check(&ada, NOON), Err(60), "the fifth of the network");
    }

    #[test]
    fn memory_is_bounded_and_a_flood_of_names_does_not_free_a_blocked_one() {
        let throttle = LoginThrottle::new(ThrottlePolicy::default(), ThrottlePolicy::default(), 100);
        let ada = LoginKey::new("ada", None);
        fail(&throttle, &ada, 5, NOON);
        for n in 0..10_000 {
            throttle.failed(&LoginKey::new(&format!("flood{n}"), None), NOON + 1);
            assert!(lock(&throttle.users).entries.len() <= 100);
        }
        assert_eq!(throttle.check(&ada, NOON + 1), Err(59));
        throttle.failed(&LoginKey::new("later", None), NOON + 2000);
        (0..100).for_each(|n| throttle.failed(&LoginKey::new(&format!("more{n}"), None), NOON + 2000));
        assert!(
            !lock(&throttle.users).entries.contains_key(&ada.user),
            "forgotten when it no longer matters"
        );
    }

    #[test]
    fn clocks_at_their_limits_do_not_panic() {
        let throttle = strict();
        let ada = key("ada", "192.0.2.1");
        for now in [u64::MAX, 0, u64::MAX, 5, 0, 0, u64::MAX - 1] {
            throttle.failed(&ada, now);
            let _ = throttle.check(&ada, now);
        }
    }

    /// The order that the documentation of [`LoginThrottle`] asks for, with 40 guesses at once.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn parallel_guesses_do_not_overtake_the_counter() {
        use crate::password::{Hasher, Params, PasswordWorkers};
        use std::sync::Arc;
        let workers = PasswordWorkers::new(Hasher::new(Params::new(8, 1, 1, None).expect("costs")), 2);
        let throttle = Arc::new(strict());
        let stored = workers.hash("the right one").await.expect("hashed");
        let guesses: Vec<_> = (0..40)
            .map(|n| {
                let (workers, throttle, stored) = (workers.clone(), throttle.clone(), stored.clone());
                tokio::spawn(async move {
                    let ada = LoginKey::new("ada", None);
                    let slot = workers.slot().await.expect("slot");
                    if throttle.check(&ada, NOON).is_err() {
                        return false;
                    }
                    let right = slot.verify(Some(&stored), &format!("guess {n}")).await.expect("verified");
                    assert!(!right);
                    throttle.failed(&ada, NOON);
                    true
                })
            })
            .collect();
        let mut tried = 0;
        for guess in guesses {
            tried += usize::from(guess.await.expect("ran"));
        }
        assert!((5..=6).contains(&tried), "{tried} passwords were tried");
    }
}
