use chrono::NaiveDate;
use fairlead_kernel::Money;

use crate::allocation::FundId;

/// A charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// Who is charged.
    pub account_id: i64,
    /// Before taxes.
    pub amount: Money,
    /// Sum of its taxes.
    pub taxes: Money,
    /// The invoice that collected it.
    pub invoice_id: Option<i64>,
    /// The discount that reversed it.
    pub discount_id: Option<i64>,
}

/// A credit of the provider: from a credit service, or the reverse of a debit with its taxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Who is credited.
    pub account_id: i64,
    /// Before taxes.
    pub amount: Money,
    /// Sum of the taxes given back, as a size.
    pub taxes: Money,
}

/// How a payment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// Cash, check or wire: can be reversed only.
    ByHand,
    /// Through a processor or ACH: can be refunded.
    ByProcessor,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepositState {
    /// The money is there.
    Held,
    /// Taken away: the money never came, or was handed back outside.
    Reversed,
    /// Sent back through the processor.
    Refunded,
}

/// What a successful payment created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Who paid.
    pub account_id: i64,
    /// How much.
    pub amount: Money,
    /// How.
    pub paid: Paid,
    /// Whether it still counts.
    pub state: DepositState,
}

/// A bill over debits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Who owes it.
    pub account_id: i64,
    /// The date on it.
    pub date: NaiveDate,
    /// The date after which it is past due.
    pub due_date: NaiveDate,
    /// Made by a billing run.
    pub automatic: bool,
    /// Left out of automatic application and delinquency.
    pub frozen: bool,
    /// Reversed to zero.
    pub void: bool,
    /// The master's invoice that it rolls up to.
    pub master_invoice_id: Option<i64>,
}

/// Money of a fund on an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedCredit {
    /// Where it comes from.
    pub fund: FundId,
    /// Where it went.
    pub invoice_id: i64,
    /// How much.
    pub amount: Money,
    /// When.
    pub date: NaiveDate,
    /// Undone.
    pub void: bool,
}
