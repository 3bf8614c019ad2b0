//! The dictionary that the template of deposit slips reads: every amount and date already as text.

use serde::Serialize;

use super::{DepositItem, DepositKind, DepositSlipDocument};
use crate::bill::{BilledAccount, Frame};
use crate::line::{narrow_line, narrow_lines, short_line};
use crate::locale::{Format, SlipWords};
use crate::look::Look;

#[derive(Serialize)]
pub(super) struct Data {
    #[serde(flatten)]
    frame: Frame,
    slip: &'static SlipWords,
    number: String,
    date: String,
    description: Option<String>,
    closed_on: Option<String>,
    bank: Vec<String>,
    lists: Vec<List>,
    /// A row for each way of paying that is on the slip.
    sums: Vec<Sum>,
    count: String,
    total: String,
    /// Characters of the longest amount: so wide is the column.
    widest_amount: usize,
}

#[derive(Serialize)]
struct List {
    title: &'static str,
    /// What its second column is called.
    reference: &'static str,
    items: Vec<Item>,
    total: String,
}

#[derive(Serialize)]
struct Item {
    place: String,
    reference: String,
    payer: String,
    account: String,
    date: String,
    amount: String,
}

#[derive(Serialize)]
struct Sum {
    title: &'static str,
    count: String,
    amount: String,
}

pub(super) fn data(slip: &DepositSlipDocument, look: &Look) -> Data {
    let format = Format::new(look.locale, &slip.currency);
    let words = SlipWords::of(look.locale);
    let titles = [
        (DepositKind::Check, words.checks, words.check_number),
        (DepositKind::Cash, words.cash, ""),
        (DepositKind::Wire, words.wires, words.reference),
        (DepositKind::Other, words.others, words.reference),
    ];
    let (mut lists, mut sums) = (Vec::new(), Vec::new());
    for (kind, title, reference) in titles {
        let items: Vec<&DepositItem> = slip.items.iter().filter(|item| item.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        let amount = total(&items, &format);
        sums.push(Sum { title, count: items.len().to_string(), amount: amount.clone() });
        if kind != DepositKind::Cash {
            let items = items.iter().enumerate().map(|(at, one)| item(at, one, &format)).collect();
            lists.push(List { title, reference, items, total: amount });
        }
    }
    let total = total(&slip.items.iter().collect::<Vec<_>>(), &format);
    Data {
        frame: Frame::new(&slip.company, &BilledAccount::default(), &slip.currency, look),
        slip: words,
        number: slip.slip_id.to_string(),
        date: format.date(slip.date),
        description: slip.description.as_deref().map(narrow_line).filter(|line| !line.is_empty()),
        closed_on: slip.closed_on.map(|date| format.date(date)),
        bank: narrow_lines(&slip.bank_lines),
        lists,
        sums,
        count: slip.items.len().to_string(),
        widest_amount: total.chars().count(),
        total,
    }
}

fn total(items: &[&DepositItem], format: &Format<'_>) -> String {
    format.hundredths(items.iter().map(|item| i128::from(item.amount.scaled())).sum())
}

fn item(at: usize, item: &DepositItem, format: &Format<'_>) -> Item {
    Item {
        place: (at + 1).to_string(),
        reference: narrow_line(item.reference.as_deref().unwrap_or_default()),
        payer: short_line(&item.payer),
        account: item.account_id.to_string(),
        date: format.date(item.date),
        amount: format.money(item.amount),
    }
}
