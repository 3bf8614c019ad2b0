use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fairlead_documents::{DepositItem, DepositKind, DepositSlipDocument, TemplateKind, deposit_slip_pdf};
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Failure, PathParams, Read};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::payments::{self, DepositablePayment};
use super::slip::DepositSlip;
use super::slips;
use crate::invoices::pdf::{House, lay_out};
use crate::invoicing::settings::lines;

/// GET /financial/deposit_slips/{id}/pdf: as the bank takes it, on the paper and in the language of invoices.
pub(super) async fn show(ctx: Allowed<Read<DepositSlip>>, path: PathParams) -> Result<Response, Failure> {
    let id = path.id("id")?;
    let read = ctx.db().read();
    let slip = slips::Entity::find_by_id(id).one(read).await.map_err(classify)?;
    let slip = slip.ok_or_else(Error::no_such_item)?;
    let house = House::of(&ctx.app).await?;
    let document = document(read, &house, &slip).await?;
    let look = house.look(TemplateKind::Statement);
    let pdf = lay_out(move || deposit_slip_pdf(&document, &look)).await?;
    let disposition = format!("attachment; filename=\"deposit-slip-{id}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Error::internal)?),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, pdf).into_response())
}

/// A slip as it is printed.
///
/// # Errors
/// Those of the database.
pub(super) async fn document(
    connection: &impl ConnectionTrait,
    house: &House,
    slip: &slips::Model,
) -> Result<DepositSlipDocument> {
    let on = payments::of_slip(connection, slip.id).await?;
    Ok(DepositSlipDocument {
        company: house.company.clone(),
        bank_lines: lines(house.invoicing.deposit_to.as_deref()),
        slip_id: slip.id,
        date: slip.date,
        description: slip.description.clone(),
        closed_on: slip.closed_at.map(|at| house.date(at)),
        currency: house.currency.clone(),
        items: on.into_iter().map(|payment| item(house, payment)).collect(),
    })
}

fn item(house: &House, payment: DepositablePayment) -> DepositItem {
    DepositItem {
        kind: match payment.method.as_str() {
            "cash" => DepositKind::Cash,
            "check" => DepositKind::Check,
            "wire" => DepositKind::Wire,
            _ => DepositKind::Other,
        },
        reference: payment.reference,
        account_id: payment.account_id,
        payer: payment.account_name,
        date: house.date(payment.date),
        amount: payment.amount,
    }
}
