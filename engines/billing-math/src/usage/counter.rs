use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{FreePeriod, is_free};

/// A sample: what the counters of one data source, parent and data type showed at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// When it was read.
    pub at: DateTime<Utc>,
    /// Inbound bytes since the counter began.
    pub in_bytes: u64,
    /// Outbound bytes since the counter began.
    pub out_bytes: u64,
}

/// Traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Inbound.
    pub in_bytes: u64,
    /// Outbound.
    pub out_bytes: u64,
}

impl Bytes {
    /// Both directions, which a cap counts together.
    pub fn total(&self) -> u64 {
        self.in_bytes.saturating_add(self.out_bytes)
    }

    /// With more traffic; stays at the largest number there is.
    fn plus(self, more: Self) -> Self {
        Self {
            in_bytes: self.in_bytes.saturating_add(more.in_bytes),
            out_bytes: self.out_bytes.saturating_add(more.out_bytes),
        }
    }
}

/// Counts a sample: gives the traffic since the base and the sample that is the base from now on.
///
/// - The first sample is a base and counts nothing.
/// - A sample that is not later than the base is late or repeated: the base stays, nothing is counted.
/// - A value below the base's is a wrap of that counter: it is the new base and counts nothing (reference, Account Data
///   Usage). The other direction counts as ever.
///
/// Each byte lies between two instants of the chain of bases and is counted at most once, in whatever order samples come.
pub fn count(base: Option<Counter>, sample: Counter) -> (Counter, Bytes) {
    let Some(base) = base else { return (sample, Bytes::default()) };
    if sample.at <= base.at {
        return (base, Bytes::default());
    }
    let bytes = Bytes {
        in_bytes: sample.in_bytes.saturating_sub(base.in_bytes),
        out_bytes: sample.out_bytes.saturating_sub(base.out_bytes),
    };
    (sample, bytes)
}

/// The traffic of a billing period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What counts against the cap.
    pub billable: Bytes,
    /// What fell into free periods.
    pub free: Bytes,
}

impl History {
    /// Adds the traffic that ended at `at`: free in a free period of the policy, else billable.
    pub fn add(&mut self, bytes: Bytes, at: DateTime<Utc>, free_periods: &[FreePeriod], zone: Tz) {
        let side = if is_free(at, free_periods, zone) { &mut self.free } else { &mut self.billable };
        *side = side.plus(bytes);
    }
}
