use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use fairlead_kernel::{Error, Result};
use tokio::sync::watch;

use super::entity::Model;
use super::{Lane, Schedule, queue, schedule};
use crate::{Db, Tx, Who};

type Outcome = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Runs the jobs of one kind.
pub struct Handler<S> {
    kind: &'static str,
    run: Arc<dyn Fn(S, serde_json::Value, Progress) -> Outcome + Send + Sync>,
}

/// Says which function runs jobs of `kind`. It gets the application, the payload and a [`Progress`].
pub fn handler<S, F, Fut>(kind: &'static str, run: F) -> Handler<S>
where
    F: Fn(S, serde_json::Value, Progress) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    Handler { kind, run: Arc::new(move |state, payload, progress| Box::pin(run(state, payload, progress))) }
}

/// Lets a running job say how far it is.
#[derive(Clone)]
pub struct Progress {
    db: Db,
    job_id: i64,
}

impl Progress {
    /// `done` of `total` units; also a sign of life.
    pub async fn report(&self, done: i64, total: i64) -> Result<()> {
        queue::report(&self.db, self.job_id, Some((done, total))).await
    }
}

/// Takes jobs off the queue and runs them, and starts scheduled ones.
pub struct Worker<S> {
    db: Db,
    state: S,
    handlers: HashMap<&'static str, Handler<S>>,
    schedules: Vec<Schedule>,
    lane: Lane,
}

impl<S: Clone + Send + Sync + 'static> Worker<S> {
    /// A worker for these kinds of jobs and these schedules.
    pub fn new(db: Db, state: S, handlers: Vec<Handler<S>>, schedules: Vec<Schedule>) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind, handler)).collect();
        Self { db, state, handlers, schedules, lane: Lane::All }
    }

    /// Takes only some kinds of jobs; others are left to workers beside it.
    pub fn in_lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    /// Works until `stop` becomes true, then finishes the job under way.
    ///
    /// # Errors
    /// When the schedules cannot be registered; later failures are logged and retried.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) -> Result<()> {
        self.register().await?;
        while !*stop.borrow() {
            if let Err(error) = self.run_due().await {
                tracing::error!(%error, "the worker could not reach its queue");
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
        Ok(())
    }

    /// Writes down the schedules that are new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn register(&self) -> Result<()> {
        schedule::register(&self.db, &self.schedules).await
    }

    /// Runs everything that is due now, one job after the other. Returns how many jobs ran.
    ///
    /// # Errors
    /// When the queue cannot be read or written; failures of jobs are written to the queue.
    pub async fn run_due(&self) -> Result<usize> {
        schedule::enqueue_due(&self.db, &self.schedules).await?;
        let mut ran = 0;
        while queue::any_due(&self.db, &self.lane).await? {
            let Some(job) = self
                .db
                .write(&Who::platform("jobs"), |tx: Tx| async move { queue::claim(&tx, &self.lane).await })
                .await?
            else {
                break;
            };
            let outcome = self.perform(&job).await;
            if let Err(error) = &outcome {
                tracing::warn!(job_id = job.id, kind = job.kind, attempts = job.attempts, %error, "a job failed");
            }
            queue::finish(&self.db, &job, &outcome).await?;
            ran += 1;
        }
        Ok(ran)
    }

    async fn perform(&self, job: &Model) -> Result<()> {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return Err(Error::Internal(format!("no handler for jobs of kind {}", job.kind)));
        };
        let progress = Progress { db: self.db.clone(), job_id: job.id };
        let work = (handler.run)(self.state.clone(), job.payload.clone(), progress);
        // A task of its own, so that a panic in a handler is a failed try and not the end of the worker.
        let mut work = tokio::spawn(work);
        let mut alive = tokio::time::interval(Duration::from_millis(queue::LEASE_IN_MILLIS as u64 / 3));
        alive.tick().await;
        loop {
            tokio::select! {
                done = &mut work => return done.unwrap_or_else(|_| Err(Error::Internal("the job panicked".into()))),
                _ = alive.tick() => queue::report(&self.db, job.id, None).await?,
            }
        }
    }
}
