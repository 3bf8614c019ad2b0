//! The rest of a cycle when the services of an account change (domain rule "Proration"): charged when something comes, given
//! back when something goes. Nothing is given back that was not charged before.

use chrono::NaiveDate;
use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::charge::Application;
use fairlead_billing_math::proration::{self, Proration, Terms};
use fairlead_catalog::services;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Model;
use super::subject::{Charge, Subject, description, too_large, total};
use crate::ledger::{debits, discounts};

/// A prorated change, and what its line says.
struct Change<'a> {
    service: &'a services::Model,
    description: &'a str,
    /// What the numbers come to; none when they do not fit.
    proration: Option<Proration>,
    /// The days that it is about.
    period: Period,
    /// The part of the price of one that is not taxed.
    exemption: Money,
}

impl Subject<'_> {
    /// A service came.
    pub(super) async fn added(
        &self,
        service: &services::Model,
        row: &Model,
        description: &str,
    ) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let proration = proration::add(&self.terms(service, row, months)?, cycle, self.by.day.today);
        self.charge(Change { description, ..self.change(service, row, cycle, proration) }).await
    }

    /// A service went.
    pub(super) async fn removed(&self, service: &services::Model, row: &Model) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let proration = proration::remove(&self.terms(service, row, months)?, cycle, self.by.day.today);
        self.charge(self.change(service, row, cycle, proration)).await
    }

    /// The account of a service starts to bill: the rest of the cycle is charged, less `held`, which the books hold of it
    /// from before. What is used of `held` is taken from it.
    pub(super) async fn restarted(
        &self,
        service: &services::Model,
        row: &Model,
        held: &mut Money,
    ) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let proration = proration::add(&self.terms(service, row, months)?, cycle, self.by.day.today);
        let whole = proration.as_ref().ok_or_else(too_large)?.amount;
        let used = match whole < Money::ZERO {
            true => whole.max(*held).min(Money::ZERO),
            false => whole.min(*held).max(Money::ZERO),
        };
        *held -= used;
        self.post_prorated(self.change(service, row, cycle, proration), whole - used).await
    }

    /// The quantity of `row` becomes `quantity`.
    pub(super) async fn quantity_changed(
        &self,
        service: &services::Model,
        row: &Model,
        quantity: i64,
    ) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let quantity = u32::try_from(quantity).map_err(Error::internal)?;
        let terms = self.terms(service, row, months)?;
        let proration = proration::change_quantity(&terms, quantity, cycle, self.by.day.today);
        self.charge(self.change(service, row, cycle, proration)).await
    }

    /// The price of `row` becomes `price`.
    pub(super) async fn price_changed(
        &self,
        service: &services::Model,
        row: &Model,
        price: Money,
    ) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let terms = self.terms(service, row, months)?;
        let proration = proration::change_price(&terms, price, cycle, self.by.day.today);
        let exemption = exempt_of_change(terms.price, price, service.tax_exemption_amount);
        self.charge(Change { exemption, ..self.change(service, row, cycle, proration) }).await
    }

    /// The end of the cycle that `row` is in becomes `date`: the days between are charged or given back.
    pub(crate) async fn bill_date_moved(
        &self,
        service: &services::Model,
        row: &Model,
        date: NaiveDate,
    ) -> Result<()> {
        let Some((cycle, months)) = self.cycle(service, row)? else { return Ok(()) };
        let proration = proration::move_bill_date(&self.terms(service, row, months)?, cycle, date);
        let period = Period { start: cycle.end.min(date), end: cycle.end.max(date) };
        self.charge(Change { period, ..self.change(service, row, cycle, proration) }).await
    }

    fn change<'a>(
        &self,
        service: &'a services::Model,
        row: &'a Model,
        cycle: Period,
        proration: Option<Proration>,
    ) -> Change<'a> {
        Change {
            service,
            description: description(service, row),
            proration,
            period: Period { start: self.by.day.today, end: cycle.end },
            exemption: service.tax_exemption_amount,
        }
    }

    async fn charge(&self, change: Change<'_>) -> Result<()> {
        let whole = change.proration.as_ref().ok_or_else(too_large)?.amount;
        let amount = self.no_more_than_charged(change.service, whole, change.period.start).await?;
        self.post_prorated(change, amount).await
    }

    async fn post_prorated(&self, change: Change<'_>, amount: Money) -> Result<()> {
        let proration = change.proration.ok_or_else(too_large)?;
        self.post(Charge {
            service: change.service,
            description: change.description,
            price: proration.price.abs(),
            quantity: u32::try_from(proration.quantity.unsigned_abs()).map_err(Error::internal)?,
            months: proration.months,
            period: Some(change.period),
            prorated: Some((proration.days_remaining, proration.days_in_cycle)),
            amount,
            exemption: change.exemption,
            taxes: None,
        })
        .await
        .map(drop)
    }

    /// The amount; where it gives back, no more than what the books still hold of the service from `from` on. A service that
    /// was added without proration, or that came from another system in the middle of a cycle, was never charged.
    async fn no_more_than_charged(
        &self,
        service: &services::Model,
        amount: Money,
        from: NaiveDate,
    ) -> Result<Money> {
        match service.application {
            services::Application::Debit if amount < Money::ZERO => {
                let charged = self.charged(service.id, from).await?;
                Ok(amount.max(-charged.max(Money::ZERO)))
            }
            services::Application::Credit if amount > Money::ZERO => {
                let charged = self.charged(service.id, from).await?;
                Ok(amount.min(-charged.min(Money::ZERO)))
            }
            _ => Ok(amount),
        }
    }

    /// What the lines of a service hold of the days from `from` on: debits less discounts.
    pub(super) async fn charged(&self, service_id: i64, from: NaiveDate) -> Result<Money> {
        let debits = debits::Entity::find()
            .filter(debits::Column::AccountId.eq(self.account.id))
            .filter(debits::Column::ServiceId.eq(service_id))
            .filter(debits::Column::PeriodEnd.gt(from))
            .all(self.tx)
            .await
            .map_err(classify)?;
        let discounts = discounts::Entity::find()
            .filter(discounts::Column::AccountId.eq(self.account.id))
            .filter(discounts::Column::ServiceId.eq(service_id))
            .filter(discounts::Column::PeriodEnd.gt(from))
            .all(self.tx)
            .await
            .map_err(classify)?;
        let debits = debits.iter().map(|row| (row.amount, row.period_start, row.period_end));
        let discounts = discounts.iter().map(|row| (-row.amount, row.period_start, row.period_end));
        let rest = debits.chain(discounts).filter_map(|(amount, start, end)| {
            let period = Period { start: start?, end: end? };
            (period.days() > 0).then(|| self.rest(amount, period, from))
        });
        total(rest.collect::<Result<Vec<Money>>>()?)
    }

    /// The part of a line that falls on the days from `from` on.
    fn rest(&self, amount: Money, period: Period, from: NaiveDate) -> Result<Money> {
        let whole = Terms {
            price: amount,
            quantity: 1,
            months: 1,
            application: Application::Debit,
            rounding: self.by.rounding,
        };
        Ok(proration::add(&whole, period, from).ok_or_else(too_large)?.amount)
    }
}

/// How much of a change of the price is not taxed, so that what is taxed is the change of the taxed part.
fn exempt_of_change(before: Money, after: Money, exemption: Money) -> Money {
    let taxed = |price: Money| (price - exemption).max(Money::ZERO);
    (after - before).abs() - (taxed(after) - taxed(before)).abs()
}
