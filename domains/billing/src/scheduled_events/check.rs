//! Whether an event could be done as things stand: asked when it is written, so that a typing error shows at once. What
//! changes until its time has come shows then.

use fairlead_customers::account_statuses;
use fairlead_kernel::{Error, FieldErrors, Money, Result};
use fairlead_store::classify;
use sea_orm::EntityTrait;
use serde_json::{Map, Value, json};

use super::Model;
use super::input::{Kind, ScheduledEventInput};
use crate::account_services::subject::Subject;
use crate::account_services::{add, packages, remove, update};

/// What an event is about does not exist.
const NO_SUCH_VALUE: &str = "The selected primary value is not valid.";

/// Notes what is wrong with an event; `before` is the stored row of an update, whose settings are not questioned again.
///
/// # Errors
/// 403 for what the actor may not do at once either.
pub(super) async fn check(
    subject: &Subject<'_>,
    input: &ScheduledEventInput,
    before: Option<&Model>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some(kind) = Kind::of(&input.event_type) else { return Ok(()) };
    let actor = &subject.by.ctx.actor;
    let (resource, action) = kind.permission();
    if !actor.may(resource, action) {
        let message = format!("This requires the permission {resource}.{action}.");
        return Err(Error::Forbidden(message.into()));
    }
    if input.scheduled_datetime.and_utc().timestamp_millis() < subject.tx.now().0 {
        errors.add("scheduled_datetime", "The scheduled datetime cannot be in the past.");
    }
    for (field, asked, stored) in [
        ("proration_override", input.proration_override, before.is_some_and(|row| row.proration_override)),
        ("prorate", input.prorate, before.is_some_and(|row| row.prorate)),
    ] {
        if asked && !stored && !actor.is_account_super_user() {
            errors.add(field, format!("The {field} can only be set by an account super user."));
        }
    }
    if kind == Kind::OverridePrice
        && let Err(message) = price(input.secondary_value.as_deref())
    {
        errors.add("secondary_value", message);
    }
    match possible(subject, kind, &input.primary_value).await {
        Err(Error::Internal(error)) => Err(Error::Internal(error)),
        Err(Error::Busy) => Err(Error::Busy),
        Err(Error::Forbidden(message)) => Err(Error::Forbidden(message)),
        Err(Error::Invalid(found)) => {
            let message = found.iter().next().map_or(NO_SUCH_VALUE, |(_, message)| message);
            let message = if message.contains(" id is not valid.") { NO_SUCH_VALUE } else { message };
            errors.add("primary_value", message);
            Ok(())
        }
        Err(Error::Refused(message)) => {
            errors.add("primary_value", message);
            Ok(())
        }
        Err(_) => {
            errors.add("primary_value", NO_SUCH_VALUE);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// The price of a price override.
pub(super) fn price(text: Option<&str>) -> std::result::Result<Money, &'static str> {
    let Some(text) = text else {
        return Err("The secondary_value field is required for price_override_service.");
    };
    let price = text.trim().parse::<Money>().ok().filter(|price| *price >= Money::ZERO);
    price.ok_or("The secondary_value must be an amount of at least 0.")
}

/// The number that a value is.
pub(super) fn id(value: &str) -> Result<i64> {
    value.trim().parse().ok().filter(|id| *id > 0).ok_or_else(Error::no_such_item)
}

/// A body with one value, and whether to prorate.
pub(super) fn body(field: &str, value: i64, prorate: bool) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert(field.into(), value.into());
    body.insert("prorate".into(), json!(prorate));
    body
}

async fn possible(subject: &Subject<'_>, kind: Kind, value: &str) -> Result<()> {
    match kind {
        Kind::AddService => match add::validate(subject, &body("service_id", id(value)?, false)).await {
            Err(Error::Invalid(errors)) if errors.get("amount").is_some() => {
                Err(Error::Refused("An adjustment needs an amount and cannot be scheduled.".into()))
            }
            outcome => outcome.map(drop),
        },
        Kind::AddPackage => {
            packages::validate(subject, &body("package_id", id(value)?, false)).await.map(drop)
        }
        Kind::RemoveService => remove::removable(subject, id(value)?).await.map(drop),
        Kind::OverridePrice | Kind::RemovePriceOverride => update::find(subject, id(value)?).await.map(drop),
        Kind::RemovePackage => packages::rows_of(subject, value).await.map(drop),
        Kind::ChangeStatus => {
            let status = account_statuses::Entity::find_by_id(id(value)?).one(subject.tx).await;
            let status = status.map_err(classify)?.ok_or_else(Error::no_such_item)?;
            match status.account_super_user_only {
                true => subject.by.ctx.require_account_super_user(),
                false => Ok(()),
            }
        }
    }
}
