//! Invoices as PDF: one a file, or many in one file to print.

mod data;
mod usage;

use chrono::NaiveDate;
use fairlead_kernel::{Money, Rate};
use typst_layout::PagedDocument;

use crate::bill::{BilledAccount, Company, DateRange};
use crate::engine::{DocumentError, Input, to_pdf, typeset};
use crate::items::ItemList;
use crate::locale::Currency;
use crate::look::{Look, TemplateKind};
use crate::print_file::PrintFile;
pub use usage::UsagePeriod;

/// An invoice as it is printed. Amounts and sums are shown as they are given; nothing is charged or rounded here. All
/// texts are plain text except [`Self::messages_html`].
#[derive(Clone, Debug, Default)]
pub struct InvoiceDocument {
    /// Who sends it.
    pub company: Company,
    /// Who gets it.
    pub account: BilledAccount,
    /// Its number.
    pub invoice_id: i64,
    /// Its date.
    pub date: NaiveDate,
    /// The last day to pay it.
    pub due_date: NaiveDate,
    /// The days that it bills.
    pub period: Option<DateRange>,
    /// When it will be charged by itself.
    pub auto_pay_date: Option<NaiveDate>,
    /// The currency of every amount.
    pub currency: Currency,
    /// What is charged.
    pub lines: Vec<InvoiceLine>,
    /// The taxes of [`Self::lines`]; those of one description and rate are added up.
    pub taxes: Vec<InvoiceTax>,
    /// The invoices of sub accounts that are paid with this one.
    pub sub_accounts: Vec<SubAccountSection>,
    /// Lines, taxes and sub accounts together.
    pub total: Money,
    /// Payments and discounts put on it; shown as taken off.
    pub credits: Vec<AppliedCredit>,
    /// What was due before it.
    pub previous_balance: Option<Money>,
    /// What is to be paid now.
    pub amount_due: Money,
    /// Data used, oldest period first; the last one is that of the invoice.
    pub usage: Vec<UsagePeriod>,
    /// What stands behind charges, item by item: short lists below the messages, longer ones on pages of their own.
    pub items: Vec<ItemList>,
    /// Messages of the company: any HTML, sanitised here.
    pub messages_html: Vec<String>,
    /// Whether it is open, paid or void.
    pub state: InvoiceState,
    /// A slip to send with a payment, at the foot of the last page of an open invoice that is not paid by itself.
    pub payment_slip: Option<PaymentSlip>,
}

/// One charge.
#[derive(Clone, Debug, Default)]
pub struct InvoiceLine {
    /// What it is for.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// For how many months; the column appears when a line has other than one.
    pub months: u32,
    /// The price of one for a month.
    pub unit_price: Money,
    /// The days that it bills.
    pub period: Option<DateRange>,
    /// Days paid for, and days in the cycle, of a prorated line.
    pub prorated_days: Option<(u32, u32)>,
    /// The charge, before taxes; below zero for a discount.
    pub amount: Money,
    /// Its taxes, where they are to be shown under it; they count only in the taxes of the document.
    pub shown_taxes: Vec<InvoiceTax>,
}

/// A tax on charges.
#[derive(Clone, Debug, Default)]
pub struct InvoiceTax {
    /// Its name.
    pub description: String,
    /// Percent; none for a flat tax.
    pub rate: Option<Rate>,
    /// The tax.
    pub amount: Money,
}

/// A sub account's part of a master's invoice.
#[derive(Clone, Debug, Default)]
pub struct SubAccountSection {
    /// The sub account.
    pub account_id: i64,
    /// Its name.
    pub account_name: String,
    /// What it is charged.
    pub lines: Vec<InvoiceLine>,
    /// The taxes of its lines.
    pub taxes: Vec<InvoiceTax>,
    /// Lines and taxes together.
    pub subtotal: Money,
}

/// A payment or discount that was put on an invoice.
#[derive(Clone, Debug, Default)]
pub struct AppliedCredit {
    /// When.
    pub date: NaiveDate,
    /// What it came from.
    pub description: String,
    /// How much, above zero.
    pub amount: Money,
}

/// What became of an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvoiceState {
    /// It is to be paid.
    #[default]
    Open,
    /// It is paid: marked so, without a slip.
    Paid,
    /// It is void: marked across every page, without a slip.
    Void,
}

/// The slip to send with a payment.
#[derive(Clone, Debug, Default)]
pub struct PaymentSlip {
    /// Where payments go, one line each; the company's name and address when empty.
    pub remit_to_lines: Vec<String>,
}

/// Makes the PDF of an invoice. The same invoice and look give the same bytes. Takes some milliseconds and may be
/// called from many threads.
///
/// # Errors
/// [`DocumentError::TooLong`] for more than 8 MiB of text (some ten thousand lines); [`DocumentError::Layout`] when an
/// operator's template fails with this invoice.
pub fn invoice_pdf(invoice: &InvoiceDocument, look: &Look) -> Result<Vec<u8>, DocumentError> {
    lay_out(invoice, look, |pages| to_pdf(pages, true))
}

/// Makes one PDF of many invoices, in their order: see [`PrintFile`].
///
/// # Errors
/// As [`PrintFile::add_invoice`] and [`PrintFile::into_pdf`].
pub fn invoices_pdf(invoices: &[InvoiceDocument], look: &Look) -> Result<Vec<u8>, DocumentError> {
    let mut file = PrintFile::default();
    invoices.iter().try_for_each(|invoice| file.add_invoice(invoice, look))?;
    file.into_pdf()
}

pub(crate) fn lay_out<T>(
    invoice: &InvoiceDocument,
    look: &Look,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    typeset(look.template(TemplateKind::Invoice), &input(invoice, look)?, finish)
}

/// What a template is given of an invoice.
pub(crate) fn input<'a>(invoice: &'a InvoiceDocument, look: &Look) -> Result<Input<'a>, DocumentError> {
    Input::new(&data::data(invoice, look), invoice.company.logo.as_ref())
}

#[cfg(test)]
mod tests;
