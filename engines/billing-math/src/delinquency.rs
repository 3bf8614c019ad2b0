//! Past due, delinquent, aged (domain rule "Delinquency"; reference, Account Billing: `grace_days`, `grace_until`).

use chrono::{Days, NaiveDate};
use fairlead_kernel::Money;

use crate::amount::sum;

/// What counts of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The date after which it is past due.
    pub due_date: NaiveDate,
    /// What is due on it; nothing for a void one.
    pub remaining_due: Money,
    /// Frozen: never makes its account delinquent.
    pub frozen: bool,
}

/// What the account's billing parameters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// Days after the due date until the invoice is delinquent.
    pub days: u32,
    /// The last date on which nothing is delinquent, whatever `days` say.
    pub until: Option<NaiveDate>,
}

/// Whether money is due on the invoice after its due date.
pub fn past_due(invoice: &Invoice, today: NaiveDate) -> bool {
    invoice.remaining_due > Money::ZERO && today > invoice.due_date
}

/// The first date on which the invoice is delinquent if nothing is paid: the day after its due date and the grace days,
/// and after `until`. `None` when nothing is due, when it is frozen, or past the end of the calendar.
pub fn delinquent_from(invoice: &Invoice, grace: &Grace) -> Option<NaiveDate> {
    if invoice.frozen || invoice.remaining_due <= Money::ZERO {
        return None;
    }
    let last_day = invoice.due_date.checked_add_days(Days::new(grace.days.into()))?;
    grace.until.map_or(last_day, |until| until.max(last_day)).succ_opt()
}

/// Whether the invoice is delinquent.
pub fn is_delinquent(invoice: &Invoice, grace: &Grace, today: NaiveDate) -> bool {
    delinquent_from(invoice, grace).is_some_and(|first| today >= first)
}

/// The first date on which the account is delinquent if nothing is paid: that of its earliest invoice. The account is
/// delinquent on every date from then on.
pub fn account_delinquent_from(invoices: &[Invoice], grace: &Grace) -> Option<NaiveDate> {
    invoices.iter().filter_map(|invoice| delinquent_from(invoice, grace)).min()
}

/// The date on which an account with `switch_status_after_delinquency` goes to its inactive status: after it was
/// delinquent for `days_of_delinquency` whole days. With 0 it is the first delinquent date.
pub fn status_switch_date(
    invoices: &[Invoice],
    grace: &Grace,
    days_of_delinquency: u32,
) -> Option<NaiveDate> {
    account_delinquent_from(invoices, grace)?.checked_add_days(Days::new(days_of_delinquency.into()))
}

/// What is due, by days since the due date. Frozen invoices are in it: they are owed all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Due later.
    pub not_due: Money,
    /// From the due date to 30 days after it.
    pub days_0_to_30: Money,
    /// 31 to 60 days.
    pub days_31_to_60: Money,
    /// 61 to 90 days.
    pub days_61_to_90: Money,
    /// More than 90 days.
    pub over_90_days: Money,
}

/// Ages what is due on `invoices`; `None` when a sum does not fit.
pub fn ageing(invoices: &[Invoice], today: NaiveDate) -> Option<Ageing> {
    let between = |first: i64, last: i64| {
        sum(invoices
            .iter()
            .filter(|invoice| (first..=last).contains(&(today - invoice.due_date).num_days()))
            .map(|invoice| invoice.remaining_due.max(Money::ZERO)))
    };
    Some(Ageing {
        not_due: between(i64::MIN, -1)?,
        days_0_to_30: between(0, 30)?,
        days_31_to_60: between(31, 60)?,
        days_61_to_90: between(61, 90)?,
        over_90_days: between(91, i64::MAX)?,
    })
}
