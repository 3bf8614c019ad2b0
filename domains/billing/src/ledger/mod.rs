//! The ledger: what accounts are charged, what they paid, and what pays what. Every change of it is one of the verbs here,
//! inside a transaction that holds the account's row ([`hold`]), and ends with [`delinquency::settle`], or with
//! [`balances::refresh`] where nothing that is due has changed.

pub mod balances;
pub mod credits;
pub mod debits;
pub mod delinquency;
pub mod deposits;
pub mod discounts;
pub mod funds;
pub mod invoices;
pub mod issue;
pub mod line_taxes;
pub mod overdue;
pub mod payments;
pub mod post;
pub mod receive;
pub mod taxing;
#[cfg(test)]
pub(crate) mod tests;
mod trees;
pub mod void;

pub use trees::{hold, hold_all};

use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_customers::calendar;
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, Result};
use fairlead_store::Timestamp;
use fairlead_web::App;

/// What a change of the ledger has to know of its day: to be asked before the transaction begins.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The present date in the application's time zone.
    pub today: NaiveDate,
    /// The last day of the closed accounting period.
    pub closed_through: Option<NaiveDate>,
    /// The application's time zone.
    pub zone: Tz,
}

impl Day {
    /// Asks the settings and the clock.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(app: &App) -> Result<Self> {
        let billing = settings::cached::<Billing>(app).await?;
        let zone = calendar::time_zone(app).await?;
        let today = calendar::date_of(app.db.clock().now().into(), zone);
        Ok(Self { today, closed_through: billing.accounting_period_closed_through, zone })
    }

    /// The date that an instant falls on.
    pub fn date_of(&self, instant: Timestamp) -> NaiveDate {
        calendar::date_of(instant, self.zone)
    }

    /// When a line that belongs to `date` is on the books: at the beginning of that day where it is over, but of no day that
    /// is closed; else `now`.
    pub fn posted_at(&self, date: NaiveDate, now: Timestamp) -> Timestamp {
        let open = self.closed_through.and_then(|through| through.succ_opt());
        let date = open.map_or(date, |open| open.max(date));
        if date < self.today { calendar::start_of(date, self.zone).into() } else { now }
    }

    /// Refuses what is dated in the closed accounting period.
    ///
    /// # Errors
    /// 422 under `field`.
    pub fn refuse_closed(&self, date: NaiveDate, field: &str) -> Result<()> {
        match self.closed_through.is_some_and(|through| date <= through) {
            true => Err(Error::field(field, "The accounting period is closed.")),
            false => Ok(()),
        }
    }
}
