use fairlead_kernel::{Input, Result};
use fairlead_store::{Change, Page, Step, table, unique_text};
use fairlead_testkit::Setup;
use fairlead_web::{Resource, Routes, crud};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "things")]
#[schema(as = Thing)]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub size: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct ThingInput {
    /// Its name.
    #[input(max = 50, unique = "things.name")]
    pub name: String,
    /// How big.
    #[input(default = "1", min = 0, max = 1000)]
    pub size: i64,
}

pub struct Thing;

impl Resource for Thing {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = ThingInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/things";
    const TAG: &'static str = "Things";
    const NAME: &'static str = "thing";
    const PERMISSION: &'static str = "things";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Size],
            filters: vec![Column::Name, Column::Size],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn id(row: &Model) -> i64 {
        row.id
    }

    fn input(row: &Model) -> ThingInput {
        ThingInput { name: row.name.clone(), size: row.size }
    }

    fn apply(input: &ThingInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.size = Set(input.size);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }
}

fn migrations() -> Vec<Step> {
    vec![Step { name: "m9000_things", changes: tables }]
}

fn tables() -> Vec<Change> {
    let mut things = table("things");
    things.col(ColumnDef::new("name").text().not_null()).col(ColumnDef::new("size").big_integer().not_null());
    vec![(&mut things).into(), unique_text("things", "name")]
}

pub fn setup() -> Setup {
    Setup::new(Routes::new().merge(crud::<Thing>()), migrations())
}
