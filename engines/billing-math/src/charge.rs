//! Which services of an account bill on a date, for how many months and for how much (domain rules "Calendar" and
//! "Catalogue, debits, taxes"). The dry run and the billing run make their lines with the same [`plan`].

use chrono::NaiveDate;
use fairlead_kernel::Money;
use thiserror::Error;

use crate::amount::{negative, times};
use crate::calendar::{Period, add_months, covered};

/// Whether a service charges the account or credits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    /// It makes debits.
    Debit,
    /// It makes discounts.
    Credit,
}

/// The type of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceType {
    /// On the account until removed.
    Recurring,
    /// Leaves the account after it ran `times_to_run` times.
    Expiring {
        /// How often it runs.
        times_to_run: u32,
    },
    /// Charged once, when it is added.
    OneTime,
    /// Charged once, with an amount that the user gives.
    Adjustment,
    /// Charged by usage.
    Overage,
}

/// What billing needs of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether its status is active; only such accounts bill.
    pub active: bool,
    /// Months that are billed at a time, at least 1.
    pub months_to_bill: u32,
    /// When it bills next; none while it is not active.
    pub next_bill_date: Option<NaiveDate>,
}

/// A service on an account, with what billing needs of the service itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountService {
    /// The `unique_service_relationship_id`.
    pub id: i64,
    /// The service.
    pub service_id: i64,
    /// The service's name.
    pub name: String,
    /// What replaces the name on this account's lines.
    pub name_override: Option<String>,
    /// The service's type.
    pub service_type: ServiceType,
    /// Whether it charges or credits.
    pub application: Application,
    /// The service's amount: the price of one for a month, or for one run of an expiring service.
    pub amount: Money,
    /// What replaces the amount on this account.
    pub price_override: Option<Money>,
    /// How many the account has.
    pub quantity: u32,
    /// `billing_frequency_in_months`: above 1 the service bills on its own dates.
    pub billing_frequency_in_months: u32,
    /// When a service with its own frequency bills next; without it, with the account.
    pub next_bill_date: Option<NaiveDate>,
    /// How often an expiring service ran already.
    pub number_of_times_billed: u32,
}

impl AccountService {
    /// The price of one on this account.
    pub fn price(&self) -> Money {
        self.price_override.unwrap_or(self.amount)
    }

    /// What a line of it is called.
    pub fn description(&self) -> &str {
        self.name_override.as_deref().unwrap_or(&self.name)
    }
}

/// A line that a billing run writes: a debit, or for a credit service a discount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLine<'a> {
    /// The service that bills.
    pub service: &'a AccountService,
    /// The price of one for a month.
    pub price: Money,
    /// `number_of_months` that the line stands for.
    pub months: u32,
    /// The time that is paid for.
    pub period: Period,
    /// price x quantity x months; below zero for a credit service.
    pub amount: Money,
    /// What becomes of the service on the account.
    pub after: After,
}

/// What the billing run does to a service that billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing: it bills with the account again.
    Stays,
    /// Its own `next_bill_date` becomes this.
    BillsNextOn(NaiveDate),
    /// Its `number_of_times_billed` becomes this.
    HasRun(u32),
    /// It was the last run: the service leaves the account.
    Leaves,
}

/// A line does not fit into an amount, or its period not into the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("The charge for service {account_service_id} of the account is too large.")]
pub struct TooLarge {
    /// The service's id on the account.
    pub account_service_id: i64,
}

/// The lines that a billing run of `date` writes, in the order of `services`.
///
/// - Nothing bills unless the account is active and has a next bill date.
/// - Recurring services bill when the account does, for its `months_to_bill`.
/// - A service with a frequency of its own bills for that many months on its own next bill date, also where the account
///   bills later; one that missed its date, or has none, bills with the account.
/// - Expiring services bill when the account does. An account that pays several months at once pays as many runs of it,
///   but never more than are left.
/// - One time, adjustment and overage services never bill by date: see [`once`].
pub fn plan<'a>(
    account: &Account,
    services: &'a [AccountService],
    date: NaiveDate,
) -> Result<Vec<PlannedLine<'a>>, TooLarge> {
    let mut lines = Vec::new();
    for service in services {
        let months = due_months(account, service, date);
        if months > 0 {
            let too_large = TooLarge { account_service_id: service.id };
            lines.push(line(service, months, date).ok_or(too_large)?);
        }
    }
    Ok(lines)
}

/// For how many months the service bills on `date`; 0 when it does not.
fn due_months(account: &Account, service: &AccountService, date: NaiveDate) -> u32 {
    let (true, Some(account_date)) = (account.active, account.next_bill_date) else { return 0 };
    let with_account = account_date == date;
    match service.service_type {
        ServiceType::Recurring if service.billing_frequency_in_months > 1 => {
            let on_its_own = service.next_bill_date == Some(date);
            let missed = service.next_bill_date.is_none_or(|next| next < date);
            if on_its_own || (with_account && missed) { service.billing_frequency_in_months } else { 0 }
        }
        ServiceType::Recurring if with_account => account.months_to_bill,
        ServiceType::Expiring { times_to_run } if with_account => {
            times_to_run.saturating_sub(service.number_of_times_billed).min(account.months_to_bill)
        }
        _ => 0,
    }
}

fn line(service: &AccountService, months: u32, date: NaiveDate) -> Option<PlannedLine<'_>> {
    let after = match service.service_type {
        ServiceType::Expiring { times_to_run } => match service.number_of_times_billed.checked_add(months)? {
            run if run < times_to_run => After::HasRun(run),
            _ => After::Leaves,
        },
        _ if service.billing_frequency_in_months > 1 => After::BillsNextOn(add_months(date, months)?),
        _ => After::Stays,
    };
    let price = service.price();
    let size = times(price, u64::from(service.quantity) * u64::from(months))?;
    let amount = signed(size, service.application)?;
    Some(PlannedLine { service, price, months, period: covered(date, months)?, amount, after })
}

/// Why a service cannot be charged once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotOnce {
    /// It bills by date.
    #[error("The service is added to the account and bills by date.")]
    BillsByDate,
    /// An adjustment without an amount.
    #[error("An adjustment needs an amount.")]
    AmountMissing,
    /// The result does not fit.
    #[error("The charge is too large.")]
    TooLarge,
}

/// What a service that is charged at once costs; below zero for a credit service.
///
/// One time and overage: `price` x `quantity` in one line (reference, Account Services: 3 x 50 is one transaction of 150).
/// Adjustment: the given `amount`, whatever the price.
pub fn once(
    service_type: ServiceType,
    application: Application,
    price: Money,
    quantity: u32,
    amount: Option<Money>,
) -> Result<Money, NotOnce> {
    let size = match service_type {
        ServiceType::Recurring | ServiceType::Expiring { .. } => return Err(NotOnce::BillsByDate),
        ServiceType::Adjustment => amount.ok_or(NotOnce::AmountMissing)?,
        ServiceType::OneTime | ServiceType::Overage => {
            times(price, quantity.into()).ok_or(NotOnce::TooLarge)?
        }
    };
    signed(size, application).ok_or(NotOnce::TooLarge)
}

fn signed(size: Money, application: Application) -> Option<Money> {
    match application {
        Application::Debit => Some(size),
        Application::Credit => negative(size),
    }
}
