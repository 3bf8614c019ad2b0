//! Data usage: from counters to billable bytes, caps, rollover and overage (domain rule "Usage").

mod cap;
mod counter;
mod free;

pub use cap::{Closing, Policy, Rollover, cap_bytes, close, overage_units, top_off_bytes};
pub use counter::{Bytes, Counter, History, count};
pub use free::{FreePeriod, is_free};
