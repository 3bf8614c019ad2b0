//! Which payment processor takes the money: a group of settings, and what is made of it.

use std::sync::{Arc, LazyLock, Mutex};

use fairlead_identity::settings::{self, SettingsGroup};
use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_payments::{Currency, Instrument, PaymentError, Processor, Sandbox, Secret, Stripe};
use fairlead_store::{Change, sql};
use fairlead_web::{App, Ctx};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ach::settings as ach;

/// Who charges payment methods, and how.
#[derive(Clone, PartialEq, Input)]
pub struct PaymentProcessor {
    /// `none`, `sandbox` (no network, no money, documented test numbers only) or `stripe`.
    #[input(default = "\"none\"", one_of = ["none", "sandbox", "stripe"])]
    pub kind: String,
    /// Stripe's secret or restricted key. Stored sealed, never shown again; null removes it.
    #[input(secret, max = 255)]
    pub secret_key: Option<String>,
    /// Where Stripe is, for a stand-in in tests; null: where it is for everybody.
    #[input(max = 1000)]
    pub base_url: Option<String>,
    /// What stands beside a charge at the processor, before the account's id.
    #[input(max = 100)]
    pub statement_description: Option<String>,
    /// What payment methods are charged in: an ISO 4217 code of three letters.
    #[input(default = "\"USD\"")]
    pub currency: String,
}

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentProcessorSettings)]
pub struct View {
    /// `none`, `sandbox` or `stripe`.
    kind: String,
    /// Whether there is a secret key.
    secret_key_configured: bool,
    /// Where Stripe is.
    base_url: Option<String>,
    /// What stands beside a charge at the processor.
    statement_description: Option<String>,
    /// What payment methods are charged in.
    currency: String,
}

impl SettingsGroup for PaymentProcessor {
    type View = View;
    const GROUP: &'static str = "payment_processor";

    fn view(&self) -> View {
        View {
            kind: self.kind.clone(),
            secret_key_configured: self.secret_key.is_some(),
            base_url: self.base_url.clone(),
            statement_description: self.statement_description.clone(),
            currency: self.currency.clone(),
        }
    }

    fn secrets(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("secret_key", self.secret_key.as_deref())]
    }

    fn check(mut self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        match self.currency.parse::<Currency>() {
            Ok(currency) => self.currency = currency.code().to_owned(),
            Err(error) => errors.add("currency", error.to_string()),
        }
        match self.secret_key.as_deref() {
            None if self.kind == "stripe" => {
                errors.add("secret_key", "The secret_key field is required when kind is stripe.");
            }
            None => {}
            Some(_) => {
                if let Err(error) = self.stripe() {
                    let field = if self.base_url.is_some() { "base_url" } else { "secret_key" };
                    errors.add(field, format!("Stripe cannot be used like this. {error}"));
                }
            }
        }
        self
    }
}

/// The row of the settings.
pub(crate) fn migration() -> Vec<Change> {
    vec![sql(format!("insert into settings (name, value) values ('{}', '{{}}')", PaymentProcessor::GROUP))]
}

impl PaymentProcessor {
    fn stripe(&self) -> std::result::Result<Stripe, PaymentError> {
        let key = Secret::new(self.secret_key.clone().unwrap_or_default());
        Stripe::new(self.base_url.as_deref().unwrap_or(Stripe::BASE_URL), key)
    }
}

/// One for the process: its memory of charges must not end with a change of the settings.
static SANDBOX: LazyLock<Arc<Sandbox>> = LazyLock::new(|| Arc::new(Sandbox::new()));
/// The last Stripe that was made, with its settings: it holds connections.
static STRIPE: Mutex<Option<(PaymentProcessor, Arc<Stripe>)>> = Mutex::new(None);

/// The processor as the settings have it.
#[derive(Clone)]
pub(crate) struct InUse {
    /// `sandbox`, `stripe` or `ach`: tokens and charges belong to one of them.
    pub kind: String,
    /// Who moves the money.
    pub processor: Arc<dyn Processor>,
    /// What in.
    pub currency: Currency,
    statement_description: Option<String>,
}

impl InUse {
    /// A processor without a text of its own beside its charges.
    pub fn new(kind: &str, processor: Arc<dyn Processor>, currency: Currency) -> Self {
        Self { kind: kind.to_owned(), processor, currency, statement_description: None }
    }

    /// What the operator sees of an account's charge at the processor: nothing personal.
    pub fn description(&self, account_id: i64) -> String {
        let text = self.statement_description.as_deref().unwrap_or("Payment");
        format!("{text}, account {account_id}")
    }
}

