//! Tasks on tickets, accounts, network sites and jobs.

mod from_template;
mod resource;
mod table;
#[cfg(test)]
mod tests;

pub use from_template::routes;
pub use resource::{OfTasked, Task, TaskInput, TaskView};
pub(crate) use table::tables;
pub use table::{ActiveModel, Column, Entity, Model};
