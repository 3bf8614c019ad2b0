use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use fairlead_kernel::Clock;

/// The paginator needs a total, and `count(*)` would dominate a list page of a large table. A count holds until this
/// process commits a write, and at most [`FOREIGN_WRITES`] when another process may have written.
pub(crate) struct CountCache {
    generation: AtomicU64,
    clock: Arc<dyn Clock>,
    counts: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    generation: u64,
    counted_at: DateTime<Utc>,
    count: u64,
}

/// How old a total may be with respect to writes of other nodes or of the command line.
const FOREIGN_WRITES: TimeDelta = TimeDelta::milliseconds(1000);
/// Distinct filters remembered before the cache starts anew.
const CAPACITY: usize = 1000;

impl CountCache {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { generation: AtomicU64::new(0), clock, counts: Mutex::default() }
    }

    /// Called after every commit.
    pub(crate) fn written(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// To be read before counting, so that a write during the count is not hidden.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(crate) fn get(&self, query: &str) -> Option<u64> {
        let counts = self.counts.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let entry = counts.get(query)?;
        let fresh = entry.generation == self.generation()
            && self.clock.now().signed_duration_since(entry.counted_at).abs() < FOREIGN_WRITES;
        fresh.then_some(entry.count)
    }

    pub(crate) fn put(&self, query: String, generation: u64, count: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if counts.len() >= CAPACITY {
            counts.clear();
        }
        counts.insert(query, Entry { generation, counted_at: self.clock.now(), count });
    }
}
