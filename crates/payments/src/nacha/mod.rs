//! ACH files for an operator's bank, in the format of the NACHA Operating Rules (Appendix Three): 94 characters a record, ten
//! records a block. Pure functions: the day and the time are arguments.
//!
//! A file holds account numbers in the clear. It is made when it is downloaded and is not kept.

mod bank_day;
mod check;
mod record;
mod write;

use chrono::{NaiveDate, NaiveDateTime};
use fairlead_kernel::Money;

use crate::{BankAccount, Secret};

pub use bank_day::{is_bank_day, next_bank_day};
pub use check::check_originator;
pub use write::write;

/// Who sends the file, through which bank. The bank tells each of these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Originator {
    /// Routing number of the bank that gets the file, nine digits.
    pub immediate_destination: String,
    /// That bank's name, up to 23 characters.
    pub immediate_destination_name: String,
    /// The sender, ten characters at most: a routing number, or 1 and the tax number.
    pub immediate_origin: String,
    /// The sender's name, up to 23 characters.
    pub immediate_origin_name: String,
    /// Company name on the receiver's bank statement, up to 16 characters.
    pub company_name: String,
    /// Company identification, ten characters at most: often 1 and the tax number.
    pub company_identification: String,
    /// Routing number of the originating bank (ODFI), nine digits.
    pub originating_routing_number: String,
}

/// One file. Files of the same day differ in their modifier.
pub struct File {
    /// Who sends it.
    pub originator: Originator,
    /// When it is made, in the operator's time zone.
    pub created_at: NaiveDateTime,
    /// `A` for the first file of a day, then to `Z`, then `0` to `9`.
    pub modifier: char,
    /// At least one.
    pub batches: Vec<Batch>,
}

/// Entries of one class and one day.
pub struct Batch {
    /// How the receivers agreed.
    pub class: EntryClass,
    /// What it is for on the receiver's bank statement, up to 10 characters: `INTERNET`.
    pub description: String,
    /// The day on which the money is to move: a bank day.
    pub effective_date: NaiveDate,
    /// At least one.
    pub entries: Vec<Entry>,
}

/// Standard entry class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryClass {
    /// A person's account, agreed to on paper.
    Ppd,
    /// A person's account, agreed to on the internet, for this one payment.
    WebSingle,
    /// A person's account, agreed to on the internet, for recurring payments.
    WebRecurring,
    /// A business's account.
    Ccd,
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the receiver's account to the operator: a payment.
    Debit,
    /// From the operator to the receiver's account: a refund.
    Credit,
}

/// One payment or refund.
pub struct Entry {
    /// Whose account.
    pub account: BankAccount,
    /// Which way.
    pub direction: Direction,
    /// US dollars, more than 0.00 and at most 99,999,999.99.
    pub amount: Money,
    /// What the operator knows the receiver by, up to 15 characters: the account id.
    pub receiver_identification: String,
}

/// A finished file.
pub struct Written {
    /// The records, each with a line feed.
    pub text: Secret,
    /// The trace number of every entry, batch by batch in the order given: returns name them.
    pub trace_numbers: Vec<Vec<String>>,
    /// Sum of all debits.
    pub total_debit: Money,
    /// Sum of all credits.
    pub total_credit: Money,
}

#[cfg(test)]
mod tests;
