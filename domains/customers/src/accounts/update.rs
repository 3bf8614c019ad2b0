use fairlead_kernel::{Error, Result, overlay, read};
use fairlead_store::{Tx, check_lookups, classify, search};
use fairlead_web::{
    Allowed, Answer, Failure, IfMatch, JsonBody, PathParams, Resource, Update, keep_unchanged,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::{Map, Value};

use super::input::AccountInput;
use super::links::LinkChange;
use super::status::{By, standing};
use super::view::Links;
use super::{Account, AccountChange, AccountView, Column, Entity, Model, watch};

/// PATCH /accounts/{id}
pub(super) async fn update(
    ctx: Allowed<Update<Account>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (by, body, if_match) = (&By::of(&ctx).await?, &body.0, &if_match);
    let view = ctx
        .write(|tx| async move {
            let begun = moves_books(&tx, id, body).await?;
            if begun {
                watch::begin(&by.ctx.app, &tx, id).await?;
            }
            let before = locked(&tx, id).await?.ok_or_else(Error::no_such_item)?;
            change(&tx, by, &before, if_match, body, begun).await
        })
        .await?;
    Answer::ok(&view)
}

/// Whether the body sets another status or other sub accounts than are stored, as far as can be seen before the account is
/// locked: most changes do not, and need not wait for the ledger. What is wrong or strange counts as another.
async fn moves_books(tx: &Tx, id: i64, body: &Map<String, Value>) -> Result<bool> {
    let (status, sub_accounts) = (body.get("account_status_id"), body.get("sub_accounts"));
    if let Some(status) = status {
        let row = Entity::find_by_id(id).one(tx).await.map_err(classify)?;
        if row.is_none_or(|row| status.as_i64() != Some(row.account_status_id)) {
            return Ok(true);
        }
    }
    let Some(sub_accounts) = sub_accounts else { return Ok(false) };
    let stored = Links::of(tx, &[id]).await?.sub_accounts(id);
    let sent = sub_accounts.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect::<Vec<_>>());
    Ok(sent.is_none_or(|sent| sub_accounts.as_array().map(Vec::len) != Some(sent.len()) || sent != stored))
}

/// The row of an account that is not deleted, locked on PostgreSQL (SQLite has one writer).
pub async fn locked(tx: &Tx, id: i64) -> Result<Option<Model>> {
    let select = Entity::find_by_id(id).filter(Column::DeletedAt.is_null()).lock_exclusive();
    select.one(tx).await.map_err(classify)
}

/// Puts an account into another status, with all that follows from it, as `PATCH /accounts/{id}` does.
///
/// # Errors
/// 404 for an account that is not there, 422 for a status that is not there, 403 for one that the actor may not set.
pub async fn change_status(
    tx: &Tx,
    by: &By<'_>,
    account_id: i64,
    account_status_id: i64,
    prorate: bool,
) -> Result<()> {
    watch::begin(&by.ctx.app, tx, account_id).await?;
    let before = locked(tx, account_id).await?.ok_or_else(Error::no_such_item)?;
    let mut body = Map::new();
    body.insert("account_status_id".into(), account_status_id.into());
    body.insert("prorate".into(), prorate.into());
    change(tx, by, &before, &IfMatch::default(), &body, true).await.map(drop)
}

/// `begun`: whether the ledger is held.
///
/// # Errors
/// [`Error::Busy`] where it is not and has to be, because somebody else changed the account meanwhile: the next try sees that.
async fn change(
    tx: &Tx,
    by: &By<'_>,
    before: &Model,
    if_match: &IfMatch,
    body: &Map<String, Value>,
    begun: bool,
) -> Result<AccountView> {
    let mut links = Links::of(tx, &[before.id]).await?;
    let shown = AccountView::of(before, links.groups(before.id), links.sub_accounts(before.id));
    if_match.check(&shown)?;
    let AccountView { account_groups, sub_accounts, .. } = shown;
    let stored = AccountInput { account_groups, sub_accounts, ..Account::input(before) };
    let reading = read::<AccountInput>(&overlay(&stored, body));
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    let Some(input) = reading.value.filter(|_| errors.get("account_status_id").is_none()) else {
        return Err(errors.into_result().err().unwrap_or(Error::Internal("an account without value".into())));
    };
    let links = LinkChange::plan(tx, Some(before), &input, &mut errors).await?;
    let standing = standing(tx, by, &input, Some(before), &mut errors).await?;
    errors.into_result()?;
    if !begun && (standing.switch.is_some() || links.changes_tree()) {
        return Err(Error::Busy);
    }
    let mut row = before.clone().into_active_model();
    row.name = Set(input.name);
    row.account_type_id = Set(input.account_type_id);
    row.account_status_id = Set(input.account_status_id);
    standing.apply(&mut row);
    keep_unchanged(&before.clone().into_active_model(), &mut row);
    if row.is_changed() || links.is_change() {
        row.updated_at = Set(tx.now());
    }
    let after = tx.update(before, row).await?;
    standing.record(tx, Some(before), &after).await?;
    if after.name != before.name {
        search::replace(tx, "accounts", after.id, after.id, &[&after.name, &after.id.to_string()]).await?;
    }
    let tree_changed = links.changes_tree();
    let (groups, sub_accounts) = links.write(tx, after.id).await?;
    let (switch, prorate) = (standing.switch, input.prorate);
    let change = AccountChange { by, before, after: &after, switch, prorate, tree_changed };
    let after = watch::changed(tx, change).await?;
    Ok(AccountView::of(&after, groups, sub_accounts))
}
