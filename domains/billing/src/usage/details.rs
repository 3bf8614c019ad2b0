//! What the policy of an account allows it in the present period.

use chrono::NaiveDate;
use fairlead_billing_math::usage::{Rollover, cap_bytes};
use fairlead_catalog::services;
use fairlead_catalog::usage_based_billing_policies as policies;
use fairlead_customers::accounts::OfAccount;
use fairlead_customers::calendar;
use fairlead_kernel::{Money, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, Failure, PathParams, Scope};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Read, histories, policy, rollovers, top_offs};

/// Portals read every field, also where there is no policy.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct UsageBasedBillingPolicyDetails {
    /// Whether the account has a data service with a policy.
    has_policy: bool,
    /// Decimal gigabytes that a period includes, without rollover and top offs; 0 without a policy.
    policy_cap_in_gigabytes: i64,
    /// Whether what is left of the cap rolls over.
    rollover_enabled: bool,
    /// Whether rolled over data expires.
    rollover_expiration_enabled: bool,
    /// After how many months it does.
    rollover_expires_after_months: i64,
    /// Whether usage beyond the cap is charged.
    assess_charges_at_end_of_billing_period: bool,
    /// Whether the account can buy more.
    allow_user_to_purchase_capacity: bool,
    /// The price of a unit beyond the cap.
    overage_cost: Option<Money>,
    /// The decimal gigabytes of a unit.
    overage_units_in_gigabytes: Option<i64>,
    /// What is left of the caps of earlier periods.
    rollover_available_in_bytes: u64,
    /// What was bought for this period.
    purchased_top_off_total_in_bytes: u64,
}

/// GET /accounts/{account_id}/usage_based_billing_policy_details
pub(super) async fn show(ctx: Allowed<Read>, path: PathParams) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let read = ctx.db().read();
    scope.exists(read).await?;
    let today = calendar::today(&ctx.app).await?;
    Answer::ok(&of(read, scope.0, today).await?)
}

async fn of(
    connection: &impl ConnectionTrait,
    account_id: i64,
    today: NaiveDate,
) -> Result<UsageBasedBillingPolicyDetails> {
    let policy = policy::of_accounts(connection, &[account_id]).await?.remove(&account_id);
    let Some(policy) = policy else { return Ok(UsageBasedBillingPolicyDetails::default()) };
    let service = match policy.service_id {
        Some(id) => services::Entity::find_by_id(id).one(connection).await.map_err(classify)?,
        None => None,
    };
    let rollovers = rollovers::of_accounts(connection, &[account_id]).await?.remove(&account_id);
    let open = histories::open(connection, &[account_id], false).await?.remove(&account_id);
    let bought = match open {
        Some(open) => top_offs::bytes_of(connection, &[open.id]).await?.remove(&open.id),
        None => None,
    };
    let available = available(&policy, &rollovers.unwrap_or_default(), today)?;
    Ok(UsageBasedBillingPolicyDetails {
        has_policy: true,
        policy_cap_in_gigabytes: policy.cap_in_gigabytes,
        rollover_enabled: policy.rollover_enabled,
        rollover_expiration_enabled: policy.rollover_expiration_enabled,
        rollover_expires_after_months: policy.rollover_expires_after_months,
        assess_charges_at_end_of_billing_period: policy.assess_charges_at_end_of_billing_period,
        allow_user_to_purchase_capacity: policy.allow_user_to_purchase_capacity,
        overage_cost: service.as_ref().map(|service| service.amount),
        overage_units_in_gigabytes: service.and_then(|service| service.unit_quantity_in_gigabytes),
        rollover_available_in_bytes: available,
        purchased_top_off_total_in_bytes: bought.unwrap_or_default(),
    })
}

/// What the cap of the day has from earlier periods.
fn available(policy: &policies::Model, rollovers: &[Rollover], today: NaiveDate) -> Result<u64> {
    let terms = policy::terms(policy)?;
    let cap = |rollovers| cap_bytes(&terms, rollovers, 0, today).unwrap_or(u64::MAX);
    Ok(cap(rollovers) - cap(&[]))
}
