//! Services that are charged at once: one time, overage, and adjustments.

use fairlead_billing_math::adjustment::{self, Applied, Limit};
use fairlead_billing_math::charge::{self, NotOnce, ServiceType as Kind};
use fairlead_billing_math::tax::TaxLine;
use fairlead_catalog::services::{self, ServiceType};
use fairlead_identity::users;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Timestamp, classify};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::adjustments;
use super::subject::{Charge, Subject, too_large};
use crate::ledger::post::Posted;
use crate::ledger::taxing::application;

impl Subject<'_> {
    /// Charges a service once. `amount` is that of an adjustment; `taxes`, in amounts without a sign, stand instead of those
    /// of the service. Gives what is on the books now: nothing for a credit of nothing.
    ///
    /// # Errors
    /// 422 for an adjustment that the user may not apply.
    pub(crate) async fn charge_once(
        &self,
        service: &services::Model,
        description: &str,
        quantity: i64,
        amount: Option<Money>,
        taxes: Option<Vec<TaxLine>>,
    ) -> Result<Option<Posted>> {
        let quantity = u32::try_from(quantity).map_err(Error::internal)?;
        let kind = match service.r#type {
            ServiceType::Adjustment => Kind::Adjustment,
            ServiceType::Overage => Kind::Overage,
            _ => Kind::OneTime,
        };
        let price = match amount {
            Some(amount) if kind == Kind::Adjustment => amount,
            _ => service.amount,
        };
        if kind == Kind::Adjustment {
            self.adjust(service, price).await?;
        }
        let charged = charge::once(kind, application(service), service.amount, quantity, amount);
        self.post(Charge {
            service,
            description,
            price,
            quantity,
            months: 1,
            period: None,
            prorated: None,
            amount: charged.map_err(refused)?,
            exemption: service.tax_exemption_amount,
            taxes,
        })
        .await
    }

    /// Checks that the user may adjust so much, and remembers that it was done.
    async fn adjust(&self, service: &services::Model, amount: Money) -> Result<()> {
        self.require_role(service.id).await?;
        if service.limit_adjustments {
            self.require_within_limit(service, amount).await?;
        }
        let row = adjustments::ActiveModel {
            id: NotSet,
            service_id: Set(service.id),
            user_id: Set(self.by.ctx.actor.user_id),
            amount: Set(amount),
            created_at: Set(self.tx.now()),
        };
        self.tx.insert_all(vec![row]).await
    }

    /// A super admin holds what every role does.
    async fn require_role(&self, service_id: i64) -> Result<()> {
        let actor = &self.by.ctx.actor;
        let roles = services::roles_of(self.tx, &[service_id]).await?.remove(&service_id).unwrap_or_default();
        if roles.is_empty() || actor.super_admin {
            return Ok(());
        }
        let user = users::Entity::find_by_id(actor.user_id).one(self.tx).await.map_err(classify)?;
        match user.is_some_and(|user| roles.contains(&user.role_id)) {
            true => Ok(()),
            false => Err(Error::Refused("You do not have permission to apply adjustment services.".into())),
        }
    }

    /// The service's row is locked, so that adjustments of two accounts at once see each other.
    async fn require_within_limit(&self, service: &services::Model, amount: Money) -> Result<()> {
        use adjustments::Column;
        services::Entity::find_by_id(service.id).lock_exclusive().one(self.tx).await.map_err(classify)?;
        let now = self.tx.now();
        let window_in_milliseconds = service.period_days * 24 * 60 * 60 * 1000;
        let before = adjustments::Entity::find()
            .filter(Column::ServiceId.eq(service.id))
            .filter(Column::UserId.eq(self.by.ctx.actor.user_id))
            .filter(Column::CreatedAt.gt(Timestamp(now.0 - window_in_milliseconds)))
            .all(self.tx)
            .await
            .map_err(classify)?;
        let applied: Vec<Applied> =
            before.iter().map(|row| Applied { at: row.created_at.to_utc(), amount: row.amount }).collect();
        let limit = Limit {
            max_amount_per_period: service.max_amount_per_period,
            period_days: u32::try_from(service.period_days).map_err(Error::internal)?,
        };
        adjustment::check(&limit, &applied, now.to_utc(), amount)
            .map_err(|over| Error::field("amount", over.to_string()))
    }
}

fn refused(why: NotOnce) -> Error {
    match why {
        NotOnce::TooLarge => too_large(),
        NotOnce::AmountMissing => Error::field("amount", why.to_string()),
        NotOnce::BillsByDate => Error::Internal(why.to_string()),
    }
}
