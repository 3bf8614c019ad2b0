//! New payment methods: from a number, which the processor takes for a token, or from a token that it gave elsewhere.

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, FieldErrors, Input, Result, read};
use fairlead_payments::{Instrument, Secret, StoredMethod, Tokenized};
use fairlead_store::{Tx, classify};
use fairlead_vault::Keyring;
use fairlead_web::{Allowed, Answer, App, Create, Failure, JsonBody, PathParams, Scope};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::input::{BillingAddress, Details, read_method};
use super::resource::{PaymentMethod, PaymentMethodView};
use super::table::{ActiveModel, Column, Entity, Model, sealed};
use super::update::take_auto;
use crate::ach::settings::ACH;
use crate::ledger::{Day, hold};
use crate::payment_processor::{InUse, for_new, in_use, refusal};

/// POST .../payment_methods: the number goes to the processor before the transaction begins.
pub(super) async fn create(
    ctx: Allowed<Create<PaymentMethod>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account_id = OfAccount::read(&path)?;
    account_id.exists(ctx.db().read()).await?;
    let account_id = account_id.0;
    let (instrument, details) = read_method(&body, Day::of(&ctx.app).await?.today)?;
    let processor = for_new(&ctx.app, &instrument).await?;
    let new = tokenize(&ctx.app, &processor, account_id, &instrument, details).await?;
    insert(&ctx, account_id, &new).await
}

async fn insert(
    ctx: &Allowed<Create<PaymentMethod>>,
    account_id: i64,
    new: &NewMethod,
) -> Result<Answer, Failure> {
    let keyring = &*ctx.app.keyring;
    let stored = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            store(&tx, keyring, account_id, new).await
        })
        .await?;
    Answer::created(&PaymentMethodView::from(stored))
}

/// A payment method that a processor knows already.
pub(crate) struct NewMethod {
    pub processor: String,
    pub r#type: &'static str,
    pub method: StoredMethod,
    pub token_made_here: bool,
    pub identifier: String,
    pub card_type: Option<String>,
    pub expiration: Option<(i64, i64)>,
    pub details: Details,
    /// It pays once and is not kept for the customer.
    pub once: bool,
}

/// Hands the number to the processor, as one of the customer that the account is there already.
///
/// # Errors
/// 422 when the processor does not take it.
pub(crate) async fn tokenize(
    app: &App,
    processor: &InUse,
    account_id: i64,
    instrument: &Instrument,
    details: Details,
) -> Result<NewMethod> {
    let profile = profile(app, processor, account_id).await?;
    let Tokenized { method, last_four, expiration, brand } =
        processor.processor.tokenize(instrument, profile.as_deref()).await.map_err(refusal)?;
    Ok(NewMethod {
        processor: processor.kind.clone(),
        r#type: match instrument {
            Instrument::Card(_) => "credit card",
            Instrument::Bank(_) if processor.kind == ACH => "ach",
            Instrument::Bank(_) => "echeck",
        },
        method,
        token_made_here: true,
        identifier: last_four,
        card_type: brand.map(|brand| format!("{brand:?}").to_lowercase()),
        expiration: expiration.map(|last| (last.month.into(), last.year.into())),
        details,
        once: false,
    })
}

/// The processor's id of the account, from its newest payment method.
async fn profile(app: &App, processor: &InUse, account_id: i64) -> Result<Option<String>> {
    let newest = Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Processor.eq(processor.kind.as_str()))
        .filter(Column::TokenMadeHere.eq(true))
        .filter(Column::CustomerProfileId.is_not_null())
        .order_by_desc(Column::Id);
    let newest = newest.one(app.db.read()).await.map_err(classify)?;
    Ok(newest.and_then(|row| row.customer_profile_id))
}

