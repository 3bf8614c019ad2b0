//! Account statuses. Whether an account bills follows from the `active` of its status.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Deleted, Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, Statement, Value, entity::prelude::*, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use crate::in_use::{refuse_built_in, refuse_in_use};

/// Lead, Active and Inactive come with the platform.
const LAST_BUILT_IN: i64 = 3;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "account_statuses")]
#[schema(as = AccountStatus)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name.
    pub name: String,
    /// Whether accounts in it bill.
    pub active: bool,
    /// `#rrggbb`
    pub color: String,
    /// Only account super users may set it.
    pub account_super_user_only: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct AccountStatusInput {
    /// A unique name for the account status.
    #[input(max = 255, unique = "account_statuses.name")]
    pub name: String,
    /// Whether accounts in it bill.
    pub active: bool,
    /// `#rrggbb`
    pub color: String,
    /// Only account super users may set it.
    pub account_super_user_only: bool,
}

/// The declared resource.
pub struct AccountStatus;

impl Resource for AccountStatus {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountStatusInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/account_statuses";
    const TAG: &'static str = "System";
    const NAME: &'static str = "account status";
    const PERMISSION: &'static str = "account_statuses";
    const DELETED: Deleted = Deleted::Message("Account status deleted");
    const MISSING_ON_DELETE: &'static str = "Account status not found";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Active],
            filters: vec![Column::Name, Column::Active, Column::AccountSuperUserOnly],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> AccountStatusInput {
        AccountStatusInput {
            name: row.name.clone(),
            active: row.active,
            color: row.color.clone(),
            account_super_user_only: row.account_super_user_only,
        }
    }

    fn apply(input: &AccountStatusInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.active = Set(input.active);
        row.color = Set(input.color.clone());
        row.account_super_user_only = Set(input.account_super_user_only);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &AccountStatusInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        if !is_color(&input.color) {
            errors.add("color", "The color must be a hexadecimal color such as #00ff00.");
        }
        if let Some(before) = writing.before.filter(|before| before.active != input.active)
            && (before.id <= LAST_BUILT_IN || has_accounts(writing, before.id).await?)
        {
            errors
                .add("active", "The active field of a status that is built in or in use cannot be changed.");
        }
        Ok(())
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        refuse_built_in(Self::NAME, row.id, LAST_BUILT_IN)?;
        refuse_in_use(writing.tx, Self::NAME, "accounts", "account_status_id", row.id).await
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Changing `active` under accounts would activate or deactivate them all without the effects of a status change.
async fn has_accounts(writing: &Writing<'_, AccountStatus>, id: i64) -> Result<bool> {
    let sql = "select 1 from accounts where account_status_id = $1 and deleted_at is null limit 1";
    let backend = writing.tx.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [Value::from(id)]);
    Ok(writing.tx.query_one_raw(statement).await.map_err(classify)?.is_some())
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use super::is_color;
    use crate::testing::{account, setup};

    #[test]
    fn colors_are_six_hexadecimal_digits() {
        for good in ["#00ffff", "#A1b2C3"] {
            assert!(is_color(good), "{good}");
        }
        for bad in ["", "#", "00ffff", "#00fff", "#00ffff0", "#00fffg", "#0é0ff", "red", "##0ffff"] {
            assert!(!is_color(bad), "{bad}");
        }
    }

    on_both! {
        async fn statuses_come_go_and_answer_as_documented(t) {
            let list = t.admin().get("/system/account_statuses").await.ok();
            let names: Vec<_> = list.as_array().unwrap().iter().map(|row| (row["id"].clone(), row["name"].clone(), row["active"].clone())).collect();
            let expected = [(1, "Lead", false), (2, "Active", true), (3, "Inactive", false)];
            assert_eq!(names, expected.map(|(id, name, active)| (json!(id), json!(name), json!(active))));
            let body = json!({"name": "Sent to Collections", "active": "0", "color": "#00ffff", "account_super_user_only": 1});
            let made = t.admin().post("/system/account_statuses", body).await.created();
            let shown = json!({"id": 4, "name": "Sent to Collections", "active": false, "color": "#00ffff", "account_super_user_only": true});
            assert_eq!(made, shown);
            let path = "/system/account_statuses/4";
            let changed = t.admin().patch(path, json!({"name": "Pending", "active": true, "color": "#00ff00", "account_super_user_only": true})).await.ok();
            assert_eq!(changed["name"], "Pending");
            assert_eq!(t.admin().delete(path).await.ok(), json!({"message": "Account status deleted"}));
            t.admin().delete(path).await.refused(404, "Account status not found");
        }

        async fn built_in_statuses_and_statuses_in_use_stay(t) {
            for id in [1, 2, 3] {
                t.admin()
                    .delete(&format!("/system/account_statuses/{id}"))
                    .await
                    .refused(422, "The account status is built in and cannot be deleted.");
            }
            t.admin().patch("/system/account_statuses/2", json!({"active": false})).await.invalid(&["active"]);
            let body = json!({"name": "Dormant", "active": false, "color": "#00ffff", "account_super_user_only": false});
            t.admin().post("/system/account_statuses", body).await.created();
            account(&t, json!({"account_status_id": 4})).await;
            t.admin()
                .delete("/system/account_statuses/4")
                .await
                .refused(422, "The account status is in use and cannot be deleted.");
            t.admin().patch("/system/account_statuses/4", json!({"active": true})).await.invalid(&["active"]);
            t.admin().patch("/system/account_statuses/4", json!({"color": "#ffffff"})).await.ok();
        }

        async fn all_problems_of_a_status_come_at_once(t) {
            t.admin()
                .post("/system/account_statuses", json!({}))
                .await
                .invalid(&["name", "active", "color", "account_super_user_only"]);
            let body = json!({"name": "Lead", "active": true, "color": "green", "account_super_user_only": false});
            t.admin().post("/system/account_statuses", body).await.invalid(&["name", "color"]);
        }
    }
}
