use fairlead_billing_math::amount::sum;
use fairlead_billing_math::calendar::{self, Period};
use fairlead_billing_math::charge::Application;
use fairlead_billing_math::proration::{Rounding, Terms};
use fairlead_billing_math::tax::{TaxLine, TaxableLine};
use fairlead_catalog::services::{self, ServiceType};
use fairlead_customers::{account_statuses, accounts};
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::Ctx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Column, Entity, Model};
use crate::ledger::post::{Line, Posted, post};
use crate::ledger::taxing::{Taxing, application};
use crate::ledger::{self, Day};

/// As much as a request may carry: sums of such lines stay far from what an integer holds.
const LARGEST_LINE: Money = Money::from_scaled(Money::LIMIT * 100);

/// Who changes the services of an account, and how the operator prorates: to be asked before the transaction begins.
pub struct By<'a> {
    /// Who.
    pub ctx: &'a Ctx,
    /// When.
    pub day: Day,
    /// How prorated amounts are rounded.
    pub rounding: Rounding,
    prorate: bool,
}

impl<'a> By<'a> {
    /// Asks the settings and the clock.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(ctx: &'a Ctx) -> Result<Self> {
        let billing = settings::cached::<Billing>(&ctx.app).await?;
        Ok(Self::new(ctx, Day::of(&ctx.app).await?, &billing))
    }

    /// Who changes an account itself.
    pub fn of_account(by: &accounts::By<'a>) -> Self {
        let closed_through = by.billing.accounting_period_closed_through;
        let day = Day { today: by.today, closed_through, zone: by.zone };
        Self::new(by.ctx, day, &by.billing)
    }

    fn new(ctx: &'a Ctx, day: Day, billing: &Billing) -> Self {
        let rounding = match billing.round_prorations_to_whole_units {
            true => Rounding::WholeUnit,
            false => Rounding::MinorUnit,
        };
        Self { ctx, day, rounding, prorate: billing.prorate }
    }

    /// Whether to prorate. Who is no account super user gets what the billing settings say, whatever is asked; so does who
    /// asks nothing.
    pub fn prorates(&self, asked: Option<bool>) -> bool {
        match asked {
            Some(asked) if self.ctx.actor.is_account_super_user() => asked,
            _ => self.prorate,
        }
    }
}

/// An account whose services change, locked.
pub struct Subject<'a> {
    pub(crate) tx: &'a Tx,
    pub(crate) by: &'a By<'a>,
    /// As it was before the change.
    pub account: accounts::Model,
    active: bool,
}

/// What a charge says besides its numbers.
pub(super) struct Charge<'a> {
    pub(super) service: &'a services::Model,
    pub(super) description: &'a str,
    pub(super) price: Money,
    pub(super) quantity: u32,
    pub(super) months: u32,
    pub(super) period: Option<Period>,
    /// Days remaining and days in the cycle.
    pub(super) prorated: Option<(u32, u32)>,
    /// Below zero it is a discount.
    pub(super) amount: Money,
    /// The part of the price of one that is not taxed.
    pub(super) exemption: Money,
    /// Its taxes, in amounts without a sign, where they are not those of the service.
    pub(super) taxes: Option<Vec<TaxLine>>,
}

impl<'a> Subject<'a> {
    /// Locks the account.
    ///
    /// # Errors
    /// 404 for an account that is not there.
    pub async fn hold(tx: &'a Tx, by: &'a By<'a>, account_id: i64) -> Result<Self> {
        let account = ledger::hold(tx, account_id).await?;
        let status = account_statuses::Entity::find_by_id(account.account_status_id).one(tx).await;
        let active = status.map_err(classify)?.is_some_and(|status| status.active);
        Ok(Self { tx, by, account, active })
    }

    /// An account that is locked already, as it is while it bills.
    pub(crate) fn active(tx: &'a Tx, by: &'a By<'a>, account: accounts::Model) -> Self {
        Self { tx, by, account, active: true }
    }

