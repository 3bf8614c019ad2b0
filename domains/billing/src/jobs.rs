//! The background work of this domain.

use fairlead_store::jobs::{Handler, Schedule};
use fairlead_web::App;

use crate::charging::{auto_pay, settle};
use crate::ledger::overdue;
use crate::mailing;
use crate::print_batches;
use crate::run;
use crate::scheduled_events;
use crate::transaction_batches;
use crate::usage::purge;

/// All kinds of jobs.
pub fn jobs() -> Vec<Handler<App>> {
    let mut jobs = run::jobs::jobs();
    jobs.push(overdue::job());
    jobs.push(settle::job());
    jobs.push(purge::job());
    jobs.push(scheduled_events::run::job());
    jobs.extend(auto_pay::jobs());
    jobs.extend(mailing::jobs());
    jobs.push(transaction_batches::enter::job());
    jobs.extend(print_batches::jobs());
    jobs
}

/// What a clock starts.
pub fn schedules() -> Vec<Schedule> {
    vec![
        run::jobs::schedule(),
        overdue::schedule(),
        settle::schedule(),
        auto_pay::schedule(),
        mailing::notices::schedule(),
        purge::schedule(),
    ]
}
