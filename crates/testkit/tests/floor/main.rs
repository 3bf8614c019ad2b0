//! The floor, shown on a resource as small as it can be, on both databases.

mod http;
mod jobs;
mod lists;
mod things;
mod writes;
