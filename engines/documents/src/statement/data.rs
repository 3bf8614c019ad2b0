//! The dictionary that a statement's template reads: every amount and date already as text.

use fairlead_kernel::Money;
use serde::Serialize;

use super::{Ageing, EntryKind, StatementDocument, StatementEntry};
use crate::bill::Frame;
use crate::items::{ItemsData, items};
use crate::line::narrow_line;
use crate::locale::{BillWords, Format};
use crate::look::Look;

#[derive(Serialize)]
pub(super) struct Data {
    #[serde(flatten)]
    frame: Frame,
    date: String,
    period: String,
    opening_balance: String,
    entries: Vec<Entry>,
    debits_total: String,
    credits_total: String,
    closing_balance: String,
    /// Characters of the longest amount: so wide are the columns.
    widest_amount: usize,
    ageing: Vec<Bucket>,
    items: Vec<ItemsData>,
}

#[derive(Serialize)]
struct Entry {
    date: String,
    kind: &'static str,
    description: String,
    debit: Option<String>,
    credit: Option<String>,
    balance: String,
}

#[derive(Serialize)]
struct Bucket {
    label: String,
    amount: String,
    is_empty: bool,
    is_past_due: bool,
}

pub(super) fn data(statement: &StatementDocument, look: &Look) -> Data {
    let format = Format::new(look.locale, &statement.currency);
    let words = BillWords::of(look.locale);
    let total = |side: fn(&StatementEntry) -> Money| {
        format.hundredths(statement.entries.iter().map(|entry| i128::from(side(entry).scaled())).sum())
    };
    let (debits_total, credits_total) = (total(|entry| entry.debit), total(|entry| entry.credit));
    let opening_balance = format.money(statement.opening_balance);
    let closing_balance = format.money(statement.closing_balance);
    let entries: Vec<Entry> = statement.entries.iter().map(|it| entry(it, &format, words)).collect();
    let sums = [&debits_total, &credits_total, &opening_balance, &closing_balance];
    let widest_amount = sums.into_iter().chain(entries.iter().map(|entry| &entry.balance));
    Data {
        frame: Frame::new(&statement.company, &statement.account, &statement.currency, look),
        date: format.date(statement.date),
        period: format.range(statement.period),
        widest_amount: widest_amount.map(|text| text.chars().count()).max().unwrap_or(0),
        opening_balance,
        entries,
        debits_total,
        credits_total,
        closing_balance,
        ageing: buckets(&statement.ageing, &format, words),
        items: items(&statement.items),
    }
}

fn entry(entry: &StatementEntry, format: &Format<'_>, words: &BillWords) -> Entry {
    let unless_zero = |amount: Money| (!amount.is_zero()).then(|| format.money(amount));
    Entry {
        date: format.date(entry.date),
        kind: match entry.kind {
            EntryKind::Invoice => words.kind_invoice,
            EntryKind::Charge => words.kind_charge,
            EntryKind::Payment => words.kind_payment,
            EntryKind::Discount => words.kind_discount,
            EntryKind::Refund => words.kind_refund,
            EntryKind::Reversal => words.kind_reversal,
            EntryKind::Void => words.kind_void,
            EntryKind::Adjustment => words.kind_adjustment,
        },
        description: narrow_line(&entry.description),
        debit: unless_zero(entry.debit),
        credit: unless_zero(entry.credit),
        balance: format.money(entry.running_balance),
    }
}

fn buckets(ageing: &Ageing, format: &Format<'_>, words: &BillWords) -> Vec<Bucket> {
    let days = |range: &str| format!("{range} {}", words.days);
    let buckets = [
        (words.current.to_owned(), ageing.current),
        (days("1–30"), ageing.days_1_to_30),
        (days("31–60"), ageing.days_31_to_60),
        (days("61–90"), ageing.days_61_to_90),
        (days("90+"), ageing.days_over_90),
    ];
    let bucket = |(at, (label, amount)): (usize, (String, Money))| Bucket {
        label,
        amount: format.money(amount),
        is_empty: amount.is_zero(),
        is_past_due: at > 0 && !amount.is_zero(),
    };
    buckets.into_iter().enumerate().map(bucket).collect()
}
