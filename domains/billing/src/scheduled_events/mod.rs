//! What will be done to an account at a time that is set now: a service comes or goes, a price or the status changes
//! (reference, Scheduled_Events).
//!
//! | file | what |
//! |---|---|
//! | `mod.rs`, `input.rs` | the row, what is shown of it, what is sent |
//! | `check.rs` | whether it could be done |
//! | `write.rs` | create, update, delete |
//! | `run.rs` | the job that does it when its time has come |

mod check;
mod input;
pub(crate) mod run;
#[cfg(test)]
mod tests;
mod write;

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::Result;
use fairlead_store::{Change, Page, Timestamp, index, sql};
use fairlead_web::{Doc, NoInput, Resource, Routes, read_only};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{Condition, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::migrations::{number, of_account, text};
pub use input::ScheduledEventInput;

/// A row of `scheduled_events`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "scheduled_events")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is done to.
    pub account_id: i64,
    /// [`input::Kind::word`].
    pub event_type: String,
    /// When.
    pub scheduled_datetime: Timestamp,
    /// The id that it is about.
    pub primary_value: String,
    /// The price of a price override.
    pub secondary_value: Option<String>,
    /// Whether `prorate` counts, rather than the billing settings.
    pub proration_override: bool,
    /// Whether it is prorated.
    pub prorate: bool,
    /// Whether it was done.
    pub completed: bool,
    /// When.
    pub completed_at: Option<Timestamp>,
    /// Why it could not be done, when it was tried.
    pub failure: Option<String>,
    /// Who made it; that user may be gone.
    pub user_id: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A scheduled event as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScheduledEvent)]
pub struct ScheduledEventView {
    /// Its id.
    pub id: i64,
    /// `add_service`, `remove_service`, `change_status`, `price_override_service`, `remove_price_override_from_service`,
    /// `add_package` or `remove_package`.
    pub event_type: String,
    /// When it happens, in UTC.
    pub scheduled_datetime: Timestamp,
    /// The id that it is about.
    pub primary_value: String,
    /// The price of a price override.
    pub secondary_value: Option<String>,
    /// Whether `prorate` counts, rather than the billing settings.
    pub proration_override: bool,
    /// Whether it is prorated.
    pub prorate: bool,
    /// Whether it was done.
    pub completed: bool,
    /// Who made it.
    pub user_id: i64,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
    /// Why it could not be done, when it was tried; an update schedules it again.
    pub failure: Option<String>,
}

impl From<Model> for ScheduledEventView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            event_type: row.event_type,
            scheduled_datetime: row.scheduled_datetime,
            primary_value: row.primary_value,
            secondary_value: row.secondary_value,
            proration_override: row.proration_override,
            prorate: row.prorate,
            completed: row.completed,
            user_id: row.user_id,
            completed_at: row.completed_at,
            failure: row.failure,
        }
    }
}

/// The resource, as far as it is read.
pub struct ScheduledEvent;

impl Resource for ScheduledEvent {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = ScheduledEventView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/scheduled_events";
    const TAG: &'static str = "Scheduled_Events";
    const NAME: &'static str = "scheduled event";
    const PERMISSION: &'static str = "scheduled_events";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::ScheduledDatetime],
            filters: vec![Column::EventType, Column::Completed, Column::UserId],
            searches: Vec::new(),
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<ScheduledEventView>> {
        Ok(rows.into_iter().map(ScheduledEventView::from).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}

/// The routes of Scheduled_Events.
pub(crate) fn routes() -> Routes {
    let all = ScheduledEvent::PATH;
    let one = format!("{all}/{{id}}");
    let doc = |summary: &str| Doc::new(ScheduledEvent::TAG, summary);
    let view = |summary: &str| doc(summary).body::<ScheduledEventInput>().one::<ScheduledEventView>();
    read_only::<ScheduledEvent>()
        .post(all, write::create, view("Create a new scheduled event").status(201))
        .patch(&one, write::update, view("Update scheduled event"))
        .delete(&one, write::delete, doc("Delete a scheduled event"))
}

/// The table.
pub(crate) fn migration() -> Vec<Change> {
    let flag = |name| ColumnDef::new(name).boolean().not_null().to_owned();
    vec![
        of_account("scheduled_events")
            .col(text("event_type"))
            .col(number("scheduled_datetime"))
            .col(text("primary_value"))
            .col(ColumnDef::new("secondary_value").text())
            .col(flag("proration_override"))
            .col(flag("prorate"))
            .col(flag("completed"))
            .col(ColumnDef::new("completed_at").big_integer())
            .col(ColumnDef::new("failure").text())
            .col(number("user_id"))
            .col(number("created_at"))
            .into(),
        index("scheduled_events", &["account_id"]),
        sql(
            "create index ix_scheduled_events__open on scheduled_events (scheduled_datetime) where not completed",
        ),
    ]
}
