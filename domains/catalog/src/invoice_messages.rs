//! Invoice messages: texts that are appended to the invoices of accounts of some types.

use fairlead_kernel::{FieldSpec, FieldValue, Findings, Input, Kind, Result};
use fairlead_store::{Change, Page, classify, table};
use fairlead_web::Resource;
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, QueryOrder, entity::prelude::*};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::linked::{Linked, List, Lists};

/// A row of `invoice_messages`. Its account types are in a link table.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "invoice_messages")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Plain text.
    pub message: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const ACCOUNT_TYPES: List = List {
    field: "account_type_ids",
    table: "invoice_message_account_types",
    owner: "invoice_message_id",
    item: "account_type_id",
};

pub(crate) fn tables() -> Vec<Change> {
    let mut changes = vec![
        table("invoice_messages")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("message").text().not_null())
            .into(),
    ];
    changes.extend(ACCOUNT_TYPES.changes("invoice_messages", "account_types (id)"));
    changes
}

/// Body of create and update.
#[derive(Input)]
pub struct InvoiceMessageInput {
    /// What it is called.
    #[input(max = 255)]
    pub name: String,
    /// Plain text.
    #[input(max = 10_000)]
    pub message: String,
    /// The account types on whose invoices it stands, all of them.
    #[input(exists = "account_types")]
    pub account_type_ids: AccountTypeIds,
}

/// At least one account type; an empty list is refused in the documented words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountTypeIds(pub Vec<i64>);

impl FieldValue for AccountTypeIds {
    const KIND: Kind = <Vec<i64>>::KIND;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        if <Vec<i64>>::is_blank(value) {
            findings.errors.add(path, "You must input at least one account type ID.");
            return None;
        }
        <Vec<i64>>::parse(value, spec, path, findings).map(Self)
    }

    fn is_blank(value: &Value) -> bool {
        value.is_null()
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn ids(&self) -> Vec<i64> {
        self.0.clone()
    }
}

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = InvoiceMessage)]
pub struct InvoiceMessageView {
    /// Its id.
    id: i64,
    /// What it is called.
    name: String,
    /// Plain text.
    message: String,
    /// The account types on whose invoices it stands.
    account_type_ids: Vec<i64>,
}

/// The declared resource.
pub struct InvoiceMessage;

impl Resource for InvoiceMessage {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = InvoiceMessageInput;
    type View = InvoiceMessageView;
    type Scope = ();

    const PATH: &'static str = "/financial/invoices/invoice_messages";
    const TAG: &'static str = "Invoice_Messages";
    const NAME: &'static str = "invoice message";
    const PERMISSION: &'static str = "invoice_messages";
    const MISSING_ON_DELETE: &'static str = "invoice message does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name],
            filters: vec![Column::Name],
            searches: vec![Column::Name, Column::Message],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> InvoiceMessageInput {
        let account_type_ids = AccountTypeIds(Vec::new());
        InvoiceMessageInput { name: row.name.clone(), message: row.message.clone(), account_type_ids }
    }

    fn apply(input: &InvoiceMessageInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.message = Set(input.message.clone());
    }

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<InvoiceMessageView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut lists = Lists::of(connection, Self::LISTS, &ids).await?;
        let shown = |row: Model| InvoiceMessageView {
            account_type_ids: lists.take(row.id, 0),
            id: row.id,
            name: row.name,
            message: row.message,
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}

impl Linked for InvoiceMessage {
    const LISTS: &'static [List] = &[ACCOUNT_TYPES];

    fn lists(input: &InvoiceMessageInput) -> Vec<&[i64]> {
        vec![&input.account_type_ids.0]
    }
}

/// The messages on invoices of accounts of this type, oldest first: one query.
///
/// # Errors
/// Those of the database.
pub async fn of_account_type(connection: &impl ConnectionTrait, account_type_id: i64) -> Result<Vec<Model>> {
    let linked = ACCOUNT_TYPES.owners_of(account_type_id);
    let rows = Entity::find().filter(Column::Id.in_subquery(linked)).order_by_asc(Column::Id);
    rows.all(connection).await.map_err(classify)
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use super::of_account_type;
    use crate::testing::setup;

    const ALL: &str = "/financial/invoices/invoice_messages";

    on_both! {
        async fn a_message_is_for_at_least_one_account_type(t) {
            let body = json!({"name": "Thanks", "message": "Thank you.", "account_type_ids": ["2", 1]});
            let made = t.admin().post(ALL, body).await.created();
            assert_eq!(made, json!({"id": 1, "name": "Thanks", "message": "Thank you.", "account_type_ids": [2, 1]}));
            for none in [json!([]), json!([""]), json!("")] {
                let body = json!({"name": "Thanks", "message": "Thank you.", "account_type_ids": none});
                let messages = t.admin().post(ALL, body.clone()).await.invalid(&["account_type_ids"]);
                assert_eq!(messages["account_type_ids"], "You must input at least one account type ID.");
                t.admin().patch(&format!("{ALL}/1"), body).await.invalid(&["account_type_ids"]);
            }
            t.admin().post(ALL, json!({"message": " ", "account_type_ids": [1, 99]})).await
                .invalid(&["name", "message", "account_type_ids.1"]);
            let changed = t.admin().patch(&format!("{ALL}/1"), json!({"message": "Thanks a lot."})).await.ok();
            assert_eq!(changed["account_type_ids"], json!([2, 1]));
        }

        async fn an_account_type_stays_while_a_message_is_for_it(t) {
            let farm = t.admin().post("/system/account_types", json!({"name": "Farm", "type": "commercial"})).await.created();
            let body = json!({"name": "Harvest", "message": "Good harvest!", "account_type_ids": [farm["id"]]});
            t.admin().post(ALL, body).await.created();
            let path = format!("/system/account_types/{}", farm["id"]);
            t.admin().delete(&path).await.refused(422, "This is in use and cannot be deleted.");
            t.admin().delete(&format!("{ALL}/1")).await.ok();
            t.admin().delete(&path).await.ok();
        }

        async fn billing_gets_the_messages_of_an_account_type(t) {
            for (name, types) in [("All", json!([1, 2])), ("Commercial", json!([2])), ("Residential", json!([1]))] {
                t.admin().post(ALL, json!({"name": name, "message": "x", "account_type_ids": types})).await.created();
            }
            let found = of_account_type(t.app.db.read(), 2).await.expect("they are read");
            let names: Vec<&str> = found.iter().map(|message| message.name.as_str()).collect();
            assert_eq!(names, ["All", "Commercial"]);
        }
    }
}
