use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result};
use fairlead_payments::Currency;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Read, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::PaymentMethod;
use crate::payment_processor::in_use;

/// Who charges cards, and which of them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CreditCardProcessor)]
pub struct CardProcessorView {
    /// `sandbox` or `stripe`.
    pub name: String,
    /// ISO 4217 code of what it charges in.
    pub currency: String,
    /// Whether it takes Visa.
    pub visa: bool,
    /// Whether it takes Mastercard.
    pub mastercard: bool,
    /// Whether it takes American Express.
    pub amex: bool,
    /// Whether it takes Discover.
    pub discover: bool,
}

/// GET /accounts/credit_card_processors/{account_id}/enabled: the processors that an account can pay by card with, `[]` for
/// none. Portals read the first one (compatibility, section 12).
pub(super) async fn enabled(ctx: Allowed<Read<PaymentMethod>>, path: PathParams) -> Result<Answer, Failure> {
    OfAccount::read(&path)?.exists(ctx.db().read()).await?;
    Answer::whole(&of(&ctx.app).await?)
}

/// A processor that is not configured, or cannot be used as it is configured, charges nothing.
async fn of(app: &App) -> Result<Vec<CardProcessorView>> {
    match in_use(app).await {
        Ok(processor) => Ok(vec![taken(processor.kind, processor.currency)]),
        Err(Error::Refused(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Both processors take all four brands.
fn taken(name: String, currency: Currency) -> CardProcessorView {
    let currency = currency.code().to_owned();
    CardProcessorView { name, currency, visa: true, mastercard: true, amex: true, discover: true }
}
