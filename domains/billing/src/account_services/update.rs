use fairlead_catalog::services;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result, overlay, read_update};
use fairlead_store::classify;
use fairlead_web::{
    Allowed, Answer, Failure, IfMatch, JsonBody, PathParams, Resource, Scope, Update, keep_unchanged,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Map, Value};

use super::add::service_of;
use super::input::AccountServiceInput;
use super::subject::{By, Subject};
use super::{AccountService, AccountServiceView, Column, Entity, Model, rules};
use crate::ledger::balances;

/// PATCH /accounts/{account_id}/services/{unique_service_relationship_id}
pub(super) async fn update(
    ctx: Allowed<Update<AccountService>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let id = path.id(AccountService::ID)?;
    let (by, body, if_match) = (&By::of(&ctx).await?, &body.0, &if_match);
    let stored = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            let before = find(&subject, id).await?;
            if_match.check(&AccountServiceView::from(before.clone()))?;
            let stored = change(&subject, before, body).await?;
            balances::refresh(&tx, scope.0).await?;
            Ok::<Model, Error>(stored)
        })
        .await?;
    Answer::ok(&AccountServiceView::from(stored))
}

/// One of the account's own.
///
/// # Errors
/// 404.
pub(crate) async fn find(subject: &Subject<'_>, id: i64) -> Result<Model> {
    let own = Entity::find_by_id(id).filter(Column::AccountId.eq(subject.account.id));
    own.one(subject.tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)
}

/// Lays the body of the request over a service on the account. The caller refreshes the balances.
///
/// # Errors
/// 422 with a message for each field that is wrong.
pub(crate) async fn change(subject: &Subject<'_>, before: Model, body: &Map<String, Value>) -> Result<Model> {
    let service = service_of(subject, &before).await?;
    let reading = read_update::<AccountServiceInput>(&overlay(&AccountService::input(&before), body));
    let mut errors = reading.findings.errors;
    if let Some(input) = &reading.value {
        let today = subject.by.day.today;
        rules::check_own(&input.own, &service, &subject.account, Some(&before), today, &mut errors);
    }
    errors.into_result()?;
    let input = reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
    let mut row = before.clone().into_active_model();
    AccountService::apply(&input, &mut row);
    row.metadata = Set(input.own.service_metadata.over(&before.metadata));
    keep_unchanged(&before.clone().into_active_model(), &mut row);
    let after = subject.tx.update(&before, row).await?;
    prorate(subject, &service, &before, &after, input.prorate).await?;
    Ok(after)
}

/// The price first, for the quantity that was; then the quantity, at the price that is. The reference prorates a change of the
/// quantity only: one of the price has to be asked for.
async fn prorate(
    subject: &Subject<'_>,
    service: &services::Model,
    before: &Model,
    after: &Model,
    asked: Option<bool>,
) -> Result<()> {
    let price = after.price_override.unwrap_or(service.amount);
    if price != before.price_override.unwrap_or(service.amount)
        && asked == Some(true)
        && subject.by.prorates(asked)
    {
        let named = Model { name_override: after.name_override.clone(), ..before.clone() };
        subject.price_changed(service, &named, price).await?;
    }
    if after.quantity != before.quantity && subject.by.prorates(asked) {
        let from = Model { quantity: before.quantity, ..after.clone() };
        subject.quantity_changed(service, &from, after.quantity).await?;
    }
    Ok(())
}
