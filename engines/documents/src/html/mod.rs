//! From hostile HTML to the small, well-formed subset that Fairlead stores, shows and prints.

mod sanitise;
mod tags;
mod tidy;

pub use sanitise::sanitise_html;
pub(crate) use sanitise::{escape, is_unsafe_character};
pub(crate) use tidy::{Event, tidy};
