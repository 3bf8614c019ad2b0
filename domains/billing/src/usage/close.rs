//! The end of a billing period: what was used beyond the cap is charged, what is left of it rolls over, and the next
//! history begins.

use std::any::Any;
use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::charge::{AccountService, ServiceType};
use fairlead_billing_math::usage::{Policy, Rollover, close, overage_units};
use fairlead_catalog::services;
use fairlead_catalog::usage_based_billing_policies as policies;
use fairlead_customers::calendar::start_of;
use fairlead_identity::settings::{self, Application};
use fairlead_kernel::{Error, Result};
use fairlead_store::{Rows, Timestamp, Tx, classify};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use super::{histories, policy, rollovers, top_offs};
use crate::account_services;
use crate::ledger::taxing::application;
use crate::run::sources::{Accounts, Charge, ChargeSource, Ending, Meter, Meters, Reading};

/// The policy of an account, and what its present period has beside the cap.
#[derive(Clone, Debug)]
struct Capped {
    account_service_id: i64,
    policy: Policy,
    /// What charges usage beyond the cap, where the policy does.
    overage: Option<services::Model>,
    rollovers: Vec<Rollover>,
    top_off_bytes: u64,
}

/// What an account used since it billed last: its history, by id and start, and what that came to.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    history: Option<(i64, Timestamp)>,
    billable_bytes: u64,
    capped: Option<Capped>,
    /// The periods that ended, one after the other.
    ended: Vec<Period>,
}

impl Meter for Usage {
    fn close(&mut self, ending: Ending) -> Result<Vec<Charge>> {
        let charged = self.end(ending.period)?;
        Ok(charged.map(|service| Charge { service, taxed_whole: false }).into_iter().collect())
    }

    fn copy(&self) -> Box<dyn Meter> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Usage {
    /// Gives the overage service with the units to be charged, if there are any.
    fn end(&mut self, period: Period) -> Result<Option<AccountService>> {
        self.ended.push(period);
        let billable_bytes = std::mem::take(&mut self.billable_bytes);
        let Some(capped) = &mut self.capped else { return Ok(None) };
        let top_off_bytes = std::mem::take(&mut capped.top_off_bytes);
        let closing = close(&capped.policy, &capped.rollovers, top_off_bytes, billable_bytes, period);
        let closing = closing.ok_or_else(too_much)?;
        capped.rollovers = closing.rollovers;
        let Some(service) = &capped.overage else { return Ok(None) };
        let unit = service.unit_quantity_in_gigabytes.unwrap_or_default().unsigned_abs();
        let units = overage_units(closing.overage_bytes, unit).ok_or_else(too_much)?;
        match u32::try_from(units).map_err(|_| too_much())? {
            0 => Ok(None),
            units => Ok(Some(charged(capped.account_service_id, service, units))),
        }
    }
}

fn too_much() -> Error {
    Error::Refused("The data usage of the account is too large.".into())
}

/// The overage service as if the account had so many of it.
fn charged(account_service_id: i64, service: &services::Model, units: u32) -> AccountService {
    AccountService {
        id: account_service_id,
        service_id: service.id,
        name: service.name.clone(),
        name_override: None,
        service_type: ServiceType::Overage,
        application: application(service),
        amount: service.amount,
        price_override: None,
        quantity: units,
        billing_frequency_in_months: 1,
        next_bill_date: None,
        number_of_times_billed: 0,
    }
}

/// Data usage as a source of charges.
pub struct DataUsage;

#[async_trait]
impl ChargeSource for DataUsage {
    async fn meters(&self, connection: Reading<'_>, of: &Accounts<'_>) -> Result<Meters> {
        let policies = Policies::of(&connection, of.services, of.catalogue).await?;
        let usage = policies.usage(&connection, of.ids).await?;
        let boxed = |(account_id, usage)| (account_id, Box::new(usage) as Box<dyn Meter>);
        let by_account = usage.into_iter().map(boxed).collect();
        Ok(Meters { by_account, services: policies.overage.into_values().collect() })
    }

    async fn hold(&self, tx: &Tx, account_ids: &[i64]) -> Result<()> {
        hold(tx, account_ids).await
    }

    async fn store(&self, tx: &Tx, closed: &[(i64, &dyn Meter)]) -> Result<()> {
        let usage =
            closed.iter().filter_map(|(id, meter)| Some((*id, meter.as_any().downcast_ref::<Usage>()?)));
        store(tx, usage.collect()).await
    }
}

/// The policies of some accounts with their overage services.
struct Policies {
    by_account: HashMap<i64, (i64, i64)>,
    policies: HashMap<i64, policies::Model>,
    overage: HashMap<i64, services::Model>,
}

impl Policies {
    /// From the services of accounts, in the order in which they were added: two queries at most, none without a policy.
    ///
    /// # Errors
    /// Those of the database.
    async fn of(
        connection: &impl ConnectionTrait,
        rows: &[account_services::Model],
        services: &HashMap<i64, services::Model>,
    ) -> Result<Self> {
        let mut by_account = HashMap::new();
        for row in rows {
            let service = services.get(&row.service_id).filter(|service| service.data_service);
            if let Some(policy_id) = service.and_then(|service| service.usage_based_billing_policy_id) {
                by_account.entry(row.account_id).or_insert((row.id, policy_id));
            }
        }
        let ids: HashSet<i64> = by_account.values().map(|(_, policy_id)| *policy_id).collect();
        let policies = policy::by_id(connection, ids).await?;
        let charging = policies.values().filter(|policy| policy.assess_charges_at_end_of_billing_period);
        let ids: HashSet<i64> = charging.filter_map(|policy| policy.service_id).collect();
        let overage = if ids.is_empty() {
            Vec::new()
        } else {
            let select = services::Entity::find().filter(services::Column::Id.is_in(ids));
            select.all(connection).await.map_err(classify)?
        };
        let overage = overage.into_iter().map(|service| (service.id, service)).collect();
        Ok(Self { by_account, policies, overage })
    }

