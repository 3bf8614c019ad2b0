//! What invoices and statements have in common: who writes, to whom, and how that reaches a template.

use chrono::NaiveDate;
use serde::Serialize;

use crate::line::{narrow_lines, short_line};
use crate::locale::{BillWords, Currency, Format};
use crate::logo::Logo;
use crate::look::Look;

/// The company that sends a document.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// Its name; stands in for a missing logo.
    pub name: String,
    /// Its postal address, one line each.
    pub address_lines: Vec<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its mail address.
    pub email: Option<String>,
    /// Its number with the tax office.
    pub tax_id: Option<String>,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// The account that a document is for.
#[derive(Clone, Debug, Default)]
pub struct BilledAccount {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The address that the document is sent to, one line each.
    pub address_lines: Vec<String>,
}

/// Days from the first through the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, which belongs to it.
    pub through: NaiveDate,
}

/// What a template is given of every document.
#[derive(Serialize)]
pub(crate) struct Frame {
    paper: &'static str,
    accent: Colours,
    words: &'static BillWords,
    currency: String,
    company: CompanyData,
    account: AccountData,
}

#[derive(Serialize)]
struct Colours {
    fill: String,
    on_fill: &'static str,
    ink: String,
}

#[derive(Serialize)]
struct CompanyData {
    name: String,
    address: Vec<String>,
    phone: Option<String>,
    email: Option<String>,
    tax_id: Option<String>,
    logo: Option<&'static str>,
}

#[derive(Serialize)]
struct AccountData {
    id: String,
    name: String,
    address: Vec<String>,
}

impl Frame {
    pub(crate) fn new(company: &Company, account: &BilledAccount, currency: &Currency, look: &Look) -> Self {
        let given = |text: &Option<String>| text.as_deref().map(short_line).filter(|line| !line.is_empty());
        Self {
            paper: look.paper.name(),
            accent: Colours {
                fill: look.accent.fill(),
                on_fill: look.accent.on_fill(),
                ink: look.accent.ink(),
            },
            words: BillWords::of(look.locale),
            currency: short_line(&currency.code),
            company: CompanyData {
                name: short_line(&company.name),
                address: narrow_lines(&company.address_lines),
                phone: given(&company.phone),
                email: given(&company.email),
                tax_id: given(&company.tax_id),
                logo: company.logo.as_ref().map(Logo::file_name),
            },
            account: AccountData {
                id: account.id.to_string(),
                name: short_line(&account.name),
                address: narrow_lines(&account.address_lines),
            },
        }
    }
}

impl Format<'_> {
    pub(crate) fn range(&self, range: DateRange) -> String {
        self.period(range.from, range.through)
    }
}
