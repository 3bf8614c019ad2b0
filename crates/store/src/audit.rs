use fairlead_kernel::Result;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Timestamp, Who, classify};

/// The audit log: who changed what, when, from what to what, in which request.
pub mod entity {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    use crate::Timestamp;

    /// One change of one row.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "audit_log")]
    pub struct Model {
        /// Grows with time.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// When.
        pub created_at: Timestamp,
        /// Who; null when the platform itself.
        pub user_id: Option<i64>,
        /// Who, by name at that time.
        pub username: String,
        /// The request's id.
        pub request_id: String,
        /// create, update or delete.
        pub action: String,
        /// The table.
        pub entity: String,
        /// The row.
        pub entity_id: i64,
        /// The account it belongs to.
        pub account_id: Option<i64>,
        /// The fields before (updates: only those that changed).
        pub before: Option<Json>,
        /// The fields after.
        pub after: Option<Json>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A change to be recorded. Secrets never get here: rows skip them when they serialise.
#[derive(Debug, Clone)]
pub struct AuditRow {
    action: &'static str,
    table: String,
    entity_id: i64,
    account_id: Option<i64>,
    before: Option<Map<String, Value>>,
    after: Option<Map<String, Value>>,
}

impl AuditRow {
    /// `row` of `table` came to be.
    pub fn created(table: &str, row: &impl Serialize) -> Self {
        Self::new("create", table, None, Some(fields(row)))
    }

    /// `row` of `table` went.
    pub fn deleted(table: &str, row: &impl Serialize) -> Self {
        Self::new("delete", table, Some(fields(row)), None)
    }

    /// A row of `table` changed; `None` when no visible field differs.
    pub fn updated(table: &str, before: &impl Serialize, after: &impl Serialize) -> Option<Self> {
        let (before, after) = (fields(before), fields(after));
        let mut row = Self::new("update", table, None, Some(after.clone()));
        let changed = |own: &Map<String, Value>, other: &Map<String, Value>| -> Map<String, Value> {
            own.iter()
                .filter(|(key, value)| other.get(*key) != Some(value))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect()
        };
        row.before = Some(changed(&before, &after));
        row.after = Some(changed(&after, &before));
        (row.before != row.after).then_some(row)
    }

    fn new(
        action: &'static str,
        table: &str,
        before: Option<Map<String, Value>>,
        after: Option<Map<String, Value>>,
    ) -> Self {
        let fields = after.as_ref().or(before.as_ref());
        let number = |key: &str| fields.and_then(|fields| fields.get(key)).and_then(Value::as_i64);
        let entity_id = number("id").unwrap_or_default();
        let owner = fields.and_then(|fields| fields.get("entity_type")).and_then(Value::as_str);
        let account_id = match (table, owner) {
            ("accounts", _) => Some(entity_id),
            (_, Some("accounts")) => number("entity_id"),
            _ => number("account_id"),
        };
        Self { action, table: table.to_owned(), entity_id, account_id, before, after }
    }
}

fn fields(row: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    who: &Who,
    now: Timestamp,
    rows: Vec<AuditRow>,
) -> Result<()> {
    let rows: Vec<entity::ActiveModel> = rows
        .into_iter()
        .map(|row| entity::ActiveModel {
            created_at: Set(now),
            user_id: Set(who.user_id),
            username: Set(who.username.clone()),
            request_id: Set(who.request_id.clone()),
            action: Set(row.action.to_owned()),
            entity: Set(row.table),
            entity_id: Set(row.entity_id),
            account_id: Set(row.account_id),
            before: Set(row.before.map(Value::Object)),
            after: Set(row.after.map(Value::Object)),
            ..Default::default()
        })
        .collect();
    for chunk in rows.chunks(100) {
        entity::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(connection)
            .await
            .map_err(classify)?;
    }
    Ok(())
}

/// The epoch that other processes read (see `Db::auth_epoch`).
pub(crate) async fn bump_stored_epoch(connection: &impl ConnectionTrait) -> Result<()> {
    let sql = "update auth_epoch set epoch = epoch + 1";
    connection.execute_unprepared(sql).await.map(drop).map_err(classify)
}
