//! Invoices and statements on paper.

mod frame;
pub(crate) mod invoice;
mod items;
pub(crate) mod statement;
#[cfg(test)]
mod tests;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_customers::accounts::{self, OfAccount};
use fairlead_documents::TemplateKind;
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Read, Scope};
use sea_orm::EntityTrait;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Invoice, find};
pub(crate) use frame::{Frame, House};

/// A document for the customer.
#[derive(Serialize, ToSchema)]
pub struct InvoicePdf {
    /// The invoice.
    invoice_id: i64,
    /// The account.
    account_id: i64,
    /// The PDF in base64.
    base64: String,
}

/// GET .../pdf: the invoice, or for an account whose `bill_mode` says so the statement up to its date.
pub(super) async fn show(ctx: Allowed<Read<Invoice>>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, invoice_id) = (OfAccount::read(&path)?.0, path.id("invoice_id")?);
    let pdf = of(&ctx.app, account_id, invoice_id).await?;
    Answer::with_status(201, &InvoicePdf { invoice_id, account_id, base64: STANDARD.encode(pdf) })
}

/// The PDF of an invoice of the account, as its `bill_mode` says.
///
/// # Errors
/// 404 for an invoice that is not the account's; those of the database and of the layout.
pub async fn of(app: &App, account_id: i64, invoice_id: i64) -> Result<Vec<u8>> {
    let read = app.db.read();
    let row = find(read, account_id, invoice_id).await?;
    let account = accounts::Entity::find_by_id(account_id).one(read).await.map_err(classify)?;
    let account = account.filter(|account| account.deleted_at.is_none()).ok_or_else(Error::no_such_item)?;
    let frame = Frame::of(app, House::of(app).await?, &account).await?;
    // The layout takes milliseconds of the processor: requests of others go on meanwhile.
    if account.bill_mode == "statement" {
        let look = frame.house.look(TemplateKind::Statement);
        let document = statement::document(read, &frame, &account, &row).await?;
        return lay_out(move || fairlead_documents::statement_pdf(&document, &look)).await;
    }
    let look = frame.house.look(TemplateKind::Invoice);
    let document = invoice::document(read, &frame, &account, &row).await?;
    lay_out(move || fairlead_documents::invoice_pdf(&document, &look)).await
}

/// Lays a document out beside the requests of others.
///
/// # Errors
/// Those of the layout.
pub(crate) async fn lay_out(
    work: impl FnOnce() -> Result<Vec<u8>, fairlead_documents::DocumentError> + Send + 'static,
) -> Result<Vec<u8>> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}