    /// What these accounts used since they billed last, by account: three queries at most, one without a policy.
    ///
    /// # Errors
    /// Those of the database.
    async fn usage(
        &self,
        connection: &impl ConnectionTrait,
        account_ids: &[i64],
    ) -> Result<HashMap<i64, Usage>> {
        let open = histories::open(connection, account_ids, false).await?;
        let mut usage: HashMap<i64, Usage> = HashMap::new();
        for (account_id, history) in &open {
            let one = usage.entry(*account_id).or_default();
            one.history = Some((history.id, history.start_time));
            one.billable_bytes = history.traffic().billable.total();
        }
        let capped: Vec<i64> = self.by_account.keys().copied().collect();
        if capped.is_empty() {
            return Ok(usage);
        }
        let mut rollovers = rollovers::of_accounts(connection, &capped).await?;
        let present: Vec<i64> = capped.iter().filter_map(|id| open.get(id)).map(|open| open.id).collect();
        let bought = top_offs::bytes_of(connection, &present).await?;
        for (account_id, (account_service_id, policy_id)) in &self.by_account {
            let Some(policy) = self.policies.get(policy_id) else { continue };
            let charging = policy.service_id.filter(|_| policy.assess_charges_at_end_of_billing_period);
            let one = usage.entry(*account_id).or_default();
            one.capped = Some(Capped {
                account_service_id: *account_service_id,
                policy: policy::terms(policy)?,
                overage: charging.and_then(|id| self.overage.get(&id).cloned()),
                rollovers: rollovers.remove(account_id).unwrap_or_default(),
                top_off_bytes: one.history.and_then(|(id, _)| bought.get(&id).copied()).unwrap_or_default(),
            });
        }
        Ok(usage)
    }
}

/// Holds the open histories of these accounts, so that nothing is added to them between reading and closing.
///
/// # Errors
/// Those of the database.
async fn hold(tx: &Tx, account_ids: &[i64]) -> Result<()> {
    match tx.get_database_backend() {
        sea_orm::DbBackend::Postgres => histories::open(tx, account_ids, true).await.map(drop),
        _ => Ok(()),
    }
}

/// Stores what closed, by account: each period ends where the bill date begins, however late the run is (domain rule "Usage");
/// the next ones begin there, and what is left rolls over.
///
/// # Errors
/// Those of the database.
async fn store(tx: &Tx, mut closed: Vec<(i64, &Usage)>) -> Result<()> {
    closed.retain(|(_, usage)| !usage.ended.is_empty());
    if closed.is_empty() {
        return Ok(());
    }
    let zone = settings::load_plain::<Application>(tx).await?.time_zone();
    let ended =
        closed.iter().filter_map(|(_, usage)| Some(end_of(usage.history?, usage.ended.first()?, zone)));
    let ended = ended.collect();
    tx.change_rows("data_usage_histories", &["start_time", "closed_time"], ended).await?;
    begin(tx, &closed, zone).await?;
    let left: Vec<(i64, &[Rollover])> = closed
        .iter()
        .filter_map(|(account_id, usage)| Some((*account_id, usage.capped.as_ref()?.rollovers.as_slice())))
        .collect();
    rollovers::replace(tx, &left).await
}

fn starts(date: NaiveDate, zone: Tz) -> i64 {
    start_of(date, zone).timestamp_millis()
}

/// The id, start and end of a history. One that came to be after the bill date, because the run is late, stands for its period.
fn end_of((id, start): (i64, Timestamp), period: &Period, zone: Tz) -> [Value; 3] {
    let end = starts(period.end, zone);
    let start = if start.0 < end { start.0 } else { starts(period.start, zone) };
    [id.into(), start.into(), end.into()]
}

/// The histories of the periods after the first that ended, for accounts that had one, or have a cap: those that ended too were
/// not used, the last one is open.
async fn begin(tx: &Tx, closed: &[(i64, &Usage)], zone: Tz) -> Result<()> {
    let columns = &[
        "account_id",
        "billable_in_bytes",
        "billable_out_bytes",
        "free_in_bytes",
        "free_out_bytes",
        "start_time",
        "closed_time",
    ];
    let mut rows = Rows::of("data_usage_histories", columns);
    let nothing = || Value::from(0_i64);
    for (account_id, usage) in
        closed.iter().filter(|(_, usage)| usage.history.is_some() || usage.capped.is_some())
    {
        for (place, period) in usage.ended.iter().enumerate() {
            let end = usage.ended.get(place + 1).map(|next| starts(next.end, zone));
            let start = starts(period.end, zone).into();
            let id = Value::from(*account_id);
            rows.push([id, nothing(), nothing(), nothing(), nothing(), start, end.into()]);
        }
    }
    tx.insert_rows(rows).await
}
