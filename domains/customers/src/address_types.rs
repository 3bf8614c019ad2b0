//! Address types: what an address of an account is for.

use fairlead_kernel::{Input, Result};
use fairlead_store::Page;
use fairlead_web::{Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::in_use::{refuse_built_in, refuse_in_use};

/// Where the service is; every account has such an address.
pub const PHYSICAL: i64 = 1;
/// Where letters go.
pub const MAILING: i64 = 2;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "address_types")]
#[schema(as = AddressType)]
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
pub struct AddressTypeInput {
    /// A unique name for the address type.
    #[input(max = 255, unique = "address_types.name")]
    pub name: String,
}

/// The declared resource.
pub struct AddressType;

impl Resource for AddressType {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AddressTypeInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/address_types";
    const TAG: &'static str = "System";
    const NAME: &'static str = "address type";
    const PERMISSION: &'static str = "address_types";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Address type not found";

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> AddressTypeInput {
        AddressTypeInput { name: row.name.clone() }
    }

    fn apply(input: &AddressTypeInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        refuse_built_in(Self::NAME, row.id, MAILING)?;
        refuse_in_use(writing.tx, Self::NAME, "account_addresses", "address_type_id", row.id).await
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{account, address, setup};

    on_both! {
        async fn types_come_go_and_answer_as_documented(t) {
            let list = t.admin().get("/system/address_types").await.ok();
            assert_eq!(list, json!([{"id": 1, "name": "Physical"}, {"id": 2, "name": "Mailing"}]));
            let made = t.admin().post("/system/address_types", json!({"name": "Tower"})).await.created();
            assert_eq!(made, json!({"id": 3, "name": "Tower"}));
            let changed = t.admin().patch("/system/address_types/3", json!({"name": "Mast"})).await.status(201);
            assert_eq!(changed.json["data"], json!({"id": 3, "name": "Mast"}));
            assert_eq!(t.admin().delete("/system/address_types/3").await.ok(), json!({"success": true}));
            t.admin().delete("/system/address_types/3").await.refused(404, "Address type not found");
        }

        async fn built_in_types_and_types_in_use_stay(t) {
            for id in [1, 2] {
                t.admin()
                    .delete(&format!("/system/address_types/{id}"))
                    .await
                    .refused(422, "The address type is built in and cannot be deleted.");
            }
            t.admin().post("/system/address_types", json!({"name": "Tower"})).await.created();
            let id = account(&t, json!({})).await["id"].clone();
            t.admin().post(&format!("/accounts/{id}/addresses"), address(json!({"address_type_id": 3}))).await.created();
            t.admin()
                .delete("/system/address_types/3")
                .await
                .refused(422, "The address type is in use and cannot be deleted.");
        }
    }
}
