use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use chrono::TimeDelta;
use fairlead_kernel::Error;
use fairlead_store::jobs::{self, Enqueue, Schedule, Worker, handler};
use fairlead_store::{Tx, Who};
use fairlead_testkit::{TestApp, json, on_both};
use sea_orm::{EntityTrait, QueryOrder};

use crate::things::setup;

async fn enqueue(t: &TestApp, kind: &'static str) -> i64 {
    let job = &Enqueue { max_attempts: 3, ..Enqueue::now(kind, json!({"id": 5})) };
    t.app
        .db
        .write(&Who::platform("test"), |tx: Tx| async move { tx.enqueue(job.clone()).await })
        .await
        .unwrap()
}

async fn all(t: &TestApp) -> Vec<jobs::entity::Model> {
    jobs::entity::Entity::find().order_by_asc(jobs::entity::Column::Id).all(t.app.db.read()).await.unwrap()
}

/// A worker whose only handler fails as often as `failures` says, then succeeds.
fn worker(t: &TestApp, failures: usize, runs: &Arc<AtomicUsize>) -> Worker<()> {
    let runs = runs.clone();
    let run = move |(), payload: fairlead_testkit::serde_json::Value, progress: jobs::Progress| {
        let number = runs.fetch_add(1, Ordering::SeqCst);
        async move {
            assert_eq!(payload["id"], 5);
            progress.report(1, 2).await?;
            if number < failures { Err(Error::internal("the mail server sleeps")) } else { Ok(()) }
        }
    };
    Worker::new(t.app.db.clone(), (), vec![handler("mail", run)], Vec::new())
}

on_both! {
    async fn a_job_runs_once(t) {
        enqueue(&t, "mail").await;
        let runs = Arc::default();
        let worker = worker(&t, 0, &runs);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        let job = &all(&t).await[0];
        assert_eq!((job.state.as_str(), job.attempts, job.progress_done, job.progress_total), ("done", 1, 1, 2));
    }

    async fn a_failed_job_waits_longer_each_time_and_dies(t) {
        let id = enqueue(&t, "mail").await;
        let runs = Arc::default();
        let worker = worker(&t, 3, &runs);
        for (attempt, pause) in [(1, 10), (2, 20)] {
            assert_eq!(worker.run_due().await.unwrap(), 1);
            let job = &all(&t).await[0];
            assert_eq!((job.state.as_str(), job.attempts), ("queued", attempt));
            assert_eq!(job.last_error.as_deref(), Some("the mail server sleeps"));
            t.wait(TimeDelta::seconds(pause - 1));
            assert_eq!(worker.run_due().await.unwrap(), 0);
            t.wait(TimeDelta::seconds(1));
        }
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(all(&t).await[0].state, "dead");
        t.app.db.write(&Who::platform("test"), |tx: Tx| async move { jobs::retry(&tx, id).await }).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(all(&t).await[0].state, "done");
    }

    async fn a_job_without_a_handler_and_a_panic_are_failures(t) {
        enqueue(&t, "unknown").await;
        enqueue(&t, "mail").await;
        let panics = handler("mail", |(), _, _| async { panic!("oh") });
        let worker = Worker::new(t.app.db.clone(), (), vec![panics], Vec::new());
        assert_eq!(worker.run_due().await.unwrap(), 2);
        let jobs = all(&t).await;
        assert_eq!(jobs[0].last_error.as_deref(), Some("no handler for jobs of kind unknown"));
        assert_eq!(jobs[1].last_error.as_deref(), Some("the job panicked"));
    }

    async fn two_workers_never_take_the_same_job(t) {
        for _ in 0..20 {
            enqueue(&t, "mail").await;
        }
        let runs = Arc::default();
        let (one, two) = (worker(&t, 0, &runs), worker(&t, 0, &runs));
        let (one, two) = fairlead_testkit::tokio::join!(one.run_due(), two.run_due());
        assert_eq!(one.unwrap() + two.unwrap(), 20);
        assert_eq!(runs.load(Ordering::SeqCst), 20);
    }

    async fn a_job_whose_worker_died_is_taken_over(t) {
        enqueue(&t, "mail").await;
        let db = t.app.db.clone();
        let sql = "update background_jobs set state = 'running', attempts = 1, locked_until = run_at + 60000";
        db.write(&Who::platform("test"), |tx: Tx| async move {
            use sea_orm::ConnectionTrait;
            tx.execute_unprepared(sql).await.map(drop).map_err(fairlead_store::classify)
        }).await.unwrap();
        let runs = Arc::default();
        let worker = worker(&t, 0, &runs);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        t.wait(TimeDelta::seconds(61));
        assert_eq!(worker.run_due().await.unwrap(), 1);
    }

    async fn a_schedule_runs_when_its_time_has_come_and_once_for_all_nodes(t) {
        let count = Arc::new(AtomicI64::new(0));
        let node = || {
            let count = count.clone();
            let run = move |(), _, _| {
                count.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }
            };
            let schedule = Schedule { kind: "nightly", cron: "30 2 * * *" };
            Worker::new(t.app.db.clone(), (), vec![handler("nightly", run)], vec![schedule])
        };
        let (one, two) = (node(), node());
        one.register().await.unwrap();
        two.register().await.unwrap();
        for day in 1..=3 {
            t.wait(TimeDelta::days(1));
            let (a, b) = fairlead_testkit::tokio::join!(one.run_due(), two.run_due());
            a.unwrap();
            b.unwrap();
            assert_eq!(count.load(Ordering::SeqCst), day);
        }
    }

    async fn thousands_of_jobs_do_not_keep_another_one_waiting(t) {
        let bulk = &Enqueue { bulk: true, ..Enqueue::now("bulk", json!({})) };
        let payloads: Vec<_> = (0..1_200).map(|id| json!({"id": id})).collect();
        let who = Who::platform("test");
        let written = t.app.db.write(&who, |tx: Tx| {
            let payloads = payloads.clone();
            async move { tx.enqueue_all(bulk, payloads).await }
        });
        written.await.unwrap();
        enqueue(&t, "mail").await;
        let order = Arc::new(std::sync::Mutex::new(Vec::new()));
        let note = |kind: &'static str| {
            let order = order.clone();
            handler(kind, move |(), payload: fairlead_testkit::serde_json::Value, _| {
                order.lock().unwrap().push((kind, payload["id"].as_i64().unwrap()));
                async { Ok(()) }
            })
        };
        let worker = Worker::new(t.app.db.clone(), (), vec![note("mail"), note("bulk")], Vec::new());
        assert_eq!(worker.run_due().await.unwrap(), 1_201);
        let order = order.lock().unwrap();
        assert_eq!(order[..3], [("mail", 5), ("bulk", 0), ("bulk", 1)]);
    }
}
