use fairlead_catalog::services;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result, read};
use fairlead_store::{check_lookups, classify};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody, PathParams, Scope};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::input::NewAccountServiceInput;
use super::rules::{self, NotFor};
use super::subject::{By, Subject, description};
use super::{AccountService, ActiveModel, Model};
use crate::ledger::balances;

/// What became of a service that was added.
#[derive(Serialize, ToSchema)]
#[schema(as = AddedAccountService)]
pub struct Added {
    /// The id of the service on the account, where it stays on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unique_service_relationship_id: Option<i64>,
    /// True, where it was charged at once and nothing stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
}

/// POST /accounts/{account_id}/services
pub(super) async fn create(
    ctx: Allowed<Create<AccountService>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let (by, body) = (&By::of(&ctx).await?, &body.0);
    let added = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            let added = put(&subject, body).await?;
            balances::refresh(&tx, scope.0).await?;
            Ok::<Added, Error>(added)
        })
        .await?;
    Answer::created(&added)
}

/// Puts a service on an account, or charges it at once, as the body of the request says. The caller refreshes the balances.
///
/// # Errors
/// 422 with a message for each field that is wrong.
pub(crate) async fn put(subject: &Subject<'_>, body: &Map<String, Value>) -> Result<Added> {
    let (input, service) = validate(subject, body).await?;
    add(subject, &input, &service).await
}

/// What is to be added, if it may be.
///
/// # Errors
/// As [`put`].
pub(crate) async fn validate(
    subject: &Subject<'_>,
    body: &Map<String, Value>,
) -> Result<(NewAccountServiceInput, services::Model)> {
    let reading = read::<NewAccountServiceInput>(body);
    let mut errors = reading.findings.errors;
    check_lookups(subject.tx, &reading.findings.lookups, None, &mut errors).await?;
    let (Some(input), None) = (reading.value, errors.get("service_id")) else {
        return Err(Error::Invalid(errors));
    };
    let service = services::Entity::find_by_id(input.service_id).one(subject.tx).await.map_err(classify)?;
    let service = service.ok_or_else(Error::no_such_item)?;
    let not_for = rules::not_for(subject.tx, subject.account.id, std::slice::from_ref(&service)).await?;
    match not_for.get(&service.id) {
        Some(NotFor::Inactive) => errors.add("service_id", "The service is not active."),
        Some(NotFor::Group) => {
            errors.add("service_id", "The service is not meant for the groups of this account.");
        }
        None => {}
    }
    rules::check_new(&input, &service, &subject.account, subject.by.day.today, &mut errors);
    errors.into_result()?;
    Ok((input, service))
}

async fn add(
    subject: &Subject<'_>,
    input: &NewAccountServiceInput,
    service: &services::Model,
) -> Result<Added> {
    let called = input.description.as_deref();
    if !rules::stays(service) {
        let called = called.or(input.own.name_override.as_deref()).unwrap_or(&service.name);
        subject.charge_once(service, called, input.quantity, input.amount, None).await?;
        return Ok(Added { unique_service_relationship_id: None, success: Some(true) });
    }
    let own = &input.own;
    let row = ActiveModel {
        quantity: Set(input.quantity),
        price_override: Set(own.price_override),
        price_override_reason: Set(own.reason()),
        name_override: Set(own.name_override.clone()),
        next_bill_date: Set(own.next_bill_date),
        metadata: Set(own.service_metadata.over(&json!({}))),
        ..new_row(subject, service.id)
    };
    let row = subject.tx.insert(row).await?;
    if subject.by.prorates(input.prorate) {
        subject.added(service, &row, called.unwrap_or_else(|| description(service, &row))).await?;
    }
    Ok(Added { unique_service_relationship_id: Some(row.id), success: None })
}

/// One of a service, with nothing of the account's own.
pub(super) fn new_row(subject: &Subject<'_>, service_id: i64) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        account_id: Set(subject.account.id),
        service_id: Set(service_id),
        quantity: Set(1),
        price_override: Set(None),
        price_override_reason: Set(None),
        name_override: Set(None),
        package_id: Set(None),
        unique_package_id: Set(None),
        number_of_times_billed: Set(0),
        next_bill_date: Set(None),
        metadata: Set(json!({})),
        created_at: Set(subject.tx.now()),
    }
}

/// The service of a row; a foreign key holds it.
pub(super) async fn service_of(subject: &Subject<'_>, row: &Model) -> Result<services::Model> {
    let found = services::Entity::find_by_id(row.service_id).one(subject.tx).await.map_err(classify)?;
    found.ok_or_else(|| Error::Internal(format!("service {} is on an account and not there", row.service_id)))
}
