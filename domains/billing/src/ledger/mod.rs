//! The ledger: what accounts are charged, what they paid, and what pays what. Every change of it is one of the verbs here,
//! inside a transaction that holds the account's row ([`hold`]), and ends with [`balances::refresh`].

pub mod balances;
pub mod credits;
pub mod debits;
pub mod deposits;
pub mod discounts;
pub mod funds;
pub mod invoices;
pub mod issue;
pub mod line_taxes;
pub mod payments;
pub mod post;
pub mod taxing;
pub mod void;

use fairlead_customers::accounts;
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, Result};
use fairlead_store::Tx;
use fairlead_web::App;

use chrono::NaiveDate;
use fairlead_customers::calendar;

/// What a change of the ledger has to know of its day: to be asked before the transaction begins.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The present date in the application's time zone.
    pub today: NaiveDate,
    /// The last day of the closed accounting period.
    pub closed_through: Option<NaiveDate>,
}

impl Day {
    /// Asks the settings and the clock.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(app: &App) -> Result<Self> {
        let billing = settings::cached::<Billing>(app).await?;
        let today = calendar::today(app).await?;
        Ok(Self { today, closed_through: billing.accounting_period_closed_through })
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

/// The account, locked: its ledger changes by one transaction at a time.
///
/// # Errors
/// 404 for an account that is not there.
pub async fn hold(tx: &Tx, account_id: i64) -> Result<accounts::Model> {
    accounts::locked(tx, account_id).await?.ok_or_else(Error::no_such_item)
}
