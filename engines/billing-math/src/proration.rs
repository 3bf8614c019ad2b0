//! The part of a charge that falls on the rest of a cycle (domain rule "Proration"): when a recurring service is added,
//! removed or changed, an account is activated or deactivated, or its bill day moves.

use std::fmt;

use chrono::NaiveDate;
use fairlead_kernel::Money;
use rust_decimal::Decimal;

use crate::allocation::spread;
use crate::amount::{less, negative};
use crate::calendar::Period;
use crate::charge::Application;

/// To what a prorated amount is rounded, half away from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// The smallest coin.
    #[default]
    MinorUnit,
    /// The whole unit of the currency.
    WholeUnit,
}

/// What a service on an account costs in a whole cycle: `price` x `quantity` x `months`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The price of one for a month: the account's `price_override`, else the service's amount.
    pub price: Money,
    /// How many the account has.
    pub quantity: u32,
    /// Months of the cycle: the account's `months_to_bill`, or the service's own frequency.
    pub months: u32,
    /// Whether the service charges or credits.
    pub application: Application,
    /// How the result is rounded.
    pub rounding: Rounding,
}

/// A prorated amount and the numbers it was made of. Shown, it reads as `22 of 31 days x 12.50 x 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proration {
    /// What the account is charged; below zero a discount.
    pub amount: Money,
    /// The price used: of one for a month, or the change of it.
    pub price: Money,
    /// The quantity used, or the change of it.
    pub quantity: i64,
    /// The months of the cycle.
    pub months: u32,
    /// Days paid for: the day of the change and those after it.
    pub days_remaining: u32,
    /// Days of the whole cycle.
    pub days_in_cycle: u32,
}

impl fmt::Display for Proration {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { price, quantity, days_remaining, days_in_cycle, .. } = self;
        write!(to, "{days_remaining} of {days_in_cycle} days x {price} x {quantity}")?;
        if self.months == 1 { Ok(()) } else { write!(to, " x {} months", self.months) }
    }
}

/// A service is added on `date`: a debit for the rest of the cycle; for a credit service a discount.
///
/// A date before the cycle counts as its start, one after it leaves nothing. `None` when the cycle has no days or the
/// amount does not fit; the other functions likewise.
pub fn add(terms: &Terms, cycle: Period, date: NaiveDate) -> Option<Proration> {
    prorate(terms, terms.price, terms.quantity.into(), cycle, date)
}

/// A service that is billed already is removed on `date`: what [`add`] would charge is given back.
pub fn remove(terms: &Terms, cycle: Period, date: NaiveDate) -> Option<Proration> {
    let charged = add(terms, cycle, date)?;
    Some(Proration { amount: negative(charged.amount)?, quantity: -charged.quantity, ..charged })
}

/// The quantity becomes `quantity` on `date`: the difference is charged or given back.
pub fn change_quantity(terms: &Terms, quantity: u32, cycle: Period, date: NaiveDate) -> Option<Proration> {
    prorate(terms, terms.price, i64::from(quantity) - i64::from(terms.quantity), cycle, date)
}

/// The price becomes `price` on `date`: the difference is charged or given back.
pub fn change_price(terms: &Terms, price: Money, cycle: Period, date: NaiveDate) -> Option<Proration> {
    prorate(terms, less(price, terms.price)?, terms.quantity.into(), cycle, date)
}

/// The end of a cycle that is billed already moves to `next_bill_date`, because the bill day changed: the days between
/// are charged when it moves out and given back when it moves in, at the price of a day of `cycle`.
pub fn move_bill_date(terms: &Terms, cycle: Period, next_bill_date: NaiveDate) -> Option<Proration> {
    if next_bill_date <= cycle.end {
        return remove(terms, cycle, next_bill_date);
    }
    let added = Period { start: cycle.end, end: next_bill_date };
    of_days(terms, terms.price, terms.quantity.into(), added.days(), cycle.days())
}

/// Divides an amount over the parts of a cycle that begin at `cuts`, by days; no part of it is lost
/// ([`spread`]). Cuts outside the cycle are left out. `None` when the cycle has no days.
pub fn split(whole: Money, cycle: Period, cuts: &[NaiveDate]) -> Option<Vec<(Period, Money)>> {
    let mut starts: Vec<NaiveDate> = cuts.iter().copied().filter(|cut| cycle.days_from(*cut) > 0).collect();
    starts.push(cycle.start);
    starts.retain(|start| *start >= cycle.start);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().copied().skip(1).chain([cycle.end]);
    let parts: Vec<Period> =
        starts.iter().copied().zip(ends).map(|(start, end)| Period { start, end }).collect();
    let days: Vec<u64> = parts.iter().map(|part| part.days().into()).collect();
    let amounts = spread(whole, &days)?;
    Some(parts.into_iter().zip(amounts).collect())
}

fn prorate(terms: &Terms, price: Money, quantity: i64, cycle: Period, date: NaiveDate) -> Option<Proration> {
    of_days(terms, price, quantity, cycle.days_from(date), cycle.days())
}

/// The one formula: price x quantity x months x days remaining / days in the cycle, rounded once at the end.
fn of_days(
    terms: &Terms,
    price: Money,
    quantity: i64,
    days_remaining: u32,
    days_in_cycle: u32,
) -> Option<Proration> {
    let exact = price
        .decimal()
        .checked_mul(Decimal::from(quantity))?
        .checked_mul(Decimal::from(terms.months))?
        .checked_mul(Decimal::from(days_remaining))?
        .checked_div(Decimal::from(days_in_cycle))?;
    let size = round(exact, terms.rounding)?;
    let amount = match terms.application {
        Application::Debit => size,
        Application::Credit => negative(size)?,
    };
    Some(Proration { amount, price, quantity, months: terms.months, days_remaining, days_in_cycle })
}

/// Both ways go through `Money::round`: the whole unit is the hundredth of a hundredfold smaller amount.
fn round(exact: Decimal, rounding: Rounding) -> Option<Money> {
    let Rounding::WholeUnit = rounding else { return Money::round(exact) };
    let unit = 10_i64.pow(Money::PLACES);
    let whole = Money::round(exact.checked_div(Decimal::from(unit))?)?;
    whole.scaled().checked_mul(unit).map(Money::from_scaled)
}
