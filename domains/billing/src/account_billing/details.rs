use chrono::NaiveDate;
use fairlead_billing_math::amount::sum;
use fairlead_customers::accounts::{self, OfAccount};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Scope};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::Read;
use crate::run::load::books;
use crate::run::plan::Made;
use crate::run::sources::{ChargeSources, Reading};

/// What an account owes and will owe.
#[derive(Serialize, ToSchema)]
pub struct BillingDetails {
    /// Due on its invoices and on those of its sub accounts.
    balance_due: Money,
    /// `balance_due` and what is not invoiced yet.
    balance_total: Money,
    /// The same; the field has this name in the reference, and the other in its example.
    total_balance: Money,
    /// What the services of the account come to on its next bill date, with taxes.
    next_recurring_charge_amount: Money,
    /// When it bills next; null while it is not active.
    #[schema(value_type = Option<String>)]
    next_bill_date: Option<NaiveDate>,
    /// What deposits and discounts hold that pays no invoice yet.
    available_funds: Money,
}

/// GET /accounts/{account_id}/billing_details
pub(super) async fn show(ctx: Allowed<Read>, path: PathParams) -> Result<Answer, Failure> {
    let read = ctx.db().read();
    let account = find(read, OfAccount::read(&path)?).await?;
    Answer::ok(&BillingDetails {
        balance_due: account.balance_due,
        balance_total: account.balance_total,
        total_balance: account.balance_total,
        available_funds: account.available_funds,
        next_bill_date: account.next_bill_date,
        next_recurring_charge_amount: next_charge(&ctx.app, account).await?,
    })
}

/// An account that is not deleted.
pub(super) async fn find(connection: &impl ConnectionTrait, of: OfAccount) -> Result<accounts::Model> {
    let select = accounts::Entity::find_by_id(of.0).filter(accounts::Column::DeletedAt.is_null());
    select.one(connection).await.map_err(classify)?.ok_or_else(Error::no_such_item)
}

/// The lines of the bill of the next bill date: debits less discounts, and not less than nothing. Nothing while it does not
/// bill.
async fn next_charge(app: &App, account: accounts::Model) -> Result<Money> {
    let Some(date) = account.next_bill_date else { return Ok(Money::ZERO) };
    let (books, catalogue) =
        books(Reading::Db(app.db.read()), &ChargeSources::of(app), vec![account]).await?;
    let Some(mut books) = books.into_iter().next().filter(|books| books.active) else {
        return Ok(Money::ZERO);
    };
    let bill = books.bill(date, &catalogue, &mut Made::default())?;
    let recurring = bill.lines.iter().filter(|line| !line.overage);
    let amounts = recurring.flat_map(|line| [line.amount, line.tax_amount]);
    let charge =
        sum(amounts).ok_or_else(|| Error::Refused("The amounts of the bill are too large.".into()))?;
    Ok(charge.max(Money::ZERO))
}
