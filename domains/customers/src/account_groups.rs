//! Account groups: labels that accounts can carry several of.

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Deleted, Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::account_group_members;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "account_groups")]
#[schema(as = AccountGroup)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name.
    pub name: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct AccountGroupInput {
    /// A unique name for the account group.
    #[input(max = 255, unique = "account_groups.name")]
    pub name: String,
}

/// The declared resource.
pub struct AccountGroup;

impl Resource for AccountGroup {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountGroupInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/account_groups";
    const TAG: &'static str = "System";
    const NAME: &'static str = "account group";
    const PERMISSION: &'static str = "account_groups";
    const DELETED: Deleted = Deleted::Message("Account group deleted");
    const MISSING_ON_DELETE: &'static str = "Account group not found";

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> AccountGroupInput {
        AccountGroupInput { name: row.name.clone() }
    }

    fn apply(input: &AccountGroupInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        let members = account_group_members::Entity::find()
            .filter(account_group_members::Column::AccountGroupId.eq(row.id))
            .count(writing.tx)
            .await
            .map_err(classify)?;
        match members {
            0 => Ok(()),
            _ => Err(Error::Refused("The account group is in use and cannot be deleted.".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    on_both! {
        async fn a_taken_name_is_refused_without_regard_to_case(t) {
            t.admin().post("/system/account_groups", json!({"name": "Late payers"})).await.created();
            let messages = t.admin().post("/system/account_groups", json!({"name": "late PAYERS "})).await.invalid(&["name"]);
            assert_eq!(messages["name"], "The name has already been taken.");
        }

        async fn a_group_keeps_its_own_name_on_update(t) {
            let group = t.admin().post("/system/account_groups", json!({"name": "Friends"})).await.created();
            let path = format!("/system/account_groups/{}", group["id"]);
            let same = t.admin().patch(&path, json!({"name": "friends"})).await.ok();
            assert_eq!(same["name"], "friends");
        }
    }
}