    /// What is on the account, in the order in which it came, with its services.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn services(&self) -> Result<Vec<(Model, services::Model)>> {
        let of_account = Entity::find().filter(Column::AccountId.eq(self.account.id));
        let rows = of_account.order_by_asc(Column::Id).all(self.tx).await.map_err(classify)?;
        let ids = rows.iter().map(|row| row.service_id);
        let found = services::Entity::find().filter(services::Column::Id.is_in(ids));
        let found = found.all(self.tx).await.map_err(classify)?;
        let service = |row: &Model| found.iter().find(|service| service.id == row.service_id).cloned();
        Ok(rows.into_iter().filter_map(|row| service(&row).map(|service| (row, service))).collect())
    }

    /// The cycle that a service is in on this day, and its months: that of its own bill date where it has one ahead, else
    /// that of the account. None where nothing is prorated: the account does not bill, the day is in no cycle of it, or
    /// the service is not a recurring one.
    pub(super) fn cycle(&self, service: &services::Model, row: &Model) -> Result<Option<(Period, u32)>> {
        let today = self.by.day.today;
        let own = row.next_bill_date.filter(|date| service.billing_frequency_in_months > 1 && *date > today);
        let (end, months) = match (own, self.account.next_bill_date) {
            _ if !self.active || service.r#type != ServiceType::Recurring => return Ok(None),
            (Some(own), Some(_)) => (own, service.billing_frequency_in_months),
            (None, Some(with_account)) => (with_account, self.account.months_to_bill),
            (_, None) => return Ok(None),
        };
        let months = u32::try_from(months).map_err(Error::internal)?;
        let cycle = calendar::cycle(end, months).filter(|cycle| (cycle.start..cycle.end).contains(&today));
        Ok(cycle.map(|cycle| (cycle, months)))
    }

    /// What a service on the account costs in a cycle of `months`.
    pub(super) fn terms(&self, service: &services::Model, row: &Model, months: u32) -> Result<Terms> {
        Ok(Terms {
            price: row.price_override.unwrap_or(service.amount),
            quantity: u32::try_from(row.quantity).map_err(Error::internal)?,
            months,
            application: application(service),
            rounding: self.by.rounding,
        })
    }

    /// Puts a charge on the books, with its taxes; nothing for a credit of nothing.
    ///
    /// # Errors
    /// 422 when the present day is in the closed accounting period, or the amount does not fit.
    pub(super) async fn post(&self, charge: Charge<'_>) -> Result<Option<Posted>> {
        let Charge { service, prorated, .. } = charge;
        // A credit of nothing is nothing; a debit of nothing shows on the bill that something is free.
        if charge.amount.is_zero() && (prorated.is_some() || application(service) == Application::Credit) {
            return Ok(None);
        }
        if charge.amount.abs() > LARGEST_LINE {
            return Err(too_large());
        }
        let field = if prorated.is_some() { "prorate" } else { "service_id" };
        self.by.day.refuse_closed(self.by.day.today, field)?;
        let taxes = match &charge.taxes {
            Some(given) => given.iter().map(|tax| of_line(tax, charge.amount)).collect(),
            None => self.taxes(&charge).await?,
        };
        let line = Line {
            service_id: service.id,
            description: charge.description.to_owned(),
            price: charge.price,
            quantity: charge.quantity.into(),
            number_of_months: charge.months.into(),
            period: charge.period,
            prorated,
            amount: charge.amount,
            taxes,
            date: self.tx.now(),
        };
        post(self.tx, self.account.id, line).await.map(Some)
    }

    /// Those of the service.
    async fn taxes(&self, charge: &Charge<'_>) -> Result<Vec<TaxLine>> {
        let service = charge.service;
        let taxable = TaxableLine {
            amount: charge.amount,
            application: application(service),
            quantity: charge.quantity,
            months: charge.months,
            exemption: charge.exemption,
            prorated: charge.prorated,
        };
        Taxing::of(self.tx, &self.account, &[service.id]).await?.assess(service.id, &taxable)
    }
}

/// A tax that was given without a sign, on a line of this amount.
fn of_line(tax: &TaxLine, amount: Money) -> TaxLine {
    let size = if amount < Money::ZERO { -tax.amount } else { tax.amount };
    TaxLine { base: amount.abs(), amount: size, ..tax.clone() }
}

/// What a service is called on the lines of this account.
pub(super) fn description<'a>(service: &'a services::Model, row: &'a Model) -> &'a str {
    row.name_override.as_deref().unwrap_or(&service.name)
}

pub(super) fn too_large() -> Error {
    Error::Refused("The amount is too large.".into())
}

/// The sum, unless it does not fit.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
    sum(amounts).ok_or_else(too_large)
}
