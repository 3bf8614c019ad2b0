//! The background work of this domain.

use fairlead_store::jobs::{Handler, Schedule};
use fairlead_web::App;

use crate::call_records::waiting;
use crate::decks::{activate, tidy};

/// All kinds of jobs.
pub fn jobs() -> Vec<Handler<App>> {
    vec![activate::job(), tidy::job(), waiting::job()]
}

/// What a clock starts.
pub fn schedules() -> Vec<Schedule> {
    vec![tidy::schedule()]
}
