//! The services of accounts: what bills with them, until it is removed.

mod table;

pub use table::{ActiveModel, Column, Entity, Model};
