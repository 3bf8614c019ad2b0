//! The audit log, newest first.

use fairlead_kernel::Result;
use fairlead_store::audit_log::{ActiveModel, Column, Entity, Model};
use fairlead_store::{Page, Timestamp};
use fairlead_web::{NoInput, Resource, Routes, read_only};
use sea_orm::{ConnectionTrait, sea_query::Order};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct View {
    id: i64,
    created_at: Timestamp,
    /// Null: the platform itself.
    user_id: Option<i64>,
    /// The name at that time.
    username: String,
    /// `create`, `update` or `delete`.
    action: String,
    /// The table, or the group of settings.
    entity: String,
    entity_id: i64,
    request_id: String,
    /// The fields before; of an update only those that changed.
    #[schema(value_type = Option<Object>)]
    before: Option<Value>,
    /// The fields after.
    #[schema(value_type = Option<Object>)]
    after: Option<Value>,
}

/// The declared resource, which is only read.
pub struct AuditEntry;

pub(crate) fn routes() -> Routes {
    read_only::<AuditEntry>()
}

impl Resource for AuditEntry {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/audit_log";
    const TAG: &'static str = "Audit log";
    const NAME: &'static str = "audit entry";
    const PERMISSION: &'static str = "audit_log";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::CreatedAt],
            filters: vec![
                Column::Entity,
                Column::EntityId,
                Column::UserId,
                Column::Action,
                Column::RequestId,
                Column::AccountId,
            ],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(View::from).collect())
    }
}

impl From<Model> for View {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            created_at: row.created_at,
            user_id: row.user_id,
            username: row.username,
            action: row.action,
            entity: row.entity,
            entity_id: row.entity_id,
            request_id: row.request_id,
            before: row.before,
            after: row.after,
        }
    }
}

#[cfg(test)]
#[path = "audit_log_tests.rs"]
mod tests;
