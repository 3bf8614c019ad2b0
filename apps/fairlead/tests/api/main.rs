//! The whole API, as one application on either database.

#![allow(clippy::print_stdout, reason = "the tests say how much of the contract is covered")]

mod contract;
mod coverage;
mod every_endpoint;
mod walk;

use fairlead_app::platform;
use fairlead_testkit::Setup;

/// Everything that is shipped, with test users.
fn setup() -> Setup {
    Setup {
        pages: platform::pages(),
        jobs: platform::jobs(),
        schedules: platform::schedules(),
        ..Setup::new(platform::routes(), platform::migrations())
    }
}
