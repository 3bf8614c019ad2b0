//! Heavy work (hashing, image decoding) on the blocking pool, a few at a time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// At most `permits` heavy jobs at once; the others wait in line without a thread.
///
/// One Argon2id hash takes 19 MiB and one decoded image up to 512 MB, so an unbounded number of
/// requests must not run them side by side.
#[derive(Clone, Debug)]
pub struct BoundedBlocking {
    semaphore: Arc<Semaphore>,
}

/// The right to run heavy jobs one after the other; given back when dropped.
#[derive(Debug)]
pub struct Slot {
    permit: Arc<OwnedSemaphorePermit>,
}

/// The job panicked or the runtime is shutting down.
#[derive(Debug, thiserror::Error)]
#[error("background work did not finish")]
pub struct Unfinished;

impl BoundedBlocking {
    /// Allows `permits` (at least one) jobs at once.
    pub fn new(permits: usize) -> Self {
        Self { semaphore: Arc::new(Semaphore::new(permits.max(1))) }
    }

    /// Waits, first come first served, for the right to run.
    ///
    /// # Errors
    /// [`Unfinished`] only when the runtime shuts down.
    pub async fn slot(&self) -> Result<Slot, Unfinished> {
        let permit = Arc::clone(&self.semaphore).acquire_owned().await.map_err(|_| Unfinished)?;
        Ok(Slot { permit: Arc::new(permit) })
    }

    /// Waits for a slot and runs one job in it.
    ///
    /// # Errors
    /// [`Unfinished`] when the job panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unfinished> {
        self.slot().await?.run(job).await
    }
}

impl Slot {
    /// Runs a job on the blocking pool.
    ///
    /// # Errors
    /// [`Unfinished`] when the job panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unfinished> {
        // A caller that goes away does not stop the job, so the job itself holds the permit too.
        let permit = Arc::clone(&self.permit);
        let task = tokio::task::spawn_blocking(move || {
            let _held_until_done = permit;
            job()
        });
        task.await.map_err(|_| Unfinished)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_caller_that_goes_away_does_not_free_the_slot_early() {
        let pool = BoundedBlocking::new(1);
        let (release, wait) = mpsc::channel::<()>();
        let (started, has_started) = tokio::sync::oneshot::channel();
        let caller = tokio::spawn({
            let pool = pool.clone();
            async move {
                let job = move || {
                    let _ = started.send(());
                    let _ = wait.recv();
                };
                pool.run(job).await
            }
        });
        has_started.await.expect("job runs");
        caller.abort();
        assert!(caller.await.expect_err("aborted").is_cancelled());
        assert_eq!(pool.semaphore.available_permits(), 0, "the job still runs");
        drop(release);
        assert!(pool.run(|| true).await.expect("runs"));
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_frees_the_slot() {
        let pool = BoundedBlocking::new(1);
        assert!(pool.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(pool.run(|| 7).await.expect("runs"), 7);
    }
}
