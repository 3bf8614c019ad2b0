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
pub mod void;

use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_customers::{accounts, calendar};
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, Result};
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_web::App;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

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

/// The account, locked: its ledger changes by one transaction at a time, and so does that of its whole tree of accounts,
/// because a master's money pays the invoices of the accounts below it. The top of the tree is locked first, so that
/// transactions within a tree wait for each other instead of blocking each other.
///
/// # Errors
/// 404 for an account that is not there.
pub async fn hold(tx: &Tx, account_id: i64) -> Result<accounts::Model> {
    let top = top_of(tx, account_id).await?;
    if let Some(top) = top.filter(|top| *top != account_id) {
        accounts::locked(tx, top).await?;
    }
    let account = accounts::locked(tx, account_id).await?.ok_or_else(Error::no_such_item)?;
    if top_of(tx, account_id).await? == top {
        return Ok(account);
    }
    // It got another master while this transaction waited: the next try locks that one's tree.
    Err(Error::Busy)
}

/// The top of the account's tree. SQLite has one writer, which needs no locks: nothing is asked there.
async fn top_of(tx: &Tx, account_id: i64) -> Result<Option<i64>> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let sql = "with recursive above (id, master) as (select id, parent_account_id from accounts where id = $1 \
        union select a.id, a.parent_account_id from accounts a join above on a.id = above.master) \
        select id from above where master is null";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [Value::from(account_id)]);
    let found = tx.query_one_raw(statement).await.map_err(classify)?;
    found.map(|row| row.try_get_by_index(0)).transpose().map_err(classify)
}
