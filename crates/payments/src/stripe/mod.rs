//! Stripe over its REST API: PaymentMethods, Customers, PaymentIntents and Refunds (ADR 0005).

mod answer;
mod http;

use std::time::Duration;

use serde_json::Value;

use crate::processor::{checked_units, key_reused};
use crate::safe_text::is_id;
use crate::{
    Brand, Card, Charge, Expiration, Instrument, Outcome, PaymentError, Processor, Refund, Secret,
    StoredMethod, Tokenized,
};
use answer::{Verdict, charge_outcome, refund_outcome, refund_refusal, verdict};
use http::{Answer, Connection, Failure, Form, UNREADABLE};

/// Some banks take half a minute to answer, and a lost answer costs more than a wait.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Where the idempotency key stands in the metadata of a PaymentIntent or Refund.
const KEY_METADATA: &str = "fairlead_idempotency_key";
const PAGE_SIZE: &str = "25";
/// The newest come first, so what was lost a moment ago is on the first page.
const PAGES_MAX: usize = 20;

/// Stripe. Holds connections: make it once for a configuration, not once for a payment.
pub struct Stripe {
    connection: Connection,
}

impl Stripe {
    /// Where Stripe is for everybody.
    pub const BASE_URL: &'static str = "https://api.stripe.com";

    /// `secret_key` is `sk_...`, or a restricted key `rk_...` that may write customers, payment methods, payment intents and
    /// refunds and read charges.
    ///
    /// # Errors
    /// [`PaymentError::Invalid`] for an address that is none or not encrypted, and for what is no secret key.
    pub fn new(base_url: &str, secret_key: Secret) -> Result<Self, PaymentError> {
        Self::with_timeout(base_url, secret_key, TIMEOUT)
    }

    /// With another time limit for each request.
    ///
    /// # Errors
    /// As [`Stripe::new`].
    pub fn with_timeout(base_url: &str, secret_key: Secret, timeout: Duration) -> Result<Self, PaymentError> {
        Ok(Self { connection: Connection::new(base_url, secret_key, timeout)? })
    }

    async fn create_payment_method(&self, card: &Card) -> Result<String, PaymentError> {
        let address = &card.address;
        let form = Form::new()
            .field("type", "card")
            .field("card[number]", card.number.expose())
            .field("card[exp_month]", &card.expiration_month.to_string())
            .field("card[exp_year]", &card.expiration_year.to_string())
            .optional("card[cvc]", card.cvc.as_ref().map(Secret::expose))
            .optional("billing_details[name]", Some(&card.name_on_account))
            .optional("billing_details[address][line1]", Some(&address.line1))
            .optional("billing_details[address][city]", Some(&address.city))
            .optional("billing_details[address][state]", Some(&address.state))
            .optional("billing_details[address][postal_code]", address.zip.as_deref())
            .optional("billing_details[address][country]", Some(&address.country));
        let created = verdict(self.connection.post("payment_methods", form, None).await?);
        // A code is too short to be recognised by its length, so a message with it in is not passed on.
        let method = created.object().map_err(|error| match (&error, &card.cvc) {
            (PaymentError::Refused(said), Some(cvc)) if said.contains(cvc.expose()) => {
                PaymentError::Refused("The card was refused.".into())
            }
            _ => error,
        })?;
        id_of(&method, "pm_")
    }

    /// Puts the method on a customer, an old one or a new one, because only then it can be charged again.
    async fn give_to_customer(
        &self,
        token: &str,
        name: &str,
        customer: Option<&str>,
    ) -> Result<String, PaymentError> {
        match customer {
            Some(customer) => {
                let form = Form::new().field("customer", customer);
                let path = format!("payment_methods/{token}/attach");
                verdict(self.connection.post(&path, form, None).await?).object()?;
                Ok(customer.to_owned())
            }
            None => {
                let form = Form::new().field("payment_method", token).optional("name", Some(name));
                let made = verdict(self.connection.post("customers", form, None).await?).object()?;
                id_of(&made, "cus_")
            }
        }
    }

