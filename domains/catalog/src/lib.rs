//! The catalogue: what an operator sells, and how it is taxed. Each table, its rules, its routes and its tests live in one
//! file or folder. What accounts have of it is the business of billing, above.

mod choice;
pub mod general_ledger_codes;
pub mod geotaxes;
pub mod invoice_messages;
mod linked;
mod migrations;
pub mod packages;
mod rate_text;
mod reference;
mod routes;
pub mod services;
pub mod taxes;
#[cfg(test)]
mod testing;
pub mod usage_based_billing_free_periods;
pub mod usage_based_billing_policies;

pub use migrations::migrations;
pub use routes::routes;
