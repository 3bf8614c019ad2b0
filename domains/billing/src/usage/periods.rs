//! Histories over the API: the list with the newest first, one of them, and corrections of the present one.

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Input, Result, overlay, read_update};
use fairlead_store::{Page, Tx, Who, classify, fetch};
use fairlead_web::{Allowed, Answer, Ctx, Failure, JsonBody, ListQuery, PathParams, Scope};
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::histories::{self, ActiveModel, Column, Entity, HistoryView, Model};
use super::{Read, Update};

/// Body of a correction. What is left out stays.
#[derive(Debug, Input)]
pub struct DataUsageHistoryInput {
    /// Inbound bytes that count against the cap.
    #[input(min = 0)]
    pub billable_in_bytes: i64,
    /// Outbound bytes that count against the cap.
    #[input(min = 0)]
    pub billable_out_bytes: i64,
    /// Inbound bytes in free periods.
    #[input(min = 0)]
    pub free_in_bytes: i64,
    /// Outbound bytes in free periods.
    #[input(min = 0)]
    pub free_out_bytes: i64,
}

/// Newest first: portals take the first one for the present period.
fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::StartTime],
        filters: vec![],
        searches: vec![],
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    }
}

/// Begins a history where there is none: a list of them is never empty, which portals rely on.
async fn begin(ctx: &Ctx, scope: OfAccount) -> Result<()> {
    let read = ctx.db().read();
    scope.exists(read).await?;
    if histories::open(read, &[scope.0], false).await?.is_empty() {
        let who = Who::platform("data usage");
        let began = ctx.db().write(&who, |tx: Tx| async move { histories::hold(&tx, &[scope.0]).await });
        began.await?;
    }
    Ok(())
}

/// GET /accounts/{account_id}/data_usage_histories
pub(super) async fn list(ctx: Allowed<Read>, path: PathParams, query: ListQuery) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    begin(&ctx, scope).await?;
    let select = Entity::find().filter(Column::AccountId.eq(scope.0));
    let found = fetch(ctx.db(), select, &query.query, &page()).await?;
    let views: Vec<HistoryView> = found.rows.into_iter().map(HistoryView::from).collect();
    Answer::list(&views, found.paginator)
}

/// GET /accounts/{account_id}/data_usage_histories/{data_usage_history_id}
pub(super) async fn show(ctx: Allowed<Read>, path: PathParams) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let id = path.id("data_usage_history_id")?;
    scope.exists(ctx.db().read()).await?;
    let select = Entity::find_by_id(id).filter(Column::AccountId.eq(scope.0));
    let row = select.one(ctx.db().read()).await.map_err(classify)?;
    Answer::single(&HistoryView::from(row.ok_or_else(Error::no_such_item)?))
}

/// PATCH /accounts/{account_id}/data_usage_histories
pub(super) async fn update(
    ctx: Allowed<Update>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    ctx.require_account_super_user()?;
    let (scope, body) = (OfAccount::read(&path)?, &body.0);
    let stored = ctx
        .write(|tx| async move {
            let mut held = histories::hold(&tx, &[scope.0]).await?;
            let before = held.remove(&scope.0).ok_or_else(Error::no_such_item)?;
            let reading = read_update::<DataUsageHistoryInput>(&overlay(&input(&before), body));
            reading.findings.errors.into_result()?;
            let input = reading.value.ok_or_else(|| Error::Internal("an input without errors".into()))?;
            let mut row: ActiveModel = before.clone().into_active_model();
            row.billable_in_bytes = Set(input.billable_in_bytes);
            row.billable_out_bytes = Set(input.billable_out_bytes);
            row.free_in_bytes = Set(input.free_in_bytes);
            row.free_out_bytes = Set(input.free_out_bytes);
            tx.update(&before, row).await
        })
        .await?;
    Answer::ok(&HistoryView::from(stored))
}

fn input(row: &Model) -> DataUsageHistoryInput {
    DataUsageHistoryInput {
        billable_in_bytes: row.billable_in_bytes,
        billable_out_bytes: row.billable_out_bytes,
        free_in_bytes: row.free_in_bytes,
        free_out_bytes: row.free_out_bytes,
    }
}
