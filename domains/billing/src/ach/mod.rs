//! ACH: bank accounts that the operator debits itself. A payment succeeds at once and waits for the next batch; a batch is a
//! NACHA file for the bank; what the bank returns is reversed with its reason.
//!
//! | file | what |
//! |---|---|
//! | `settings.rs` | who sends the files, and ACH as a processor |
//! | `table.rs`, `view.rs` | batches and their entries, and what is shown of them |
//! | `pending.rs` | the payments and refunds that wait for a batch |
//! | `create.rs`, `file.rs`, `void.rs`, `returns.rs` | the verbs |

mod create;
mod file;
mod pending;
mod returns;
pub(crate) mod settings;
mod table;
#[cfg(test)]
mod tests;
mod view;
mod void;

use fairlead_identity::settings::group;
use fairlead_web::{Doc, Resource, Routes, list_only, read_only};

pub use create::AchBatchInput;
pub use pending::PendingAchEntry;
pub(crate) use pending::waiting_methods;
pub use returns::AchReturnInput;
pub use settings::AchSettings;
pub(crate) use table::migration;
use table::{batches, entries};
pub use view::{AchBatch, AchBatchView, AchEntry, AchEntryView};
pub(crate) use void::leave;

/// The routes, all Fairlead's own.
pub(crate) fn routes() -> Routes {
    let all = AchBatch::PATH;
    let at = |verb: &str| format!("{all}/{{id}}/{verb}");
    let doc = |summary: &str| Doc::own(AchBatch::TAG, summary);
    let view = |summary: &str| doc(summary).one::<AchBatchView>();
    let returning = doc("Book a returned ACH payment").body::<AchReturnInput>().one::<AchEntryView>();
    let waiting = doc("List: payment that waits for an ACH batch").many::<PendingAchEntry>();
    group::<AchSettings>()
        .merge(read_only::<AchBatch>())
        .merge(list_only::<AchEntry>())
        .get("/financial/pending_ach_entries", pending::list, waiting)
        .post(all, create::create, view("Create ACH batch").status(201).body::<AchBatchInput>())
        .post(&at("file"), file::file, doc("Make the NACHA file of an ACH batch").bytes("text/plain"))
        .post(&at("void"), void::void, view("Void ACH batch"))
        .post(&at("returns"), returns::book, returning)
}
