//! Fairlead's binary as a library, so that tests run exactly what is shipped. Wiring only.

pub mod cli;
pub mod commands;
pub mod config;
mod console;
mod logging;
pub mod people;
pub mod platform;
