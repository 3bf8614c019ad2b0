//! General ledger codes: the accounts of the operator's bookkeeping that services are posted to.

use fairlead_kernel::{Input, Result};
use fairlead_store::{Change, Page, table, unique_text};
use fairlead_web::Resource;
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "general_ledger_codes")]
#[schema(as = GeneralLedgerCode)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique code.
    pub code: String,
    /// What is posted to it.
    pub description: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("general_ledger_codes")
            .col(ColumnDef::new("code").text().not_null())
            .col(ColumnDef::new("description").text().not_null())
            .into(),
        unique_text("general_ledger_codes", "code"),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct GeneralLedgerCodeInput {
    /// A unique code.
    #[input(max = 255, unique = "general_ledger_codes.code")]
    pub code: String,
    /// What is posted to it.
    #[input(max = 255)]
    pub description: String,
}

/// The declared resource.
pub struct GeneralLedgerCode;

impl Resource for GeneralLedgerCode {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = GeneralLedgerCodeInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/financial/general_ledger_codes";
    const TAG: &'static str = "General_Ledger_Codes";
    const NAME: &'static str = "general ledger code";
    const PERMISSION: &'static str = "general_ledger_codes";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "general ledger code does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Code, Column::Description],
            filters: vec![Column::Code],
            searches: vec![Column::Code, Column::Description],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> GeneralLedgerCodeInput {
        GeneralLedgerCodeInput { code: row.code.clone(), description: row.description.clone() }
    }

    fn apply(input: &GeneralLedgerCodeInput, row: &mut ActiveModel) {
        row.code = Set(input.code.clone());
        row.description = Set(input.description.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    const ALL: &str = "/financial/general_ledger_codes";

    on_both! {
        async fn a_code_is_unique_and_keeps_its_leading_zeros(t) {
            let body = json!({"code": "0010", "description": "Internet Access"});
            let code = t.admin().post(ALL, body.clone()).await.created();
            assert_eq!(code, json!({"id": code["id"], "code": "0010", "description": "Internet Access"}));
            let messages = t.admin().post(ALL, body).await.invalid(&["code"]);
            assert_eq!(messages["code"], "The code has already been taken.");
            t.admin().post(ALL, json!({"code": 10, "description": "Ten is another code"})).await.created();
            let path = format!("{ALL}/{}", code["id"]);
            t.admin().patch(&path, json!({"code": "10"})).await.invalid(&["code"]);
            let same = t.admin().patch(&path, json!({"code": "0010"})).await.created();
            assert_eq!(same, code);
        }

        async fn codes_are_found_by_their_description(t) {
            for (code, description) in [("4000", "Internet Access"), ("4100", "Telephone")] {
                t.admin().post(ALL, json!({"code": code, "description": description})).await.created();
            }
            let found = t.admin().get(&format!("{ALL}?search=tele")).await.ok();
            assert_eq!(found.as_array().map(Vec::len), Some(1));
            assert_eq!(found[0]["code"], "4100");
        }
    }
}
