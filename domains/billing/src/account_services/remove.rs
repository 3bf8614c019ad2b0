use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result};
use fairlead_web::{Allowed, Answer, Delete, Failure, JsonBody, PathParams, Resource, Scope};

use super::add::service_of;
use super::input::RemovalInput;
use super::subject::{By, Subject};
use super::{AccountService, Model, update};
use crate::ledger::balances;

/// DELETE /accounts/{account_id}/services/{unique_service_relationship_id}
pub(super) async fn delete(
    ctx: Allowed<Delete<AccountService>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let id = path.id(AccountService::ID)?;
    let input = body.read::<RemovalInput>()?;
    let by = &By::of(&ctx).await?;
    let prorate = by.prorates(Some(input.prorate));
    ctx.write(|tx| async move {
        let subject = Subject::hold(&tx, by, scope.0).await?;
        let row = removable(&subject, id).await?;
        remove(&subject, row, prorate).await?;
        balances::refresh(&tx, scope.0).await
    })
    .await?;
    Answer::success()
}

/// A service on the account that can be removed by itself.
///
/// # Errors
/// 404, and 422 for a part of a package.
pub(crate) async fn removable(subject: &Subject<'_>, id: i64) -> Result<Model> {
    let row = update::find(subject, id).await?;
    if row.unique_package_id.is_some() {
        let message = "A service that was added as part of a package can only be removed with the package.";
        return Err(Error::Refused(message.into()));
    }
    Ok(row)
}

/// Takes a service from its account. The caller refreshes the balances.
///
/// # Errors
/// 422 when what is given back cannot be posted.
pub(crate) async fn remove(subject: &Subject<'_>, row: Model, prorate: bool) -> Result<()> {
    if prorate {
        let service = service_of(subject, &row).await?;
        subject.removed(&service, &row).await?;
    }
    subject.tx.delete(row).await
}
