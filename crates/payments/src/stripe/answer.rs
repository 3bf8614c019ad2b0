//! What Stripe's answers mean. Pure functions: every answer means something, however odd it is.

use serde_json::Value;

use super::http::{Answer, UNREADABLE};
use crate::safe_text::{is_id, safe_message};
use crate::{Outcome, PaymentError};

const DECLINED: &str = "The card was declined.";
const REFUND_DECLINED: &str = "The payment processor refused the refund.";

/// An answer by what it allows to conclude.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Done; the object.
    Done(Value),
    /// The card or its bank says no (402).
    Declined { transaction_id: Option<String>, message: String },
    /// Nothing was done. `said` is Stripe's reason, made safe.
    Rejected { error: PaymentError, said: String },
    /// Nobody can tell what was done.
    Lost(String),
}

impl Verdict {
    /// For calls that move no money.
    pub(super) fn object(self) -> Result<Value, PaymentError> {
        match self {
            Self::Done(object) => Ok(object),
            Self::Declined { message, .. } => Err(PaymentError::Refused(message)),
            Self::Rejected { error, .. } => Err(error),
            Self::Lost(text) => Err(PaymentError::Unavailable(text)),
        }
    }
}

pub(super) fn verdict(answer: Answer) -> Verdict {
    let Answer { status, body } = answer;
    if (200..300).contains(&status) {
        return Verdict::Done(body);
    }
    let error = &body["error"];
    // What is not Stripe's error shape comes from something between here and there.
    if !error.is_object() {
        return Verdict::Lost(format!("{UNREADABLE} ({status})"));
    }
    let code = error["code"].as_str().filter(|code| is_id(code)).unwrap_or("no code");
    let said = |otherwise| safe_message(error["message"].as_str().unwrap_or_default(), otherwise);
    let rejected = |error| Verdict::Rejected { error, said: said("") };
    match status {
        402 => Verdict::Declined { transaction_id: failed_transaction(error), message: said(DECLINED) },
        401 | 403 => rejected(PaymentError::Credentials),
        400 if error["type"] == "idempotency_error" => rejected(crate::processor::key_reused()),
        400 if code == "resource_missing" => rejected(PaymentError::NotFound),
        404 => rejected(PaymentError::NotFound),
        429 => rejected(PaymentError::Unavailable("The payment processor is busy.".into())),
        400 | 405..=408 | 410..=428 => {
            rejected(PaymentError::Invalid(format!("The payment processor rejected the request ({code}).")))
        }
        // 409: the first call with this key is still under way; 5xx: it may have failed before or after its effect.
        _ => Verdict::Lost(format!("The payment processor failed ({status}).")),
    }
}

fn failed_transaction(error: &Value) -> Option<String> {
    let id = error["payment_intent"]["id"].as_str().or_else(|| error["charge"].as_str());
    id.filter(|id| is_id(id)).map(str::to_owned)
}

/// Whether an object is about this amount: an answer to something else must not settle a payment.
fn is_about(object: &Value, units: i64, currency: &str) -> bool {
    let same_currency = object["currency"].as_str().is_some_and(|code| code.eq_ignore_ascii_case(currency));
    object["amount"].as_i64() == Some(units) && same_currency
}

/// A PaymentIntent of `units` in `currency` as the outcome of a charge.
pub(super) fn charge_outcome(intent: &Value, units: i64, currency: &str) -> Outcome {
    let Some(transaction_id) = intent["id"].as_str().filter(|id| id.starts_with("pi_") && is_id(id)) else {
        return Outcome::unknown(UNREADABLE);
    };
    if !is_about(intent, units, currency) {
        return Outcome::unknown("The payment processor answered about another amount.");
    }
    let transaction_id = transaction_id.to_owned();
    let declined = |message| Outcome::Declined { transaction_id: Some(transaction_id.clone()), message };
    match intent["status"].as_str() {
        Some("succeeded") => Outcome::Approved { transaction_id, message: "Approved".into() },
        Some("requires_payment_method" | "canceled") => {
            let said = intent["last_payment_error"]["message"].as_str().unwrap_or_default();
            declined(safe_message(said, DECLINED))
        }
        // Only who holds the intent's secret could do it, and it never leaves this function.
        Some("requires_action") => declined("The bank wants the customer to confirm the payment.".into()),
        Some("processing") => Outcome::unknown("The payment processor is still working on the payment."),
        _ => Outcome::unknown(UNREADABLE),
    }
}

/// A Refund of `units` in `currency` as an outcome.
pub(super) fn refund_outcome(refund: &Value, units: i64, currency: &str) -> Outcome {
    let Some(transaction_id) = refund["id"].as_str().filter(|id| is_id(id)) else {
        return Outcome::unknown(UNREADABLE);
    };
    if !is_about(refund, units, currency) {
        return Outcome::unknown("The payment processor answered about another amount.");
    }
    let transaction_id = transaction_id.to_owned();
    match refund["status"].as_str() {
        // Pending: accepted, and on its way to the bank.
        Some("succeeded" | "pending") => Outcome::Approved { transaction_id, message: "Refunded".into() },
        Some("failed" | "canceled") => {
            Outcome::Declined { transaction_id: Some(transaction_id), message: REFUND_DECLINED.into() }
        }
        _ => Outcome::unknown(UNREADABLE),
    }
}

/// A refusal to refund (already refunded, more than was charged) is an answer for the user, not a mistake of the request.
pub(super) fn refund_refusal(error: PaymentError, said: String) -> Result<Outcome, PaymentError> {
    match error {
        PaymentError::Invalid(_) if !said.is_empty() => {
            Ok(Outcome::Declined { transaction_id: None, message: said })
        }
        other => Err(other),
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
