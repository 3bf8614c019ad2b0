//! Every night: what belonged to things that were deleted for good goes after them. A contact or an address leaves no
//! row behind, and no foreign key leads from notes, tasks, files and values to the many tables they can belong to.
//! The things of deleted accounts stay, because the accounts do.

use fairlead_kernel::Result;
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::entities::Entity;
use crate::files;

const KIND: &str = "customers.left_behind";

/// The handler.
pub(crate) fn job() -> Handler<App> {
    handler(KIND, |app: App, _, _| async move { tidy_up(&app).await })
}

/// When it starts.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: KIND, cron: "40 3 * * *" }
}

/// One transaction a kind of thing, so that none holds the writer for long.
async fn tidy_up(app: &App) -> Result<()> {
    let who = Who::platform(KIND);
    for (name, table) in Entity::kept() {
        app.db.write(&who, |tx: Tx| async move { after_deleted(&tx, name, table).await }).await?;
    }
    Ok(())
}

async fn after_deleted(tx: &Tx, name: &str, table: &str) -> Result<()> {
    let gone = |from: &str| {
        format!(
            "from {from} where entity_type = '{name}' and not exists (select 1 from {table} where {table}.id = {from}.entity_id)"
        )
    };
    for from in ["notes", "tasks", "custom_field_values"] {
        tx.execute_unprepared(&format!("delete {}", gone(from))).await.map_err(classify)?;
    }
    let statement =
        Statement::from_string(tx.get_database_backend(), format!("select files.* {}", gone("files")));
    for row in tx.query_all_raw(statement).await.map_err(classify)? {
        files::remove(tx, files::Model::from_query_result(&row, "").map_err(classify)?).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

    use super::KIND;
    use crate::testing_parts::{account, delete_account, setup};

    async fn count(t: &TestApp, table: &str) -> i64 {
        use sea_orm::{ConnectionTrait, Statement};
        let db = t.app.db.read();
        let statement =
            Statement::from_string(db.get_database_backend(), format!("select count(*) from {table}"));
        let row = db.query_one_raw(statement).await.expect("it is counted").expect("a row");
        row.try_get_by_index(0).expect("a number")
    }

    async fn attach(t: &TestApp, contact: &Value) {
        let note = json!({"category": "sales", "message": "x"});
        t.admin().post(&format!("/notes/account_contacts/{contact}"), note).await.created();
        let file = json!({"filename": "a.txt", "base64_data": "aGVsbG8="});
        t.admin().post(&format!("/account_contacts/{contact}/files"), file).await.created();
    }

    on_both! {
        async fn what_belonged_to_a_deleted_contact_goes_and_nothing_else(t) {
            t.run_jobs().await;
            let (id, closed) = (account(&t).await, account(&t).await);
            let contacts = format!("/accounts/{id}/contacts");
            let stays = t.admin().get(&contacts).await.ok()[0]["id"].clone();
            let goes = t.admin().post(&contacts, json!({"name": "Grace", "primary": false})).await.created()["id"].clone();
            attach(&t, &stays).await;
            attach(&t, &goes).await;
            let task = json!({"description": "Collect the radio"});
            t.admin().post(&format!("/accounts/{closed}/tasks"), task).await.created();
            delete_account(&t, closed).await;
            t.admin().delete(&format!("{contacts}/{goes}")).await.ok();
            assert_eq!((count(&t, "notes").await, count(&t, "files").await), (2, 2));
            t.app.db.write(&fairlead_store::Who::platform("test"), |tx: fairlead_store::Tx| async move {
                tx.enqueue(fairlead_store::jobs::Enqueue::now(KIND, json!({}))).await
            }).await.expect("it is enqueued");
            t.wait(TimeDelta::minutes(1));
            t.run_jobs().await;
            assert_eq!((count(&t, "notes").await, count(&t, "files").await, count(&t, "tasks").await), (1, 1, 1));
            assert_eq!(count(&t, "background_jobs where state <> 'done'").await, 0);
            let left = t.admin().get(&format!("/account_contacts/{stays}/files")).await.ok();
            assert_eq!(left.as_array().map(Vec::len), Some(1));
        }
    }
}
