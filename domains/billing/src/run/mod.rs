//! Billing by date. [`plan`] says what accounts are billed, and is the same for a dry run, for the preview of a next bill
//! and for the real run, so that all of them give the same cents; [`load`] reads what it depends on; [`store`] writes it;
//! [`runner`] does it for everybody who is due, exactly once.

pub mod due;
pub mod failures;
pub mod jobs;
mod link;
pub mod load;
pub mod plan;
pub mod preview;
mod routes;
pub mod runner;
pub mod runs;
pub mod sources;
mod store;

#[cfg(test)]
mod tests;

pub(crate) use routes::routes;
pub use routes::{BillingDryRun, BillingRun};
pub use runner::{dry_run, run};
pub use store::Billed;
