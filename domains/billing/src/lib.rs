//! Billing: the services that accounts have, what they are charged, what they pay, and what they owe.

pub mod account_billing;
pub mod account_services;
pub mod account_tax_overrides;
pub mod ach;
mod background;
mod charging;
pub mod deposit_slips;
pub mod invoices;
pub mod invoicing;
mod jobs;
pub mod ledger;
pub mod ledger_export;
pub mod mailing;
mod migrations;
pub mod payment_methods;
pub mod payment_processor;
mod print_batches;
mod routes;
pub mod run;
pub mod scheduled_events;
pub mod transaction_batches;
pub mod transactions;
pub mod usage;

#[cfg(test)]
mod testing;

pub use jobs::{jobs, schedules};
pub use migrations::migrations;
pub use routes::routes;
