//! Safe HTML, filled-in templates and PDF documents. Pure functions: no database, no clock, no network.
//!
//! The way of a contract: an operator saves a template (its variables checked by [`template_variables`]),
//! [`fill_template`] puts the customer's values in, [`sanitise_html`] makes the result safe to show, and
//! [`render_contract`] turns it into the PDF that is signed and kept.
//!
//! The way of an invoice or statement: its caller fills in an [`InvoiceDocument`] or [`StatementDocument`] and a [`Look`];
//! [`invoice_pdf`], [`invoices_pdf`] and [`statement_pdf`] lay it out with the built-in template or the operator's own,
//! which [`check_template`] has accepted.

mod bill;
mod blocks;
mod check;
mod contract;
mod deposit_slip;
mod engine;
mod html;
mod invoice;
mod items;
mod line;
mod locale;
mod logo;
mod look;
#[cfg(test)]
mod page_text;
mod print_file;
mod samples;
mod statement;
mod template;
mod text;

pub use bill::{BilledAccount, Company, DateRange};
pub use check::{TemplateError, check_template};
pub use contract::{ContractDocument, MAX_BODY_IN_BYTES, Signature, render_contract};
pub use deposit_slip::{DepositItem, DepositKind, DepositSlipDocument, deposit_slip_pdf};
pub use engine::DocumentError;
pub use html::sanitise_html;
pub use invoice::{
    AppliedCredit, InvoiceDocument, InvoiceLine, InvoiceState, InvoiceTax, PaymentSlip, SubAccountSection,
    UsagePeriod, invoice_pdf, invoices_pdf,
};
pub use items::{ItemColumn, ItemColumnKind, ItemGroup, ItemList};
pub use locale::{Currency, Format, Locale};
pub use logo::{Logo, LogoError};
pub use look::{Accent, Look, Paper, Template, TemplateKind};
pub use print_file::PrintFile;
pub use samples::{sample_invoice, sample_statement};
pub use statement::{Ageing, EntryKind, StatementDocument, StatementEntry, statement_pdf};
pub use template::{fill_plain, fill_template, template_variables};
pub use text::html_to_text;
