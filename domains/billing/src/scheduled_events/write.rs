use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result, overlay, read};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, classify};
use fairlead_web::{
    Allowed, Answer, Create, Delete, Failure, IfMatch, JsonBody, PathParams, Scope, Update, keep_unchanged,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Map, Value, json};

use super::check::check;
use super::input::{Kind, ScheduledEventInput};
use super::{ActiveModel, Column, Entity, Model, ScheduledEvent, ScheduledEventView, run};
use crate::account_services::subject::{By, Subject};

/// POST /accounts/{account_id}/scheduled_events
pub(super) async fn create(
    ctx: Allowed<Create<ScheduledEvent>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let (by, body) = (&By::of(&ctx).await?, &body.0);
    let stored = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            let input = validate(&subject, body, None).await?;
            let mut row = ActiveModel {
                account_id: Set(scope.0),
                completed: Set(false),
                user_id: Set(by.ctx.actor.user_id),
                created_at: Set(tx.now()),
                ..Default::default()
            };
            apply(&input, &mut row);
            let stored = tx.insert(row).await?;
            schedule(&tx, &stored).await?;
            Ok::<Model, Error>(stored)
        })
        .await?;
    Answer::created(&ScheduledEventView::from(stored))
}

/// PATCH /accounts/{account_id}/scheduled_events/{id}: one that failed is scheduled again.
pub(super) async fn update(
    ctx: Allowed<Update<ScheduledEvent>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let id = path.id("id")?;
    let (by, body, if_match) = (&By::of(&ctx).await?, &body.0, &if_match);
    let stored = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            let before = find(&tx, scope.0, id).await?.ok_or_else(Error::no_such_item)?;
            if_match.check(&ScheduledEventView::from(before.clone()))?;
            refuse_completed(&before)?;
            let input =
                validate(&subject, &overlay(&ScheduledEventInput::from(&before), body), Some(&before))
                    .await?;
            let unchanged = before.clone().into_active_model();
            let mut row = unchanged.clone();
            apply(&input, &mut row);
            keep_unchanged(&unchanged, &mut row);
            let stored = tx.update(&before, row).await?;
            schedule(&tx, &stored).await?;
            Ok::<Model, Error>(stored)
        })
        .await?;
    Answer::ok(&ScheduledEventView::from(stored))
}

/// DELETE /accounts/{account_id}/scheduled_events/{id}
pub(super) async fn delete(
    ctx: Allowed<Delete<ScheduledEvent>>,
    path: PathParams,
) -> Result<Answer, Failure> {
    let missing = || Error::NotFound("scheduled event does not exist.".into());
    let scope = OfAccount::read(&path)?;
    let id = path.id("id").map_err(|_| missing())?;
    ctx.write(|tx| async move {
        crate::ledger::hold(&tx, scope.0).await?;
        let row = find(&tx, scope.0, id).await?.ok_or_else(missing)?;
        refuse_completed(&row)?;
        tx.delete(row).await
    })
    .await?;
    Answer::success()
}

async fn validate(
    subject: &Subject<'_>,
    body: &Map<String, Value>,
    before: Option<&Model>,
) -> Result<ScheduledEventInput> {
    let reading = read::<ScheduledEventInput>(body);
    let mut errors = reading.findings.errors;
    if let Some(input) = &reading.value {
        check(subject, input, before, &mut errors).await?;
    }
    errors.into_result()?;
    reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

/// Other types than a price override have no use for a second value.
fn apply(input: &ScheduledEventInput, row: &mut ActiveModel) {
    let has_price = Kind::of(&input.event_type) == Some(Kind::OverridePrice);
    row.event_type = Set(input.event_type.clone());
    row.scheduled_datetime = Set(input.scheduled_datetime.into());
    row.primary_value = Set(input.primary_value.clone());
    row.secondary_value = Set(input.secondary_value.clone().filter(|_| has_price));
    row.proration_override = Set(input.proration_override);
    row.prorate = Set(input.prorate);
    row.failure = Set(None);
}

/// A job for its time. What was scheduled before finds that the time is another one, and does nothing.
async fn schedule(tx: &Tx, event: &Model) -> Result<()> {
    let job = Enqueue {
        run_at: Some(event.scheduled_datetime),
        ..Enqueue::now(run::RUN, json!({"scheduled_event_id": event.id}))
    };
    tx.enqueue(job).await.map(drop)
}

fn refuse_completed(event: &Model) -> Result<()> {
    match event.completed {
        true => {
            Err(Error::Refused("A scheduled event that was completed cannot be changed any more.".into()))
        }
        false => Ok(()),
    }
}

/// One of the account's, locked.
///
/// # Errors
/// Those of the database.
pub(super) async fn find(tx: &Tx, account_id: i64, id: i64) -> Result<Option<Model>> {
    let select = Entity::find_by_id(id).filter(Column::AccountId.eq(account_id));
    select.lock_exclusive().one(tx).await.map_err(classify)
}
