//! The catalogue: what an operator sells, and how it is taxed. Each table, its rules, its routes and its tests live in one
//! file or folder. What accounts have of it is the business of billing, above.

mod choice;
pub mod general_ledger_codes;
pub mod geotaxes;
mod migrations;
mod rate_text;
mod reference;
mod routes;
pub mod taxes;
#[cfg(test)]
mod testing;

pub use migrations::migrations;
pub use routes::routes;
