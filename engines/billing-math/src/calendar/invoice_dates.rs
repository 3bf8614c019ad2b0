use chrono::{Days, NaiveDate};

use super::MonthDay;

/// What due days and auto pay days are counted from (`due_days_day`, `auto_pay_day`). It makes a difference only with a
/// separate invoice day: without one both are the same date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedFrom {
    /// The date that billing ran for.
    Billing,
    /// The date on the invoice.
    Invoice,
}

/// What an account's billing parameters say of the dates of its automatic invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceTerms {
    /// `invoice_day` where `separate_invoice_day_enabled`, else `None`.
    pub separate_invoice_day: Option<MonthDay>,
    /// Days until the invoice is past due.
    pub due_days: u32,
    /// What `due_days` are counted from.
    pub due_days_day: CountedFrom,
    /// Days until the stored payment method is charged.
    pub auto_pay_days: u32,
    /// What `auto_pay_days` are counted from.
    pub auto_pay_day: CountedFrom,
}

/// The dates of an automatic invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceDates {
    /// The date on the invoice.
    pub date: NaiveDate,
    /// The last date that it can be paid on without being past due.
    pub due_date: NaiveDate,
    /// The date of the automatic payment.
    pub auto_pay_date: NaiveDate,
}

/// The date on the invoice of a billing run (domain rule "Calendar", separate invoice day): later in the same month for a
/// day after the bill day, next month for the bill day itself or an earlier one. Without a separate day the bill date.
pub fn invoice_date(bill_date: NaiveDate, separate_invoice_day: Option<MonthDay>) -> Option<NaiveDate> {
    separate_invoice_day.map_or(Some(bill_date), |day| day.after(bill_date))
}

/// All dates of the invoice that a billing run of `bill_date` makes; `None` past the end of the calendar.
pub fn invoice_dates(bill_date: NaiveDate, terms: &InvoiceTerms) -> Option<InvoiceDates> {
    let date = invoice_date(bill_date, terms.separate_invoice_day)?;
    let counted = |from: CountedFrom, days: u32| {
        let base = match from {
            CountedFrom::Billing => bill_date,
            CountedFrom::Invoice => date,
        };
        base.checked_add_days(Days::new(days.into()))
    };
    Some(InvoiceDates {
        date,
        due_date: counted(terms.due_days_day, terms.due_days)?,
        auto_pay_date: counted(terms.auto_pay_day, terms.auto_pay_days)?,
    })
}
