//! How much a user may adjust (domain rule "Catalogue, debits, taxes"; reference, Services: `limit_adjustments`).

use chrono::{DateTime, TimeDelta, Utc};
use fairlead_kernel::Money;
use thiserror::Error;

use crate::amount::{less, sum};

/// The limit of an adjustment service that has `limit_adjustments`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What a user may apply within the window; nothing or less means that there is no limit.
    pub max_amount_per_period: Money,
    /// Length of the rolling window, in days of 24 hours.
    pub period_days: u32,
}

/// What a user applied of the service before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// When.
    pub at: DateTime<Utc>,
    /// How much.
    pub amount: Money,
}

/// The adjustment is more than the limit leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("The adjustment is more than the {left} that you may still apply within {period_days} days.")]
pub struct OverLimit {
    /// What could be applied at that moment.
    pub left: Money,
    /// The window, in days.
    pub period_days: u32,
}

/// What the user may still apply at `now`, never below zero; `None` when there is no limit.
///
/// The window is the last `period_days` x 24 hours: what was applied exactly that long ago is out of it.
pub fn left(limit: &Limit, applied: &[Applied], now: DateTime<Utc>) -> Option<Money> {
    if limit.max_amount_per_period <= Money::ZERO {
        return None;
    }
    let window = TimeDelta::days(limit.period_days.into());
    let within = |before: &&Applied| now.signed_duration_since(before.at) < window;
    let used = sum(applied.iter().filter(within).map(|before| before.amount.max(Money::ZERO)));
    let free = used.and_then(|used| less(limit.max_amount_per_period, used));
    Some(free.unwrap_or(Money::ZERO).max(Money::ZERO))
}

/// Whether the user may apply `amount` at `now`.
pub fn check(limit: &Limit, applied: &[Applied], now: DateTime<Utc>, amount: Money) -> Result<(), OverLimit> {
    match left(limit, applied, now) {
        Some(left) if amount > left => Err(OverLimit { left, period_days: limit.period_days }),
        _ => Ok(()),
    }
}
