//! Billing dates (domain rule "Calendar"). Dates are dates in the application time zone; the functions that take
//! an instant take the zone beside it.

mod cycle;
mod invoice_dates;
mod zone;

pub use cycle::{Period, add_months, covered, cycle, due_bill_dates};
pub use invoice_dates::{CountedFrom, InvoiceDates, InvoiceTerms, invoice_date, invoice_dates};
pub use zone::{daily_run_start, missed_dates, today};

use chrono::{Datelike, NaiveDate};

/// A bill day or an invoice day: 1 to 28, so that every month has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay(u32);

impl MonthDay {
    /// `None` unless `day` is 1 to 28.
    pub fn new(day: u32) -> Option<Self> {
        (1..=28).contains(&day).then_some(Self(day))
    }

    /// The day of the month.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The first date from `date` on, itself included, that has this day. With the date of activation it is the
    /// account's first `next_bill_date`.
    pub fn on_or_after(self, date: NaiveDate) -> Option<NaiveDate> {
        let this_month = date.with_day(self.0)?;
        if this_month >= date { Some(this_month) } else { add_months(this_month, 1) }
    }

    /// The first date after `date` that has this day.
    pub fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        self.on_or_after(date.succ_opt()?)
    }
}
