use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams, Permission, Resource};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::entries;
use super::file::find;
use super::view::{AchBatch, AchEntryView};
use crate::charging::attempts;
use crate::ledger::{Day, delinquency, hold, payments, void};
use crate::payment_methods::table as methods;

/// Return reason codes of the NACHA Operating Rules (Appendix Four) that a debit comes back with.
const REASONS: [(&str, &str); 22] = [
    ("R01", "Insufficient funds"),
    ("R02", "Account closed"),
    ("R03", "No account or unable to locate account"),
    ("R04", "Invalid account number"),
    ("R05", "Unauthorized debit to a consumer account"),
    ("R06", "Returned at the request of the originating bank"),
    ("R07", "Authorization revoked by the customer"),
    ("R08", "Payment stopped"),
    ("R09", "Uncollected funds"),
    ("R10", "The customer says that the debit is not authorized"),
    ("R11", "The customer says that the debit is not as agreed"),
    ("R12", "Account sold to another bank"),
    ("R13", "Invalid routing number"),
    ("R14", "Representative payee deceased"),
    ("R15", "Account holder deceased"),
    ("R16", "Account frozen"),
    ("R17", "File record edit criteria"),
    ("R20", "Non-transaction account"),
    ("R21", "Invalid company identification"),
    ("R23", "Credit refused by the receiver"),
    ("R24", "Duplicate entry"),
    ("R29", "The company says that the debit is not authorized"),
];
/// The account may have money another day; after anything else it is not debited by itself again.
const MAY_PAY_LATER: [&str; 2] = ["R01", "R09"];

/// Body of a return. One of `payment_id` and `trace_number` is required.
#[derive(Input)]
pub struct AchReturnInput {
    /// The payment that came back.
    pub payment_id: Option<i64>,
    /// What the bank calls it: the trace number of the original entry.
    pub trace_number: Option<String>,
    /// Why: `R01` to `R99`.
    pub return_code: String,
}

/// May book returns.
pub(super) struct BookReturn;

impl Permission for BookReturn {
    const RESOURCE: &'static str = AchBatch::PERMISSION;
    const ACTION: &'static str = "return";
}

/// POST /financial/ach_batches/{id}/returns: the payment is reversed, with the reason. A return that is booked already stays as
/// it is.
pub(super) async fn book(
    ctx: Allowed<BookReturn>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (day, body) = (&Day::of(&ctx.app).await?, &body);
    let entry = ctx
        .write(|tx: Tx| async move {
            let batch = super::batches::Entity::find_by_id(id).one(&tx).await.map_err(classify)?;
            batch.ok_or_else(Error::no_such_item)?;
            let input = checked(body)?;
            let entry = named(&tx, id, &input).await?;
            hold(&tx, entry.account_id).await?;
            let batch = find(&tx, id).await?;
            if batch.filed_at.is_none() || batch.voided_at.is_some() {
                return Err(Error::Refused("The file of the ACH batch was not made, or is void.".into()));
            }
            let entry = named(&tx, id, &input).await?;
            if entry.returned_at.is_some() {
                return Ok(entry);
            }
            reverse(&tx, day, entry, &input.return_code).await
        })
        .await?;
    Answer::ok(&AchEntryView::from(entry))
}

fn checked(body: &JsonBody) -> Result<AchReturnInput> {
    let mut input: AchReturnInput = body.read()?;
    input.return_code.make_ascii_uppercase();
    let number = input.return_code.strip_prefix('R');
    if !number.is_some_and(|number| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Error::field("return_code", "The return_code must be one of R01 to R99."));
    }
    match (input.payment_id, &input.trace_number) {
        (None, None) => {
            Err(Error::field("payment_id", "The payment_id field is required without a trace_number."))
        }
        _ => Ok(input),
    }
}

async fn named(tx: &Tx, batch: i64, input: &AchReturnInput) -> Result<entries::Model> {
    let mut select = entries::Entity::find().filter(entries::Column::AchBatchId.eq(batch));
    let field = match (&input.trace_number, input.payment_id) {
        (Some(trace_number), _) => {
            select = select.filter(entries::Column::TraceNumber.eq(trace_number.as_str()));
            "trace_number"
        }
        (None, payment_id) => {
            select = select.filter(entries::Column::PaymentId.eq(payment_id));
            "payment_id"
        }
    };
    let select = select.filter(entries::Column::Direction.eq(entries::DEBIT));
    let missing = || Error::field(field, "There is no such payment in the ACH batch.");
    select.one(tx).await.map_err(classify)?.ok_or_else(missing)
}

async fn reverse(tx: &Tx, day: &Day, entry: entries::Model, code: &str) -> Result<entries::Model> {
    let known = REASONS.iter().find(|(known, _)| *known == code);
    let reason = known.map_or("Returned by the bank", |(_, reason)| *reason);
    let payment = payments::Entity::find_by_id(entry.payment_id).one(tx).await.map_err(classify)?;
    let payment = payment.ok_or_else(|| Error::Internal("a payment is gone".into()))?;
    let payment = match payment.reversed {
        true => payment,
        false => {
            void::refuse_to_reverse(day, &payment)?;
            void::reverse_payment(tx, day, &payment).await?
        }
    };
    let mut row = payment.clone().into_active_model();
    row.response_message = Set(Some(format!("Returned: {code} {reason}")));
    tx.update(&payment, row).await?;
    if !MAY_PAY_LATER.contains(&code) {
        stop_auto(tx, entry.payment_attempt_id).await?;
    }
    let mut row = entry.clone().into_active_model();
    row.return_code = Set(Some(code.to_owned()));
    row.return_reason = Set(Some(reason.to_owned()));
    row.returned_at = Set(Some(tx.now()));
    let entry = tx.update(&entry, row).await?;
    delinquency::settle(tx, day, entry.account_id).await?;
    Ok(entry)
}

/// Takes the mark from the bank account, so that invoices are not paid with it by themselves any more.
async fn stop_auto(tx: &Tx, attempt_id: i64) -> Result<()> {
    let attempt = attempts::reread(tx, attempt_id).await?;
    let method = methods::Entity::find_by_id(attempt.payment_method_id).one(tx).await.map_err(classify)?;
    if let Some(method) = method.filter(|method| method.auto) {
        let mut row = method.clone().into_active_model();
        row.auto = Set(false);
        tx.update(&method, row).await?;
    }
    Ok(())
}
