//! What a change of status and of the next bill date brings about.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::Ctx;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{ActiveModel, Model, Switch, input::AccountInput};
use crate::{account_status_changes, account_statuses, calendar};

/// Who changes an account, the date on which, and how the operator bills.
pub struct By<'a> {
    /// Who.
    pub ctx: &'a Ctx,
    /// The present date in the application's time zone.
    pub today: NaiveDate,
    /// That time zone.
    pub zone: Tz,
    /// The settings of billing.
    pub billing: Arc<Billing>,
}

impl<'a> By<'a> {
    /// Asks the settings and the clock: to be done before the transaction begins.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(ctx: &'a Ctx) -> Result<Self> {
        let billing = settings::cached::<Billing>(&ctx.app).await?;
        let zone = calendar::time_zone(&ctx.app).await?;
        let today = calendar::date_of(ctx.db().clock().now().into(), zone);
        Ok(Self { ctx, today, zone, billing })
    }
}

/// The billing side of an account after a write.
pub(super) struct Standing {
    /// Whether the new status bills.
    active: bool,
    /// Whether the account starts or ends to bill.
    pub(super) switch: Option<Switch>,
    /// Day of the month.
    bill_day: i64,
    /// When it bills next.
    next_bill_date: Option<NaiveDate>,
}

/// Works out what the input makes of an account that is new or was `before`.
///
/// A date that is sent sets the bill day. Activation sets the next bill date to the next occurrence of the bill day (today
/// included) unless a date is sent or a date that is not past is stored; leaving the active state clears it. A blank
/// date on an update leaves the stored one.
///
/// # Errors
/// 403 for a status or a date that only an account super user may set.
pub(super) async fn standing(
    tx: &Tx,
    by: &By<'_>,
    input: &AccountInput,
    before: Option<&Model>,
    errors: &mut FieldErrors,
) -> Result<Standing> {
    let status = find(tx, input.account_status_id).await?;
    let was_active = match before {
        Some(before) if before.account_status_id == status.id => status.active,
        Some(before) => find(tx, before.account_status_id).await?.active,
        None => false,
    };
    if status.account_super_user_only && before.is_none_or(|before| before.account_status_id != status.id) {
        by.ctx.require_account_super_user()?;
    }
    let stored = before.and_then(|before| before.next_bill_date);
    let sent = input.next_bill_date.filter(|date| stored != Some(*date));
    if let Some(date) = sent {
        if before.is_some() {
            by.ctx.require_account_super_user()?;
        }
        if date.day() > 28 {
            errors.add("next_bill_date", "The day of the next bill date may not be greater than 28.");
        }
    }
    let bill_day = match (sent, before) {
        (Some(date), _) => i64::from(date.day()),
        (None, Some(before)) => before.bill_day,
        (None, None) => by.billing.terms_of(input.account_type_id).bill_day,
    };
    let mut standing = Standing {
        active: status.active,
        switch: match (was_active, status.active) {
            (false, true) => Some(Switch::Activated),
            (true, false) => Some(Switch::Deactivated),
            _ => None,
        },
        bill_day,
        next_bill_date: sent.or(stored),
    };
    if standing.switch == Some(Switch::Deactivated) {
        standing.next_bill_date = sent;
    } else if status.active && sent.is_none() {
        standing.next_bill_date = due(&standing, was_active, by.today);
    }
    Ok(standing)
}

/// The date on which an active account bills that was told no other.
fn due(standing: &Standing, was_active: bool, today: NaiveDate) -> Option<NaiveDate> {
    let keep = standing.next_bill_date.filter(|date| was_active || *date >= today);
    keep.or_else(|| calendar::next_on_day(standing.bill_day, today))
}

async fn find(tx: &Tx, id: i64) -> Result<account_statuses::Model> {
    let found = account_statuses::Entity::find_by_id(id).one(tx).await.map_err(classify)?;
    found.ok_or_else(|| Error::field("account_status_id", "The selected account status id is not valid."))
}

impl Standing {
    /// Carries it into the row.
    pub(super) fn apply(&self, row: &mut ActiveModel) {
        row.bill_day = Set(self.bill_day);
        row.next_bill_date = Set(self.next_bill_date);
    }

    /// Remembers a change of status, and the activation of a new account.
    pub(super) async fn record(&self, tx: &Tx, before: Option<&Model>, after: &Model) -> Result<()> {
        let from = before.map(|before| before.account_status_id);
        let changed = from.map_or(self.active, |from| from != after.account_status_id);
        if !changed {
            return Ok(());
        }
        let row = account_status_changes::ActiveModel {
            account_id: Set(after.id),
            from_account_status_id: Set(from),
            to_account_status_id: Set(after.account_status_id),
            activated: Set(self.switch == Some(Switch::Activated)),
            created_at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert_all(vec![row]).await
    }
}