    /// Goes through a list, newest first, for objects that `read` makes an outcome of. An approved one settles it.
    async fn search(
        &self,
        path: &str,
        query: &[(&str, &str)],
        read: impl Fn(&Value) -> Option<Outcome> + Send + Sync,
    ) -> Result<Option<Outcome>, PaymentError> {
        let unreadable = || PaymentError::Unavailable(UNREADABLE.into());
        let mut after = None::<String>;
        for _ in 0..PAGES_MAX {
            let mut query = query.to_vec();
            query.push(("limit", PAGE_SIZE));
            query.extend(after.as_deref().map(|after| ("starting_after", after)));
            let page = verdict(self.connection.get(path, &query).await?).object()?;
            let entries = page["data"].as_array().ok_or_else(unreadable)?;
            let mut found = entries.iter().filter_map(&read).collect::<Vec<_>>();
            let approved = found.iter().position(|outcome| matches!(outcome, Outcome::Approved { .. }));
            if !found.is_empty() {
                return Ok(Some(found.swap_remove(approved.unwrap_or(0))));
            }
            if page["has_more"] != true {
                return Ok(None);
            }
            let last = entries.last().and_then(|entry| entry["id"].as_str()).ok_or_else(unreadable)?;
            after = Some(last.to_owned());
        }
        Ok(Some(Outcome::unknown("The payment processor has more transactions than can be looked through.")))
    }
}

fn id_of(object: &Value, prefix: &str) -> Result<String, PaymentError> {
    let id = object["id"].as_str().filter(|id| id.starts_with(prefix) && is_id(id));
    id.map(str::to_owned).ok_or_else(|| PaymentError::Unavailable(UNREADABLE.into()))
}

/// The token, when it can be one.
fn token_of(method: &StoredMethod) -> Result<&str, PaymentError> {
    Some(method.token.expose()).filter(|token| is_id(token)).ok_or(PaymentError::NotFound)
}

fn customer_of(method: &StoredMethod) -> Option<&str> {
    method.customer_profile_id.as_deref().filter(|customer| !customer.is_empty())
}

/// Charges of other systems begin with `ch_`.
fn transaction_field(transaction_id: &str) -> Result<&'static str, PaymentError> {
    match transaction_id.get(..3).filter(|_| is_id(transaction_id)) {
        Some("pi_") => Ok("payment_intent"),
        Some("ch_") => Ok("charge"),
        _ => Err(PaymentError::NotFound),
    }
}

/// The answer to a call that moves money: what failed before it left is an error, what got lost is an unknown outcome.
fn sent(answer: Result<Answer, Failure>) -> Result<Verdict, PaymentError> {
    match answer {
        Ok(answer) => Ok(verdict(answer)),
        Err(Failure::Lost(text)) => Ok(Verdict::Lost(text.into())),
        Err(failure @ Failure::NotSent(_)) => Err(failure.into()),
    }
}

/// Whether this is what the key stands for; a different amount under the same key is no answer.
fn has_key(object: &Value, key: &str) -> bool {
    object["metadata"][KEY_METADATA] == key
}

