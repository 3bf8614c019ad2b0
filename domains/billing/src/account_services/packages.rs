//! Packages on accounts: their services come and go together.

use fairlead_catalog::packages;
use fairlead_catalog::services::{self, ServiceType};
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result, read};
use fairlead_store::{check_lookups, classify};
use fairlead_vault::{os_rng, token};
use fairlead_web::{
    Allowed, Answer, Create, Delete, Doc, Failure, JsonBody, PathParams, Resource, Routes, Scope,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::add::new_row;
use super::input::{NewAccountPackageInput, RemovalInput};
use super::remove::remove;
use super::rules::{self, NotFor};
use super::subject::{By, Subject, description};
use super::{AccountService, ActiveModel, Column, Entity, Model};
use crate::ledger::balances;

/// Length of a unique package id, as in the reference: hexadecimal digits.
const ID_LENGTH: usize = 13;

/// A package that was added.
#[derive(Serialize, ToSchema)]
#[schema(as = AddedAccountPackage)]
struct AddedPackage<'a> {
    /// What its services carry, and what removes them together.
    unique_package_id: &'a str,
}

pub(super) fn routes() -> Routes {
    let doc = |summary| Doc::new(AccountService::TAG, summary).status(201);
    let adding = doc("Add a package to an account").body::<NewAccountPackageInput>().one::<AddedPackage>();
    Routes::new().post("/accounts/{account_id}/packages", create, adding).delete(
        "/accounts/{account_id}/packages/{unique_package_id}",
        delete,
        doc("Delete a package from an account").body::<RemovalInput>(),
    )
}

async fn create(
    ctx: Allowed<Create<AccountService>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let (by, body) = (&By::of(&ctx).await?, &body.0);
    let unique_package_id = &unique_id();
    ctx.write(|tx| async move {
        let subject = Subject::hold(&tx, by, scope.0).await?;
        put(&subject, body, unique_package_id).await?;
        balances::refresh(&tx, scope.0).await
    })
    .await?;
    Answer::created(&AddedPackage { unique_package_id })
}

/// Puts the services of a package on an account. The caller refreshes the balances.
///
/// # Errors
/// 422 for a package that cannot be added.
pub(crate) async fn put(
    subject: &Subject<'_>,
    body: &Map<String, Value>,
    unique_package_id: &str,
) -> Result<()> {
    let (input, services) = validate(subject, body).await?;
    for service in &services {
        add(subject, &input, service, unique_package_id).await?;
    }
    Ok(())
}

/// A new id for a package on an account.
pub(crate) fn unique_id() -> String {
    let mut id = token::token_hash(&token::link_key(&mut os_rng()));
    id.truncate(ID_LENGTH);
    id
}

/// What is to be added, if it may be.
///
/// # Errors
/// As [`put`].
pub(crate) async fn validate(
    subject: &Subject<'_>,
    body: &Map<String, Value>,
) -> Result<(NewAccountPackageInput, Vec<services::Model>)> {
    let reading = read::<NewAccountPackageInput>(body);
    let mut errors = reading.findings.errors;
    check_lookups(subject.tx, &reading.findings.lookups, None, &mut errors).await?;
    errors.into_result()?;
    let input = reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
    let package = packages::Entity::find_by_id(input.package_id).one(subject.tx).await.map_err(classify)?;
    if !package.is_some_and(|package| package.active) {
        return Err(Error::field("package_id", "The package is not active."));
    }
    let services = services_of(subject, input.package_id).await?;
    let not_for = rules::not_for(subject.tx, subject.account.id, &services).await?;
    if not_for.values().any(|reason| *reason == NotFor::Inactive) {
        return Err(Error::Refused("One of the services in the package is inactive.".into()));
    }
    if !not_for.is_empty() {
        let message = "One of the services in the package is not meant for the groups of this account.";
        return Err(Error::Refused(message.into()));
    }
    Ok((input, services))
}

/// In the order of the package.
async fn services_of(subject: &Subject<'_>, package_id: i64) -> Result<Vec<services::Model>> {
    let ids = packages::services_of(subject.tx, package_id).await?;
    let select = services::Entity::find().filter(services::Column::Id.is_in(ids.iter().copied()));
    let mut found = select.all(subject.tx).await.map_err(classify)?;
    found.sort_by_key(|service| ids.iter().position(|id| *id == service.id));
    if found.is_empty() {
        return Err(Error::field("package_id", "There are no services in the package."));
    }
    if found.iter().any(|service| service.r#type == ServiceType::Adjustment) {
        let message = "There is an adjustment in the package, which needs an amount of its own.";
        return Err(Error::field("package_id", message));
    }
    Ok(found)
}

/// What stays is put on the account. A package should have nothing else; what is charged once is charged.
async fn add(
    subject: &Subject<'_>,
    input: &NewAccountPackageInput,
    service: &services::Model,
    unique_package_id: &str,
) -> Result<()> {
    if !rules::stays(service) {
        return subject.charge_once(service, &service.name, 1, None, None).await.map(drop);
    }
    let row = ActiveModel {
        package_id: Set(Some(input.package_id)),
        unique_package_id: Set(Some(unique_package_id.to_owned())),
        ..new_row(subject, service.id)
    };
    let row = subject.tx.insert(row).await?;
    if subject.by.prorates(Some(input.prorate)) {
        subject.added(service, &row, description(service, &row)).await?;
    }
    Ok(())
}

async fn delete(
    ctx: Allowed<Delete<AccountService>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let unique_package_id = path.text("unique_package_id");
    let input = body.read::<RemovalInput>()?;
    let by = &By::of(&ctx).await?;
    let prorate = by.prorates(Some(input.prorate));
    ctx.write(|tx| async move {
        let subject = Subject::hold(&tx, by, scope.0).await?;
        take(&subject, unique_package_id, prorate).await?;
        balances::refresh(&tx, scope.0).await
    })
    .await?;
    Answer::with_status(201, &serde_json::json!({"success": true}))
}

/// The services that a package put on the account.
///
/// # Errors
/// 404.
pub(crate) async fn rows_of(subject: &Subject<'_>, unique_package_id: &str) -> Result<Vec<Model>> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(subject.account.id))
        .filter(Column::UniquePackageId.eq(unique_package_id))
        .order_by_asc(Column::Id)
        .all(subject.tx)
        .await
        .map_err(classify)?;
    if rows.is_empty() { Err(Error::no_such_item()) } else { Ok(rows) }
}

/// Takes a package with all its services from the account. The caller refreshes the balances.
///
/// # Errors
/// 404, and 422 when what is given back cannot be posted.
pub(crate) async fn take(subject: &Subject<'_>, unique_package_id: &str, prorate: bool) -> Result<()> {
    for row in rows_of(subject, unique_package_id).await? {
        remove(subject, row, prorate).await?;
    }
    Ok(())
}
