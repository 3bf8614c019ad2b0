//! Where random values come from.

use chrono::{Days, NaiveDate};
use fairlead_billing_math::calendar::{Period, cycle};
use fairlead_kernel::Money;
use proptest::prelude::*;

pub fn cents(cents: i64) -> Money {
    Money::from_scaled(cents)
}

/// An amount as a price list has it, in hundredths.
pub fn price() -> impl Strategy<Value = Money> {
    prop_oneof![0_i64..100, 0_i64..100_000, 0_i64..100_000_000].prop_map(cents)
}

pub fn date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..40_000).prop_map(|days| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + Days::new(days))
}

/// A cycle of 1, 3 or 12 months, with a date in it.
pub fn cycle_and_date() -> impl Strategy<Value = (Period, u32, NaiveDate)> {
    (date(), prop_oneof![Just(1_u32), Just(3), Just(12)], 0.0..1.0_f64).prop_map(|(next, months, part)| {
        let cycle = cycle(next, months).unwrap();
        let days = (f64::from(cycle.days()) * part) as u64;
        (cycle, months, cycle.start + Days::new(days))
    })
}
