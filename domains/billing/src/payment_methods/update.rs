//! What changes of a stored payment method, and its end.

use fairlead_kernel::{Error, FieldErrors, Input, Result, overlay, read};
use fairlead_payments::checks;
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Delete, Failure, IfMatch, JsonBody, PathParams, Update};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::input::BillingAddress;
use super::resource::{PaymentMethod, PaymentMethodView, find};
use super::table::{Column, Entity, Model};
use crate::ledger::{Day, hold};

/// Body of update: what is not sent stays. Of a bank account no expiration is kept. The processor is not told: it charges by
/// its token, and renews expirations with the card's bank.
#[derive(Input)]
pub struct PaymentMethodUpdate {
    /// The name on the card, or of the account's holder.
    pub name_on_account: String,
    /// Its last month, 1 to 12; cards only.
    #[input(min = 1, max = 12)]
    pub expiration_month: Option<i64>,
    /// The year of its last month, four digits; cards only.
    #[input(min = 1000, max = 9999)]
    pub expiration_year: Option<i64>,
    /// Whether invoices are paid with it by themselves; takes the mark from the account's other methods.
    pub auto: bool,
    /// The billing address; required of cards.
    #[input(flatten)]
    pub address: BillingAddress,
}

/// Body of toggle_auto.
#[derive(Input)]
pub struct ToggleAuto {
    /// Whether invoices are paid with it by themselves; takes the mark from the account's other methods.
    pub auto: bool,
}

fn as_sent(row: &Model) -> PaymentMethodUpdate {
    PaymentMethodUpdate {
        name_on_account: row.name_on_account.clone(),
        expiration_month: row.expiration_month,
        expiration_year: row.expiration_year,
        auto: row.auto,
        address: BillingAddress {
            line1: row.line1.clone(),
            city: row.city.clone(),
            state: row.state.clone(),
            zip: row.zip.clone(),
            country: row.country.clone(),
        },
    }
}

/// PATCH .../payment_methods/{payment_method_id}
pub(super) async fn update(
    ctx: Allowed<Update<PaymentMethod>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_method_id")?);
    let (day, body, if_match) = (&Day::of(&ctx.app).await?, &body.0, &if_match);
    let stored = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = find(&tx, account_id, id).await?;
            if_match.check(&PaymentMethodView::from(before.clone()))?;
            let reading = read::<PaymentMethodUpdate>(&overlay(&as_sent(&before), body));
            let mut errors = reading.findings.errors;
            let input = reading.value.map(|input| checked(input, &before, day, &mut errors));
            errors.into_result()?;
            let input = input.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
            change(&tx, &before, input).await
        })
        .await?;
    Answer::ok(&PaymentMethodView::from(stored))
}

fn checked(
    mut input: PaymentMethodUpdate,
    before: &Model,
    day: &Day,
    errors: &mut FieldErrors,
) -> PaymentMethodUpdate {
    if before.r#type != "credit card" {
        input.address = input.address.of_bank_account();
        (input.expiration_month, input.expiration_year) = (None, None);
        return input;
    }
    let last = (input.expiration_month, input.expiration_year);
    for (name, value) in [("expiration_month", last.0), ("expiration_year", last.1)] {
        if value.is_none() {
            errors.add(name, format!("The {name} field is required."));
        }
    }
    // An expired card can still lose its mark or get another address.
    if last != (before.expiration_month, before.expiration_year)
        && let (Some(month), Some(year)) = last
        && let (Ok(month), Ok(year)) = (u32::try_from(month), i32::try_from(year))
        && checks::is_expired(month, year, day.today)
    {
        errors.add("expiration_year", "The card has expired.");
    }
    input.address = input.address.of_card(errors);
    input
}

async fn change(tx: &Tx, before: &Model, input: PaymentMethodUpdate) -> Result<Model> {
    let after = Model {
        name_on_account: input.name_on_account,
        expiration_month: input.expiration_month,
        expiration_year: input.expiration_year,
        auto: input.auto,
        line1: input.address.line1,
        city: input.address.city,
        state: input.address.state,
        zip: input.address.zip,
        country: input.address.country,
        ..before.clone()
    };
    if after == *before {
        return Ok(after);
    }
    if after.auto && !before.auto {
        take_auto(tx, before.account_id).await?;
    }
    let mut row = before.clone().into_active_model();
    row.name_on_account = Set(after.name_on_account);
    row.expiration_month = Set(after.expiration_month);
    row.expiration_year = Set(after.expiration_year);
    row.auto = Set(after.auto);
    row.line1 = Set(after.line1);
    row.city = Set(after.city);
    row.state = Set(after.state);
    row.zip = Set(after.zip);
    row.country = Set(after.country);
    tx.update(before, row).await
}

/// Takes the mark from whichever method of the account has it: only one can (reference).
pub(super) async fn take_auto(tx: &Tx, account_id: i64) -> Result<()> {
    let marked = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::Auto.eq(true));
    for method in marked.all(tx).await.map_err(classify)? {
        let mut row = method.clone().into_active_model();
        row.auto = Set(false);
        tx.update(&method, row).await?;
    }
    Ok(())
}

/// PATCH (and POST) .../payment_methods/{payment_method_id}/toggle_auto
pub(super) async fn toggle_auto(
    ctx: Allowed<Update<PaymentMethod>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_method_id")?);
    let body = &body;
    let stored = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let before = find(&tx, account_id, id).await?;
            let ToggleAuto { auto } = body.read()?;
            change(&tx, &before, PaymentMethodUpdate { auto, ..as_sent(&before) }).await
        })
        .await?;
    Answer::created(&PaymentMethodView::from(stored))
}

/// DELETE .../payment_methods/{payment_method_id}: the processor forgets the token soon after, in a job.
pub(super) async fn delete(ctx: Allowed<Delete<PaymentMethod>>, path: PathParams) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("payment_method_id")?);
    ctx.write(|tx: Tx| async move {
        hold(&tx, account_id).await?;
        let before = find(&tx, account_id, id).await?;
        let mut row = before.clone().into_active_model();
        row.auto = Set(false);
        row.deleted_at = Set(Some(tx.now()));
        tx.update(&before, row).await.map(drop)
    })
    .await?;
    Answer::success()
}
