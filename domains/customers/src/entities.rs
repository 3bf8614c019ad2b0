//! The things that notes, files, tasks and custom fields can belong to, by the names that API v1 gives them.

use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use sea_orm::{ConnectionTrait, Statement, Value};

/// A kind of thing that paths name: `accounts` in `/notes/accounts/5`.
#[derive(Debug, PartialEq, Eq)]
pub struct Entity {
    /// The plural name, which is also what `entity_type` columns hold.
    pub name: &'static str,
    /// The singular name, which some endpoints use.
    pub singular: &'static str,
    /// Its rows, `table` or `table where condition`; none while no part of the platform keeps them.
    rows: Option<&'static str>,
}

const fn known(name: &'static str, singular: &'static str, rows: Option<&'static str>) -> Entity {
    Entity { name, singular, rows }
}

/// Rows of a table that belong to accounts which are not deleted.
macro_rules! of_account {
    ($table:literal) => {
        concat!($table, " where account_id in (select id from accounts where deleted_at is null)")
    };
}

/// Every entity that a path of the contract can name.
const ENTITIES: &[Entity] = &[
    known("account_addresses", "account_address", Some(of_account!("account_addresses"))),
    known("account_contacts", "account_contact", Some(of_account!("account_contacts"))),
    known("accounts", "account", Some("accounts where deleted_at is null")),
    known("call_logs", "call_log", Some(of_account!("account_call_logs"))),
    known("contracts", "contract", Some(of_account!("contracts"))),
    known("generic_inventory_assignees", "generic_inventory_assignee", None),
    known("inventory_items", "inventory_item", None),
    known("inventory_models", "inventory_model", None),
    known("jobs", "job", None),
    known("network_sites", "network_site", None),
    known("ticket_comments", "ticket_comment", None),
    known("ticket_replies", "ticket_reply", None),
    known("tickets", "ticket", None),
    known("users", "user", Some("users")),
];

impl Entity {
    /// The entity called `name`, plural or singular; `None` when there is none.
    pub fn named(name: &str) -> Option<&'static Self> {
        ENTITIES.iter().find(|entity| entity.name == name || entity.singular == name)
    }

    /// Those that some part of the platform keeps: name and table.
    pub(crate) fn kept() -> impl Iterator<Item = (&'static str, &'static str)> {
        let table = |rows: &'static str| rows.split(' ').next().unwrap_or(rows);
        ENTITIES.iter().filter_map(move |entity| Some((entity.name, table(entity.rows?))))
    }

    /// Whether `id` is one of them that is not deleted; what nothing keeps does not exist.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn exists(&self, connection: &impl ConnectionTrait, id: i64) -> Result<bool> {
        let Some(rows) = self.rows else { return Ok(false) };
        let joint = if rows.contains(" where ") { "and" } else { "where" };
        let sql = format!("select 1 from {rows} {joint} id = $1");
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [Value::from(id)]);
        Ok(connection.query_one_raw(statement).await.map_err(classify)?.is_some())
    }

    /// 404 unless [`Self::exists`].
    ///
    /// # Errors
    /// 404 with the documented message.
    pub async fn require(&self, connection: &impl ConnectionTrait, id: i64) -> Result<()> {
        if self.exists(connection, id).await? { Ok(()) } else { Err(Error::no_such_item()) }
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use super::*;
    use crate::testing::{account, setup};

    on_both! {
        async fn an_entity_exists_until_its_account_is_deleted(t) {
            account(&t, json!({})).await;
            let exists = |name, id| {
                let (entity, db) = (Entity::named(name).unwrap(), t.app.db.read());
                async move { entity.exists(db, id).await.unwrap() }
            };
            for name in ["accounts", "account_contacts", "account_addresses"] {
                assert!(exists(name, 1).await && !exists(name, 2).await, "{name}");
            }
            t.admin().delete("/accounts/1").await.ok();
            for entity in ENTITIES {
                assert!(!exists(entity.name, 1).await, "{}", entity.name);
            }
        }
    }

    #[test]
    fn entities_have_a_plural_and_a_singular_name() {
        assert_eq!(Entity::named("accounts"), Entity::named("account"));
        assert!(Entity::named("accounts").is_some());
        assert_eq!(Entity::named("accounts; drop table accounts"), None);
        assert_eq!(Entity::named(""), None);
    }
}
