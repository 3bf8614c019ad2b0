//! What holds for every input, over random ones.

mod allocation;
mod calendar;
mod extremes;
mod ledger;
mod proration;
mod tax;
mod usage;
mod values;
