//! The arithmetic of billing: dates, proration, taxes, what is charged when, who pays what with which funds, delinquency,
//! data usage. Pure functions: data in, data out; no database, no async, no clock. Callers pass the date or instant.
//!
//! Amounts are [`Money`](fairlead_kernel::Money) and are rounded once, by `Money::round`. Nothing here panics or wraps:
//! where a result does not fit, the answer is `None` or an error. Every rule has a row in a table under `tests/tables/`.

pub mod adjustment;
pub mod allocation;
pub mod amount;
pub mod calendar;
pub mod charge;
pub mod delinquency;
pub mod ledger;
pub mod proration;
pub mod tax;
pub mod usage;
