//! Other words for a debit or a discount.

use fairlead_catalog::services;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams, Resource, Update};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{Debit, Discount};
use crate::ledger::{debits, discounts, hold};

/// Body of an edit.
#[derive(Input)]
pub struct DescriptionInput {
    /// What bills call it; null goes back to the name of the service.
    pub description: Option<String>,
}

/// PATCH .../debits/{debit_id}
pub(super) async fn debit(
    ctx: Allowed<Update<Debit>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("debit_id")?);
    let body = &body;
    let shown = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = debits::Entity::find_by_id(id)
                .filter(debits::Column::AccountId.eq(account_id))
                .one(&tx)
                .await
                .map_err(classify)?
                .ok_or_else(Error::no_such_item)?;
            let words = words(&tx, body, before.service_id).await?;
            let mut row = before.clone().into_active_model();
            if let Some(words) = words.filter(|words| *words != before.description) {
                row.description = Set(words);
            }
            Debit::views(&tx, vec![tx.update(&before, row).await?]).await
        })
        .await?;
    Answer::ok(&shown[0])
}

/// PATCH .../discounts/{discount_id}
pub(super) async fn discount(
    ctx: Allowed<Update<Discount>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("discount_id")?);
    let body = &body;
    let shown = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = discounts::Entity::find_by_id(id)
                .filter(discounts::Column::AccountId.eq(account_id))
                .one(&tx)
                .await
                .map_err(classify)?
                .ok_or_else(Error::no_such_item)?;
            let words = words(&tx, body, before.service_id).await?;
            let mut row = before.clone().into_active_model();
            if let Some(words) = words.filter(|words| *words != before.description) {
                row.description = Set(words);
            }
            Discount::views(&tx, vec![tx.update(&before, row).await?]).await
        })
        .await?;
    Answer::ok(&shown[0])
}

/// The description that is asked for; `None` when the body says nothing of it.
async fn words(tx: &Tx, body: &JsonBody, service_id: i64) -> Result<Option<String>> {
    let input: DescriptionInput = body.read()?;
    if input.description.is_some() || !body.0.contains_key("description") {
        return Ok(input.description);
    }
    let service = services::Entity::find_by_id(service_id).one(tx).await.map_err(classify)?;
    Ok(service.map(|service| service.name))
}
