//! The rules as text tables: one case a line, the expected result on the right, worked out by hand.

mod adjustment;
mod allocation;
mod calendar;
mod charge;
mod delinquency;
mod ledger;
mod proration;
mod support;
mod tax;
mod usage;
