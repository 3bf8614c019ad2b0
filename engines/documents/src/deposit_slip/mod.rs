//! Deposit slips as PDF: what goes to the bank together.

mod data;

use chrono::NaiveDate;
use fairlead_kernel::Money;
use typst_layout::PagedDocument;

use crate::bill::Company;
use crate::engine::{DocumentError, Input, embedded, to_pdf, typeset};
use crate::locale::Currency;
use crate::look::Look;

/// A deposit slip as it is printed. Sums are made here, exactly, so that they are those of what is listed.
#[derive(Clone, Debug, Default)]
pub struct DepositSlipDocument {
    /// Who deposits.
    pub company: Company,
    /// The bank and the account, one line each; empty: a blank line to write on.
    pub bank_lines: Vec<String>,
    /// The number of the slip.
    pub slip_id: i64,
    /// When it goes to the bank.
    pub date: NaiveDate,
    /// What it is, for people.
    pub description: Option<String>,
    /// Since when it does not change any more.
    pub closed_on: Option<NaiveDate>,
    /// The currency of every amount.
    pub currency: Currency,
    /// What is on it, in its order. Cash is only added up, the rest is listed.
    pub items: Vec<DepositItem>,
}

/// A payment that is deposited.
#[derive(Clone, Debug, Default)]
pub struct DepositItem {
    /// How it was paid.
    pub kind: DepositKind,
    /// The number of a check, and the like.
    pub reference: Option<String>,
    /// The account that paid.
    pub account_id: i64,
    /// Its name.
    pub payer: String,
    /// When it was paid.
    pub date: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// A way to pay by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DepositKind {
    /// Notes and coins.
    #[default]
    Cash,
    /// A check.
    Check,
    /// A transfer from bank to bank.
    Wire,
    /// Anything else.
    Other,
}

/// Makes the PDF of a deposit slip. The same slip and look give the same bytes. May be called from many threads.
///
/// # Errors
/// As [`crate::invoice_pdf`]; operators have no template of their own for it, so [`Look::template`] plays no part.
pub fn deposit_slip_pdf(slip: &DepositSlipDocument, look: &Look) -> Result<Vec<u8>, DocumentError> {
    lay_out(slip, look, |pages| to_pdf(pages, true))
}

fn lay_out<T>(
    slip: &DepositSlipDocument,
    look: &Look,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    let input = Input::new(&data::data(slip, look), slip.company.logo.as_ref())?;
    typeset(embedded("deposit_slip.typ"), &input, finish)
}

#[cfg(test)]
mod tests;
