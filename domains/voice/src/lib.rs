//! Voice: the numbers that accounts have, the providers that carry their calls with their rate decks, and rated calls.

pub mod account_dids;
pub mod call_records;
mod charges;
pub mod decks;
pub mod dids;
mod jobs;
mod migrations;
pub mod rate_centers;
mod routes;
pub mod voice_providers;

#[cfg(test)]
mod testing;

use std::sync::Arc;

use fairlead_billing::run::sources::ChargeSource;

pub use jobs::{jobs, schedules};
pub use migrations::migrations;
pub use routes::routes;

/// What billing charges accounts for their calls with.
pub fn charge_source() -> Arc<dyn ChargeSource> {
    Arc::new(charges::CallCharges)
}
