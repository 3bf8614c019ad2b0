use chrono::TimeDelta;
use fairlead_kernel::{Error, Result};
use fairlead_store::Who;
use fairlead_store::jobs::{Enqueue, Worker, handler};
use fairlead_testkit::{Setup, TestApp, json, on_both};
use fairlead_web::App;

use crate::testing::{admin, user};

/// With a job that always fails.
fn setup() -> Setup {
    let mut setup = crate::testing::setup();
    setup
        .jobs
        .push(handler("failing", |_: App, _, _| async { Result::Err(Error::Internal("no luck".into())) }));
    setup
}

async fn enqueue(t: &TestApp) -> i64 {
    let job = Enqueue { max_attempts: 1, ..Enqueue::now("failing", json!({"secret": "payload"})) };
    let job = &job;
    t.app.db.write(&Who::platform("test"), |tx| async move { tx.enqueue(job.clone()).await }).await.unwrap()
}

on_both! {
    async fn a_dead_job_is_shown_retried_and_deleted(t) {
        let admin = admin(&t).await;
        let id = enqueue(&t).await;
        let path = format!("/background_jobs/{id}");
        assert_eq!(t.run_jobs().await, 1);
        let dead = json!({
            "id": id, "kind": "failing", "state": "dead", "attempts": 1, "max_attempts": 1, "progress_done": 0,
            "progress_total": 0, "last_error": "no luck", "run_at": "2026-03-15 12:00:00",
            "created_at": "2026-03-15 12:00:00", "started_at": "2026-03-15 12:00:00", "finished_at": "2026-03-15 12:00:00",
        });
        assert_eq!(admin.get(&path).await.ok(), dead);
        assert_eq!(admin.get("/background_jobs?filter[state]=dead&filter[kind]=failing").await.ok(), json!([dead]));
        let queued = admin.post(&format!("{path}/retry"), json!({})).await.ok();
        assert_eq!((&queued["state"], &queued["attempts"], &queued["finished_at"]), (&json!("queued"), &json!(0), &json!(null)));
        assert_eq!(t.run_jobs().await, 1);
        assert_eq!(admin.delete(&path).await.ok(), json!({"success": true}));
        admin.get(&path).await.status(404);
        admin.post(&format!("{path}/retry"), json!({})).await.status(404);
    }

    async fn looking_and_acting_are_different_permissions(t) {
        let (ada, _) = user(&t, "ada", &["background_jobs.read"]).await;
        let path = format!("/background_jobs/{}", enqueue(&t).await);
        ada.get(&path).await.ok();
        ada.delete(&path).await.refused(403, "This requires the permission background_jobs.delete.");
        ada.post(&format!("{path}/retry"), json!({})).await.refused(403, "This requires the permission background_jobs.update.");
    }

    async fn schedules_tell_when_they_run(t) {
        let admin = admin(&t).await;
        assert_eq!(admin.get("/background_schedules").await.ok(), json!([]));
        let worker = Worker::new(t.app.db.clone(), t.app.clone(), Vec::new(), crate::schedules());
        worker.register().await.unwrap();
        t.wait(TimeDelta::days(1));
        t.run_jobs().await;
        assert_eq!(admin.get("/background_schedules").await.ok(), json!([{
            "name": "identity.housekeeping", "cron": "30 3 * * *", "next_run_at": "2026-03-17 03:30:00",
            "last_run_at": "2026-03-16 03:30:00",
        }]));
    }
}
