//! Safe HTML, filled-in templates and PDF documents. Pure functions: no database, no clock, no network.
//!
//! The way of a contract: an operator saves a template (its variables checked by [`template_variables`]),
//! [`fill_template`] puts the customer's values in, [`sanitise_html`] makes the result safe to show, and
//! [`render_contract`] turns it into the PDF that is signed and kept.

mod blocks;
mod contract;
mod engine;
mod html;
mod locale;
mod template;
mod text;

pub use contract::{ContractDocument, MAX_BODY_IN_BYTES, Paper, Signature, render_contract};
pub use engine::DocumentError;
pub use html::sanitise_html;
pub use locale::Locale;
pub use template::{fill_template, template_variables};
pub use text::html_to_text;
