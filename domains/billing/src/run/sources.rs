//! What accounts are charged for by what they used, beside their services: data usage, and what the domains above register.
//! All of it is part of the plan, so that the preview of a bill, the dry run and the run itself say the same.

use std::any::Any;
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::charge::AccountService;
use fairlead_catalog::services;
use fairlead_documents::{Format, ItemList, Locale};
use fairlead_kernel::Result;
use fairlead_store::Tx;
use fairlead_web::App;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::account_services;
use crate::usage::close::DataUsage;

/// The end of an account's billing period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The bill date: what was used on it belongs to the next period.
    pub date: NaiveDate,
    /// For how many months the account bills.
    pub months: u32,
    /// The time that the bill stands for.
    pub period: Period,
}

/// What an account is charged for what it used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The service that charges, as if the account had so many of it.
    pub service: AccountService,
    /// Whether the exemption of the service from taxes does not hold for it, because it is no part of the service's price.
    pub taxed_whole: bool,
}

/// What an account used since it billed last, of one source. A bill that is planned and not stored changes a clone of it.
pub trait Meter: Any + Debug + Send + Sync {
    /// Ends a period and gives what it is charged for. What comes after it has used nothing yet.
    ///
    /// # Errors
    /// 422 when a number does not fit.
    fn close(&mut self, ending: Ending) -> Result<Vec<Charge>>;
    /// A copy of it.
    fn copy(&self) -> Box<dyn Meter>;
    /// Itself, for the source that made it.
    fn as_any(&self) -> &dyn Any;
}

impl Clone for Box<dyn Meter> {
    fn clone(&self) -> Self {
        (**self).copy()
    }
}

/// Accounts that are about to bill.
pub struct Accounts<'a> {
    /// Their ids.
    pub ids: &'a [i64],
    /// Their services, in the order in which they were added.
    pub services: &'a [account_services::Model],
    /// The services themselves, by id.
    pub catalogue: &'a HashMap<i64, services::Model>,
}

/// What a source read.
#[derive(Default)]
pub struct Meters {
    /// By account; nothing for one that used nothing.
    pub by_account: HashMap<i64, Box<dyn Meter>>,
    /// The services that charge, which have taxes too.
    pub services: Vec<services::Model>,
}

/// A bill whose items are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedBill {
    /// Whose it is.
    pub account_id: i64,
    /// The bill date that its periods ended on.
    pub bill_date: NaiveDate,
}

/// How items are written.
pub struct Writing<'a> {
    /// The language.
    pub locale: Locale,
    /// Dates and amounts in it.
    pub format: Format<'a>,
    /// The application's time zone, in which days begin.
    pub zone: Tz,
    /// Whether items that cost nothing are left out.
    pub only_charged: bool,
}

/// Something that accounts are charged for by what they used.
#[async_trait]
pub trait ChargeSource: Send + Sync {
    /// What these accounts used since they billed last. The number of queries does not depend on how many they are.
    ///
    /// # Errors
    /// Those of the database.
    async fn meters(&self, connection: Reading<'_>, of: &Accounts<'_>) -> Result<Meters>;

    /// Holds what [`meters`](Self::meters) reads, until the transaction ends. The accounts themselves are locked already.
    ///
    /// # Errors
    /// Those of the database.
    async fn hold(&self, _tx: &Tx, _account_ids: &[i64]) -> Result<()> {
        Ok(())
    }

    /// Stores that the periods ended, by account: nothing of them is charged again.
    ///
    /// # Errors
    /// Those of the database.
    async fn store(&self, tx: &Tx, closed: &[(i64, &dyn Meter)]) -> Result<()>;

    /// What stands behind what bills charged, item by item, for the customer to read: a list for each account that has one.
    ///
    /// # Errors
    /// Those of the database.
    async fn items(
        &self,
        _connection: &DatabaseConnection,
        _bills: &[PrintedBill],
        _writing: &Writing<'_>,
    ) -> Result<Vec<(i64, ItemList)>> {
        Ok(Vec::new())
    }
}

/// The sources of the domains above billing, as they are registered with [`fairlead_web::Routes::with`] (ADR 0009).
#[derive(Clone, Default)]
pub struct ChargeSources(Vec<Arc<dyn ChargeSource>>);

impl ChargeSources {
    /// These, in this order.
    pub fn new(sources: Vec<Arc<dyn ChargeSource>>) -> Self {
        Self(sources)
    }

    /// All sources, data usage first.
    pub fn of(app: &App) -> Self {
        let registered = app.extension::<Self>().cloned().unwrap_or_default();
        let mut all: Vec<Arc<dyn ChargeSource>> = vec![Arc::new(DataUsage)];
        all.extend(registered.0);
        Self(all)
    }

    /// One after the other.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn ChargeSource> {
        self.0.iter().map(AsRef::as_ref)
    }
}

/// Where a bill is read from: within the transaction of a run, or beside it.
#[derive(Clone, Copy)]
pub enum Reading<'a> {
    /// Outside of a transaction.
    Db(&'a DatabaseConnection),
    /// Within one.
    Tx(&'a Tx),
}

#[async_trait]
impl ConnectionTrait for Reading<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Db(db) => db.get_database_backend(),
            Self::Tx(tx) => tx.get_database_backend(),
        }
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Db(db) => db.execute_raw(statement).await,
            Self::Tx(tx) => tx.execute_raw(statement).await,
        }
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Db(db) => db.execute_unprepared(sql).await,
            Self::Tx(tx) => tx.execute_unprepared(sql).await,
        }
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Db(db) => db.query_one_raw(statement).await,
            Self::Tx(tx) => tx.query_one_raw(statement).await,
        }
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Db(db) => db.query_all_raw(statement).await,
            Self::Tx(tx) => tx.query_all_raw(statement).await,
        }
    }
}
