use fairlead_kernel::Money;

use super::{DepositState, Ledger, Refused};
use crate::allocation::{Fund, FundId};
use crate::amount::{less, sum};

/// What an account owes and owns (reference, Account Billing, billing details).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// Due on invoices, those of child accounts included.
    pub balance_due: Money,
    /// With the account's own debits that are not invoiced yet (also sent as `total_balance`).
    pub balance_total: Money,
    /// The account's own deposits and discounts that are not on an invoice.
    pub available_funds: Money,
}

impl Ledger {
    /// The balances of an account. Invoices of the children of its children count too.
    pub fn balances(&self, account_id: i64) -> Result<Balances, Refused> {
        self.has_account(account_id)?;
        let due = |account: i64| self.invoices_of(account).map(|id| self.remaining_due(id));
        let balance_due = sum(self.family(account_id).into_iter().flat_map(due)).ok_or(Refused::TooLarge)?;
        let uninvoiced = sum(self.uninvoiced(account_id).into_iter().map(|id| self.debit_total(id)));
        let balance_total = uninvoiced.and_then(|uninvoiced| sum([balance_due, uninvoiced]));
        let available_funds = sum(self.funds(account_id).iter().map(|fund| fund.amount_remaining));
        Ok(Balances {
            balance_due,
            balance_total: balance_total.ok_or(Refused::TooLarge)?,
            available_funds: available_funds.ok_or(Refused::TooLarge)?,
        })
    }

    /// What is due on an invoice: its debits with taxes, less its credits. Nothing for an invoice that is not there.
    pub fn remaining_due(&self, invoice_id: i64) -> Money {
        let debits = self.debits.iter().filter(|(_, debit)| debit.invoice_id == Some(invoice_id));
        let charged = sum(debits.map(|(id, _)| self.debit_total(*id)));
        let paid =
            sum(self.live_credits().filter(|(_, c)| c.invoice_id == invoice_id).map(|(_, c)| c.amount));
        charged.zip(paid).and_then(|(charged, paid)| less(charged, paid)).unwrap_or_default()
    }

    /// What is due on the invoices that are linked to this one.
    pub fn child_remaining_due(&self, invoice_id: i64) -> Result<Money, Refused> {
        let linked = self.invoices.iter().filter(|(_, child)| child.master_invoice_id == Some(invoice_id));
        sum(linked.map(|(id, _)| self.remaining_due(*id))).ok_or(Refused::TooLarge)
    }

    /// What is left of a deposit or discount; nothing of a reversed payment.
    pub fn amount_remaining(&self, fund: FundId) -> Money {
        let whole = match fund {
            FundId::Discount(id) => self.discounts.get(&id).and_then(|it| sum([it.amount, it.taxes])),
            FundId::Deposit(id) => {
                let held = self.deposits.get(&id).filter(|deposit| deposit.state == DepositState::Held);
                held.map(|deposit| deposit.amount)
            }
        };
        let used = sum(self.live_credits().filter(|(_, c)| c.fund == fund).map(|(_, c)| c.amount));
        whole.zip(used).and_then(|(whole, used)| less(whole, used)).unwrap_or_default()
    }

    /// The deposits and discounts of an account with what is left of them.
    pub fn funds(&self, account_id: i64) -> Vec<Fund> {
        let discounts = self.discounts.iter().filter(|(_, it)| it.account_id == account_id);
        let deposits = self.deposits.iter().filter(|(_, it)| it.account_id == account_id);
        let ids = discounts
            .map(|(id, _)| FundId::Discount(*id))
            .chain(deposits.map(|(id, _)| FundId::Deposit(*id)));
        ids.map(|id| Fund { id, amount_remaining: self.amount_remaining(id) }).collect()
    }

    /// The debits of an account that are on no invoice, oldest first.
    pub fn uninvoiced(&self, account_id: i64) -> Vec<i64> {
        let debits = self.debits.iter();
        debits
            .filter(|(_, it)| it.account_id == account_id && it.invoice_id.is_none())
            .map(|(id, _)| *id)
            .collect()
    }

    /// The credits on an invoice that are not undone, oldest first.
    pub fn credits_on(&self, invoice_id: i64) -> Vec<i64> {
        self.live_credits().filter(|(_, credit)| credit.invoice_id == invoice_id).map(|(id, _)| id).collect()
    }

    /// Refuses a row that could make a sum overflow: no sum is larger than that of all rows and this one.
    pub(super) fn fits_after(&self, more: Money) -> Result<(), Refused> {
        let debits = self.debits.keys().map(|id| self.debit_total(*id));
        let discounts = self.discounts.values().flat_map(|it| [it.amount, it.taxes]);
        let deposits = self.deposits.values().map(|it| it.amount);
        let all = sum(debits.chain(discounts).chain(deposits).chain([more]));
        all.map(|_| ()).ok_or(Refused::TooLarge)
    }

    pub(super) fn debit_total(&self, debit_id: i64) -> Money {
        self.debits.get(&debit_id).and_then(|debit| sum([debit.amount, debit.taxes])).unwrap_or_default()
    }

    pub(super) fn invoices_of(&self, account_id: i64) -> impl Iterator<Item = i64> {
        self.invoices.iter().filter(move |(_, it)| it.account_id == account_id).map(|(id, _)| *id)
    }

    pub(super) fn live_credits(&self) -> impl Iterator<Item = (i64, &super::AppliedCredit)> {
        self.credits.iter().filter(|(_, credit)| !credit.void).map(|(id, credit)| (*id, credit))
    }

    /// The account and all below it. A child is opened after its master, so one pass in the order of ids finds all.
    fn family(&self, account_id: i64) -> Vec<i64> {
        let mut family = vec![account_id];
        for (id, master) in &self.accounts {
            if master.is_some_and(|master| family.contains(&master)) {
                family.push(*id);
            }
        }
        family
    }
}
