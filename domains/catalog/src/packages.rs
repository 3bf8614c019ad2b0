//! Packages: services that are added to an account together.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Change, Page, classify, table};
use fairlead_web::{Deleted, Resource, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::linked::{Linked, List, Lists};
use crate::services;

/// A row of `packages`. Its services are in a link table.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "packages")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Whether it can still be added to accounts.
    pub active: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const SERVICES: List =
    List { field: "services", table: "package_services", owner: "package_id", item: "service_id" };

pub(crate) fn tables() -> Vec<Change> {
    let mut changes = vec![
        table("packages")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("active").boolean().not_null())
            .into(),
    ];
    // The reference: deleting a service takes it out of all packages.
    changes.extend(SERVICES.changes("packages", "services (id) on delete cascade"));
    changes
}

/// Body of create and update.
#[derive(Input)]
pub struct PackageInput {
    /// What it is called.
    #[input(max = 255)]
    pub name: String,
    /// Whether it can still be added to accounts.
    pub active: bool,
    /// The services that it consists of, all of them. New ones must be active.
    #[input(required)]
    pub services: Vec<i64>,
}

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = Package)]
pub struct PackageView {
    /// Its id.
    id: i64,
    /// Whether it can still be added to accounts.
    active: bool,
    /// What it is called.
    name: String,
    /// The services that it consists of.
    services: Vec<i64>,
}

/// The declared resource.
pub struct Package;

impl Resource for Package {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = PackageInput;
    type View = PackageView;
    type Scope = ();

    const PATH: &'static str = "/system/packages";
    const TAG: &'static str = "Packages";
    const NAME: &'static str = "package";
    const PERMISSION: &'static str = "packages";
    const DELETED: Deleted = Deleted::Message("Package deleted");
    const MISSING_ON_DELETE: &'static str = "Package not found";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Active],
            filters: vec![Column::Name, Column::Active],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> PackageInput {
        PackageInput { name: row.name.clone(), active: row.active, services: Vec::new() }
    }

    fn apply(input: &PackageInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.active = Set(input.active);
    }

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<PackageView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut lists = Lists::of(connection, Self::LISTS, &ids).await?;
        let shown = |row: Model| PackageView {
            services: lists.take(row.id, 0),
            id: row.id,
            active: row.active,
            name: row.name,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &PackageInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        let known: Vec<(i64, bool)> = services::Entity::find()
            .select_only()
            .columns([services::Column::Id, services::Column::Active])
            .filter(services::Column::Id.is_in(input.services.iter().copied()))
            .into_tuple()
            .all(writing.tx)
            .await
            .map_err(classify)?;
        let before = match writing.before {
            Some(before) => Lists::of(writing.tx, Self::LISTS, &[before.id]).await?.take(before.id, 0),
            None => Vec::new(),
        };
        for (position, id) in input.services.iter().enumerate() {
            let message = match known.iter().find(|(known, _)| known == id) {
                None => "That service ID is not a valid service".to_owned(),
                Some((_, false)) if !before.contains(id) => format!("The service {id} is not active."),
                Some(_) => continue,
            };
            errors.add(format!("services.{position}"), message);
        }
        Ok(())
    }
}

impl Linked for Package {
    const LISTS: &'static [List] = &[SERVICES];

    fn lists(input: &PackageInput) -> Vec<&[i64]> {
        vec![&input.services]
    }
}

/// The services of a package, in its order: one query.
///
/// # Errors
/// Those of the database.
pub async fn services_of(connection: &impl ConnectionTrait, package_id: i64) -> Result<Vec<i64>> {
    Ok(Lists::of(connection, &[SERVICES], &[package_id]).await?.take(package_id, 0))
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both, serde_json::Value};

    use super::services_of;
    use crate::testing::{service, setup};

    const ALL: &str = "/system/packages";

    on_both! {
        async fn services_stay_in_the_order_in_which_they_were_sent(t) {
            for _ in 0..7 {
                service(&t, json!({})).await;
            }
            let body = json!({"name": "My Awesome Package", "active": "1", "services": ["5", 1, "7", 5]});
            let made = t.admin().post(ALL, body).await.created();
            assert_eq!(made, json!({"id": 1, "active": true, "name": "My Awesome Package", "services": [5, 1, 7]}));
            assert_eq!(t.admin().get(ALL).await.ok()[0], made);
            let renamed = t.admin().patch("/system/packages/1", json!({"name": "Mine"})).await.ok();
            assert_eq!(renamed["services"], json!([5, 1, 7]));
            let turned = t.admin().patch("/system/packages/1", json!({"services": [7, 2]})).await.ok();
            assert_eq!(turned, json!({"id": 1, "active": true, "name": "Mine", "services": [7, 2]}));
            assert_eq!(services_of(t.app.db.read(), 1).await.expect("they are read"), [7, 2]);
            assert_eq!(t.admin().delete("/system/packages/1").await.ok(), json!({"message": "Package deleted"}));
            t.admin().delete("/system/packages/1").await.refused(404, "Package not found");
        }

        async fn a_package_consists_of_active_services(t) {
            let (plan, old) = (service(&t, json!({})).await, service(&t, json!({"active": false})).await);
            let body = |services: Value| json!({"name": "Home", "active": true, "services": services});
            t.admin().post(ALL, json!({})).await.invalid(&["name", "active", "services"]);
            for none in [json!([]), json!([""]), json!(null), json!("")] {
                t.admin().post(ALL, body(none)).await.invalid(&["services"]);
            }
            let sent = body(json!([plan["id"], 99, old["id"]]));
            let messages = t.admin().post(ALL, sent).await.invalid(&["services.1", "services.2"]);
            assert_eq!(messages["services.1"], "That service ID is not a valid service");
            assert_eq!(messages["services.2"], "The service 2 is not active.");
            t.admin().post(ALL, body(json!([plan["id"]]))).await.created();
            // What is sold no more may stay in a package.
            t.admin().patch("/system/services/1", json!({"active": false})).await.ok();
            t.admin().patch("/system/packages/1", json!({"name": "Old home"})).await.ok();
            t.admin().patch("/system/packages/1", json!({"services": [1, 2]})).await.invalid(&["services.1"]);
            t.admin().patch("/system/packages/1", json!({"services": []})).await.invalid(&["services"]);
        }

        async fn a_deleted_service_leaves_its_packages(t) {
            service(&t, json!({})).await;
            service(&t, json!({})).await;
            t.admin().post(ALL, json!({"name": "Home", "active": true, "services": [1, 2]})).await.created();
            t.admin().delete("/system/services/1").await.ok();
            assert_eq!(t.admin().get("/system/packages/1").await.ok()["services"], json!([2]));
        }

        async fn what_changed_in_a_package_is_in_the_audit_log(t) {
            service(&t, json!({})).await;
            service(&t, json!({})).await;
            t.admin().post(ALL, json!({"name": "Home", "active": true, "services": [1, 2]})).await.created();
            t.admin().patch("/system/packages/1", json!({"services": [2, 1]})).await.ok();
            t.admin().patch("/system/packages/1", json!({"services": [2, 1]})).await.ok();
            let log = t.admin().get("/audit_log?filter[entity]=packages&filter[entity_id]=1").await.ok();
            let changes: Vec<Value> = log.as_array().unwrap().iter().map(|row| row["after"]["services"].clone()).collect();
            assert_eq!(changes, [json!([2, 1]), json!([1, 2]), json!(null)]);
            assert_eq!(log[0]["before"], json!({"services": [1, 2]}));
        }
    }
}
