//! A model of what accounts owe and own (domain rule "Invoices, credits, deposits"): the rows that a database keeps, the
//! operations on them, and balances as sums over the rows. The rules are tested here over random histories; a database's
//! balances have to be the ones of this model.
//!
//! Rows are never taken away except by deleting an invoice; what is undone stays, marked.

mod balances;
mod invoices;
mod payments;
mod rows;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_kernel::Money;
use thiserror::Error;

use crate::allocation::FundId;

pub use balances::Balances;
pub use invoices::NewInvoice;
pub use rows::{AppliedCredit, Debit, Deposit, DepositState, Discount, Invoice, Paid};

/// Why an operation was refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// No row with that id, or not one of that account.
    #[error("There is no such row.")]
    Missing,
    /// Debits, discounts and payments are above zero.
    #[error("The amount must be greater than zero.")]
    NotPositive,
    /// A sum does not fit.
    #[error("The amount is too large.")]
    TooLarge,
    /// An invoice needs at least one debit.
    #[error("There is nothing to invoice.")]
    NothingToInvoice,
    /// A debit can be on one invoice only.
    #[error("The debit has already been invoiced.")]
    AlreadyInvoiced,
    /// Nothing is due on the invoice.
    #[error("Nothing is due on the invoice.")]
    NothingDue,
    /// Nothing is left of the fund.
    #[error("Nothing is left of the deposit or discount.")]
    NothingLeft,
    /// A void invoice stays as it is.
    #[error("Invoice is already voided.")]
    Void,
    /// The credit is undone already.
    #[error("The credit has already been reversed.")]
    CreditVoid,
    /// The payment is undone already: nothing is refunded twice, nor after a reverse.
    #[error("The payment has already been reversed or refunded.")]
    PaymentUndone,
    /// Cash, check and wire can only be reversed.
    #[error("Only payments made through a processor or by ACH can be refunded.")]
    NotRefundable,
    /// Automatic invoices cannot be deleted.
    #[error("Only manually created invoices can be deleted.")]
    Automatic,
    /// The books of that date are closed.
    #[error("The accounting period is closed.")]
    PeriodClosed,
    /// Only an invoice of a child account can be linked, to one of its master, once.
    #[error("The invoice cannot be linked to that master invoice.")]
    NotLinkable,
}

/// Accounts with all that was charged, given and paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    last_id: i64,
    /// The last date of the last closed accounting period.
    pub closed_through: Option<NaiveDate>,
    /// Each account with its master.
    accounts: BTreeMap<i64, Option<i64>>,
    debits: BTreeMap<i64, Debit>,
    discounts: BTreeMap<i64, Discount>,
    deposits: BTreeMap<i64, Deposit>,
    invoices: BTreeMap<i64, Invoice>,
    credits: BTreeMap<i64, AppliedCredit>,
}

impl Ledger {
    /// Opens an account, with `master` as a child of that one.
    pub fn open_account(&mut self, master: Option<i64>) -> Result<i64, Refused> {
        if let Some(master) = master {
            self.has_account(master)?;
        }
        let id = self.next_id();
        self.accounts.insert(id, master);
        Ok(id)
    }

    /// Charges an account: `amount` before `taxes`.
    pub fn debit(&mut self, account_id: i64, amount: Money, taxes: Money) -> Result<i64, Refused> {
        self.has_account(account_id)?;
        let total = positive_total(amount, taxes)?;
        self.fits_after(total)?;
        let id = self.next_id();
        self.debits.insert(id, Debit { account_id, amount, taxes, invoice_id: None, discount_id: None });
        Ok(id)
    }

    /// Credits an account by a credit service. Such a discount carries no taxes.
    pub fn discount(&mut self, account_id: i64, amount: Money) -> Result<i64, Refused> {
        self.has_account(account_id)?;
        let total = positive_total(amount, Money::ZERO)?;
        self.fits_after(total)?;
        Ok(self.add_discount(Discount { account_id, amount, taxes: Money::ZERO }))
    }

    fn add_discount(&mut self, discount: Discount) -> i64 {
        let id = self.next_id();
        self.discounts.insert(id, discount);
        id
    }

    fn has_account(&self, account_id: i64) -> Result<(), Refused> {
        self.accounts.contains_key(&account_id).then_some(()).ok_or(Refused::Missing)
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn account_of(&self, fund: FundId) -> Option<i64> {
        match fund {
            FundId::Discount(id) => self.discounts.get(&id).map(|discount| discount.account_id),
            FundId::Deposit(id) => self.deposits.get(&id).map(|deposit| deposit.account_id),
        }
    }
}

/// The total of a line that charges or credits something.
fn positive_total(amount: Money, taxes: Money) -> Result<Money, Refused> {
    if amount <= Money::ZERO || taxes < Money::ZERO {
        return Err(Refused::NotPositive);
    }
    crate::amount::sum([amount, taxes]).ok_or(Refused::TooLarge)
}
