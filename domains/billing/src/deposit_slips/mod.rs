//! Deposit slips: the cash and checks that go to the bank together. A payment is on one slip at most; what is reversed leaves a
//! slip that is still open, and stays on one that is closed, because it was deposited.
//!
//! | file | what |
//! |---|---|
//! | `table.rs` | slips, and which payments are on them |
//! | `slip.rs` | what is shown of a slip |
//! | `payments.rs` | the payments on a slip, and those that wait for one |
//! | `print.rs` | a slip on paper |
//! | `write.rs` | create, update, close, delete |

mod payments;
mod print;
mod slip;
mod table;
#[cfg(test)]
mod tests;
mod write;

use fairlead_kernel::Result;
use fairlead_store::{Tx, classify};
use fairlead_web::{Doc, Resource, Routes, list_only, read_only};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

pub use payments::{DepositSlipPayment, DepositablePayment, UndepositedPayment};
pub use slip::{DepositSlip, DepositSlipView};
pub(crate) use table::migration;
use table::{contents, slips};
pub use write::{DepositSlipInput, DepositSlipUpdate};

/// The routes, all Fairlead's own.
pub(crate) fn routes() -> Routes {
    let all = DepositSlip::PATH;
    let one = format!("{all}/{{id}}");
    let doc = |summary: &str| Doc::own(DepositSlip::TAG, summary);
    let view = |summary: &str| doc(summary).one::<DepositSlipView>();
    read_only::<DepositSlip>()
        .merge(list_only::<DepositSlipPayment>())
        .merge(list_only::<UndepositedPayment>())
        .post(all, write::create, view("Create deposit slip").status(201).body::<DepositSlipInput>())
        .patch(&one, write::update, view("Update deposit slip").body::<DepositSlipUpdate>())
        .delete(&one, write::delete, doc("Delete deposit slip"))
        .get(&format!("{one}/pdf"), print::show, doc("Deposit slip as PDF").bytes("application/pdf"))
        .post(&format!("{one}/close"), write::close, view("Close deposit slip"))
}

/// Takes a payment that is reversed from its slip, unless that is closed. To be called before the payment's row is locked:
/// slips are locked before payments.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave(tx: &Tx, payment_id: i64) -> Result<()> {
    let on = contents::Entity::find().filter(contents::Column::PaymentId.eq(payment_id)).one(tx).await;
    let Some(on) = on.map_err(classify)? else { return Ok(()) };
    let slip = slips::Entity::find_by_id(on.deposit_slip_id).lock_exclusive().one(tx).await;
    match slip.map_err(classify)? {
        Some(slip) if slip.closed_at.is_none() => tx.delete(on).await,
        _ => Ok(()),
    }
}
