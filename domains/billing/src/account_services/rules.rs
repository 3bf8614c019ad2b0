//! What may be on an account, and what an account may have of its own of it (reference, Account Services).

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use fairlead_catalog::services::{self, ServiceType};
use fairlead_customers::{account_group_members, accounts};
use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::{Tx, classify};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Model;
use super::input::{NewAccountServiceInput, OwnTerms};

impl OwnTerms {
    /// The reason of the price override; it goes with it.
    pub(super) fn reason(&self) -> Option<String> {
        self.price_override_reason.clone().filter(|_| self.price_override.is_some())
    }
}

/// Whether a service stays on the account and bills by date, rather than being charged once.
pub(super) fn stays(service: &services::Model) -> bool {
    matches!(service.r#type, ServiceType::Recurring | ServiceType::Expiring)
}

/// Why a service cannot be added to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotFor {
    /// It is not sold any more.
    Inactive,
    /// It is meant for account groups, none of which the account is in.
    Group,
}

/// Which of these services cannot be added to the account, by service.
pub(super) async fn not_for(
    tx: &Tx,
    account_id: i64,
    candidates: &[services::Model],
) -> Result<HashMap<i64, NotFor>> {
    let ids: Vec<i64> = candidates.iter().map(|service| service.id).collect();
    let meant_for = services::account_groups_of(tx, &ids).await?;
    let groups: Vec<i64> = if meant_for.is_empty() { Vec::new() } else { groups_of(tx, account_id).await? };
    let problem = |service: &services::Model| {
        let meant = meant_for.get(&service.id).is_none_or(|meant| meant.iter().any(|id| groups.contains(id)));
        match (service.active, meant) {
            (false, _) => Some(NotFor::Inactive),
            (true, false) => Some(NotFor::Group),
            (true, true) => None,
        }
    };
    Ok(candidates.iter().filter_map(|service| Some((service.id, problem(service)?))).collect())
}

async fn groups_of(tx: &Tx, account_id: i64) -> Result<Vec<i64>> {
    let select =
        account_group_members::Entity::find().filter(account_group_members::Column::AccountId.eq(account_id));
    let members = select.all(tx).await.map_err(classify)?;
    Ok(members.iter().map(|member| member.account_group_id).collect())
}

/// Notes what does not go together in a service that is added.
pub(super) fn check_new(
    input: &NewAccountServiceInput,
    service: &services::Model,
    account: &accounts::Model,
    today: NaiveDate,
    errors: &mut FieldErrors,
) {
    match service.r#type {
        ServiceType::Adjustment => {
            if input.amount.is_none_or(|amount| amount.is_zero()) {
                errors.add("amount", "The amount field is required for adjustment services.");
            }
            if input.quantity > 1 {
                errors.add("quantity", "The quantity may not be greater than 1 for adjustment services.");
            }
        }
        _ if input.amount.is_some_and(|amount| !amount.is_zero()) => {
            errors.add("amount", "The amount is only valid for adjustment services.");
        }
        _ => {}
    }
    if stays(service) {
        return check_own(&input.own, service, account, None, today, errors);
    }
    let own = &input.own;
    let only = "recurring and expiring services";
    for (field, sent) in [
        ("price_override", own.price_override.is_some()),
        ("price_override_reason", own.price_override_reason.is_some()),
        ("next_bill_date", own.next_bill_date.is_some()),
        ("service_metadata", !own.service_metadata.is_empty()),
    ] {
        if sent {
            errors.add(field, format!("The {field} is only valid for {only}."));
        }
    }
}

/// Notes what does not go together in the account's own terms of a service that stays on it. `before` is the stored row on
/// update: what it holds is not questioned again.
pub(super) fn check_own(
    own: &OwnTerms,
    service: &services::Model,
    account: &accounts::Model,
    before: Option<&Model>,
    today: NaiveDate,
    errors: &mut FieldErrors,
) {
    let stored_reason = before.and_then(|row| row.price_override_reason.as_ref());
    match (own.price_override, own.price_override_reason.as_ref()) {
        (Some(_), None) => {
            let message = "The price_override_reason field is required when price_override is present.";
            errors.add("price_override_reason", message);
        }
        (None, Some(reason)) if stored_reason != Some(reason) => {
            errors.add(
                "price_override_reason",
                "The price_override_reason is only valid with a price_override.",
            );
        }
        _ => {}
    }
    let stored_date = before.and_then(|row| row.next_bill_date);
    let Some(date) = own.next_bill_date.filter(|date| stored_date != Some(*date)) else { return };
    if service.billing_frequency_in_months <= 1 {
        errors.add(
            "next_bill_date",
            "The next_bill_date is only valid for services that bill every few months.",
        );
    } else if i64::from(date.day()) != account.bill_day {
        let message = format!(
            "The day of the next_bill_date must be the bill day of the account, {}.",
            account.bill_day
        );
        errors.add("next_bill_date", message);
    } else if date < today {
        errors.add("next_bill_date", "The next_bill_date may not be in the past.");
    }
}
