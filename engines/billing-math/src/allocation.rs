//! Dividing sums: funds over open invoices, and one amount over weights.

use chrono::NaiveDate;
use fairlead_kernel::Money;

/// Where a credit takes its money from. Discounts come first: what is left over should be a deposit, which can be
/// refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FundId {
    /// A discount, by id.
    Discount(i64),
    /// The deposit of a payment, by id.
    Deposit(i64),
}

/// A deposit or a discount with what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Which one.
    pub id: FundId,
    /// `amount_remaining`: not yet on an invoice.
    pub amount_remaining: Money,
}

/// An invoice that may still be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenInvoice {
    /// Its id.
    pub id: i64,
    /// The date after which it is past due.
    pub due_date: NaiveDate,
    /// What is due on it, without what is linked to it.
    pub remaining_due: Money,
    /// Frozen: left out of automatic application.
    pub frozen: bool,
    /// The master's invoice that a child account's invoice is linked to.
    pub master_invoice_id: Option<i64>,
}

/// A credit to be made: takes `amount` from `fund` and puts it on `invoice_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Where the money comes from.
    pub fund: FundId,
    /// What it pays.
    pub invoice_id: i64,
    /// How much; above zero.
    pub amount: Money,
}

/// Puts funds on open invoices (domain rule "Invoices, credits, deposits"): oldest due date first, then id; discounts
/// before deposits, each by id. Frozen invoices are skipped. No fund is overdrawn and no invoice overpaid.
///
/// An invoice that is linked to another one of `invoices` is part of that bill: it is paid right after it, and not at all
/// while that one is frozen.
pub fn apply(funds: &[Fund], invoices: &[OpenInvoice]) -> Vec<Credit> {
    let mut funds: Vec<Fund> =
        funds.iter().copied().filter(|fund| fund.amount_remaining > Money::ZERO).collect();
    funds.sort_by_key(|fund| fund.id);
    let mut funds = funds.into_iter();
    let mut current = funds.next();
    let mut credits = Vec::new();
    for invoice in in_order(invoices) {
        let mut due = invoice.remaining_due;
        while due > Money::ZERO
            && let Some(fund) = &mut current
        {
            let amount = due.min(fund.amount_remaining);
            credits.push(Credit { fund: fund.id, invoice_id: invoice.id, amount });
            due -= amount;
            fund.amount_remaining -= amount;
            if fund.amount_remaining.is_zero() {
                current = funds.next();
            }
        }
    }
    credits
}

/// The invoices that take part, in the order in which they are paid.
fn in_order(invoices: &[OpenInvoice]) -> Vec<&OpenInvoice> {
    let bill_of = |invoice: &OpenInvoice| {
        invoice.master_invoice_id.and_then(|master| invoices.iter().find(|other| other.id == master))
    };
    let mut keyed: Vec<_> = invoices
        .iter()
        .map(|invoice| (invoice, bill_of(invoice)))
        .filter(|(invoice, bill)| !invoice.frozen && !bill.is_some_and(|bill| bill.frozen))
        .map(|(invoice, bill)| {
            let first = bill.unwrap_or(invoice);
            ((first.due_date, first.id, bill.is_some(), invoice.id), invoice)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, invoice)| invoice).collect()
}

/// Divides `total` over `weights` by the largest remainder: each part is its exact share rounded towards zero, and the
/// coins left over go one each to the parts that lost most, the first of equals first. The parts always sum to `total`.
///
/// `None` when there is no weight above zero to divide over.
pub fn spread(total: Money, weights: &[u64]) -> Option<Vec<Money>> {
    let whole: u128 = weights.iter().copied().map(u128::from).sum();
    let coins = u128::from(total.scaled().unsigned_abs());
    if whole == 0 {
        return None;
    }
    let shares = weights.iter().map(|weight| coins * u128::from(*weight));
    let mut parts: Vec<u128> = shares.clone().map(|share| share / whole).collect();
    let mut losses: Vec<(usize, u128)> = shares.map(|share| share % whole).enumerate().collect();
    losses.sort_by(|(_, a), (_, b)| b.cmp(a));
    let left = usize::try_from(coins - parts.iter().sum::<u128>()).ok()?;
    for (index, _) in losses.into_iter().take(left) {
        parts[index] += 1;
    }
    let signed = |part: u128| {
        let part = i128::try_from(part).ok()?;
        i64::try_from(if total < Money::ZERO { -part } else { part }).ok()
    };
    parts.into_iter().map(|part| signed(part).map(Money::from_scaled)).collect()
}
