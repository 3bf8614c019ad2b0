use std::any::Any;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_billing::account_services;
use fairlead_billing::run::sources::{Charge, Ending, Meter};
use fairlead_billing_math::charge::{AccountService, Application, ServiceType};
use fairlead_catalog::services;
use fairlead_kernel::{Error, Money, Result};
use fairlead_rating::{Bundle, cost, of_price};

use crate::call_records::Class;

/// Seconds of calls of one service, day, class and rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub service_id: i64,
    pub class: String,
    pub rate_nanos: i64,
    pub date: NaiveDate,
    pub seconds: u64,
}

/// What a voice service on an account includes in a month.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    account_service_id: i64,
    service_id: i64,
    name: String,
    quantity: u64,
    local: Bundle,
    long_distance: Bundle,
}

/// The calls of an account that were not charged yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    pub used: Vec<Used>,
    pub plans: BTreeMap<i64, Plan>,
    /// The periods that end now.
    pub closed: Vec<Closed>,
}

/// The end of a period, and the terms by which its calls were charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub date: NaiveDate,
    pub terms: Vec<BilledTerms>,
}

/// What a service included in a period of a bill, all of its months and as often as the account has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BilledTerms {
    pub service_id: i64,
    pub local: Bundle,
    pub long_distance: Bundle,
}

impl BilledTerms {
    /// The bundle that calls of a class count against.
    pub fn bundle(&self, class: &str) -> Option<Bundle> {
        match class {
            Class::LOCAL => Some(self.local),
            Class::LONG_DISTANCE => Some(self.long_distance),
            _ => None,
        }
    }
}

impl Plan {
    /// A service that has left the account meanwhile counts once more, as it was.
    pub fn of(account_id: i64, service: &services::Model, on_accounts: &[account_services::Model]) -> Self {
        let own =
            || on_accounts.iter().filter(|row| row.account_id == account_id && row.service_id == service.id);
        let first = own().next();
        let quantity: i64 = own().map(|row| row.quantity).sum();
        let bundle = |unlimited, minutes: Option<i64>, price| Bundle {
            unlimited,
            free_seconds: minutes.unwrap_or_default().unsigned_abs() * 60,
            rate_nanos: of_price(price),
        };
        Self {
            account_service_id: first.map_or(0, |row| row.id),
            service_id: service.id,
            name: first.and_then(|row| row.name_override.clone()).unwrap_or_else(|| service.name.clone()),
            quantity: quantity.max(1).unsigned_abs(),
            local: bundle(
                service.unlimited_local_minutes,
                service.local_minutes,
                service.local_minutes_amount,
            ),
            long_distance: bundle(
                service.unlimited_long_distance_minutes,
                service.long_distance_minutes,
                service.long_distance_minutes_amount,
            ),
        }
    }

    /// The free seconds are those of a month, times the months, times the quantity.
    fn terms(&self, months: u32) -> BilledTerms {
        let times = self.quantity.saturating_mul(months.into());
        let whole =
            |bundle: Bundle| Bundle { free_seconds: bundle.free_seconds.saturating_mul(times), ..bundle };
        BilledTerms {
            service_id: self.service_id,
            local: whole(self.local),
            long_distance: whole(self.long_distance),
        }
    }

    fn charges(&self, terms: &BilledTerms, used: &[&Used]) -> Result<Vec<Charge>> {
        let beyond = [Class::LOCAL, Class::LONG_DISTANCE].into_iter().filter_map(|class| {
            let bundle = terms.bundle(class)?;
            let seconds: u64 = used.iter().filter(|used| used.class == class).map(|used| used.seconds).sum();
            Some((bundle.rate_nanos, bundle.charged_seconds(seconds)))
        });
        let rated = used.iter().filter(|used| terms.bundle(&used.class).is_none());
        let rated = rated.map(|used| (used.rate_nanos, used.seconds));
        let lines =
            [("minutes beyond the plan", cost(beyond)), ("international and toll free calls", cost(rated))];
        let mut charges = Vec::new();
        for (what, amount) in lines {
            let amount =
                amount.ok_or_else(|| Error::Refused("The calls of the account cost too much.".into()))?;
            if !amount.is_zero() {
                charges.push(self.charge(what, amount));
            }
        }
        Ok(charges)
    }

    fn charge(&self, what: &str, amount: Money) -> Charge {
        let service = AccountService {
            id: self.account_service_id,
            service_id: self.service_id,
            name: format!("{}: {what}", self.name),
            name_override: None,
            service_type: ServiceType::Overage,
            application: Application::Debit,
            amount,
            price_override: None,
            quantity: 1,
            billing_frequency_in_months: 1,
            next_bill_date: None,
            number_of_times_billed: 0,
        };
        Charge { service, taxed_whole: true }
    }
}

impl Meter for Calls {
    /// Calls that began before the bill date, also those of earlier periods that came late.
    fn close(&mut self, ending: Ending) -> Result<Vec<Charge>> {
        let (now, later): (Vec<Used>, Vec<Used>) =
            std::mem::take(&mut self.used).into_iter().partition(|used| used.date < ending.date);
        self.used = later;
        let (mut charges, mut closed) = (Vec::new(), Closed { date: ending.date, terms: Vec::new() });
        for plan in self.plans.values() {
            let own: Vec<&Used> = now.iter().filter(|used| used.service_id == plan.service_id).collect();
            if !own.is_empty() {
                let terms = plan.terms(ending.months);
                charges.extend(plan.charges(&terms, &own)?);
                closed.terms.push(terms);
            }
        }
        self.closed.push(closed);
        Ok(charges)
    }

    fn copy(&self) -> Box<dyn Meter> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