#[async_trait::async_trait]
impl Processor for Stripe {
    async fn tokenize(
        &self,
        instrument: &Instrument,
        customer_profile_id: Option<&str>,
    ) -> Result<Tokenized, PaymentError> {
        let Instrument::Card(card) = instrument else {
            let text =
                "This payment processor takes cards only: collect from bank accounts with an ACH batch.";
            return Err(PaymentError::Refused(text.into()));
        };
        let customer = customer_profile_id.filter(|customer| !customer.is_empty());
        let token = self.create_payment_method(card).await?;
        let customer = self.give_to_customer(&token, &card.name_on_account, customer).await?;
        Ok(Tokenized {
            method: StoredMethod { token: Secret::new(token), customer_profile_id: Some(customer) },
            last_four: card.number.last_four(),
            expiration: Some(Expiration { month: card.expiration_month, year: card.expiration_year }),
            brand: Brand::of(card.number.expose()),
        })
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, PaymentError> {
        let key = charge.idempotency_key.as_str();
        let units = checked_units(charge.amount, charge.currency, key)?;
        let form = Form::new()
            .field("amount", &units.to_string())
            .field("currency", &charge.currency.code().to_lowercase())
            .field("payment_method", token_of(&charge.method)?)
            .optional("customer", customer_of(&charge.method))
            // Without it Stripe also considers methods that send the payer to another page.
            .field("payment_method_types[]", "card")
            .field("confirm", "true")
            .field("off_session", "true")
            .optional("description", Some(&charge.description))
            .field(&format!("metadata[{KEY_METADATA}]"), key);
        match sent(self.connection.post("payment_intents", form, Some(key)).await)? {
            Verdict::Done(intent) => Ok(charge_outcome(&intent, units, charge.currency.code())),
            Verdict::Declined { transaction_id, message } => {
                Ok(Outcome::Declined { transaction_id, message })
            }
            Verdict::Rejected { error, .. } => Err(error),
            Verdict::Lost(text) => Ok(Outcome::unknown(text)),
        }
    }

    /// Through the customer's charges: unlike Stripe's search, the list knows at once what has just happened.
    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, PaymentError> {
        let key = charge.idempotency_key.as_str();
        let units = checked_units(charge.amount, charge.currency, key)?;
        let mut query = vec![("expand[]", "data.payment_intent")];
        query.extend(customer_of(&charge.method).map(|customer| ("customer", customer)));
        let read = |entry: &Value| {
            let intent = &entry["payment_intent"];
            has_key(intent, key).then(|| charge_outcome(intent, units, charge.currency.code()))
        };
        self.search("charges", &query, read).await
    }

    async fn refund(&self, refund: &Refund) -> Result<Outcome, PaymentError> {
        let key = refund.idempotency_key.as_str();
        let units = checked_units(refund.amount, refund.currency, key)?;
        let form = Form::new()
            .field(transaction_field(&refund.transaction_id)?, &refund.transaction_id)
            .field("amount", &units.to_string())
            .field(&format!("metadata[{KEY_METADATA}]"), key);
        match sent(self.connection.post("refunds", form, Some(key)).await)? {
            Verdict::Done(made) => Ok(refund_outcome(&made, units, refund.currency.code())),
            Verdict::Declined { transaction_id, message } => {
                Ok(Outcome::Declined { transaction_id, message })
            }
            Verdict::Rejected { error, .. } if error == key_reused() => Err(error),
            Verdict::Rejected { error, said } => refund_refusal(error, said),
            Verdict::Lost(text) => Ok(Outcome::unknown(text)),
        }
    }

    async fn find_refund(&self, refund: &Refund) -> Result<Option<Outcome>, PaymentError> {
        let key = refund.idempotency_key.as_str();
        let units = checked_units(refund.amount, refund.currency, key)?;
        let query = [(transaction_field(&refund.transaction_id)?, refund.transaction_id.as_str())];
        let read =
            |entry: &Value| has_key(entry, key).then(|| refund_outcome(entry, units, refund.currency.code()));
        self.search("refunds", &query, read).await
    }

    async fn forget(&self, method: &StoredMethod) -> Result<(), PaymentError> {
        let token = token_of(method)?;
        let path = format!("payment_methods/{token}");
        let detached = self.connection.post(&format!("{path}/detach"), Form::new(), None).await?;
        match verdict(detached).object() {
            Ok(_) | Err(PaymentError::NotFound) => Ok(()),
            // Stripe refuses to detach what is on no customer any more.
            Err(error @ PaymentError::Invalid(_)) => {
                let known = verdict(self.connection.get(&path, &[]).await?).object()?;
                if known["customer"].is_null() && known["id"] == token { Ok(()) } else { Err(error) }
            }
            Err(error) => Err(error),
        }
    }
}
