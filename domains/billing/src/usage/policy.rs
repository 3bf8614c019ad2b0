//! Which usage based billing policy holds for an account.

use std::collections::{HashMap, HashSet};

use fairlead_billing_math::usage::{FreePeriod, Policy};
use fairlead_catalog::usage_based_billing_free_periods as free_periods;
use fairlead_catalog::usage_based_billing_policies as policies;
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::batch::for_ids;

/// The policies of these accounts, by account: that of the data service that was added first. Accounts without one are left
/// out.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_accounts(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<HashMap<i64, policies::Model>> {
    let sql = "select a.account_id, s.usage_based_billing_policy_id from account_services a \
               join services s on s.id = a.service_id where s.data_service \
               and s.usage_based_billing_policy_id is not null and a.account_id in {ids} order by a.id desc";
    let mut by_account: HashMap<i64, i64> = HashMap::new();
    for row in for_ids(connection, sql, account_ids).await? {
        let account_id = row.try_get_by_index(0).map_err(classify)?;
        by_account.insert(account_id, row.try_get_by_index(1).map_err(classify)?);
    }
    let ids: HashSet<i64> = by_account.values().copied().collect();
    let policies = by_id(connection, ids).await?;
    let of = |(account_id, policy_id)| Some((account_id, policies.get(&policy_id)?.clone()));
    Ok(by_account.into_iter().filter_map(of).collect())
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

/// When traffic is free under these policies, by policy.
///
/// # Errors
/// Those of the database.
pub(super) async fn free_periods<'a>(
    connection: &impl ConnectionTrait,
    policies: impl Iterator<Item = &'a policies::Model>,
) -> Result<HashMap<i64, Vec<FreePeriod>>> {
    let ids: HashSet<i64> = policies.map(|policy| policy.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = free_periods::of_policies(connection, &ids.into_iter().collect::<Vec<_>>()).await?;
    let period =
        |row: &free_periods::Model| FreePeriod::new(u32::try_from(row.day).ok()?, row.start, row.end);
    Ok(rows.into_iter().map(|(id, rows)| (id, rows.iter().filter_map(period).collect())).collect())
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
