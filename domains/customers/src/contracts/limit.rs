use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use fairlead_store::Timestamp;

const WINDOW_IN_MILLIS: i64 = 60_000;
/// Points that a network can spend in a window.
const BUDGET: u32 = 120;
/// Networks remembered at once; beyond that all start afresh.
const CAPACITY: usize = 10_000;

/// Keeps one network from keeping the public pages busy. Counts in memory, in windows of a minute.
#[derive(Default)]
pub(super) struct Limiter(Mutex<HashMap<IpAddr, (i64, u32)>>);

impl Limiter {
    /// Spends `points` of what the network has.
    ///
    /// # Errors
    /// The seconds until it has new ones.
    pub fn spend(&self, ip: IpAddr, points: u32, now: Timestamp) -> Result<(), u64> {
        let window = now.0.div_euclid(WINDOW_IN_MILLIS);
        let mut networks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if networks.len() >= CAPACITY {
            networks.retain(|_, (seen, _)| *seen == window);
            if networks.len() >= CAPACITY {
                networks.clear();
            }
        }
        let entry = networks.entry(network_of(ip)).or_insert((window, 0));
        if entry.0 != window {
            *entry = (window, 0);
        }
        if entry.1 + points > BUDGET {
            let left_in_millis = WINDOW_IN_MILLIS - now.0.rem_euclid(WINDOW_IN_MILLIS);
            return Err(left_in_millis.unsigned_abs().div_ceil(1000));
        }
        entry.1 += points;
        Ok(())
    }
}

/// Whoever has one IPv6 address has 2^64 of them.
fn network_of(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_that_spent_its_points_waits_for_the_next_window() {
        let limiter = Limiter::default();
        for _ in 0..12 {
            assert_eq!(limiter.spend(ip("192.0.2.1"), 10, Timestamp(15_000)), Ok(()));
        }
        assert_eq!(limiter.spend(ip("192.0.2.1"), 1, Timestamp(15_000)), Err(45));
        assert_eq!(limiter.spend(ip("192.0.2.2"), 1, Timestamp(15_000)), Ok(()));
        assert_eq!(limiter.spend(ip("192.0.2.1"), 1, Timestamp(60_000)), Ok(()));
    }

    #[test]
    fn neighbours_of_one_ipv6_network_share() {
        let limiter = Limiter::default();
        assert_eq!(limiter.spend(ip("2001:db8::1"), BUDGET, Timestamp(0)), Ok(()));
        assert!(limiter.spend(ip("2001:db8::2"), 1, Timestamp(0)).is_err());
        assert_eq!(limiter.spend(ip("2001:db8:0:1::1"), 1, Timestamp(0)), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::default();
        for number in 0..(CAPACITY as u32 + 5) {
            assert_eq!(limiter.spend(IpAddr::from(number.to_be_bytes()), 1, Timestamp(0)), Ok(()));
        }
        assert!(limiter.0.lock().unwrap().len() <= CAPACITY);
    }
}
