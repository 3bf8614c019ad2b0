use std::iter::successors;

use chrono::{Months, NaiveDate};

/// Dates from `start` to the day before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first date.
    pub start: NaiveDate,
    /// The first date that no longer belongs to it.
    pub end: NaiveDate,
}

impl Period {
    /// How many dates it has; 0 when it ends before it starts.
    pub fn days(&self) -> u32 {
        u32::try_from((self.end - self.start).num_days()).unwrap_or(0)
    }

    /// How many of its dates are `date` or later. The day of a change counts as remaining, `end` does not
    /// (domain rule "Proration").
    pub fn days_from(&self, date: NaiveDate) -> u32 {
        Self { start: date.max(self.start), end: self.end }.days()
    }
}

/// The date `months` later, with its day kept; the month's last day where the month has no such day.
pub fn add_months(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_add_months(Months::new(months))
}

/// The cycle that an account is in: from the previous bill date to the day before `next_bill_date`.
pub fn cycle(next_bill_date: NaiveDate, months_to_bill: u32) -> Option<Period> {
    let start = next_bill_date.checked_sub_months(Months::new(months_to_bill))?;
    Some(Period { start, end: next_bill_date })
}

/// What a bill of `bill_date` covers: the `months` that begin on it. Billing is in advance.
pub fn covered(bill_date: NaiveDate, months: u32) -> Option<Period> {
    Some(Period { start: bill_date, end: add_months(bill_date, months)? })
}

/// The bill dates up to `today` that have not been billed yet, oldest first: a run that missed days catches up one cycle
/// at a time. Empty when `next_bill_date` is later; `months_to_bill` of 0 counts as 1.
pub fn due_bill_dates(
    next_bill_date: NaiveDate,
    months_to_bill: u32,
    today: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    // From the first date each time, so that a 31st that became a 30th is a 31st again.
    let nth = move |n: u32| add_months(next_bill_date, n.checked_mul(months_to_bill.max(1))?);
    successors(Some(0_u32), |n| n.checked_add(1)).map_while(nth).take_while(move |date| *date <= today)
}
