//! Billing: the services that accounts have, what they are charged, what they pay, and what they owe.

pub mod account_billing;
pub mod account_services;
pub mod account_tax_overrides;
pub mod invoices;
pub mod ledger;
mod migrations;
mod routes;
pub mod run;
pub mod transactions;

#[cfg(test)]
mod testing;

pub use migrations::migrations;
pub use routes::routes;
pub use run::jobs::{jobs, schedules};
