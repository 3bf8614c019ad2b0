//! Contract templates: what contracts are made from. The reference has no call for them, so these are Fairlead's own.

use fairlead_documents::{html_to_text, sanitise_html, template_variables};
use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Change, Page, Timestamp, table, unique_text};
use fairlead_web::{Allowed, Answer, Doc, Failure, Read, Resource, Routes, Writing, crud};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::contracts::variables::{self, Variable};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "contract_templates")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What contracts made from it are called.
    pub name: String,
    /// Sanitised HTML with `{{variables}}`.
    pub body: String,
    /// How long contracts run from the day they are signed.
    pub term_in_months: Option<i64>,
    /// Whether new contracts can be made from it.
    pub active: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// None: contracts keep a copy of what they need.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn migration() -> Vec<Change> {
    vec![
        table("contract_templates")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("body").text().not_null())
            .col(ColumnDef::new("term_in_months").big_integer())
            .col(ColumnDef::new("active").boolean().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("updated_at").big_integer().not_null())
            .into(),
        unique_text("contract_templates", "name"),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct ContractTemplateInput {
    /// A unique name: what contracts made from it are called.
    #[input(max = 200, unique = "contract_templates.name")]
    pub name: String,
    /// The text as HTML, with `{{variables}}`. It is sanitised when it is stored.
    #[input(max = 200_000)]
    pub body: String,
    /// How many months a contract runs from the day it is signed; left out: without end.
    #[input(min = 1, max = 600)]
    pub term_in_months: Option<i64>,
    /// Whether new contracts can be made from it.
    #[input(default = "true")]
    pub active: bool,
}

/// A contract template.
#[derive(Serialize, ToSchema)]
#[schema(as = ContractTemplate)]
pub struct View {
    /// Its id.
    id: i64,
    /// What contracts made from it are called.
    name: String,
    /// Sanitised HTML with `{{variables}}`.
    body: String,
    /// How many months a contract runs; null: without end.
    term_in_months: Option<i64>,
    /// Whether new contracts can be made from it.
    active: bool,
}

/// The declared resource.
pub struct ContractTemplate;

impl Resource for ContractTemplate {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = ContractTemplateInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/system/contract_templates";
    const TAG: &'static str = "System";
    const NAME: &'static str = "contract template";
    const PERMISSION: &'static str = "contract_templates";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name],
            filters: vec![Column::Name, Column::Active],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> ContractTemplateInput {
        ContractTemplateInput {
            name: row.name.clone(),
            body: row.body.clone(),
            term_in_months: row.term_in_months,
            active: row.active,
        }
    }

    fn apply(input: &ContractTemplateInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.body = Set(sanitise_html(&input.body));
        row.term_in_months = Set(input.term_in_months);
        row.active = Set(input.active);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(view).collect())
    }

    async fn check(
        _: &Writing<'_, Self>,
        input: &ContractTemplateInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        let body = sanitise_html(&input.body);
        if html_to_text(&body).trim().is_empty() {
            errors.add("body", "The body contains no text.");
        }
        let unknown: Vec<String> =
            template_variables(&body).into_iter().filter(|name| !variables::is_known(name)).collect();
        if !unknown.is_empty() {
            errors.add("body", format!("The body contains unknown variables: {}.", unknown.join(", ")));
        }
        Ok(())
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        _: &ContractTemplateInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        if writing.before.is_none() {
            row.created_at = Set(writing.tx.now());
        }
        if writing.before.is_none() || row.is_changed() {
            row.updated_at = Set(writing.tx.now());
        }
        Ok(())
    }
}

fn view(row: Model) -> View {
    View {
        id: row.id,
        name: row.name,
        body: row.body,
        term_in_months: row.term_in_months,
        active: row.active,
    }
}

/// The resource, and the variables that its bodies can use.
pub(crate) fn routes() -> Routes {
    crud::<ContractTemplate>().get(
        "/system/contract_templates/variables",
        list_variables,
        Doc::own("System", "List: variables of contract templates").many::<Variable>(),
    )
}

async fn list_variables(_: Allowed<Read<ContractTemplate>>) -> Result<Answer, Failure> {
    Answer::whole(variables::ALL)
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    const PATH: &str = "/system/contract_templates";

    on_both! {
        async fn a_template_is_stored_sanitised_and_shown_with_all_fields(t) {
            let body = "<h2 onclick=\"x()\">Terms</h2><script>alert(1)</script><p>Dear {{ contact_name }}</p>";
            let template = t.admin().post(PATH, json!({"name": "Standard", "body": body, "term_in_months": "12"})).await.created();
            assert_eq!(template, json!({
                "id": template["id"],
                "name": "Standard",
                "body": "<h2>Terms</h2><p>Dear {{ contact_name }}</p>",
                "term_in_months": 12,
                "active": true,
            }));
            let path = format!("{PATH}/{}", template["id"]);
            let changed = t.admin().patch(&path, json!({"active": false, "term_in_months": null})).await.ok();
            assert_eq!((&changed["active"], &changed["term_in_months"]), (&json!(false), &json!(null)));
            assert_eq!(changed["body"], template["body"]);
            t.admin().delete(&path).await.ok();
            t.admin().get(&path).await.status(404);
        }

        async fn unknown_variables_are_refused_by_name(t) {
            let body = "<p>{{contact_name}} {{price}} {{ {{<b>date</b>}}</p>";
            let messages = t.admin().post(PATH, json!({"name": "A", "body": body})).await.invalid(&["body"]);
            assert!(messages["body"].as_str().unwrap().starts_with("The body contains unknown variables: price, "), "{messages}");
        }

        async fn a_body_without_text_is_refused(t) {
            t.admin().post(PATH, json!({"name": "A", "body": "<script>x</script><p> </p>"})).await.invalid(&["body"]);
            t.admin().post(PATH, json!({})).await.invalid(&["name", "body"]);
        }

        async fn the_variables_are_listed_for_whoever_may_see_templates(t) {
            let variables = t.user().can("contract_templates.read").get(&format!("{PATH}/variables")).await.ok();
            let names: Vec<&str> = variables.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert!(names.contains(&"contact_name") && names.contains(&"address"), "{names:?}");
            assert!(variables[0]["description"].is_string());
            let body: String = names.iter().map(|name| format!("<p>{{{{{name}}}}}</p>")).collect();
            t.admin().post(PATH, json!({"name": "All", "body": body})).await.created();
            t.user().get(&format!("{PATH}/variables")).await.status(403);
        }
    }
}
