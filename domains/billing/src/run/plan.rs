//! What an account is billed up to a date: lines with their taxes, invoices, and the funds that pay them. No database.

use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_billing_math::allocation::{Credit, Fund, FundId, OpenInvoice, apply};
use fairlead_billing_math::amount;
use fairlead_billing_math::calendar::{
    CountedFrom, InvoiceDates, InvoiceTerms, MonthDay, Period, add_months, cycle, invoice_dates,
};
use fairlead_billing_math::charge::{self, AccountService, After, Application, PlannedLine, ServiceType};
use fairlead_billing_math::tax::{TaxLine, TaxPayer, TaxableLine};
use fairlead_customers::accounts;
use fairlead_kernel::{Error, Money, Result};

use super::sources::{Charge, Ending, Meter};
use crate::ledger::taxing::Rates;

/// Ids from here on are those of rows that are not stored yet. They are beyond every stored one, so that the order "by id" is
/// the order in which the rows will have been made.
pub const NEW: i64 = 1 << 61;

/// What the bills of all accounts depend on.
pub struct Catalogue {
    /// The taxes of the services.
    pub rates: Rates,
    /// The part of a service's price that is not taxed.
    pub exemptions: HashMap<i64, Money>,
}

/// A debit that is on no invoice yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uninvoiced {
    /// Its id.
    pub id: i64,
    /// With taxes.
    pub total: Money,
}

/// An account with all that its next bills depend on.
#[derive(Clone, Debug)]
pub struct Books {
    /// The account.
    pub account: accounts::Model,
    /// Whether its status bills.
    pub active: bool,
    /// Its services, in the order in which they were added.
    pub services: Vec<AccountService>,
    /// What its taxes depend on.
    pub payer: TaxPayer,
    /// Debits that the next invoice collects.
    pub uninvoiced: Vec<Uninvoiced>,
    /// What deposits and discounts hold.
    pub funds: Vec<Fund>,
    /// Its invoices that are due, and those that are linked to them.
    pub open: Vec<OpenInvoice>,
    /// What it used since it billed last, source by source.
    pub meters: Vec<Option<Box<dyn Meter>>>,
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BilledLine {
    /// The id of its debit or discount, from [`NEW`] on.
    pub id: i64,
    /// The account's service, by id.
    pub account_service_id: i64,
    /// The service.
    pub service_id: i64,
    /// What bills call it.
    pub description: String,
    /// The price of one for a month.
    pub price: Money,
    /// How many.
    pub quantity: u32,
    /// For how many months.
    pub months: u32,
    /// The time that is paid for.
    pub period: Period,
    /// Without taxes; below zero it is a discount.
    pub amount: Money,
    /// The sum of its taxes.
    pub tax_amount: Money,
    /// Its taxes.
    pub taxes: Vec<TaxLine>,
    /// Whether it charges what was used beyond a cap.
    pub overage: bool,
}

impl BilledLine {
    /// Whether it credits the account.
    pub fn is_discount(&self) -> bool {
        self.amount < Money::ZERO
    }
}

/// The invoice of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BilledInvoice {
    /// Its id, from [`NEW`] on.
    pub id: i64,
    /// Its dates.
    pub dates: InvoiceDates,
    /// Older debits that it collects.
    pub collected: Vec<Uninvoiced>,
    /// All its debits with taxes.
    pub total: Money,
}

/// What an account is billed on one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The date that billing ran for.
    pub date: NaiveDate,
    /// For how many months the account is billed.
    pub months: u32,
    /// The lines.
    pub lines: Vec<BilledLine>,
    /// Their invoice; none where there is no debit.
    pub invoice: Option<BilledInvoice>,
    /// What funds pay.
    pub credits: Vec<Credit>,
}

/// The next ids of rows that are not stored yet, over all accounts of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Debits made.
    pub debits: i64,
    /// Discounts made.
    pub discounts: i64,
    /// Invoices made.
    pub invoices: i64,
}

fn next(counter: &mut i64) -> i64 {
    let id = NEW + *counter;
    *counter += 1;
    id
}

impl Catalogue {
    /// The part of a service's price that is not taxed.
    fn exemption(&self, service_id: i64) -> Money {
        self.exemptions.get(&service_id).copied().unwrap_or_default()
    }
}

