//! How far accounts are in the data of their present period.

use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_billing_math::usage::cap_bytes;
use fairlead_kernel::Result;
use sea_orm::ConnectionTrait;

use super::{histories, policy, rollovers, top_offs};

/// What an account has used of its present period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    /// The history of the period.
    pub history_id: i64,
    /// Bytes that count against the cap.
    pub used_bytes: u64,
    /// The cap with what rolled over and what was bought.
    pub cap_bytes: u64,
}

impl Used {
    /// Whether so many hundredths of the cap are used.
    pub(crate) fn reached(&self, percent: u64) -> bool {
        u128::from(self.used_bytes) * 100 >= u128::from(self.cap_bytes) * u128::from(percent)
    }
}

/// Of these accounts, by account; those without a policy or without usage are left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn of_accounts(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
    today: NaiveDate,
) -> Result<HashMap<i64, Used>> {
    let policies = policy::of_accounts(connection, account_ids).await?;
    let ids: Vec<i64> = policies.keys().copied().collect();
    let open = histories::open(connection, &ids, false).await?;
    let mut rolled_over = rollovers::of_accounts(connection, &ids).await?;
    let history_ids: Vec<i64> = open.values().map(|history| history.id).collect();
    let bought = top_offs::bytes_of(connection, &history_ids).await?;
    let mut used = HashMap::new();
    for (account_id, history) in open {
        let Some(policy) = policies.get(&account_id) else { continue };
        let top_off_bytes = bought.get(&history.id).copied().unwrap_or_default();
        let rollovers = rolled_over.remove(&account_id).unwrap_or_default();
        let cap = cap_bytes(&policy::terms(policy)?, &rollovers, top_off_bytes, today);
        let one = Used {
            history_id: history.id,
            used_bytes: history.traffic().billable.total(),
            cap_bytes: cap.unwrap_or(u64::MAX),
        };
        used.insert(account_id, one);
    }
    Ok(used)
}
