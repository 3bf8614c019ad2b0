//! Sums and products of amounts that answer `None` instead of stopping the request when the result does not fit.

use fairlead_kernel::Money;

/// The sum of `amounts`; `None` when it does not fit.
pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
    let total: i128 = amounts.into_iter().map(|amount| i128::from(amount.scaled())).sum();
    i64::try_from(total).ok().map(Money::from_scaled)
}

/// `from` less `amount`; `None` when it does not fit.
pub fn less(from: Money, amount: Money) -> Option<Money> {
    from.scaled().checked_sub(amount.scaled()).map(Money::from_scaled)
}

/// The amount with its sign turned; `None` when it does not fit.
pub fn negative(amount: Money) -> Option<Money> {
    less(Money::ZERO, amount)
}

/// `price` taken `count` times; `None` when it does not fit. Exact: nothing is rounded.
pub fn times(price: Money, count: u64) -> Option<Money> {
    let total = i128::from(price.scaled()).checked_mul(i128::from(count))?;
    i64::try_from(total).ok().map(Money::from_scaled)
}