/// What an account owes and has, without its sub accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balances {
    /// Due on its invoices.
    pub due: Money,
    /// And what is not invoiced yet.
    pub total: Money,
    /// What its deposits and discounts hold.
    pub funds: Money,
}

impl Books {
    /// As the books are now.
    ///
    /// # Errors
    /// 422 when a sum does not fit.
    pub fn balances(&self) -> Result<Balances> {
        let due = sum(self.open.iter().map(|invoice| invoice.remaining_due))?;
        let total = sum(self.uninvoiced.iter().map(|debit| debit.total).chain([due]))?;
        Ok(Balances { due, total, funds: sum(self.funds.iter().map(|fund| fund.amount_remaining))? })
    }

    /// The date on which it bills next: its own, or that of a service with a frequency of its own.
    pub fn next_date(&self) -> Option<NaiveDate> {
        let own = self.account.next_bill_date.filter(|_| self.active)?;
        let services = self.services.iter().filter(|service| service.billing_frequency_in_months > 1);
        Some(services.filter_map(|service| service.next_bill_date).fold(own, NaiveDate::min))
    }

    /// Bills every date up to `through`, one cycle after the other, and leaves the books as they are afterwards.
    ///
    /// # Errors
    /// 422 with what does not fit; the books are then of no use any more.
    pub fn bill_through(
        &mut self,
        through: NaiveDate,
        catalogue: &Catalogue,
        made: &mut Made,
    ) -> Result<Vec<Bill>> {
        let mut bills = Vec::new();
        while let Some(date) = self.next_date().filter(|date| *date <= through) {
            bills.push(self.bill(date, catalogue, made)?);
        }
        Ok(bills)
    }

    /// Bills one date.
    ///
    /// # Errors
    /// 422 with what does not fit.
    pub fn bill(&mut self, date: NaiveDate, catalogue: &Catalogue, made: &mut Made) -> Result<Bill> {
        let months = u32::try_from(self.account.months_to_bill).map_err(|_| too_far())?;
        let account = charge::Account {
            active: self.active,
            months_to_bill: months,
            next_bill_date: self.account.next_bill_date,
        };
        let planned = charge::plan(&account, &self.services, date);
        let planned = planned.map_err(|too_large| Error::Refused(too_large.to_string().into()))?;
        let mut lines = Vec::with_capacity(planned.len());
        let mut after = Vec::new();
        for line in &planned {
            if line.after != After::Stays {
                after.push((line.service.id, line.after));
            }
            // A credit of nothing is nothing; a debit of nothing shows on the bill that the service is free.
            if line.service.application == Application::Debit || !line.amount.is_zero() {
                lines.push(self.line(line, catalogue.exemption(line.service.service_id), catalogue, made)?);
            }
        }
        drop(planned);
        self.move_services(&after);
        if self.account.next_bill_date == Some(date) {
            lines.extend(self.used(date, months.max(1), catalogue, made)?);
            self.account.next_bill_date = Some(add_months(date, months.max(1)).ok_or_else(too_far)?);
        }
        let invoice = self.invoice(date, &lines, made)?;
        for line in lines.iter().filter(|line| line.is_discount()) {
            let amount_remaining = total(line)?.abs();
            self.funds.push(Fund { id: FundId::Discount(line.id), amount_remaining });
        }
        Ok(Bill { date, months, lines, invoice, credits: self.pay() })
    }

    fn line(
        &self,
        line: &PlannedLine<'_>,
        exemption: Money,
        catalogue: &Catalogue,
        made: &mut Made,
    ) -> Result<BilledLine> {
        let service = line.service;
        let taxable = TaxableLine {
            amount: line.amount,
            application: service.application,
            quantity: service.quantity,
            months: line.months,
            exemption,
            prorated: None,
        };
        let taxes = catalogue.rates.assess(&self.payer, service.service_id, &taxable)?;
        let is_discount = line.amount < Money::ZERO;
        Ok(BilledLine {
            id: next(if is_discount { &mut made.discounts } else { &mut made.debits }),
            account_service_id: service.id,
            service_id: service.service_id,
            description: service.description().to_owned(),
            price: line.price,
            quantity: service.quantity,
            months: line.months,
            period: line.period,
            amount: line.amount,
            tax_amount: sum(taxes.iter().map(|tax| tax.amount))?,
            taxes,
            overage: service.service_type == ServiceType::Overage,
        })
    }

