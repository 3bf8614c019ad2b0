//! Which usage based billing policy holds for an account.

use std::collections::{HashMap, HashSet};

use fairlead_billing_math::usage::{FreePeriod, Policy};
use fairlead_catalog::usage_based_billing_free_periods as free_periods;
use fairlead_catalog::usage_based_billing_policies as policies;
use fairlead_kernel::{Error, Result};
use fairlead_store::{classify, for_ids};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult};

/// The policies of these accounts, by account: that of the data service that was added first. Accounts without one are left
/// out.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_accounts(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<HashMap<i64, policies::Model>> {
    let by_account = ids_of_accounts(connection, account_ids).await?;
    let policies = by_id(connection, by_account.values().copied().collect()).await?;
    let of = |(account_id, policy_id)| Some((account_id, policies.get(&policy_id)?.clone()));
    Ok(by_account.into_iter().filter_map(of).collect())
}

async fn ids_of_accounts(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<HashMap<i64, i64>> {
    let sql = "select a.account_id, s.usage_based_billing_policy_id from account_services a \
               join services s on s.id = a.service_id where s.data_service \
               and s.usage_based_billing_policy_id is not null and a.account_id in {ids} order by a.id desc";
    let rows = for_ids(connection, sql, account_ids).await?;
    let read = |row: &QueryResult| Ok::<_, DbErr>((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

/// Policies by id; no query for none.
///
/// # Errors
/// Those of the database.
pub(super) async fn by_id(
    connection: &impl ConnectionTrait,
    ids: HashSet<i64>,
) -> Result<HashMap<i64, policies::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = policies::Entity::find().filter(policies::Column::Id.is_in(ids));
    let found = select.all(connection).await.map_err(classify)?;
    Ok(found.into_iter().map(|policy| (policy.id, policy)).collect())
}

/// When the traffic of accounts is free.
pub(super) struct FreeTimes {
    policies: HashMap<i64, i64>,
    periods: HashMap<i64, Vec<FreePeriod>>,
}

impl FreeTimes {
    /// Of these accounts, under their policies.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn of_accounts(connection: &impl ConnectionTrait, account_ids: &[i64]) -> Result<Self> {
        let period =
            |row: &free_periods::Model| FreePeriod::new(u32::try_from(row.day).ok()?, row.start, row.end);
        let rows = free_periods::by_policy(connection).await?;
        let periods: HashMap<i64, Vec<FreePeriod>> =
            rows.into_iter().map(|(id, rows)| (id, rows.iter().filter_map(period).collect())).collect();
        // The policies of thousands of accounts are read only where one of them could matter.
        let policies = match periods.is_empty() {
            true => HashMap::new(),
            false => ids_of_accounts(connection, account_ids).await?,
        };
        Ok(Self { policies, periods })
    }

    /// Of one of them.
    pub(super) fn of(&self, account_id: i64) -> &[FreePeriod] {
        let periods = self.policies.get(&account_id).and_then(|policy_id| self.periods.get(policy_id));
        periods.map_or(&[], Vec::as_slice)
    }
}

/// A policy as the engine sees it.
///
/// # Errors
/// When a stored number is not one that could have been stored.
pub(super) fn terms(policy: &policies::Model) -> Result<Policy> {
    let months = u32::try_from(policy.rollover_expires_after_months).map_err(Error::internal)?;
    Ok(Policy {
        cap_in_gigabytes: u64::try_from(policy.cap_in_gigabytes).map_err(Error::internal)?,
        rollover_enabled: policy.rollover_enabled,
        rollover_expires_after_months: policy.rollover_expiration_enabled.then_some(months),
    })
}
