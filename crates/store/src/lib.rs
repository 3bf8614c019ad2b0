//! The database floor: SQLite or PostgreSQL behind one [`Db`], every write through one [`Tx`], with audit, job queue,
//! search terms, paging and migrations. Rules 4-12 of ARCHITECTURE.md.

mod audit;
mod batch;
mod bulk;
mod connect;
mod counts;
mod db_error;
pub mod idempotency;
pub mod jobs;
mod lookups;
mod migrate;
mod migrations;
mod page;
pub mod search;
mod timestamp;
mod tx;

pub use audit::AuditRow;
pub use audit::entity as audit_log;
pub use batch::{Placeholder, for_ids, for_rows};
pub use bulk::Rows;
pub use connect::{Backend, Db, DbOptions, Pools};
pub use db_error::classify;
pub use lookups::check as check_lookups;
pub use migrate::{Change, Step, index, migrate, seed, sql, table, unique_text};
pub use migrations::migrations;
pub use page::{Found, Page, Paginator, Query, fetch};
pub use sea_orm;
pub use timestamp::Timestamp;
pub use tx::{Tx, Who};
