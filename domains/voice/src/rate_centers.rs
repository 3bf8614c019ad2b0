//! Rate centers: where numbers are from (reference, Rate_Centers).

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dids;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "rate_centers")]
#[schema(as = RateCenter)]
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
pub struct RateCenterInput {
    /// A unique name for the rate center.
    #[input(max = 255, unique = "rate_centers.name")]
    pub name: String,
}

/// The declared resource.
pub struct RateCenter;

impl Resource for RateCenter {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = RateCenterInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/voice/rate_centers";
    const TAG: &'static str = "Rate_Centers";
    const NAME: &'static str = "rate center";
    const PERMISSION: &'static str = "rate_centers";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Rate center does not exist.";

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> RateCenterInput {
        RateCenterInput { name: row.name.clone() }
    }

    fn apply(input: &RateCenterInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        let held = dids::Entity::find().filter(dids::Column::RateCenterId.eq(row.id)).count(writing.tx);
        match held.await.map_err(classify)? {
            0 => Ok(()),
            _ => Err(Error::Refused("The rate center has DIDs and cannot be deleted.".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    const ALL: &str = "/system/voice/rate_centers";

    on_both! {
        async fn there_is_a_first_one_and_names_are_unique(t) {
            assert_eq!(t.admin().get(ALL).await.ok(), json!([{"id": 1, "name": "Default"}]));
            let made = t.admin().post(ALL, json!({"name": "Green Bay"})).await.created();
            t.admin().post(ALL, json!({"name": "green bay"})).await.invalid(&["name"]);
            let path = format!("{ALL}/{}", made["id"]);
            assert_eq!(t.admin().patch(&path, json!({"name": "Ripon"})).await.created()["name"], "Ripon");
            t.admin().delete(&path).await.ok();
            t.admin().delete(&path).await.refused(404, "Rate center does not exist.");
        }

        async fn one_with_numbers_stays(t) {
            t.admin().post("/system/voice/dids", json!({"dids": ["4145550100"], "rate_center_id": 1})).await.created();
            t.admin().delete(&format!("{ALL}/1")).await.refused(422, "The rate center has DIDs and cannot be deleted.");
        }
    }
}
