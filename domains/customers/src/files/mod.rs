//! Files on accounts and anything else. The content lies encrypted in the blob store, the row says what it is. Names are
//! unique on one thing, which is what the reference's `The name has already been taken.` is about.

mod blob;
mod content;
mod details;
mod resource;
mod table;
#[cfg(test)]
mod tests;
mod upload;

pub use resource::{File, FileView, FileWithContent, OfFiled, routes};
pub use table::{ActiveModel, Column, Entity, Model};

pub(crate) use blob::job;
pub(crate) use resource::remove;
pub(crate) use table::tables;
