//! Accounts: the customers, and the scope that everything of one account lies in.

mod create;
mod delete;
mod input;
mod links;
pub mod many;
pub mod migration;
mod of_account;
mod status;
mod suspend;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod watch;

use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Query, search};
use fairlead_web::{Doc, Resource, Routes, read_only};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query as SeaQuery};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, QueryFilter, Select,
};

use crate::account_group_members;
pub use input::{AccountInput, NewAccountInput};
pub use of_account::OfAccount;
pub use status::By;
pub use suspend::suspend;
pub use table::{ActiveModel, Column, Entity, Model};
pub use update::{change_status, locked};
pub use view::AccountView;
pub use watch::{AccountChange, AccountWatch, SharedAccountWatch, Switch};

/// List and show are those of a declared resource; the rest writes to more than one table.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::new(Account::TAG, summary);
    Routes::new()
        .merge(read_only::<Account>())
        .post(
            "/accounts",
            create::create,
            doc("Create account").status(201).body::<NewAccountInput>().one::<AccountView>(),
        )
        .patch(
            "/accounts/{id}",
            update::update,
            doc("Update account").body::<AccountInput>().one::<AccountView>(),
        )
        .delete("/accounts/{id}", delete::delete, doc("Delete account"))
}

/// The resource.
pub struct Account;

impl Resource for Account {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountInput;
    type View = AccountView;
    type Scope = ();

    const PATH: &'static str = "/accounts";
    const TAG: &'static str = "Accounts";
    const NAME: &'static str = "account";
    const PERMISSION: &'static str = "accounts";
    const OWN_FILTERS: &'static [&'static str] = &["account_groups"];
    const OWN_SEARCH: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![
                Column::Id,
                Column::Name,
                Column::AccountStatusId,
                Column::AccountTypeId,
                Column::NextBillDate,
                Column::CreatedAt,
            ],
            filters: vec![
                Column::AccountStatusId,
                Column::AccountTypeId,
                Column::Name,
                Column::NextBillDate,
                Column::ParentAccountId,
            ],
            searches: Vec::new(),
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    /// Without groups and sub accounts, which other tables hold: `update` lays the whole over what was sent.
    fn input(row: &Model) -> AccountInput {
        AccountInput {
            name: row.name.clone(),
            account_type_id: row.account_type_id,
            account_status_id: row.account_status_id,
            account_groups: Vec::new(),
            sub_accounts: Vec::new(),
            next_bill_date: row.next_bill_date,
            prorate: false,
        }
    }

    fn apply(input: &AccountInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.account_type_id = Set(input.account_type_id);
        row.account_status_id = Set(input.account_status_id);
    }

    async fn one(connection: &DatabaseConnection, _: &(), id: i64) -> Result<Option<AccountView>> {
        view::one(connection, id).await
    }

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<AccountView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut links = view::Links::of(connection, &ids).await?;
        Ok(rows
            .iter()
            .map(|row| AccountView::of(row, links.groups(row.id), links.sub_accounts(row.id)))
            .collect())
    }

    fn within(_: &()) -> Condition {
        Condition::all().add(Column::DeletedAt.is_null())
    }

    fn narrow(mut select: Select<Entity>, query: &Query) -> Result<Select<Entity>> {
        for (_, value) in query.filters.iter().filter(|(name, _)| name == "account_groups") {
            select = select.filter(in_groups(value)?);
        }
        let Some(text) = &query.search else { return Ok(select) };
        let words = search::matching(text, search::entity::Column::AccountId);
        if words.is_empty() {
            return Ok(select.filter(Expr::val(1).eq(0)));
        }
        Ok(words.into_iter().fold(select, |select, accounts| select.filter(Column::Id.in_subquery(accounts))))
    }
}

/// Accounts that carry one of the groups `1,2`; `null` for those that carry none.
fn in_groups(value: &str) -> Result<Condition> {
    use account_group_members::Column as Member;
    let mut members = SeaQuery::select();
    members.column(Member::AccountId).from(account_group_members::Entity);
    if value == "null" {
        return Ok(Condition::all().add(Column::Id.not_in_subquery(members)));
    }
    let groups: Result<Vec<i64>, _> = value.split(',').map(|id| id.trim().parse::<i64>()).collect();
    let groups =
        groups.map_err(|_| Error::field("filter.account_groups", "The selected filter is not valid."))?;
    members.and_where(Expr::col(Member::AccountGroupId).is_in(groups));
    Ok(Condition::all().add(Column::Id.in_subquery(members)))
}
