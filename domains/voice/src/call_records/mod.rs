//! Call records: calls come in from voice providers in batches, are rated at once, and wait to be charged when their account
//! bills (reference, CDRs and Account_Call_Records; domain rule "Voice").
//!
//! | file | what |
//! |---|---|
//! | `table.rs` | the row |
//! | `input.rs`, `submit.rs` | calls as they are sent |
//! | `intake.rs`, `callers.rs` | whose they are, what they are rated as, and how they are stored once |
//! | `many.rs` | calls that are imported |
//! | `waiting.rs` | calls of nobody, and calls that no deck has a rate for |
//! | `list.rs` | the calls of an account |

mod callers;
mod input;
mod intake;
mod list;
pub mod many;
mod submit;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod waiting;

use fairlead_web::{Doc, Permission, Routes};

pub use input::{Call, CallInput, CdrInput};
pub use list::CallRecordView;
pub use submit::CallsTaken;
pub use table::{Class, Column, Entity, Model, RATED, UNMATCHED, UNRATED};
pub use waiting::{WaitingCallView, WaitingCallsInput};

/// 5,000 calls with long numbers.
const INTAKE_LIMIT_IN_BYTES: usize = 8 * 1024 * 1024;

macro_rules! permission {
    ($name:ident, $resource:literal, $action:literal) => {
        pub(crate) struct $name;

        impl Permission for $name {
            const RESOURCE: &'static str = $resource;
            const ACTION: &'static str = $action;
        }
    };
}

permission!(Submit, "cdrs", "create");
permission!(ReadWaiting, "cdrs", "read");
permission!(ReadCalls, "account_call_records", "read");

/// The routes of CDRs and Account_Call_Records.
pub(crate) fn routes() -> Routes {
    let intake = Doc::new("CDRs", "Submit a standardized CDR for rating")
        .body::<CdrInput>()
        .one::<CallsTaken>()
        .body_limit_in_bytes(INTAKE_LIMIT_IN_BYTES);
    let waiting = "/system/voice/waiting_calls";
    Routes::new()
        .post("/system/voice/cdr_rating", submit::submit, intake)
        .get(
            waiting,
            waiting::list,
            Doc::own("CDRs", "List: call that could not be rated")
                .many::<WaitingCallView>()
                .listing(waiting::listing()),
        )
        .post(
            &format!("{waiting}/rate"),
            waiting::request,
            Doc::own("CDRs", "Rate waiting calls again").body::<WaitingCallsInput>(),
        )
        .get(
            "/accounts/{account_id}/call_records/{start_date}/{end_date}",
            list::list,
            Doc::new("Account_Call_Records", "Get account call records")
                .many::<CallRecordView>()
                .listing(list::listing()),
        )
}
