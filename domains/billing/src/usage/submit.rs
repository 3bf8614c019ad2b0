//! The intake over the API. Whoever sends a batch again, because an answer was lost, changes nothing.

use fairlead_customers::accounts::OfAccount;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{BulkDataUsageInput, DataUsageInput, refuse_future, refuse_strangers, unknown_accounts};
use super::{Submit, intake};

/// What became of a batch.
#[derive(Serialize, ToSchema)]
pub struct DataUsageTaken {
    /// True.
    success: bool,
    /// Samples of accounts that are not there, which were left out: a message by place, the first hundred of them.
    #[serde(skip_serializing_if = "FieldErrors::is_empty")]
    #[schema(value_type = Object)]
    skipped: FieldErrors,
}

/// POST /accounts/{account_id}/granular_data_usage
pub(super) async fn of_account(
    ctx: Allowed<Submit>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    scope.exists(ctx.db().read()).await?;
    let samples = &body.read::<DataUsageInput>()?.samples(scope.0);
    refuse_future(samples, ctx.db().clock().now().into())?;
    let zone = calendar::time_zone(&ctx.app).await?;
    let strangers = ctx.write(|tx| async move { intake::store(&tx, zone, samples).await }).await?;
    match strangers.is_empty() {
        true => Answer::success(),
        false => Err(Error::no_such_item().into()),
    }
}

/// POST /accounts/bulk_granular_data_usage
pub(super) async fn of_many(ctx: Allowed<Submit>, body: JsonBody) -> Result<Answer, Failure> {
    let samples = &body.read::<BulkDataUsageInput>()?.samples();
    refuse_future(samples, ctx.db().clock().now().into())?;
    let zone = calendar::time_zone(&ctx.app).await?;
    let strangers = ctx
        .write(|tx| async move {
            let strangers = intake::store(&tx, zone, samples).await?;
            refuse_strangers(&strangers, samples.len())?;
            Ok::<Vec<usize>, Error>(strangers)
        })
        .await?;
    Answer::ok(&DataUsageTaken { success: true, skipped: unknown_accounts(&strangers) })
}
