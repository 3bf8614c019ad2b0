//! Mail to customers: invoices with their PDF, receipts, and notices of what happens on an account.
//!
//! | file | what |
//! |---|---|
//! | `kinds.rs` | what is mailed, to whom, and what its text can name |
//! | `switches.rs` | which of it the operator wants |
//! | `deliveries.rs` | one row a mail and recipient: to be sent, sent, or why not |
//! | `post.rs` | writes those rows and the job that sends them, in the transaction of their cause |
//! | `send.rs`, `content.rs` | the job, and what a mail says when it leaves |
//! | `texts.rs`, `message_templates.rs`, `render.rs` | the built-in texts, the operator's own, and how they become a mail |
//! | `invoices.rs`, `receipts.rs` | invoices: by billing runs, by hand, and again; receipts of payments |
//! | `notices.rs` | what customers are told because time went by |

mod content;
mod deliveries;
pub(crate) mod invoices;
mod kinds;
mod message_templates;
pub(crate) mod notices;
pub(crate) mod post;
pub(crate) mod receipts;
mod render;
mod send;
mod switches;
#[cfg(test)]
mod tests;
mod texts;

use fairlead_identity::settings::group;
use fairlead_store::Change;
use fairlead_store::jobs::{Handler, handler};
use fairlead_web::{App, Routes};

pub use deliveries::DeliveryView;
pub use kinds::Kind;
pub use switches::Mailing;
pub(crate) use switches::Switches;

/// The handlers.
pub(crate) fn jobs() -> Vec<Handler<App>> {
    vec![
        handler(post::JOB, |app: App, payload, _| async move { send::send(&app, &payload).await }),
        notices::job(),
    ]
}

/// Settings, texts and deliveries.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(group::<Mailing>())
        .merge(message_templates::routes())
        .merge(deliveries::routes())
        .merge(invoices::routes())
}

/// The row of the settings and the tables.
pub(crate) fn migration() -> Vec<Change> {
    let mut changes = switches::migration();
    changes.extend(deliveries::migration());
    changes.extend(message_templates::migration());
    changes
}
