//! Task templates: named lists of tasks that are put on something in one go.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Change, Page, classify, sql, table, unique_text};
use fairlead_web::{Resource, Writing};
use sea_orm::sea_query::ColumnDef;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::migration::reference;
use crate::template_tasks;
use crate::unique_name::must_be_unique;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "task_templates")]
#[schema(as = TaskTemplate)]
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

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("task_templates").col(ColumnDef::new("name").text().not_null()).into(),
        unique_text("task_templates", "name"),
        table("template_tasks")
            .col(ColumnDef::new("task_template_id").big_integer().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .foreign_key(&mut reference("template_tasks", "task_template_id", "task_templates"))
            .into(),
        sql("create unique index uq_template_tasks__name on template_tasks (task_template_id, lower(name))"),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct TaskTemplateInput {
    /// A unique name for the task template.
    pub name: String,
}

/// The declared resource.
pub struct TaskTemplate;

impl Resource for TaskTemplate {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = TaskTemplateInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/misc/task_templates";
    const TAG: &'static str = "Task_Templates";
    const NAME: &'static str = "task template";
    const PERMISSION: &'static str = "task_templates";
    const MISSING_ON_DELETE: &'static str = "task template does not exist.";

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> TaskTemplateInput {
        TaskTemplateInput { name: row.name.clone() }
    }

    fn apply(input: &TaskTemplateInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &TaskTemplateInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        let others = Entity::find().filter(Column::Id.ne(writing.before.map_or(0, |row| row.id)));
        must_be_unique(writing.tx, others, Column::Name, &input.name, errors).await
    }

    /// Its tasks go with it.
    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        template_tasks::Entity::delete_many()
            .filter(template_tasks::Column::TaskTemplateId.eq(row.id))
            .exec(writing.tx)
            .await
            .map(drop)
            .map_err(classify)
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing_parts::setup;

    const ALL: &str = "/system/misc/task_templates";

    on_both! {
        async fn a_taken_name_is_refused_in_the_documented_words(t) {
            t.admin().post(ALL, json!({"name": "Installation"})).await.created();
            let other = t.admin().post(ALL, json!({"name": "Repair"})).await.created();
            let messages = t.admin().post(ALL, json!({"name": " INSTALLATION"})).await.invalid(&["name"]);
            assert_eq!(messages["name"], "The name must be unique.");
            let path = format!("{ALL}/{}", other["id"]);
            let messages = t.admin().patch(&path, json!({"name": "installation"})).await.invalid(&["name"]);
            assert_eq!(messages["name"], "The name must be unique.");
            let same = t.admin().patch(&path, json!({"name": "repair"})).await.ok();
            assert_eq!(same, json!({"id": other["id"], "name": "repair"}));
        }

        async fn a_template_goes_with_its_tasks(t) {
            let template = t.admin().post(ALL, json!({"name": "Installation"})).await.created();
            let path = format!("{ALL}/{}", template["id"]);
            let task = t.admin().post(&format!("{path}/template_tasks"), json!({"name": "Climb"})).await.created();
            let deleted = t.admin().delete(&path).await.ok();
            assert_eq!(deleted, json!({"success": true}));
            t.admin().delete(&path).await.refused(404, "task template does not exist.");
            t.admin().get(&format!("{path}/template_tasks")).await.status(404);
            t.admin().get(&format!("{path}/template_tasks/{}", task["id"])).await.status(404);
            t.admin().post(&format!("{path}/template_tasks"), json!({"name": "Climb"})).await.status(404);
        }
    }
}
