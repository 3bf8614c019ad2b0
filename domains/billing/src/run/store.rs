//! Writes what [`plan`](super::plan) says, for many accounts with few statements.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_billing_math::allocation::FundId;
use fairlead_billing_math::charge::AccountService;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Rows, Timestamp, Tx, for_ids};
use sea_orm::Value;

use super::plan::{Bill, BilledInvoice, BilledLine, Books, Made, NEW};
use super::sources::{ChargeSources, Meter};
use crate::ledger::Day;
use crate::mailing::Switches;

/// What a run is asked for before its transaction begins.
pub struct Basis {
    /// When.
    pub day: Day,
    /// What is mailed.
    pub switches: Switches,
    /// What accounts are charged for beside their services.
    pub sources: ChargeSources,
}

/// An account that was billed: its books before and after.
pub struct Billed {
    /// Before.
    pub before: Books,
    /// After.
    pub after: Books,
    /// What was billed.
    pub bills: Vec<Bill>,
}

/// The ids that the new rows get.
struct Ids {
    debits: Vec<i64>,
    discounts: Vec<i64>,
    invoices: Vec<i64>,
}

impl Ids {
    async fn reserve(tx: &Tx, made: &Made) -> Result<Self> {
        Ok(Self {
            debits: tx.reserve_ids("debits", made.debits).await?,
            discounts: tx.reserve_ids("discounts", made.discounts).await?,
            invoices: tx.reserve_ids("invoices", made.invoices).await?,
        })
    }
}

fn stored(id: i64, reserved: &[i64]) -> Result<i64> {
    let place = id.checked_sub(NEW).filter(|place| *place >= 0);
    let Some(place) = place else { return Ok(id) };
    let found = usize::try_from(place).ok().and_then(|place| reserved.get(place));
    found.copied().ok_or_else(|| Error::Internal("a billing run made a row that it did not count".into()))
}

/// Stores what was billed, under the run that billed it. Lines are on the books on the day that they bill, also where the run
/// comes later; what pays them is dated when it does. Gives the invoices that were made, each with its account before it.
///
/// # Errors
/// Those of the database.
pub async fn store<'a>(
    tx: &Tx,
    basis: &Basis,
    run_id: i64,
    billed: &'a [Billed],
    made: &Made,
) -> Result<Vec<(i64, i64)>> {
    let ids = Ids::reserve(tx, made).await?;
    let mut rows = Sheets::new(tx, &basis.day, run_id, ids);
    for one in billed {
        let funds: BTreeMap<FundId, Money> =
            one.after.funds.iter().map(|fund| (fund.id, fund.amount_remaining)).collect();
        let due: BTreeMap<i64, Money> =
            one.after.open.iter().map(|invoice| (invoice.id, invoice.remaining_due)).collect();
        for bill in &one.bills {
            rows.bill(one.after.account.id, bill, &funds, &due)?;
        }
    }
    let issued = rows.insert(tx).await?;
    move_funds(tx, billed).await?;
    move_invoices(tx, billed).await?;
    move_services(tx, billed).await?;
    for (place, source) in basis.sources.iter().enumerate() {
        let metered =
            |one: &'a Billed| Some((one.after.account.id, one.after.meters.get(place)?.as_deref()?));
        let closed: Vec<(i64, &dyn Meter)> = billed.iter().filter_map(metered).collect();
        source.store(tx, &closed).await?;
    }
    move_accounts(tx, billed).await?;
    Ok(issued)
}

/// The new rows, one sheet a table.
struct Sheets<'a> {
    day: &'a Day,
    now: Timestamp,
    run_id: i64,
    ids: Ids,
    invoices: Rows,
    debits: Rows,
    discounts: Rows,
    taxes: Rows,
    credits: Rows,
    collected: Vec<(i64, i64)>,
    issued: Vec<(i64, i64)>,
}

