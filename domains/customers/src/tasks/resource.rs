use chrono::NaiveDate;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, Timestamp};
use fairlead_web::{PathParams, Resource, Scope, Writing};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use super::table::{ActiveModel, Column, Entity, Model};
use crate::owner::Owner;

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    /// Its id.
    pub id: i64,
    /// What is to be done.
    pub description: String,
    /// The user it is assigned to.
    pub user_id: Option<i64>,
    /// The day by which it is to be done.
    pub due_date: Option<NaiveDate>,
    /// Whether it is done.
    pub complete: bool,
    /// The id of the user who did it.
    pub completed_by: Option<i64>,
    /// When it was done, in UTC.
    pub completed_at: Option<Timestamp>,
}

impl From<Model> for TaskView {
    fn from(row: Model) -> Self {
        let Model { id, description, user_id, due_date, complete, completed_by, completed_at, .. } = row;
        Self { id, description, user_id, due_date, complete, completed_by, completed_at }
    }
}

/// Body of create and update.
#[derive(Input)]
pub struct TaskInput {
    /// A description of the task.
    #[input(max = 10_000)]
    pub description: String,
    /// The user to assign it to.
    #[input(exists = "users")]
    pub user_id: Option<i64>,
    /// The day by which it is to be done.
    pub due_date: Option<NaiveDate>,
    /// Whether it is done.
    #[input(default = "false")]
    pub complete: bool,
}

/// What can have tasks.
pub struct OfTasked(Owner);

impl OfTasked {
    /// Writes what a new task belongs to.
    pub(super) fn place(&self, row: &mut ActiveModel) {
        row.entity_type = Set(self.0.kind().into());
        row.entity_id = Set(self.0.id);
    }
}

impl Scope for OfTasked {
    fn read(path: &PathParams) -> Result<Self> {
        let owner = Owner::read(path, "entity")?;
        let can_have =
            |owner: &Owner| matches!(owner.kind(), "tickets" | "accounts" | "network_sites" | "jobs");
        owner.filter(can_have).map(Self).ok_or_else(|| Error::NotFound("There are no tasks here.".into()))
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.0.require(connection).await
    }
}

/// The declared resource.
pub struct Task;

impl Resource for Task {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = TaskInput;
    type View = TaskView;
    type Scope = OfTasked;

    const PATH: &'static str = "/{entity}/{entity_id}/tasks";
    const ID: &'static str = "task_id";
    const TAG: &'static str = "Tasks";
    const NAME: &'static str = "task";
    const PERMISSION: &'static str = "tasks";
    const MISSING_ON_DELETE: &'static str = "Task does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Description, Column::UserId, Column::DueDate, Column::Complete],
            filters: vec![Column::UserId, Column::DueDate, Column::Complete],
            searches: vec![Column::Description],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> TaskInput {
        TaskInput {
            description: row.description.clone(),
            user_id: row.user_id,
            due_date: row.due_date,
            complete: row.complete,
        }
    }

    fn apply(input: &TaskInput, row: &mut ActiveModel) {
        row.description = Set(input.description.clone());
        row.user_id = Set(input.user_id);
        row.due_date = Set(input.due_date);
        row.complete = Set(input.complete);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<TaskView>> {
        Ok(rows.into_iter().map(TaskView::from).collect())
    }

    fn within(scope: &OfTasked) -> Condition {
        Condition::all().add(Column::EntityType.eq(scope.0.kind())).add(Column::EntityId.eq(scope.0.id))
    }

    fn place(scope: &OfTasked, row: &mut ActiveModel) {
        scope.place(row);
    }

    /// Who completed it, and when: written once, until it is opened again.
    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &TaskInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        if writing.before.is_none() {
            row.created_at = Set(writing.tx.now());
        }
        if input.complete != writing.before.is_some_and(|before| before.complete) {
            row.completed_by = Set(input.complete.then_some(writing.ctx.actor.user_id));
            row.completed_at = Set(input.complete.then_some(writing.tx.now()));
        }
        Ok(())
    }
}
