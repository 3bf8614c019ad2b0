//! Template tasks: what a task template consists of, in the order in which they were added.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::Page;
use fairlead_web::{Resource, Within, Writing};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, QueryFilter, entity::prelude::*, sea_query::Order,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::task_templates;
use crate::unique_name::must_be_unique;

/// A row of `template_tasks`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "template_tasks")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The template it belongs to.
    pub task_template_id: i64,
    /// What is to be done; unique in its template.
    pub name: String,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What is shown: the reference takes `name` and shows `task`.
#[derive(Serialize, ToSchema)]
pub struct TemplateTaskView {
    /// Its id.
    pub id: i64,
    /// What is to be done.
    pub task: String,
}

/// Body of create and update.
#[derive(Input)]
pub struct TemplateTaskInput {
    /// What is to be done; unique in its template.
    pub name: String,
}

/// What lies in one template.
pub type OfTemplate = Within<task_templates::Entity>;

/// The declared resource.
pub struct TemplateTask;

impl Resource for TemplateTask {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = TemplateTaskInput;
    type View = TemplateTaskView;
    type Scope = OfTemplate;

    const PATH: &'static str = "/system/misc/task_templates/{id}/template_tasks";
    const ID: &'static str = "template_task_id";
    const TAG: &'static str = "Task_Templates";
    const NAME: &'static str = "template task";
    const PERMISSION: &'static str = "task_templates";
    const MISSING_ON_DELETE: &'static str = "template task does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name],
            filters: vec![],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> TemplateTaskInput {
        TemplateTaskInput { name: row.name.clone() }
    }

    fn apply(input: &TemplateTaskInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<TemplateTaskView>> {
        Ok(rows.into_iter().map(|row| TemplateTaskView { id: row.id, task: row.name }).collect())
    }

    fn within(scope: &OfTemplate) -> Condition {
        Condition::all().add(Column::TaskTemplateId.eq(scope.0))
    }

    fn place(scope: &OfTemplate, row: &mut ActiveModel) {
        row.task_template_id = Set(scope.0);
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &TemplateTaskInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        let others = Entity::find()
            .filter(Self::within(writing.scope))
            .filter(Column::Id.ne(writing.before.map_or(0, |row| row.id)));
        must_be_unique(writing.tx, others, Column::Name, &input.name, errors).await
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing_parts::setup;

    const ALL: &str = "/system/misc/task_templates";

    on_both! {
        async fn a_task_is_sent_as_name_and_shown_as_task(t) {
            let template = t.admin().post(ALL, json!({"name": "Installation"})).await.created();
            let tasks = format!("{ALL}/{}/template_tasks", template["id"]);
            let task = t.admin().post(&tasks, json!({"name": "Wash the dishes"})).await.created();
            assert_eq!(task, json!({"id": task["id"], "task": "Wash the dishes"}));
            let path = format!("{tasks}/{}", task["id"]);
            // The documented body of an update names only its id.
            let kept = t.admin().patch(&path, json!({"template_task_id": task["id"]})).await.ok();
            assert_eq!(kept["task"], "Wash the dishes");
            assert_eq!(t.admin().patch(&path, json!({"name": "Jump rope"})).await.ok()["task"], "Jump rope");
            assert_eq!(t.admin().get(&path).await.ok()["task"], "Jump rope");
            t.admin().delete(&path).await.ok();
            t.admin().delete(&path).await.refused(404, "template task does not exist.");
        }

        async fn a_task_is_unique_in_its_template_and_not_beyond(t) {
            let first = t.admin().post(ALL, json!({"name": "First"})).await.created();
            let second = t.admin().post(ALL, json!({"name": "Second"})).await.created();
            let of_first = format!("{ALL}/{}/template_tasks", first["id"]);
            let task = t.admin().post(&of_first, json!({"name": "Climb"})).await.created();
            let messages = t.admin().post(&of_first, json!({"name": "CLIMB"})).await.invalid(&["name"]);
            assert_eq!(messages["name"], "The name must be unique.");
            let of_second = format!("{ALL}/{}/template_tasks", second["id"]);
            t.admin().post(&of_second, json!({"name": "Climb"})).await.created();
            // A task of another template is not found under this one.
            let path = format!("{of_second}/{}", task["id"]);
            t.admin().get(&path).await.status(404);
            t.admin().patch(&path, json!({"name": "Fall"})).await.status(404);
            t.admin().delete(&path).await.refused(404, "template task does not exist.");
        }
    }
}