    /// Ends the periods of all that the account used, and charges it.
    fn used(
        &mut self,
        date: NaiveDate,
        months: u32,
        catalogue: &Catalogue,
        made: &mut Made,
    ) -> Result<Vec<BilledLine>> {
        let ending = Ending { date, months, period: cycle(date, months).ok_or_else(too_far)? };
        let mut charges = Vec::new();
        for meter in self.meters.iter_mut().flatten() {
            charges.extend(meter.close(ending)?);
        }
        charges.iter().map(|charge| self.charge(charge, ending.period, catalogue, made)).collect()
    }

    fn charge(
        &self,
        charge: &Charge,
        period: Period,
        catalogue: &Catalogue,
        made: &mut Made,
    ) -> Result<BilledLine> {
        let service = &charge.service;
        let price = service.amount;
        let amount = charge::once(service.service_type, service.application, price, service.quantity, None);
        let amount = amount.map_err(|why| Error::Refused(why.to_string().into()))?;
        let line = PlannedLine { service, price, months: 1, period, amount, after: After::Stays };
        let exemption =
            if charge.taxed_whole { Money::ZERO } else { catalogue.exemption(service.service_id) };
        self.line(&line, exemption, catalogue, made)
    }

    fn move_services(&mut self, after: &[(i64, After)]) {
        for (id, after) in after {
            let Some(place) = self.services.iter().position(|service| service.id == *id) else { continue };
            match after {
                After::Stays => {}
                After::BillsNextOn(date) => self.services[place].next_bill_date = Some(*date),
                After::HasRun(times) => self.services[place].number_of_times_billed = *times,
                After::Leaves => drop(self.services.remove(place)),
            }
        }
    }

    /// Collects all debits that are on no invoice.
    fn invoice(
        &mut self,
        date: NaiveDate,
        lines: &[BilledLine],
        made: &mut Made,
    ) -> Result<Option<BilledInvoice>> {
        let debits = lines.iter().filter(|line| !line.is_discount());
        if self.uninvoiced.is_empty() && debits.clone().next().is_none() {
            return Ok(None);
        }
        let dates = invoice_dates(date, &self.invoice_terms()?).ok_or_else(too_far)?;
        let collected = std::mem::take(&mut self.uninvoiced);
        let new = debits.flat_map(|line| [line.amount, line.tax_amount]);
        let total = sum(collected.iter().map(|debit| debit.total).chain(new))?;
        let id = next(&mut made.invoices);
        self.open.push(OpenInvoice {
            id,
            due_date: dates.due_date,
            remaining_due: total,
            frozen: false,
            master_invoice_id: None,
        });
        Ok(Some(BilledInvoice { id, dates, collected, total }))
    }

    fn invoice_terms(&self) -> Result<InvoiceTerms> {
        let account = &self.account;
        let days = |days: i64| u32::try_from(days).map_err(|_| too_far());
        let from = |word: &str| match word {
            "invoice" => CountedFrom::Invoice,
            _ => CountedFrom::Billing,
        };
        let separate = account.separate_invoice_day_enabled.then_some(account.invoice_day);
        Ok(InvoiceTerms {
            separate_invoice_day: separate.and_then(|day| MonthDay::new(u32::try_from(day).ok()?)),
            due_days: days(account.due_days)?,
            due_days_day: from(&account.due_days_day),
            auto_pay_days: days(account.auto_pay_days)?,
            auto_pay_day: from(&account.auto_pay_day),
        })
    }

    /// Puts the funds on the open invoices.
    fn pay(&mut self) -> Vec<Credit> {
        let credits = apply(&self.funds, &self.open);
        for credit in &credits {
            if let Some(fund) = self.funds.iter_mut().find(|fund| fund.id == credit.fund) {
                fund.amount_remaining -= credit.amount;
            }
            if let Some(invoice) = self.open.iter_mut().find(|invoice| invoice.id == credit.invoice_id) {
                invoice.remaining_due -= credit.amount;
            }
        }
        credits
    }
}

fn total(line: &BilledLine) -> Result<Money> {
    sum([line.amount, line.tax_amount])
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
    amount::sum(amounts).ok_or_else(|| Error::Refused("The amounts of the bill are too large.".into()))
}

fn too_far() -> Error {
    Error::Refused("The dates of the bill are beyond the calendar.".into())
}
