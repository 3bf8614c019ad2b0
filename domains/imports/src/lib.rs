//! Data imports: a file is uploaded and read into staged rows, its columns are matched to fields, its rows are checked and
//! corrected, and then all of them are taken in, or none. `docs/IMPORTS.md` describes the whole as users and clients of
//! the API see it.

mod act;
mod ahead;
mod blob;
mod check;
mod columns;
mod direct;
mod draft;
mod field;
mod files;
mod heal;
mod importer;
mod jobs;
mod migrations;
mod outcome;
mod permission;
mod progress;
mod read;
mod review;
mod routes;
mod rows;
mod run;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod types;
mod undo;
mod upload;
mod values;
mod view;

use fairlead_kernel::{Error, FieldErrors, Input};
use serde_json::{Map, Value};

pub use direct::{FailedRow, Order, import};
pub use jobs::{LANE, jobs, schedules};
pub use migrations::migrations;
pub use routes::routes;
pub use view::View;

/// Reads a body without asking the database: ids in it were looked up before.
fn reading<I: Input>(body: &Map<String, Value>) -> Result<I, FieldErrors> {
    let reading = fairlead_kernel::read::<I>(body);
    match reading.value {
        Some(value) if reading.findings.errors.is_empty() => Ok(value),
        _ => Err(reading.findings.errors),
    }
}

/// The message of a job that cannot go on, for the import's own record.
fn words(error: &Error) -> String {
    match error {
        Error::Internal(_) => "Something went wrong on the server.".into(),
        Error::Invalid(errors) => errors.iter().map(|(_, message)| message).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
