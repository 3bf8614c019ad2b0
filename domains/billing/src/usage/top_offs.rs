//! Capacity that is bought for the rest of a period, at the rate of the overage service of the policy.

use std::collections::HashMap;

use fairlead_billing_math::usage::top_off_bytes;
use fairlead_catalog::services;
use fairlead_catalog::usage_based_billing_policies as policies;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Timestamp, classify, for_ids};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams, Scope};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::counters::stored;
use super::{TopOff, histories, policy};
use crate::account_services::subject::{By, Subject};
use crate::ledger::balances;
use crate::mailing::post::{Cause, post};
use crate::mailing::{Kind, Switches};

/// A row of `data_usage_top_offs`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "data_usage_top_offs")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The period that it is for.
    pub data_usage_history_id: i64,
    /// The overage service that it was charged with.
    pub service_id: i64,
    /// How many units.
    pub quantity: i64,
    /// What they come to.
    pub bytes: i64,
    /// When it was bought.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of a purchase.
#[derive(Debug, Input)]
pub struct TopOffInput {
    /// How many units of the overage service.
    #[input(default = "1", min = 1, max = 1_000_000)]
    pub quantity: i64,
}

/// What a purchase gives.
#[derive(Serialize, ToSchema)]
pub struct ToppedOff {
    /// Bytes that the account may use more in this period.
    bytes_added: u64,
}

/// The bytes that were bought in these histories, by history.
///
/// # Errors
/// Those of the database.
pub(super) async fn bytes_of(
    connection: &impl ConnectionTrait,
    history_ids: &[i64],
) -> Result<HashMap<i64, u64>> {
    let sql =
        "select data_usage_history_id, bytes from data_usage_top_offs where data_usage_history_id in {ids}";
    let mut bytes: HashMap<i64, u64> = HashMap::new();
    for row in for_ids(connection, sql, history_ids).await? {
        let bought: i64 = row.try_get_by_index(1).map_err(classify)?;
        let sum = bytes.entry(row.try_get_by_index(0).map_err(classify)?).or_default();
        *sum = sum.saturating_add(bought.unsigned_abs());
    }
    Ok(bytes)
}

/// POST /accounts/{account_id}/top_off
pub(super) async fn buy(ctx: Allowed<TopOff>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    scope.exists(ctx.db().read()).await?;
    let input = &body.read::<TopOffInput>()?;
    let by = &By::of(&ctx).await?;
    let switches = &Switches::of(&ctx.app).await?;
    let bytes_added = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            let bought = charge(&subject, input.quantity).await?;
            if switches.on(Kind::TopOff) {
                let cause = Cause::new(Kind::TopOff, scope.0, bought.id);
                post(&tx, Kind::TopOff, &[cause], false).await?;
            }
            balances::refresh(&tx, scope.0).await?;
            Ok::<u64, Error>(bought.bytes.unsigned_abs())
        })
        .await?;
    Answer::ok(&ToppedOff { bytes_added })
}

async fn charge(subject: &Subject<'_>, quantity: i64) -> Result<Model> {
    let (tx, account_id) = (subject.tx, subject.account.id);
    let policy = policy::of_accounts(tx, &[account_id]).await?.remove(&account_id);
    let service = overage_service(subject, policy).await?;
    let unit = service.unit_quantity_in_gigabytes.unwrap_or_default();
    let too_much = || Error::field("quantity", "The quantity is too large.");
    let bytes = top_off_bytes(quantity.unsigned_abs(), unit.unsigned_abs()).ok_or_else(too_much)?;
    let held = histories::hold(tx, &[account_id]).await?.remove(&account_id);
    let history = held.ok_or_else(Error::no_such_item)?;
    subject.charge_once(&service, &service.name, quantity, None, None).await?;
    tx.insert(ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        data_usage_history_id: Set(history.id),
        service_id: Set(service.id),
        quantity: Set(quantity),
        bytes: Set(stored(bytes)),
        created_at: Set(tx.now()),
    })
    .await
}

/// The service that sells capacity to the account.
async fn overage_service(subject: &Subject<'_>, policy: Option<policies::Model>) -> Result<services::Model> {
    let Some(policy) = policy else {
        let message = "The account does not have a data service with a usage based billing policy.";
        return Err(Error::Refused(message.into()));
    };
    let id = policy.service_id.filter(|_| policy.allow_user_to_purchase_capacity);
    let Some(id) = id else {
        let message = "The usage based billing policy does not allow additional capacity to be purchased.";
        return Err(Error::Refused(message.into()));
    };
    let found = services::Entity::find_by_id(id).one(subject.tx).await.map_err(classify)?;
    found.ok_or_else(|| Error::Internal(format!("service {id} is in a policy and not there")))
}
