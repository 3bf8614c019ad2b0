//! Types every Fairlead crate shares. No I/O, no clock of its own, no database.
//!
//! - [`Input`]: one struct is request body, validation rules and OpenAPI schema (rule 1 of ARCHITECTURE.md)
//! - [`Error`] and [`FieldErrors`]: every failure an endpoint can answer with
//! - [`Money`] and [`Rate`]: decimal amounts kept as integers
//! - [`Clock`]: time is passed in

mod clock;
mod email;
mod error;
mod field_value;
mod fixed;
mod input;
pub mod spreadsheet;
mod text;

pub use clock::{Clock, ManualClock, SystemClock};
pub use email::check_email;
pub use error::{Error, FieldErrors, Result};
pub use fairlead_kernel_derive::Input;
pub use field_value::{FieldValue, is_blank_list, list_items, nested_blank, read_nested};
pub use fixed::{Money, Rate, as_text};
pub use input::{FieldSpec, Findings, Input, Kind, Lookup, Reader, Reading, overlay, read, read_update};
pub use text::{DATE_FORMAT, DATETIME_FORMAT, fold, words};
