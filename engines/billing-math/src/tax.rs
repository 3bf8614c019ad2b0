//! Taxes of a line (domain rule "Catalogue, debits, taxes"; reference, Financial and Account Tax Overrides).

mod geo;

pub use geo::{Address, GeoTax};

use fairlead_kernel::{Money, Rate};
use rust_decimal::Decimal;

use crate::amount::{less, negative};
use crate::charge::Application;

/// How a tax is worked out (`application`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The rate is an amount for each one of the service.
    Flat,
    /// The rate is a percentage of the tax base.
    Percentage,
}

/// Where a tax applies (`type`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere, at the tax's own rate.
    Global,
    /// By the physical address, at the rates of all geo taxes that match. Where none does, at the tax's own rate: it
    /// is the rate outside of the zones.
    Geo(Vec<GeoTax>),
}

/// A tax that is assessed on a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    /// Its id.
    pub id: i64,
    /// Its name, shown on the line.
    pub name: String,
    /// How it is worked out.
    pub method: Method,
    /// Percent, or an amount for a flat tax.
    pub rate: Rate,
    /// Where it applies.
    pub reach: Reach,
}

/// An account's own rate of a tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxOverride {
    /// The tax.
    pub tax_id: i64,
    /// The rate that replaces the tax's own, with all its geo taxes.
    pub rate: Rate,
}

/// What taxes depend on of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxPayer {
    /// Exempt accounts pay none.
    pub exempt: bool,
    /// Its own rates.
    pub overrides: Vec<TaxOverride>,
    /// Its physical address; no geo tax matches without one.
    pub address: Option<Address>,
}

/// What is taxed: a debit, or a discount that takes back a debit or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxableLine {
    /// The line's amount; below zero when it takes back.
    pub amount: Money,
    /// Whether the service charges or credits. Lines of credit services carry no tax: the reference allows taxes on a
    /// discount only where it reverses a debit.
    pub application: Application,
    /// How many of the service.
    pub quantity: u32,
    /// For how many months.
    pub months: u32,
    /// `tax_exemption_amount` of the service: the part of its price that is not taxed.
    pub exemption: Money,
    /// Days remaining and days in the cycle of a prorated line.
    pub prorated: Option<(u32, u32)>,
}

/// One tax on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxLine {
    /// The tax.
    pub tax_id: i64,
    /// The geo tax whose rate it is.
    pub geotax_id: Option<i64>,
    /// The name of the geo tax, else of the tax.
    pub name: String,
    /// The rate used.
    pub rate: Rate,
    /// What was taxed; never below zero.
    pub base: Money,
    /// The tax; below zero when it is given back.
    pub amount: Money,
}

/// The taxes of a line, in the order of `taxes`, layers from the widest zone to the narrowest. Taxes that come to nothing
/// are left out. `None` when an amount does not fit.
pub fn assess(line: &TaxableLine, payer: &TaxPayer, taxes: &[Tax]) -> Option<Vec<TaxLine>> {
    if payer.exempt || line.application == Application::Credit {
        return Some(Vec::new());
    }
    let base = base(line)?;
    let mut lines = Vec::new();
    for tax in taxes {
        for (geotax, rate) in rates(tax, payer) {
            let size = match tax.method {
                Method::Flat => Money::round(rate.decimal().checked_mul(line.quantity.into())?)?,
                Method::Percentage => percentage(base, rate)?,
            };
            if size.is_zero() {
                continue;
            }
            lines.push(TaxLine {
                tax_id: tax.id,
                geotax_id: geotax.map(|geotax| geotax.id),
                name: geotax.map_or(&tax.name, |geotax| &geotax.name).clone(),
                rate,
                base,
                amount: if line.amount < Money::ZERO { negative(size)? } else { size },
            });
        }
    }
    Some(lines)
}

/// The taxes of the discount that reverses a whole debit: those that were charged, given back, whatever the rates are now.
/// `None` when an amount does not fit.
pub fn reversed(charged: &[TaxLine]) -> Option<Vec<TaxLine>> {
    charged.iter().map(|line| Some(TaxLine { amount: negative(line.amount)?, ..line.clone() })).collect()
}

/// Amount - exemption x quantity, not below zero. The exemption is a part of the service's price, so a line of several
/// months, or of a part of a cycle, exempts as much more or less.
fn base(line: &TaxableLine) -> Option<Money> {
    let (days, days_in_cycle) = line.prorated.unwrap_or((1, 1));
    let exempt = line
        .exemption
        .decimal()
        .checked_mul(line.quantity.into())?
        .checked_mul(line.months.into())?
        .checked_mul(days.into())?
        .checked_div(days_in_cycle.into())?;
    let size = if line.amount < Money::ZERO { negative(line.amount)? } else { line.amount };
    // An exemption that does not fit is larger than any amount.
    let exempt = if exempt >= size.decimal() { size } else { Money::round(exempt)?.max(Money::ZERO) };
    less(size, exempt)
}

fn percentage(base: Money, rate: Rate) -> Option<Money> {
    Money::round(base.decimal().checked_mul(rate.decimal())?.checked_div(Decimal::ONE_HUNDRED)?)
}

/// The rates of a tax for an account, each with the geo tax that it comes from.
fn rates<'a>(tax: &'a Tax, payer: &TaxPayer) -> Vec<(Option<&'a GeoTax>, Rate)> {
    if let Some(own) = payer.overrides.iter().find(|own| own.tax_id == tax.id) {
        return vec![(None, own.rate)];
    }
    let layers = match &tax.reach {
        Reach::Global => Vec::new(),
        Reach::Geo(zones) => geo::layers(zones, payer.address.as_ref()),
    };
    match layers.is_empty() {
        true => vec![(None, tax.rate)],
        false => layers.into_iter().map(|geotax| (Some(geotax), geotax.rate)).collect(),
    }
}