/// The processor that is configured, made once for its settings.
///
/// # Errors
/// 422 when there is none, or it cannot be made.
pub(crate) async fn in_use(app: &App) -> Result<InUse> {
    let settings = settings::cached::<PaymentProcessor>(app).await?;
    let processor: Arc<dyn Processor> = match settings.kind.as_str() {
        "sandbox" => SANDBOX.clone(),
        "stripe" => stripe(&settings)?,
        _ => return Err(Error::Refused("There is no payment processor.".into())),
    };
    Ok(InUse {
        kind: settings.kind.clone(),
        processor,
        currency: settings.currency.parse().map_err(refusal)?,
        statement_description: settings.statement_description.clone(),
    })
}

/// The processor that takes a new card or bank account: ACH takes bank accounts where it is enabled.
///
/// # Errors
/// 422 when there is none.
pub(crate) async fn for_new(app: &App, instrument: &Instrument) -> Result<InUse> {
    match (instrument, ach::in_use(app).await) {
        (Instrument::Bank(_), Ok(ach)) => Ok(ach),
        (Instrument::Bank(_), Err(error)) if !matches!(error, Error::Refused(_)) => Err(error),
        _ => in_use(app).await,
    }
}

/// The processor that payment methods and charges of this kind belong to, where it is in use.
///
/// # Errors
/// 422 when it is not.
pub(crate) async fn of_kind(app: &App, kind: &str) -> Result<InUse> {
    if kind == ach::ACH {
        return ach::in_use(app).await;
    }
    match in_use(app).await? {
        processor if processor.kind == kind => Ok(processor),
        _ => Err(Error::Refused("The payment method belongs to another payment processor.".into())),
    }
}

/// The kinds of all processors that are in use.
///
/// # Errors
/// Those of the database.
pub(crate) async fn kinds(app: &App) -> Result<Vec<String>> {
    let mut kinds = Vec::new();
    for found in [in_use(app).await, ach::in_use(app).await] {
        match found {
            Ok(processor) => kinds.push(processor.kind),
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kinds)
}

fn stripe(settings: &PaymentProcessor) -> Result<Arc<Stripe>> {
    let mut made = STRIPE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some((_, stripe)) = made.as_ref().filter(|(of, _)| of == settings) {
        return Ok(stripe.clone());
    }
    let stripe = Arc::new(settings.stripe().map_err(refusal)?);
    *made = Some((settings.clone(), stripe.clone()));
    Ok(stripe)
}

/// As the answer to a request: 422 with the message, which carries no number; trouble of the operator's goes to the log too.
pub(crate) fn refusal(error: PaymentError) -> Error {
    if !matches!(error, PaymentError::Refused(_)) {
        tracing::warn!(%error, "the payment processor could not be used");
    }
    Error::Refused(error.to_string().into())
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    on_both! {
        async fn the_key_of_a_processor_is_stored_sealed_and_never_shown(t) {
            let path = "/system/payment_processor";
            let none = json!({
                "kind": "none", "secret_key_configured": false, "base_url": null, "statement_description": null, "currency": "USD",
            });
            assert_eq!(t.admin().get(path).await.ok(), none);
            t.admin().patch(path, json!({"kind": "stripe"})).await.invalid(&["secret_key"]);
            let key = "sk_test_51SesameOpen";
            let set = json!({"kind": "stripe", "secret_key": key, "statement_description": "Example ISP", "currency": "eur"});
            let shown = t.admin().patch(path, set).await.ok();
            assert_eq!(shown, json!({
                "kind": "stripe", "secret_key_configured": true, "base_url": null, "statement_description": "Example ISP", "currency": "EUR",
            }));
            assert!(!crate::testing::dump(&t).await.contains("SesameOpen"));
        }

        async fn a_processor_that_cannot_work_is_refused(t) {
            let path = "/system/payment_processor";
            t.admin().patch(path, json!({"kind": "paypal"})).await.invalid(&["kind"]);
            t.admin().patch(path, json!({"currency": "dollars"})).await.invalid(&["currency"]);
            t.admin().patch(path, json!({"currency": "UGX"})).await.invalid(&["currency"]);
            t.admin().patch(path, json!({"kind": "stripe", "secret_key": "pk_test_public"})).await.invalid(&["secret_key"]);
            let plain = json!({"kind": "stripe", "secret_key": "sk_test_51Key", "base_url": "http://stripe.example.com"});
            t.admin().patch(path, plain).await.invalid(&["base_url"]);
            t.user().get(path).await.status(403);
        }
    }
}
