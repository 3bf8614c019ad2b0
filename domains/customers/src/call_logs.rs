//! Call logs: who called about an account, how long and why. Only an account super user changes them afterwards.

use chrono::NaiveDateTime;
use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Change, Page, Timestamp, index, table};
use fairlead_web::{Resource, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::OfAccount;
use crate::accounts::migration::reference;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "account_call_logs")]
#[schema(as = CallLog)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// How long the call lasted, in seconds.
    pub time_in_seconds: i64,
    /// The subject of the call.
    pub subject: String,
    /// What was said; may contain simple HTML.
    pub body: String,
    /// The user who wrote it down; stays when the user goes.
    pub user_id: i64,
    /// When the call was received.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("account_call_logs")
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .col(ColumnDef::new("time_in_seconds").big_integer().not_null())
            .col(ColumnDef::new("subject").text().not_null())
            .col(ColumnDef::new("body").text().not_null())
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .foreign_key(&mut reference("account_call_logs", "account_id", "accounts"))
            .into(),
        index("account_call_logs", &["account_id", "created_at"]),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct CallLogInput {
    /// How long the call lasted, in seconds.
    #[input(min = 0, max = 31_536_000)]
    pub time_in_seconds: i64,
    /// The subject of the call.
    pub subject: String,
    /// A longer description of the call; may contain simple HTML.
    #[input(max = 65_000)]
    pub body: String,
    /// When the call was received, in UTC; now when left out. Only on create: the importer sends it.
    pub creation_datetime: Option<NaiveDateTime>,
}

/// The declared resource.
pub struct CallLog;

impl Resource for CallLog {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = CallLogInput;
    type View = Model;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/call_logs";
    const ID: &'static str = "call_log_id";
    const TAG: &'static str = "Account_Call_Logs";
    const NAME: &'static str = "call log";
    const PERMISSION: &'static str = "account_call_logs";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Call log does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::TimeInSeconds, Column::Subject, Column::CreatedAt],
            filters: vec![Column::UserId],
            searches: vec![Column::Subject, Column::Body],
            order: (Column::CreatedAt, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> CallLogInput {
        CallLogInput {
            time_in_seconds: row.time_in_seconds,
            subject: row.subject.clone(),
            body: row.body.clone(),
            creation_datetime: None,
        }
    }

    fn apply(input: &CallLogInput, row: &mut ActiveModel) {
        row.time_in_seconds = Set(input.time_in_seconds);
        row.subject = Set(input.subject.clone());
        row.body = Set(input.body.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }

    fn place(scope: &OfAccount, row: &mut ActiveModel) {
        row.account_id = Set(scope.0);
    }

    async fn check(writing: &Writing<'_, Self>, _: &CallLogInput, _: &mut FieldErrors) -> Result<()> {
        match writing.before {
            Some(_) => writing.ctx.require_account_super_user(),
            None => Ok(()),
        }
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &CallLogInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        if writing.before.is_none() {
            row.user_id = Set(writing.ctx.actor.user_id);
            row.created_at = Set(input.creation_datetime.map_or(writing.tx.now(), Timestamp::from));
        }
        Ok(())
    }

    async fn deletable(writing: &Writing<'_, Self>, _: &Model) -> Result<()> {
        writing.ctx.require_account_super_user()
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing_parts::{account, delete_account, importer_sends, setup};

    on_both! {
        async fn what_the_importer_sends_is_stored(t) {
            let path = format!("/accounts/{}/call_logs", account(&t).await);
            let body = br#"{"time_in_seconds":340,"subject":"Slow internet","body":"Went through <b>router<\/b> settings","creation_datetime":"2016-05-20 14:14:33"}"#;
            let call = importer_sends(&t, &path, body).await.created();
            assert_eq!(call, json!({
                "id": call["id"], "account_id": 1, "time_in_seconds": 340, "subject": "Slow internet",
                "body": "Went through <b>router</b> settings", "user_id": 1, "created_at": "2016-05-20 14:14:33",
            }));
        }

        async fn without_a_time_it_was_received_now_and_the_newest_call_comes_first(t) {
            let path = format!("/accounts/{}/call_logs", account(&t).await);
            let body = json!({"time_in_seconds": "12", "subject": "Now", "body": "Blah", "user_id": 77});
            let now = t.admin().post(&path, body).await.created();
            assert_eq!((&now["created_at"], &now["user_id"]), (&json!("2026-03-15 12:00:00"), &json!(1)));
            let old = json!({"time_in_seconds": 1, "subject": "Old", "body": "Blah", "creation_datetime": "2015-01-01 00:00:00"});
            t.admin().post(&path, old).await.created();
            let list = t.admin().get(&path).await.ok();
            assert_eq!((&list[0]["subject"], &list[1]["subject"]), (&json!("Now"), &json!("Old")));
        }

        async fn only_an_account_super_user_changes_or_deletes_it(t) {
            let path = format!("/accounts/{}/call_logs", account(&t).await);
            let body = json!({"time_in_seconds": 12, "subject": "Support issue", "body": "Blah"});
            let call = t.admin().post(&path, body).await.created();
            let path = format!("{path}/{}", call["id"]);
            let editor = t.user().can("account_call_logs.update").can("account_call_logs.delete");
            let message = "This requires account super user permissions.";
            editor.patch(&path, json!({"subject": "Other"})).await.refused(403, message);
            editor.delete(&path).await.refused(403, message);
            let editor = editor.can("account_super_user.act");
            let change = json!({"subject": "Other", "creation_datetime": "1999-01-01 00:00:00"});
            let changed = editor.patch(&path, change).await.created();
            assert_eq!((&changed["subject"], &changed["created_at"]), (&json!("Other"), &call["created_at"]));
            editor.delete(&path).await.ok();
            editor.delete(&path).await.refused(404, "Call log does not exist.");
        }

        async fn nonsense_is_refused(t) {
            let path = format!("/accounts/{}/call_logs", account(&t).await);
            let body = json!({"time_in_seconds": "soon", "subject": "x".repeat(256), "body": "y".repeat(65_001), "creation_datetime": "2026-02-30 10:00:00"});
            let messages = t.admin().post(&path, body).await.invalid(&["time_in_seconds", "subject", "body", "creation_datetime"]);
            assert_eq!(messages["time_in_seconds"], "The time_in_seconds must be an integer.");
            let body = json!({"time_in_seconds": -1, "subject": "x", "body": "y"});
            t.admin().post(&path, body).await.invalid(&["time_in_seconds"]);
        }

        async fn the_calls_of_a_deleted_or_another_account_are_not_found(t) {
            let (id, other) = (account(&t).await, account(&t).await);
            let path = format!("/accounts/{id}/call_logs");
            let body = json!({"time_in_seconds": 12, "subject": "Support issue", "body": "Blah"});
            let call = t.admin().post(&path, body.clone()).await.created();
            t.admin().get(&format!("/accounts/{other}/call_logs/{}", call["id"])).await.status(404);
            delete_account(&t, id).await;
            t.admin().get(&path).await.status(404);
            t.admin().post(&path, body).await.status(404);
            let path = format!("{path}/{}", call["id"]);
            t.admin().get(&path).await.status(404);
            t.admin().patch(&path, json!({})).await.status(404);
            t.admin().delete(&path).await.status(404);
        }
    }
}
