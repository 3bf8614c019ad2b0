//! Puts a line on the books: a debit, or below zero a discount, with its taxes.

use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::tax::TaxLine;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Timestamp, Tx};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{debits, discounts, line_taxes};

/// A line to be posted, with the numbers that explain it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The service that makes it.
    pub service_id: i64,
    /// What bills call it.
    pub description: String,
    /// The price of one for a month.
    pub price: Money,
    /// How many; above zero.
    pub quantity: i64,
    /// For how many months.
    pub number_of_months: i64,
    /// The time that is paid for.
    pub period: Option<Period>,
    /// Days remaining and days in the cycle of a prorated line.
    pub prorated: Option<(u32, u32)>,
    /// Without taxes; below zero it is a discount.
    pub amount: Money,
    /// Its taxes, with its sign.
    pub taxes: Vec<TaxLine>,
    /// When it is made.
    pub date: Timestamp,
}

/// What was made of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// A debit, by id.
    Debit(i64),
    /// A discount, by id.
    Discount(i64),
}

/// Posts a line. The caller refreshes the balances when it is done.
///
/// # Errors
/// 422 when the sum with taxes does not fit; those of the database.
pub async fn post(tx: &Tx, account_id: i64, line: Line) -> Result<Posted> {
    let tax_amount = sum(line.taxes.iter().map(|tax| tax.amount))?;
    let total = sum([line.amount, tax_amount])?;
    let taxes = line.taxes.clone();
    let posted = if line.amount < Money::ZERO {
        Posted::Discount(tx.insert(discount(account_id, line, tax_amount, total)).await?.id)
    } else {
        Posted::Debit(tx.insert(debit(account_id, line, tax_amount)).await?.id)
    };
    tx.insert_all(taxes.into_iter().map(|tax| tax_row(posted, tax)).collect()).await?;
    Ok(posted)
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
    fairlead_billing_math::amount::sum(amounts)
        .ok_or_else(|| Error::Refused("The amount is too large.".into()))
}

fn debit(account_id: i64, line: Line, tax_amount: Money) -> debits::ActiveModel {
    debits::ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        service_id: Set(line.service_id),
        description: Set(line.description),
        price: Set(line.price),
        quantity: Set(line.quantity),
        number_of_months: Set(line.number_of_months),
        period_start: Set(line.period.map(|period| period.start)),
        period_end: Set(line.period.map(|period| period.end)),
        days_remaining: Set(line.prorated.map(|(remaining, _)| remaining.into())),
        days_in_cycle: Set(line.prorated.map(|(_, cycle)| cycle.into())),
        amount: Set(line.amount),
        tax_amount: Set(tax_amount),
        reversed_at: Set(None),
        date: Set(line.date),
        invoice_id: Set(None),
        discount_id: Set(None),
    }
}

/// Amounts of discounts stand without their sign.
fn discount(account_id: i64, line: Line, tax_amount: Money, total: Money) -> discounts::ActiveModel {
    discounts::ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        service_id: Set(line.service_id),
        description: Set(line.description),
        price: Set(line.price),
        quantity: Set(line.quantity),
        number_of_months: Set(line.number_of_months),
        period_start: Set(line.period.map(|period| period.start)),
        period_end: Set(line.period.map(|period| period.end)),
        days_remaining: Set(line.prorated.map(|(remaining, _)| remaining.into())),
        days_in_cycle: Set(line.prorated.map(|(_, cycle)| cycle.into())),
        amount: Set(line.amount.abs()),
        tax_amount: Set(tax_amount.abs()),
        reversed_at: Set(None),
        date: Set(line.date),
        amount_remaining: Set(total.abs()),
    }
}

fn tax_row(line: Posted, tax: TaxLine) -> line_taxes::ActiveModel {
    let (debit_id, discount_id) = match line {
        Posted::Debit(id) => (Some(id), None),
        Posted::Discount(id) => (None, Some(id)),
    };
    line_taxes::ActiveModel {
        id: NotSet,
        debit_id: Set(debit_id),
        discount_id: Set(discount_id),
        tax_id: Set(tax.tax_id),
        geotax_id: Set(tax.geotax_id),
        description: Set(tax.name),
        rate: Set(tax.rate),
        base: Set(tax.base),
        amount: Set(tax.amount.abs()),
    }
}
