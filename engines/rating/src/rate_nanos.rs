use fairlead_kernel::{Money, Rate};
use rust_decimal::Decimal;

/// Nanos of one smallest currency unit.
pub const NANOS: i64 = 1_000_000_000;
/// The dearest minute: ten thousand units of the currency.
pub const LARGEST_RATE_NANOS: i64 = 1_000_000 * NANOS;

/// The price of a minute that a service has, in units of the currency, as `rate_nanos`.
pub fn of_price(price: Rate) -> i64 {
    const NANOS_OF_A_MILLIONTH: i64 = NANOS * 10_i64.pow(Money::PLACES) / 10_i64.pow(Rate::PLACES);
    price.scaled().saturating_mul(NANOS_OF_A_MILLIONTH)
}

/// What seconds at rates cost together: exact, and rounded once, half away from zero. `None` when it does not fit.
pub fn cost(parts: impl IntoIterator<Item = (i64, u64)>) -> Option<Money> {
    let mut nano_seconds = 0_i128;
    for (rate_nanos, seconds) in parts {
        nano_seconds = nano_seconds.checked_add(i128::from(rate_nanos).checked_mul(seconds.into())?)?;
    }
    let unit = i128::from(NANOS) * 60;
    let rounded = (nano_seconds.abs().checked_mul(2)?.checked_add(unit)?) / (unit * 2);
    i64::try_from(rounded * nano_seconds.signum()).ok().map(Money::from_scaled)
}

/// A rate with twenty decimals, as a call record shows it (reference, Account_Call_Records).
pub fn rate_text(rate_nanos: i64) -> String {
    format!("{:.20}", Decimal::new(rate_nanos, 9))
}