/// Stores it. The caller holds the account.
///
/// # Errors
/// Those of the database.
pub(crate) async fn store(tx: &Tx, keyring: &Keyring, account_id: i64, new: &NewMethod) -> Result<Model> {
    let Details { name_on_account, auto, address } = new.details.clone();
    if auto {
        take_auto(tx, account_id).await?;
    }
    let row = ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        r#type: Set(new.r#type.into()),
        processor: Set(new.processor.clone()),
        token: Set(Some(sealed(keyring, account_id, &new.method.token))),
        token_made_here: Set(new.token_made_here),
        customer_profile_id: Set(new.method.customer_profile_id.clone()),
        identifier: Set(new.identifier.clone()),
        card_type: Set(new.card_type.clone()),
        expiration_month: Set(new.expiration.map(|(month, _)| month)),
        expiration_year: Set(new.expiration.map(|(_, year)| year)),
        name_on_account: Set(name_on_account),
        line1: Set(address.line1),
        city: Set(address.city),
        state: Set(address.state),
        zip: Set(address.zip),
        country: Set(address.country),
        auto: Set(auto),
        created_at: Set(tx.now()),
        deleted_at: Set(new.once.then(|| tx.now())),
    };
    tx.insert(row).await
}

/// Body of "create from an existing token".
#[derive(Input)]
pub struct TokenizedMethodInput {
    /// The processor's id of the customer that the token belongs to.
    pub payment_processor_customer_profile_id: Option<String>,
    /// The processor's token. Stored sealed, never shown again.
    pub token: String,
    /// The name on the card, or of the account's holder.
    pub name_on_account: String,
    /// `credit card` or `echeck`.
    #[input(one_of = ["credit card", "echeck"])]
    pub r#type: String,
    /// The last digits of the number, at most four.
    #[input(max = 4)]
    pub identifier: String,
    /// Its last month, 1 to 12; cards only.
    #[input(min = 1, max = 12)]
    pub expiration_month: Option<i64>,
    /// The year of its last month, four digits; cards only.
    #[input(min = 1000, max = 9999)]
    pub expiration_year: Option<i64>,
    /// Whether invoices are paid with it by themselves; takes the mark from the account's other methods.
    pub auto: bool,
    /// The brand of a card.
    pub card_type: Option<String>,
    /// The billing address; required of cards.
    #[input(flatten)]
    pub address: BillingAddress,
}

/// The brands of the reference. Forms send them in capitals, or say "american express".
const CARD_TYPES: [&str; 11] = [
    "visaelectron",
    "maestro",
    "forbrugsforeningen",
    "dankort",
    "visa",
    "mastercard",
    "amex",
    "dinersclub",
    "discover",
    "unionpay",
    "jcb",
];

/// POST .../tokenized_payment_method: the processor is not asked (reference).
pub(super) async fn create_from_token(
    ctx: Allowed<Create<PaymentMethod>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let account_id = OfAccount::read(&path)?;
    account_id.exists(ctx.db().read()).await?;
    let reading = read::<TokenizedMethodInput>(&body.0);
    let mut errors = reading.findings.errors;
    let new = reading.value.map(|input| from_token(input, &mut errors));
    errors.into_result()?;
    let mut new = new.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
    new.processor = in_use(&ctx.app).await?.kind;
    insert(&ctx, account_id.0, &new).await
}

fn from_token(input: TokenizedMethodInput, errors: &mut FieldErrors) -> NewMethod {
    let is_card = input.r#type == "credit card";
    let card_type = input.card_type.map(|text| text.to_lowercase().replace(' ', ""));
    let (address, expiration) = if is_card {
        let missing = [
            ("expiration_month", input.expiration_month.is_none()),
            ("expiration_year", input.expiration_year.is_none()),
            ("card_type", card_type.is_none()),
        ];
        for (name, _) in missing.iter().filter(|(_, missing)| *missing) {
            errors.add(*name, format!("The {name} field is required."));
        }
        if card_type.as_deref().is_some_and(|brand| !CARD_TYPES.contains(&brand)) {
            errors.add("card_type", "The selected card type is not valid.");
        }
        (input.address.of_card(errors), input.expiration_month.zip(input.expiration_year))
    } else {
        (input.address.of_bank_account(), None)
    };
    NewMethod {
        processor: String::new(),
        r#type: if is_card { "credit card" } else { "echeck" },
        method: StoredMethod {
            token: Secret::new(input.token),
            customer_profile_id: input.payment_processor_customer_profile_id,
        },
        token_made_here: false,
        identifier: input.identifier,
        card_type: card_type.filter(|_| is_card),
        expiration,
        details: Details { name_on_account: input.name_on_account, auto: input.auto, address },
        once: false,
    }
}
