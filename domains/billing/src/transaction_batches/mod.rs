//! Many charges and credits in one request, entered in the background (reference, Transaction_Batches).
//!
//! | file | what |
//! |---|---|
//! | `table.rs` | the batch and its transactions |
//! | `create.rs` | what is sent, and how it is queued |
//! | `enter.rs` | the job that enters it |
//! | `view.rs` | what is shown of it |

mod create;
pub(crate) mod enter;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod view;

use fairlead_web::{Doc, Resource, Routes, list_only, read_only};

pub use create::{TaxTransactionInput, TransactionBatchInput, TransactionInput};
pub use view::{BatchTransaction, BatchTransactionView, TransactionBatch, TransactionBatchView};

/// Room for the largest batch with long descriptions.
const BODY_LIMIT_IN_BYTES: usize = 16 * 1024 * 1024;

/// The route of the reference, and what shows how it went.
pub(crate) fn routes() -> Routes {
    let creating = Doc::new(TransactionBatch::TAG, "Create a new transaction batch");
    read_only::<TransactionBatch>().merge(list_only::<BatchTransaction>()).post(
        TransactionBatch::PATH,
        create::create,
        creating
            .status(201)
            .body::<TransactionBatchInput>()
            .one::<TransactionBatchView>()
            .body_limit_in_bytes(BODY_LIMIT_IN_BYTES),
    )
}
