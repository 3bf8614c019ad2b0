//! Print batches: the invoices of a time that are to be printed, as PDF files that are made in the background.
//!
//! An invoice is in one batch at most. Making a batch takes what no batch has; deleting one that was not printed gives its
//! invoices back.

mod files;
pub(crate) mod make;
mod routes;
mod tables;
#[cfg(test)]
mod tests;

use fairlead_store::jobs::{Handler, handler};
use fairlead_web::App;

pub(crate) use routes::routes;
pub(crate) use tables::migration;

/// The handlers.
pub(crate) fn jobs() -> Vec<Handler<App>> {
    vec![
        handler(make::JOB, |app: App, payload, progress| async move {
            make::make(&app, &payload, &progress).await
        }),
        handler(files::DISCARD, |app: App, payload, _| async move { files::discard(&app, &payload).await }),
    ]
}
