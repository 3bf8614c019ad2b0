//! What an account is billed next, and why: each line with the numbers that it was made of.

use chrono::NaiveDate;
use fairlead_customers::accounts;
use fairlead_kernel::{Error, Money, Rate, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Read};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::load;
use super::plan::{Bill, BilledLine, Made};
use super::sources::{ChargeSources, Reading};
use crate::account_services::AccountService;

/// A tax of a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextBillTax {
    /// The tax.
    pub tax_id: i64,
    /// The geotax whose rate it is.
    pub geotax_id: Option<i64>,
    /// What bills call it.
    pub description: String,
    /// Percent or an amount.
    pub rate: Rate,
    /// What is taxed.
    pub base: Money,
    /// The tax; below zero for a discount.
    pub amount: Money,
}

/// A line: price x quantity x months = amount.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextBillLine {
    /// The service on the account.
    pub unique_service_relationship_id: i64,
    /// The service.
    pub service_id: i64,
    /// What bills call it.
    pub description: String,
    /// The price of one for a month.
    pub price: Money,
    /// How many.
    pub quantity: u32,
    /// For how many months.
    pub number_of_months: u32,
    /// The first day that is paid for.
    #[schema(value_type = String)]
    pub period_start: NaiveDate,
    /// The day after the last one.
    #[schema(value_type = String)]
    pub period_end: NaiveDate,
    /// Without taxes; below zero for a discount.
    pub amount: Money,
    /// The sum of its taxes.
    pub tax_amount: Money,
    /// Its taxes.
    pub taxes: Vec<NextBillTax>,
}

/// The next bill of an account as a run would make it now.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextBill {
    /// The date that it is billed; null for an account that does not bill.
    #[schema(value_type = Option<String>)]
    pub bill_date: Option<NaiveDate>,
    /// The date on the invoice; null where there is none.
    #[schema(value_type = Option<String>)]
    pub invoice_date: Option<NaiveDate>,
    /// After it, the invoice is past due.
    #[schema(value_type = Option<String>)]
    pub due_date: Option<NaiveDate>,
    /// When stored payment methods are charged.
    #[schema(value_type = Option<String>)]
    pub auto_pay: Option<NaiveDate>,
    /// The lines.
    pub lines: Vec<NextBillLine>,
    /// Debits that are on no invoice yet and will be on this one, with taxes.
    pub uninvoiced: Money,
    /// What the services charge and credit, with taxes.
    pub recurring: Money,
    /// The invoice: the debits of the lines and those not invoiced yet.
    pub total: Money,
    /// What discounts and deposits will pay of it.
    pub paid_by_funds: Money,
    /// What is left to pay.
    pub due: Money,
}

/// What a run would bill the account on its next bill date.
///
/// # Errors
/// 422 with what does not fit; those of the database.
pub async fn of(app: &App, account: accounts::Model) -> Result<NextBill> {
    let reading = Reading::Db(app.db.read());
    let (mut books, catalogue) = load::books(reading, &ChargeSources::of(app), vec![account]).await?;
    let mut books = books.pop().ok_or_else(Error::no_such_item)?;
    match books.next_date() {
        None => Ok(NextBill::none()),
        Some(date) => Ok(NextBill::from(&books.bill(date, &catalogue, &mut Made::default())?)),
    }
}

/// GET /accounts/{account_id}/next_bill
pub(crate) async fn show(ctx: Allowed<Read<AccountService>>, path: PathParams) -> Result<Answer, Failure> {
    let account = accounts::Entity::find_by_id(path.id("account_id")?)
        .filter(accounts::Column::DeletedAt.is_null())
        .one(ctx.db().read())
        .await
        .map_err(classify)?;
    let account = account.ok_or_else(Error::no_such_item)?;
    Answer::ok(&of(&ctx.app, account).await?)
}

impl NextBill {
    fn none() -> Self {
        Self {
            bill_date: None,
            invoice_date: None,
            due_date: None,
            auto_pay: None,
            lines: Vec::new(),
            uninvoiced: Money::ZERO,
            recurring: Money::ZERO,
            total: Money::ZERO,
            paid_by_funds: Money::ZERO,
            due: Money::ZERO,
        }
    }
}

impl From<&Bill> for NextBill {
    fn from(bill: &Bill) -> Self {
        let invoice = bill.invoice.as_ref();
        let total = invoice.map(|invoice| invoice.total).unwrap_or_default();
        let of_invoice = |id: i64| invoice.is_some_and(|invoice| invoice.id == id);
        let paid_by_funds: Money = bill
            .credits
            .iter()
            .filter(|credit| of_invoice(credit.invoice_id))
            .map(|credit| credit.amount)
            .sum();
        let collected = invoice.into_iter().flat_map(|invoice| &invoice.collected);
        Self {
            bill_date: Some(bill.date),
            invoice_date: invoice.map(|invoice| invoice.dates.date),
            due_date: invoice.map(|invoice| invoice.dates.due_date),
            auto_pay: invoice.map(|invoice| invoice.dates.auto_pay_date),
            lines: bill.lines.iter().map(NextBillLine::from).collect(),
            uninvoiced: collected.map(|debit| debit.total).sum(),
            recurring: bill.lines.iter().map(|line| line.amount + line.tax_amount).sum(),
            total,
            paid_by_funds,
            due: total - paid_by_funds,
        }
    }
}

impl From<&BilledLine> for NextBillLine {
    fn from(line: &BilledLine) -> Self {
        let tax = |tax: &fairlead_billing_math::tax::TaxLine| NextBillTax {
            tax_id: tax.tax_id,
            geotax_id: tax.geotax_id,
            description: tax.name.clone(),
            rate: tax.rate,
            base: tax.base,
            amount: tax.amount,
        };
        Self {
            unique_service_relationship_id: line.account_service_id,
            service_id: line.service_id,
            description: line.description.clone(),
            price: line.price,
            quantity: line.quantity,
            number_of_months: line.months,
            period_start: line.period.start,
            period_end: line.period.end,
            amount: line.amount,
            tax_amount: line.tax_amount,
            taxes: line.taxes.iter().map(tax).collect(),
        }
    }
}
