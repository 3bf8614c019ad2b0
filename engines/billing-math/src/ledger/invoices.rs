use chrono::NaiveDate;

use super::{Discount, Invoice, Ledger, Refused};
use crate::allocation::FundId;

/// What an invoice is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvoice {
    /// The debits it collects: all of one account, none invoiced.
    pub debits: Vec<i64>,
    /// The date on it.
    pub date: NaiveDate,
    /// The date after which it is past due.
    pub due_date: NaiveDate,
    /// Made by a billing run: can be voided, not deleted.
    pub automatic: bool,
}

impl Ledger {
    /// Makes an invoice over debits that are not invoiced yet.
    pub fn invoice(&mut self, account_id: i64, new: &NewInvoice) -> Result<i64, Refused> {
        self.has_account(account_id)?;
        if new.debits.is_empty() {
            return Err(Refused::NothingToInvoice);
        }
        for (index, id) in new.debits.iter().enumerate() {
            let debit = self.debits.get(id).filter(|debit| debit.account_id == account_id);
            if debit.ok_or(Refused::Missing)?.invoice_id.is_some() || new.debits[..index].contains(id) {
                return Err(Refused::AlreadyInvoiced);
            }
        }
        let NewInvoice { date, due_date, automatic, .. } = *new;
        let id = self.next_id();
        let invoice = Invoice {
            account_id,
            date,
            due_date,
            automatic,
            frozen: false,
            void: false,
            master_invoice_id: None,
        };
        self.invoices.insert(id, invoice);
        self.place(&new.debits, Some(id));
        Ok(id)
    }

    /// Links the invoice of a child account to an invoice of its master, which then includes it.
    pub fn link(&mut self, invoice_id: i64, master_invoice_id: i64) -> Result<(), Refused> {
        let (child, bill) = (self.open_invoice(invoice_id)?, self.open_invoice(master_invoice_id)?);
        let master = self.accounts.get(&child.account_id).copied().flatten();
        if master != Some(bill.account_id) || child.master_invoice_id.is_some() {
            return Err(Refused::NotLinkable);
        }
        self.change_invoice(invoice_id, |invoice| invoice.master_invoice_id = Some(master_invoice_id))
    }

    /// Freezes or unfreezes an invoice.
    pub fn freeze(&mut self, invoice_id: i64, frozen: bool) -> Result<(), Refused> {
        self.open_invoice(invoice_id)?;
        self.change_invoice(invoice_id, |invoice| invoice.frozen = frozen)
    }

    /// Voids an invoice: its credits go back to their funds, every debit is reversed by a discount with the debit's taxes,
    /// and these discounts pay the invoice. It stays, void, at zero; invoices that were linked to it stand alone. Gives the
    /// discounts.
    pub fn void(&mut self, invoice_id: i64, date: NaiveDate) -> Result<Vec<i64>, Refused> {
        let account_id = self.open_invoice(invoice_id)?.account_id;
        let debits = self.debits_on(invoice_id);
        let all =
            crate::amount::sum(debits.iter().map(|id| self.debit_total(*id))).ok_or(Refused::TooLarge)?;
        self.fits_after(all)?;
        self.release(|credit| credit.invoice_id == invoice_id);
        self.change_invoice(invoice_id, |invoice| invoice.void = true)?;
        self.unlink_children(invoice_id);
        let mut discounts = Vec::new();
        for debit_id in debits {
            let Some(debit) = self.debits.get(&debit_id) else { continue };
            let (amount, taxes) = (debit.amount, debit.taxes);
            let discount_id = self.add_discount(Discount { account_id, amount, taxes });
            if let Some(debit) = self.debits.get_mut(&debit_id) {
                debit.discount_id = Some(discount_id);
            }
            self.credit(FundId::Discount(discount_id), invoice_id, self.debit_total(debit_id), date);
            discounts.push(discount_id);
        }
        Ok(discounts)
    }

    /// Deletes a manual invoice dated after the last closed accounting period: its credits go back to their funds, its
    /// debits are not invoiced any more, invoices that were linked to it stand alone. A void invoice stays.
    pub fn delete(&mut self, invoice_id: i64) -> Result<(), Refused> {
        let invoice = self.open_invoice(invoice_id)?;
        if invoice.automatic {
            return Err(Refused::Automatic);
        }
        self.not_closed(invoice.date)?;
        self.release(|credit| credit.invoice_id == invoice_id);
        self.place(&self.debits_on(invoice_id), None);
        self.unlink_children(invoice_id);
        self.invoices.remove(&invoice_id);
        Ok(())
    }

    /// An invoice that is not void.
    pub(super) fn open_invoice(&self, invoice_id: i64) -> Result<&Invoice, Refused> {
        let invoice = self.invoices.get(&invoice_id).ok_or(Refused::Missing)?;
        if invoice.void { Err(Refused::Void) } else { Ok(invoice) }
    }

    pub(super) fn not_closed(&self, date: NaiveDate) -> Result<(), Refused> {
        let closed = self.closed_through.is_some_and(|through| date <= through);
        if closed { Err(Refused::PeriodClosed) } else { Ok(()) }
    }

    fn change_invoice(&mut self, invoice_id: i64, change: impl FnOnce(&mut Invoice)) -> Result<(), Refused> {
        change(self.invoices.get_mut(&invoice_id).ok_or(Refused::Missing)?);
        Ok(())
    }

    fn unlink_children(&mut self, invoice_id: i64) {
        for other in self.invoices.values_mut() {
            if other.master_invoice_id == Some(invoice_id) {
                other.master_invoice_id = None;
            }
        }
    }

    fn debits_on(&self, invoice_id: i64) -> Vec<i64> {
        let debits = self.debits.iter();
        debits.filter(|(_, debit)| debit.invoice_id == Some(invoice_id)).map(|(id, _)| *id).collect()
    }

    fn place(&mut self, debits: &[i64], invoice_id: Option<i64>) {
        for id in debits {
            if let Some(debit) = self.debits.get_mut(id) {
                debit.invoice_id = invoice_id;
            }
        }
    }
}
