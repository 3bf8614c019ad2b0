use chrono::{Days, NaiveDate};
use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody, PathParams};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Invoice, shown};
use crate::ledger::issue::{NewInvoice, issue};
use crate::ledger::{Day, debits, delinquency, hold};
use crate::mailing::{self, Switches};

/// Body of create.
#[derive(Input)]
pub struct NewInvoiceInput {
    /// Debits of the account that are on no invoice.
    #[input(required)]
    pub debits: Vec<i64>,
    /// After it, the invoice is past due. Left out: the account's `due_days` after `date`.
    pub due_date: Option<NaiveDate>,
    /// The date on it. Left out: today.
    pub date: Option<NaiveDate>,
}

/// POST: an invoice made by hand. Funds stay where they are until they are applied.
pub(super) async fn create(
    ctx: Allowed<Create<Invoice>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account_id = path.id("account_id")?;
    let (day, body) = (&Day::of(&ctx.app).await?, &body);
    let switches = &Switches::of(&ctx.app).await?;
    let view = ctx
        .write(|tx: Tx| async move {
            let account = hold(&tx, account_id).await?;
            let input: NewInvoiceInput = body.read()?;
            let new = new_invoice(&tx, day, account.due_days, &input).await?;
            let invoice = issue(&tx, account_id, &new, &input.debits).await?;
            mailing::invoices::by_hand(&tx, switches, &account, invoice.id).await?;
            delinquency::settle(&tx, day, account_id).await?;
            shown(&tx, invoice.id).await
        })
        .await?;
    Answer::ok(&view)
}

async fn new_invoice(tx: &Tx, day: &Day, due_days: i64, input: &NewInvoiceInput) -> Result<NewInvoice> {
    let date = input.date.unwrap_or(day.today);
    let mut errors = FieldErrors::new();
    if let Err(Error::Invalid(closed)) = day.refuse_closed(date, "date") {
        closed.iter().for_each(|(field, message)| errors.add(field, message));
    }
    let due_days = Days::new(u64::try_from(due_days).unwrap_or_default());
    let due_date = input.due_date.or_else(|| date.checked_add_days(due_days)).unwrap_or(date);
    if due_date < date {
        errors.add("due_date", "The due date must not be before the date of the invoice.");
    }
    errors.into_result()?;
    let months = debits::Entity::find().filter(debits::Column::Id.is_in(input.debits.iter().copied()));
    let months = months.all(tx).await.map_err(classify)?;
    let number_of_months = months.iter().map(|debit| debit.number_of_months).max().unwrap_or(1);
    Ok(NewInvoice { date, due_date, auto_pay: None, automatic: false, number_of_months })
}
