//! Customers: accounts and all that is known of them. Each table, its rules, its routes and its tests live in one file.

pub mod account_addresses;
pub mod account_contacts;
pub mod account_group_members;
pub mod account_groups;
pub mod account_status_changes;
pub mod account_statuses;
pub mod account_types;
pub mod accounts;
pub mod address_types;
pub mod calendar;
pub mod call_logs;
pub mod contract_templates;
pub mod contracts;
pub mod custom_fields;
pub mod customer_portal;
pub mod entities;
pub mod files;
pub mod in_use;
mod jobs;
pub mod kpi;
mod left_behind;
mod migrations;
pub mod notes;
pub mod owner;
mod routes;
pub mod search;
pub mod task_templates;
pub mod tasks;
pub mod template_tasks;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_parts;
mod unique_name;

pub use contracts::pages;
pub use jobs::{jobs, schedules};
pub use migrations::migrations;
pub use routes::routes;
