//! The ledger as a whole: told in stories, and over random histories against the engine's model of it.

mod books;
mod closed;
mod histories;
mod overdue;
mod races;
mod stories;
mod table;

pub(crate) use books::{Books, money};