impl<'a> Sheets<'a> {
    fn new(tx: &Tx, day: &'a Day, run_id: i64, ids: Ids) -> Self {
        Self {
            day,
            now: tx.now(),
            run_id,
            ids,
            invoices: Rows::of(
                "invoices",
                &[
                    "id",
                    "account_id",
                    "date",
                    "due_date",
                    "auto_pay",
                    "auto_pay_attempted",
                    "automatic",
                    "frozen",
                    "void",
                    "delinquent",
                    "number_of_months",
                    "remaining_due",
                    "bill_date",
                    "billing_run_id",
                    "created_at",
                ],
            ),
            debits: Rows::of(
                "debits",
                &[
                    "id",
                    "account_id",
                    "service_id",
                    "description",
                    "price",
                    "quantity",
                    "number_of_months",
                    "period_start",
                    "period_end",
                    "amount",
                    "tax_amount",
                    "date",
                    "invoice_id",
                ],
            ),
            discounts: Rows::of(
                "discounts",
                &[
                    "id",
                    "account_id",
                    "service_id",
                    "description",
                    "price",
                    "quantity",
                    "number_of_months",
                    "period_start",
                    "period_end",
                    "amount",
                    "tax_amount",
                    "date",
                    "amount_remaining",
                ],
            ),
            taxes: Rows::of(
                "line_taxes",
                &["debit_id", "discount_id", "tax_id", "geotax_id", "description", "rate", "base", "amount"],
            ),
            credits: Rows::of(
                "credits",
                &["account_id", "invoice_id", "deposit_id", "discount_id", "amount", "void", "date"],
            ),
            collected: Vec::new(),
            issued: Vec::new(),
        }
    }

    fn bill(
        &mut self,
        account_id: i64,
        bill: &Bill,
        funds: &BTreeMap<FundId, Money>,
        due: &BTreeMap<i64, Money>,
    ) -> Result<()> {
        if let Some(invoice) = &bill.invoice {
            self.invoice(account_id, bill, invoice, due.get(&invoice.id).copied().unwrap_or_default())?;
        }
        for line in &bill.lines {
            let left = funds.get(&FundId::Discount(line.id)).copied().unwrap_or_default();
            self.line(account_id, bill, line, left)?;
        }
        for credit in &bill.credits {
            let (deposit_id, discount_id) = match credit.fund {
                FundId::Deposit(id) => (Some(id), None),
                FundId::Discount(id) => (None, Some(stored(id, &self.ids.discounts)?)),
            };
            self.credits.push([
                account_id.into(),
                stored(credit.invoice_id, &self.ids.invoices)?.into(),
                deposit_id.into(),
                discount_id.into(),
                credit.amount.into(),
                false.into(),
                self.now.0.into(),
            ]);
        }
        Ok(())
    }

    fn invoice(&mut self, account_id: i64, bill: &Bill, invoice: &BilledInvoice, due: Money) -> Result<()> {
        let id = stored(invoice.id, &self.ids.invoices)?;
        self.issued.push((account_id, id));
        self.collected.extend(invoice.collected.iter().map(|debit| (debit.id, id)));
        self.invoices.push([
            id.into(),
            account_id.into(),
            invoice.dates.date.into(),
            invoice.dates.due_date.into(),
            Some(invoice.dates.auto_pay_date).into(),
            false.into(),
            true.into(),
            false.into(),
            false.into(),
            false.into(),
            i64::from(bill.months).into(),
            due.into(),
            bill.date.into(),
            self.run_id.into(),
            self.now.0.into(),
        ]);
        Ok(())
    }

