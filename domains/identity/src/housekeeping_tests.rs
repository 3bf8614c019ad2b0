use chrono::TimeDelta;
use fairlead_store::{Who, jobs};
use fairlead_testkit::{json, on_both};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use super::KIND;
use crate::sessions;
use crate::testing::{PASSWORD, admin, browser, setup};

on_both! {
    async fn what_has_had_its_time_goes_and_the_rest_stays(t) {
        let admin = admin(&t).await;
        let run = || async {
            t.app.db.write(&Who::platform("test"), |tx| async move {
                tx.enqueue(jobs::Enqueue::now(KIND, json!({}))).await
            }).await.unwrap();
            t.run_jobs().await
        };
        let rows = |table: &'static str| {
            let connection = t.app.db.read();
            let sql = sea_orm::Statement::from_string(connection.get_database_backend(), format!("select 1 from {table}"));
            async move { connection.query_all_raw(sql).await.unwrap().len() }
        };
        browser(&t, "admin", PASSWORD).await;
        admin.with("idempotency-key", "once").post("/roles", json!({"name": "Kept"})).await.created();
        assert_eq!(run().await, 1);
        assert_eq!((rows("sessions").await, rows("idempotency_keys").await, rows("background_jobs").await), (1, 1, 1));
        t.wait(TimeDelta::days(31));
        browser(&t, "admin", PASSWORD).await;
        assert_eq!(run().await, 1);
        let left = sessions::Entity::find().all(t.app.db.read()).await.unwrap();
        assert_eq!(left.len(), 1, "the new session stays");
        assert_eq!(left[0].created_at.to_utc(), t.app.db.clock().now());
        assert_eq!((rows("idempotency_keys").await, rows("roles").await), (0, 3));
        assert_eq!(jobs::entity::Entity::find().count(t.app.db.read()).await.unwrap(), 1, "the job that runs");
    }
}
