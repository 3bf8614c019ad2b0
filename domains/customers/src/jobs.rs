//! The background work of this domain.

use fairlead_store::jobs::{Handler, Schedule};
use fairlead_web::App;

use crate::{contracts, files, left_behind};

/// All kinds of jobs.
pub fn jobs() -> Vec<Handler<App>> {
    let mut jobs = contracts::jobs();
    jobs.push(files::job());
    jobs.push(left_behind::job());
    jobs
}

/// What a clock starts.
pub fn schedules() -> Vec<Schedule> {
    vec![left_behind::schedule()]
}