    fn line(&mut self, account_id: i64, bill: &Bill, line: &BilledLine, left: Money) -> Result<()> {
        let is_discount = line.is_discount();
        let id = stored(line.id, if is_discount { &self.ids.discounts } else { &self.ids.debits })?;
        let last = match (is_discount, &bill.invoice) {
            (true, _) => left.into(),
            (false, Some(invoice)) => stored(invoice.id, &self.ids.invoices)?.into(),
            (false, None) => return Err(Error::Internal("a debit of a billing run has no invoice".into())),
        };
        let row = [
            id.into(),
            account_id.into(),
            line.service_id.into(),
            line.description.as_str().into(),
            line.price.into(),
            i64::from(line.quantity).into(),
            i64::from(line.months).into(),
            line.period.start.into(),
            line.period.end.into(),
            line.amount.abs().into(),
            line.tax_amount.abs().into(),
            self.day.posted_at(bill.date, self.now).0.into(),
            last,
        ];
        if is_discount {
            self.discounts.push(row)
        } else {
            self.debits.push(row)
        }
        for tax in &line.taxes {
            let (debit_id, discount_id) = if is_discount { (None, Some(id)) } else { (Some(id), None) };
            self.taxes.push([
                debit_id.into(),
                discount_id.into(),
                tax.tax_id.into(),
                tax.geotax_id.into(),
                tax.name.as_str().into(),
                tax.rate.into(),
                tax.base.into(),
                tax.amount.abs().into(),
            ]);
        }
        Ok(())
    }

    async fn insert(self, tx: &Tx) -> Result<Vec<(i64, i64)>> {
        tx.insert_rows(self.invoices).await?;
        tx.insert_rows(self.discounts).await?;
        tx.insert_rows(self.debits).await?;
        tx.insert_rows(self.taxes).await?;
        tx.insert_rows(self.credits).await?;
        let pairs =
            self.collected.iter().map(|(debit, invoice)| [Value::from(*debit), Value::from(*invoice)]);
        tx.change_rows("debits", &["invoice_id"], pairs.collect()).await?;
        Ok(self.issued)
    }
}

async fn move_funds(tx: &Tx, billed: &[Billed]) -> Result<()> {
    let (mut deposits, mut discounts) = (Vec::new(), Vec::new());
    for one in billed {
        for (before, after) in one.before.funds.iter().zip(&one.after.funds) {
            if before.amount_remaining == after.amount_remaining {
                continue;
            }
            match after.id {
                FundId::Deposit(id) => deposits.push([id.into(), after.amount_remaining.into()]),
                FundId::Discount(id) => discounts.push([id.into(), after.amount_remaining.into()]),
            }
        }
    }
    tx.change_rows("deposits", &["amount_remaining"], deposits).await?;
    tx.change_rows("discounts", &["amount_remaining"], discounts).await
}

async fn move_invoices(tx: &Tx, billed: &[Billed]) -> Result<()> {
    let mut moved = Vec::new();
    for one in billed {
        for (before, after) in one.before.open.iter().zip(&one.after.open) {
            if before.remaining_due != after.remaining_due {
                moved.push([after.id.into(), after.remaining_due.into()]);
            }
        }
    }
    tx.change_rows("invoices", &["remaining_due"], moved).await
}

async fn move_services(tx: &Tx, billed: &[Billed]) -> Result<()> {
    let (mut moved, mut gone) = (Vec::new(), Vec::new());
    for one in billed {
        for before in &one.before.services {
            match one.after.services.iter().find(|after| after.id == before.id) {
                None => gone.push(before.id),
                Some(after) if after != before => moved.push(after),
                Some(_) => {}
            }
        }
    }
    let row = |after: &&AccountService| {
        [after.id.into(), i64::from(after.number_of_times_billed).into(), after.next_bill_date.into()]
    };
    let moved = moved.iter().map(row).collect();
    tx.change_rows("account_services", &["number_of_times_billed", "next_bill_date"], moved).await?;
    for_ids(tx, "delete from account_services where id in {ids}", &gone).await.map(drop)
}

/// Dates and balances. Those of a master count its sub accounts in, so they are summed up when these are linked.
async fn move_accounts(tx: &Tx, billed: &[Billed]) -> Result<()> {
    let row = |one: &Billed| -> Result<[Value; 5]> {
        let account = &one.after.account;
        let now = one.after.balances()?;
        let date: Option<NaiveDate> = account.next_bill_date;
        Ok([account.id.into(), date.into(), now.due.into(), now.total.into(), now.funds.into()])
    };
    let rows: Vec<[Value; 5]> = billed.iter().map(row).collect::<Result<_>>()?;
    tx.change_rows("accounts", &["next_bill_date", "balance_due", "balance_total", "available_funds"], rows)
        .await
}
