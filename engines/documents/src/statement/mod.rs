//! Account statements as PDF.

mod data;

use chrono::NaiveDate;
use fairlead_kernel::Money;
use typst_layout::PagedDocument;

use crate::bill::{BilledAccount, Company, DateRange};
use crate::engine::{DocumentError, Input, to_pdf, typeset};
use crate::items::ItemList;
use crate::locale::Currency;
use crate::look::{Look, TemplateKind};

/// What happened on an account in a period. Amounts are shown as they are given.
#[derive(Clone, Debug)]
pub struct StatementDocument {
    /// Who sends it.
    pub company: Company,
    /// Who gets it.
    pub account: BilledAccount,
    /// Its date.
    pub date: NaiveDate,
    /// The days that it covers.
    pub period: DateRange,
    /// The currency of every amount.
    pub currency: Currency,
    /// What was due before the first entry.
    pub opening_balance: Money,
    /// What happened, in the order of time.
    pub entries: Vec<StatementEntry>,
    /// What is due after the last entry.
    pub closing_balance: Money,
    /// The closing balance by how long it is past due.
    pub ageing: Ageing,
    /// What stands behind charges, item by item, as on invoices.
    pub items: Vec<ItemList>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct StatementEntry {
    /// When.
    pub date: NaiveDate,
    /// What kind of thing.
    pub kind: EntryKind,
    /// What it was.
    pub description: String,
    /// What it added to the balance; zero shows as nothing.
    pub debit: Money,
    /// What it took off the balance; zero shows as nothing.
    pub credit: Money,
    /// The balance after it.
    pub running_balance: Money,
}

/// A kind of entry, named in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An invoice was issued.
    Invoice,
    /// A charge outside of an invoice.
    Charge,
    /// A payment came in.
    Payment,
    /// A discount was given.
    Discount,
    /// A payment went back to the customer.
    Refund,
    /// A payment was taken back.
    Reversal,
    /// An invoice was voided.
    Void,
    /// A correction by hand.
    Adjustment,
}

/// A balance by days past due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Not past due.
    pub current: Money,
    /// 1 to 30 days.
    pub days_1_to_30: Money,
    /// 31 to 60 days.
    pub days_31_to_60: Money,
    /// 61 to 90 days.
    pub days_61_to_90: Money,
    /// More than 90 days.
    pub days_over_90: Money,
}

/// Makes the PDF of a statement. The same statement and look give the same bytes. May be called from many threads.
///
/// # Errors
/// As [`crate::invoice_pdf`].
pub fn statement_pdf(statement: &StatementDocument, look: &Look) -> Result<Vec<u8>, DocumentError> {
    lay_out(statement, look, |pages| to_pdf(pages, true))
}

pub(crate) fn lay_out<T>(
    statement: &StatementDocument,
    look: &Look,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    typeset(look.template(TemplateKind::Statement), &input(statement, look)?, finish)
}

/// What a template is given of a statement.
pub(crate) fn input<'a>(statement: &'a StatementDocument, look: &Look) -> Result<Input<'a>, DocumentError> {
    Input::new(&data::data(statement, look), statement.company.logo.as_ref())
}

#[cfg(test)]
mod tests;
