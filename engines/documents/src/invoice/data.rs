//! The dictionary that an invoice's template reads: every amount and date already as text.

use fairlead_kernel::{Money, Rate};
use serde::Serialize;

use super::usage::{UsageData, usage};
use super::{InvoiceDocument, InvoiceLine, InvoiceState, InvoiceTax};
use crate::bill::Frame;
use crate::blocks::{Block, parse};
use crate::items::{ItemsData, items};
use crate::line::{narrow_line, narrow_lines};
use crate::locale::{BillWords, Format};
use crate::look::Look;

#[derive(Serialize)]
pub(super) struct Data {
    #[serde(flatten)]
    frame: Frame,
    invoice_id: String,
    date: String,
    due_date: String,
    period: Option<String>,
    auto_pay_date: Option<String>,
    state: &'static str,
    /// The account's own charges, then each sub account's.
    sections: Vec<Section>,
    shows_months: bool,
    /// Characters of the longest unit price and amount: so wide are the columns.
    widest_price: usize,
    widest_amount: usize,
    sub_accounts_total: Option<String>,
    total: String,
    credits: Vec<Credit>,
    credits_total: String,
    previous_balance: Option<String>,
    amount_due: String,
    usage: Option<UsageData>,
    messages: Vec<Vec<Block>>,
    items: Vec<ItemsData>,
    slip: Option<Vec<String>>,
}

#[derive(Serialize)]
struct Section {
    account_id: Option<String>,
    account_name: Option<String>,
    lines: Vec<Line>,
    taxes: Vec<Tax>,
    taxes_total: String,
    subtotal: String,
}

#[derive(Serialize)]
struct Line {
    description: String,
    quantity: String,
    months: String,
    unit_price: String,
    period: Option<String>,
    prorated: Option<String>,
    amount: String,
    taxes: Vec<Tax>,
}

#[derive(Serialize)]
struct Tax {
    description: String,
    rate: Option<String>,
    amount: String,
}

#[derive(Serialize)]
struct Credit {
    date: String,
    description: String,
    amount: String,
}

pub(super) fn data(invoice: &InvoiceDocument, look: &Look) -> Data {
    let format = Format::new(look.locale, &invoice.currency);
    let words = BillWords::of(look.locale);
    let sections = sections(invoice, &format, words);
    let credits = invoice.credits.iter().map(|credit| Credit {
        date: format.date(credit.date),
        description: narrow_line(&credit.description),
        amount: format.hundredths(-i128::from(credit.amount.scaled())),
    });
    let lines = || sections.iter().flat_map(|section| &section.lines);
    let all_lines = invoice.lines.iter().chain(invoice.sub_accounts.iter().flat_map(|part| &part.lines));
    Data {
        frame: Frame::new(&invoice.company, &invoice.account, &invoice.currency, look),
        invoice_id: invoice.invoice_id.to_string(),
        date: format.date(invoice.date),
        due_date: format.date(invoice.due_date),
        period: invoice.period.map(|period| format.range(period)),
        auto_pay_date: invoice.auto_pay_date.map(|date| format.date(date)),
        state: match invoice.state {
            InvoiceState::Open => "open",
            InvoiceState::Paid => "paid",
            InvoiceState::Void => "void",
        },
        shows_months: all_lines.into_iter().any(|line| line.months != 1),
        widest_price: widest(lines().map(|line| &line.unit_price)),
        widest_amount: widest(lines().map(|line| &line.amount)),
        sub_accounts_total: (!invoice.sub_accounts.is_empty())
            .then(|| format.hundredths(sum(invoice.sub_accounts.iter().map(|part| part.subtotal)))),
        total: format.money(invoice.total),
        credits: credits.collect(),
        credits_total: format.hundredths(-sum(invoice.credits.iter().map(|credit| credit.amount))),
        previous_balance: invoice.previous_balance.map(|balance| format.money(balance)),
        amount_due: format.money(invoice.amount_due),
        usage: usage(&invoice.usage, &format),
        messages: invoice.messages_html.iter().map(|html| parse(html)).filter(|it| !it.is_empty()).collect(),
        items: items(&invoice.items),
        slip: slip(invoice),
        sections,
    }
}

fn sections(invoice: &InvoiceDocument, format: &Format<'_>, words: &BillWords) -> Vec<Section> {
    let own = Section {
        account_id: None,
        account_name: None,
        lines: lines(&invoice.lines, format, words),
        taxes: taxes(&invoice.taxes, format),
        taxes_total: taxes_total(&invoice.taxes, format),
        subtotal: format.hundredths(sum(invoice.lines.iter().map(|line| line.amount))),
    };
    let parts = invoice.sub_accounts.iter().map(|part| Section {
        account_id: Some(part.account_id.to_string()),
        account_name: Some(narrow_line(&part.account_name)),
        lines: lines(&part.lines, format, words),
        taxes: taxes(&part.taxes, format),
        taxes_total: taxes_total(&part.taxes, format),
        subtotal: format.money(part.subtotal),
    });
    std::iter::once(own).chain(parts).collect()
}

fn lines(lines: &[InvoiceLine], format: &Format<'_>, words: &BillWords) -> Vec<Line> {
    let line = |line: &InvoiceLine| Line {
        description: narrow_line(&line.description),
        quantity: format.count(line.quantity),
        months: line.months.to_string(),
        unit_price: format.money(line.unit_price),
        period: line.period.map(|period| format.range(period)),
        prorated: line.prorated_days.map(|(days, of_days)| words.prorated(days, of_days)),
        amount: format.money(line.amount),
        taxes: taxes(&line.shown_taxes, format),
    };
    lines.iter().map(line).collect()
}

/// Taxes added up by description and rate, in the order in which they first appear.
fn taxes(taxes: &[InvoiceTax], format: &Format<'_>) -> Vec<Tax> {
    let mut sums: Vec<(&str, Option<Rate>, i128)> = Vec::new();
    for tax in taxes {
        let amount = i128::from(tax.amount.scaled());
        match sums.iter_mut().find(|sum| sum.0 == tax.description && sum.1 == tax.rate) {
            Some(sum) => sum.2 += amount,
            None => sums.push((&tax.description, tax.rate, amount)),
        }
    }
    let shown = |(description, rate, amount): (&str, Option<Rate>, i128)| Tax {
        description: narrow_line(description),
        rate: rate.map(|rate| format.percent(rate)),
        amount: format.hundredths(amount),
    };
    sums.into_iter().map(shown).collect()
}

fn taxes_total(taxes: &[InvoiceTax], format: &Format<'_>) -> String {
    format.hundredths(sum(taxes.iter().map(|tax| tax.amount)))
}

/// The address on the slip, where there is something to pay by hand.
fn slip(invoice: &InvoiceDocument) -> Option<Vec<String>> {
    let slip = invoice.payment_slip.as_ref()?;
    let to_pay = invoice.state == InvoiceState::Open && invoice.amount_due > Money::ZERO;
    if !to_pay || invoice.auto_pay_date.is_some() {
        return None;
    }
    let mut lines = narrow_lines(&slip.remit_to_lines);
    if lines.is_empty() {
        lines.push(narrow_line(&invoice.company.name));
        lines.extend(narrow_lines(&invoice.company.address_lines));
    }
    Some(lines)
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

pub(crate) fn sum(amounts: impl Iterator<Item = Money>) -> i128 {
    amounts.map(|amount| i128::from(amount.scaled())).sum()
}
