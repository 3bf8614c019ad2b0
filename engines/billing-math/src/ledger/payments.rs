use chrono::NaiveDate;
use fairlead_kernel::Money;

use super::{AppliedCredit, Deposit, DepositState, Ledger, Paid, Refused, positive_total};
use crate::allocation::{FundId, OpenInvoice, apply};

impl Ledger {
    /// Takes a successful payment: a deposit. It stays available until it is applied.
    pub fn pay(&mut self, account_id: i64, amount: Money, paid: Paid) -> Result<i64, Refused> {
        self.has_account(account_id)?;
        let total = positive_total(amount, Money::ZERO)?;
        self.fits_after(total)?;
        let id = self.next_id();
        self.deposits.insert(id, Deposit { account_id, amount, paid, state: DepositState::Held });
        Ok(id)
    }

    /// Applies a deposit or discount to an invoice of its account, or to one that is linked to an invoice of its account:
    /// as much as is left and as is due. Gives the credit.
    pub fn apply(&mut self, fund: FundId, invoice_id: i64, date: NaiveDate) -> Result<i64, Refused> {
        let payer = self.account_of(fund).ok_or(Refused::Missing)?;
        let invoice = self.invoices.get(&invoice_id).ok_or(Refused::Missing)?;
        let bill = invoice.master_invoice_id.and_then(|id| self.invoices.get(&id));
        if ![Some(invoice), bill].iter().flatten().any(|it| it.account_id == payer) {
            return Err(Refused::Missing);
        }
        let (left, due) = (self.amount_remaining(fund), self.remaining_due(invoice_id));
        match left.min(due) {
            amount if amount > Money::ZERO => Ok(self.credit(fund, invoice_id, amount, date)),
            _ if due <= Money::ZERO => Err(Refused::NothingDue),
            _ => Err(Refused::NothingLeft),
        }
    }

    /// Applies all available funds of an account to its invoices and those linked to them, in the order of
    /// [`allocation::apply`](crate::allocation::apply). Gives the credits.
    pub fn auto_apply(&mut self, account_id: i64, date: NaiveDate) -> Result<Vec<i64>, Refused> {
        self.has_account(account_id)?;
        let own: Vec<i64> = self.invoices_of(account_id).collect();
        let open = self.invoices.iter().filter(|(id, invoice)| {
            own.contains(id) || invoice.master_invoice_id.is_some_and(|master| own.contains(&master))
        });
        let open: Vec<OpenInvoice> = open
            .map(|(id, invoice)| OpenInvoice {
                id: *id,
                due_date: invoice.due_date,
                remaining_due: self.remaining_due(*id),
                frozen: invoice.frozen,
                master_invoice_id: invoice.master_invoice_id,
            })
            .collect();
        let credits = apply(&self.funds(account_id), &open);
        Ok(credits.into_iter().map(|it| self.credit(it.fund, it.invoice_id, it.amount, date)).collect())
    }

    /// Reverses a credit: the money goes back to its fund and is due on the invoice again. Refused on a void invoice,
    /// which stays at zero, and in a closed accounting period.
    pub fn reverse_credit(&mut self, credit_id: i64) -> Result<(), Refused> {
        let credit = self.credits.get(&credit_id).ok_or(Refused::Missing)?;
        if credit.void {
            return Err(Refused::CreditVoid);
        }
        self.open_invoice(credit.invoice_id)?;
        self.not_closed(credit.date)?;
        if let Some(credit) = self.credits.get_mut(&credit_id) {
            credit.void = true;
        }
        Ok(())
    }

    /// Reverses a payment: its deposit and the credits made from it are taken away, the invoices are due again.
    pub fn reverse_payment(&mut self, deposit_id: i64) -> Result<(), Refused> {
        self.undo_payment(deposit_id, DepositState::Reversed)
    }

    /// Refunds a payment: the same, and the money goes back through the processor.
    pub fn refund(&mut self, deposit_id: i64) -> Result<(), Refused> {
        if self.deposits.get(&deposit_id).is_some_and(|deposit| deposit.paid == Paid::ByHand) {
            return Err(Refused::NotRefundable);
        }
        self.undo_payment(deposit_id, DepositState::Refunded)
    }

    fn undo_payment(&mut self, deposit_id: i64, state: DepositState) -> Result<(), Refused> {
        let deposit = self.deposits.get_mut(&deposit_id).ok_or(Refused::Missing)?;
        if deposit.state != DepositState::Held {
            return Err(Refused::PaymentUndone);
        }
        deposit.state = state;
        self.release(|credit| credit.fund == FundId::Deposit(deposit_id));
        Ok(())
    }

    pub(super) fn credit(&mut self, fund: FundId, invoice_id: i64, amount: Money, date: NaiveDate) -> i64 {
        let id = self.next_id();
        self.credits.insert(id, AppliedCredit { fund, invoice_id, amount, date, void: false });
        id
    }

    /// Undoes the credits that `which` names.
    pub(super) fn release(&mut self, which: impl Fn(&AppliedCredit) -> bool) {
        for credit in self.credits.values_mut().filter(|credit| which(credit)) {
            credit.void = true;
        }
    }
}
