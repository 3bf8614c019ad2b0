//! Payments with a card that is not kept.

use chrono::NaiveDate;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, FieldErrors, Input, Money, Result, read};
use fairlead_payments::{Instrument, Secret, StoredMethod};
use fairlead_web::{Allowed, Answer, Create, Ctx, Failure, JsonBody, PathParams, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Means, Order, charge};
use crate::ledger::{Day, payments};
use crate::payment_methods::add::{NewMethod, tokenize};
use crate::payment_methods::input::{BillingAddress, CardText, Details};
use crate::payment_processor::in_use;
use crate::transactions::{Payment, open, positive, tracked};

/// Body of a one time payment: the card goes to the processor and is not stored.
#[derive(Input)]
pub struct OneTimeCardInput {
    /// The number of the card. It goes to the payment processor and is not stored.
    #[input(max = 64)]
    pub number: String,
    /// The code on its back. It goes to the payment processor and is not stored.
    pub cvc: Option<String>,
    /// Its last month, 1 to 12.
    pub expiration_month: i64,
    /// The year of its last month, four digits.
    pub expiration_year: i64,
    /// How much; above zero. Open invoices are paid with it, the oldest due date first.
    pub amount: Money,
    /// The name on the card.
    pub name_on_account: String,
    /// The billing address; required.
    #[input(flatten)]
    pub address: BillingAddress,
    /// A unique id of the form that asks: it pays once, and the second request gets the first answer.
    pub payment_tracker_id: Option<String>,
    /// Whether the customer gets a receipt by mail.
    #[input(default = "false")]
    pub email_payment_receipt: bool,
}

/// Body of a one time payment with a token that a form of the processor's made.
#[derive(Input)]
pub struct OneTimeTokenInput {
    /// The processor's id of the customer that the token belongs to.
    pub customer_profile_id: Option<String>,
    /// The processor's token.
    pub token: String,
    /// The brand of the card.
    pub credit_card_type: Option<String>,
    /// The last four digits of the card.
    #[input(max = 4)]
    pub masked_number: String,
    /// Its last month, 1 to 12.
    #[input(min = 1, max = 12)]
    pub expiration_month: i64,
    /// The year of its last month, four digits.
    #[input(min = 1000, max = 9999)]
    pub expiration_year: i64,
    /// How much; above zero. Open invoices are paid with it, the oldest due date first.
    pub amount: Money,
    /// The name on the card.
    pub name_on_card: String,
    /// The billing address; required.
    #[input(flatten)]
    pub address: BillingAddress,
    /// A unique id of the form that asks: it pays once, and the second request gets the first answer.
    pub payment_tracker_id: Option<String>,
    /// Whether the customer gets a receipt by mail.
    #[input(default = "false")]
    pub email_payment_receipt: bool,
}

/// How a one time payment ended.
#[derive(Serialize, ToSchema)]
#[schema(as = OneTimePayment)]
pub struct OneTimePaymentView {
    /// The payment's id.
    id: i64,
    /// The processor's id.
    transaction_id: Option<String>,
    /// What the processor says of it.
    message: Option<String>,
    /// Whether the money came.
    success: bool,
}

impl From<payments::Model> for OneTimePaymentView {
    fn from(row: payments::Model) -> Self {
        Self {
            id: row.id,
            transaction_id: row.transaction_id,
            message: row.response_message,
            success: row.success,
        }
    }
}

/// POST .../one_time_credit_card_payment
pub(super) async fn pay_by_card(
    ctx: Allowed<Create<Payment>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account = OfAccount::read(&path)?;
    account.exists(ctx.db().read()).await?;
    let (input, card, details) = read_card(&body, &Day::of(&ctx.app).await?)?;
    let tracker = input.payment_tracker_id.as_deref();
    if let Some(first) = tracked(ctx.db().read(), account.0, tracker).await? {
        return Answer::created(&OneTimePaymentView::from(first));
    }
    let processor = in_use(&ctx.app).await?;
    let new = tokenize(&ctx.app, &processor, account.0, &card, details).await?;
    pay(&ctx, account.0, input, NewMethod { once: true, ..new }).await
}

async fn pay(ctx: &Ctx, account_id: i64, ordered: Ordered, new: NewMethod) -> Result<Answer, Failure> {
    let order = Order {
        account_id,
        amount: ordered.amount,
        auto_apply: true,
        payment_tracker_id: ordered.payment_tracker_id,
        email_payment_receipt: ordered.email_payment_receipt,
        with: Means::Once(Box::new(new)),
    };
    Answer::created(&OneTimePaymentView::from(charge(ctx, &order).await?))
}

/// What is left of the body when the card is taken out.
struct Ordered {
    amount: Money,
    payment_tracker_id: Option<String>,
    email_payment_receipt: bool,
}

fn read_card(body: &JsonBody, day: &Day) -> Result<(Ordered, Instrument, Details)> {
    let reading = read::<OneTimeCardInput>(&body.0);
    let mut errors = reading.findings.errors;
    let read = reading.value.map(|input| {
        may_pay(input.amount, day, day.today, &mut errors);
        let address = input.address.of_card(&mut errors);
        let text = CardText {
            number: input.number,
            month: input.expiration_month,
            year: input.expiration_year,
            cvc: input.cvc,
            name: input.name_on_account.clone(),
        };
        let card = text.checked(&address, "number", day.today, &mut errors);
        let ordered = Ordered {
            amount: input.amount,
            payment_tracker_id: input.payment_tracker_id,
            email_payment_receipt: input.email_payment_receipt,
        };
        let details = Details { name_on_account: input.name_on_account, auto: false, address };
        (ordered, Instrument::Card(card), details)
    });
    errors.into_result()?;
    read.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

fn may_pay(amount: Money, day: &Day, date: NaiveDate, errors: &mut FieldErrors) {
    positive(amount, errors);
    open(day, date, errors);
}

/// POST .../one_time_tokenized_credit_card_payment: the token stays good at the processor, because forms store it afterwards.
pub(super) async fn pay_by_token(
    ctx: Allowed<Create<Payment>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account = OfAccount::read(&path)?;
    account.exists(ctx.db().read()).await?;
    let day = Day::of(&ctx.app).await?;
    let reading = read::<OneTimeTokenInput>(&body.0);
    let mut errors = reading.findings.errors;
    let address = reading.value.as_ref().map(|input| {
        may_pay(input.amount, &day, day.today, &mut errors);
        input.address.of_card(&mut errors)
    });
    errors.into_result()?;
    let (Some(input), Some(address)) = (reading.value, address) else {
        return Err(Error::Internal("an input without errors has a value".into()).into());
    };
    let new = NewMethod {
        processor: in_use(&ctx.app).await?.kind,
        r#type: "credit card",
        method: StoredMethod {
            token: Secret::new(input.token),
            customer_profile_id: input.customer_profile_id,
        },
        token_made_here: false,
        identifier: input.masked_number,
        card_type: input.credit_card_type.map(|text| text.to_lowercase()),
        expiration: Some((input.expiration_month, input.expiration_year)),
        details: Details { name_on_account: input.name_on_card, auto: false, address },
        once: true,
    };
    let ordered = Ordered {
        amount: input.amount,
        payment_tracker_id: input.payment_tracker_id,
        email_payment_receipt: input.email_payment_receipt,
    };
    pay(&ctx, account.0, ordered, new).await
}
