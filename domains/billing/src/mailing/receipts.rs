//! Receipts of payments that were asked for with `email_payment_receipt`.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

use super::deliveries::{Column, Entity, QUEUED, SKIPPED};
use super::post::{Cause, job, post, recipients, write};
use super::{Kind, Switches};
use crate::ledger::payments::Model;

/// Has the receipt of a payment sent whose money is there.
///
/// # Errors
/// Those of the database.
pub(crate) async fn send(tx: &Tx, switches: &Switches, payment: &Model) -> Result<()> {
    let cause = Cause::new(Kind::PaymentReceipt, payment.account_id, payment.id);
    match switches.on(Kind::PaymentReceipt) {
        true => post(tx, Kind::PaymentReceipt, &[cause], false).await,
        false => Ok(()),
    }
}

/// Writes down that a receipt is wanted of a payment that a processor still has to make.
///
/// # Errors
/// Those of the database.
pub(crate) async fn want(tx: &Tx, switches: &Switches, account_id: i64, payment_id: i64) -> Result<()> {
    if !switches.on(Kind::PaymentReceipt) {
        return Ok(());
    }
    let category = Kind::PaymentReceipt.category();
    let contacts = recipients(tx, &[account_id], category).await?.remove(&account_id);
    let cause = Cause::new(Kind::PaymentReceipt, account_id, payment_id);
    write(tx, &[(&cause, &contacts.unwrap_or_default())]).await
}

/// The processor has answered: what was wanted is sent, or not needed.
///
/// # Errors
/// Those of the database.
pub(crate) async fn settle(tx: &Tx, payment: &Model) -> Result<()> {
    let wanted = Condition::all()
        .add(Column::Kind.eq(Kind::PaymentReceipt.name()))
        .add(Column::SubjectId.eq(payment.id))
        .add(Column::State.eq(QUEUED));
    if !payment.success {
        let skipping = Entity::update_many()
            .col_expr(Column::State, Expr::value(SKIPPED))
            .col_expr(Column::Reason, Expr::value("The payment was not made."))
            .filter(wanted);
        return skipping.exec(tx).await.map(drop).map_err(classify);
    }
    if Entity::find().filter(wanted).count(tx).await.map_err(classify)? == 0 {
        return Ok(());
    }
    let cause = Cause::new(Kind::PaymentReceipt, payment.account_id, payment.id);
    let payload = serde_json::to_value(cause).map_err(Error::internal)?;
    tx.enqueue_all(&job(false), vec![payload]).await
}
