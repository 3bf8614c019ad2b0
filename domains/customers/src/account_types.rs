//! Account types: residential or commercial, under names of the provider's own.

use fairlead_kernel::{Input, Result};
use fairlead_store::Page;
use fairlead_web::{Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use crate::in_use::refuse_in_use;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "account_types")]
#[schema(as = AccountType)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name.
    pub name: String,
    /// `residential` or `commercial`.
    #[sea_orm(column_name = "type")]
    pub r#type: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct AccountTypeInput {
    /// A unique name for the account type.
    #[input(max = 255, unique = "account_types.name")]
    pub name: String,
    /// Which of the two it is.
    #[input(one_of = ["residential", "commercial"])]
    pub r#type: String,
}

/// The declared resource.
pub struct AccountType;

impl Resource for AccountType {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountTypeInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/account_types";
    const TAG: &'static str = "System";
    const NAME: &'static str = "account type";
    const PERMISSION: &'static str = "account_types";
    const MISSING_ON_DELETE: &'static str = "Account type not found";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Type],
            filters: vec![Column::Name, Column::Type],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> AccountTypeInput {
        AccountTypeInput { name: row.name.clone(), r#type: row.r#type.clone() }
    }

    fn apply(input: &AccountTypeInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.r#type = Set(input.r#type.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        refuse_in_use(writing.tx, Self::NAME, "accounts", "account_type_id", row.id).await
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{account, setup};

    on_both! {
        async fn the_built_in_types_are_there_and_new_ones_follow(t) {
            let list = t.admin().get("/system/account_types").await.ok();
            assert_eq!(list[0], json!({"id": 1, "name": "Residential", "type": "residential"}));
            assert_eq!(list[1], json!({"id": 2, "name": "Commercial", "type": "commercial"}));
            let made = t.admin().post("/system/account_types", json!({"name": "Farm", "type": "commercial"})).await.created();
            assert_eq!(made, json!({"id": 3, "name": "Farm", "type": "commercial"}));
            let path = "/system/account_types/3";
            let changed = t.admin().patch(path, json!({"name": "Farms", "type": "residential"})).await.ok();
            assert_eq!(changed, json!({"id": 3, "name": "Farms", "type": "residential"}));
            assert_eq!(t.admin().delete(path).await.ok(), json!({"success": true}));
            t.admin().delete(path).await.refused(404, "Account type not found");
        }

        async fn a_type_is_one_of_two_and_its_name_is_unique(t) {
            let messages = t
                .admin()
                .post("/system/account_types", json!({"name": "RESIDENTIAL", "type": "industrial"}))
                .await
                .invalid(&["name", "type"]);
            assert_eq!(messages["name"], "The name has already been taken.");
            assert_eq!(messages["type"], "The selected type is not valid.");
        }

        async fn a_type_in_use_cannot_be_deleted(t) {
            account(&t, json!({"account_type_id": 2})).await;
            t.admin()
                .delete("/system/account_types/2")
                .await
                .refused(422, "The account type is in use and cannot be deleted.");
        }
    }
}
