//! A processor inside the process, for demonstrations and tests. No network, no real card: only the numbers of [`cases`] are
//! known, and each always does the same.

mod cases;

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use crate::processor::{checked_units, key_reused};
use crate::{
    Brand, Charge, Expiration, Instrument, Outcome, PaymentError, Processor, Refund, Secret, StoredMethod,
    Tokenized, checks,
};
use cases::Case;

const LOST: &str = "The payment processor did not answer in time.";
const UNREADABLE: &str = "The payment processor gave an answer that cannot be read.";

/// The sandbox. Tokens and transaction ids describe themselves, so they outlive a restart; charges are remembered by their
/// idempotency key as long as it lives.
#[derive(Default)]
pub struct Sandbox {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    charges: HashMap<String, Kept>,
    refunds: HashMap<String, Kept>,
    /// Smallest units given back, by transaction.
    refunded: HashMap<String, i64>,
    /// Keys that got lost on their way here once.
    lost: HashSet<String>,
    forgotten: HashSet<String>,
}

/// What a key stands for: the same key with anything else is a mistake.
struct Kept {
    about: String,
    outcome: Outcome,
}

impl State {
    fn token_case(&self, token: &str) -> Result<&'static Case, PaymentError> {
        let known = Case::of_token(token).filter(|_| !self.forgotten.contains(token));
        known.ok_or(PaymentError::NotFound)
    }
}

fn kept(entries: &HashMap<String, Kept>, key: &str, about: &str) -> Result<Option<Outcome>, PaymentError> {
    match entries.get(key) {
        Some(kept) if kept.about != about => Err(key_reused()),
        Some(kept) => Ok(Some(kept.outcome.clone())),
        None => Ok(None),
    }
}

impl Sandbox {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `sandbox_charge_1250usd_3f5a...`: the amount is in it, so that a refund can be checked after a restart.
fn transaction_id(kind: &str, units: i64, charge_currency: &str, key: &str) -> String {
    let digest = hex(&Sha256::digest(key)[..8]);
    format!("sandbox_{kind}_{units}{}_{digest}", charge_currency.to_lowercase())
}

/// The smallest units and the currency of a charge, read from its id.
fn charged(transaction_id: &str) -> Option<(i64, String)> {
    let (amount, _) = transaction_id.strip_prefix("sandbox_charge_")?.split_once('_')?;
    let (units, currency) = amount.split_at_checked(amount.len().checked_sub(3)?)?;
    Some((units.parse().ok()?, currency.to_uppercase()))
}

fn charge_about(charge: &Charge, units: i64) -> String {
    format!("{} {units} {}", charge.method.token.expose(), charge.currency)
}

fn refund_about(refund: &Refund, units: i64) -> String {
    format!("{} {units} {}", refund.transaction_id, refund.currency)
}

#[async_trait::async_trait]
impl Processor for Sandbox {
    async fn tokenize(
        &self,
        instrument: &Instrument,
        customer_profile_id: Option<&str>,
    ) -> Result<Tokenized, PaymentError> {
        let mut unique = [0_u8; 8];
        SysRng
            .try_fill_bytes(&mut unique)
            .map_err(|_| PaymentError::Unavailable("The system gives no random numbers.".into()))?;
        let (number, case) = match instrument {
            Instrument::Card(card) => (&card.number, Case::of_card(card.number.expose())),
            Instrument::Bank(account) if !checks::routing_number(&account.routing_number) => {
                return Err(PaymentError::Refused("The routing number is not valid.".into()));
            }
            Instrument::Bank(account) => {
                (&account.account_number, Case::of_bank(account.account_number.expose()))
            }
        };
        let case = case.ok_or_else(|| {
            PaymentError::Refused("The payment sandbox accepts its documented test numbers only.".into())
        })?;
        if let Some(refusal) = case.refusal() {
            return Err(PaymentError::Refused(refusal.into()));
        }
        let token = case.token(&hex(&unique));
        let method = StoredMethod {
            token: Secret::new(token),
            customer_profile_id: customer_profile_id.map(str::to_owned),
        };
        let (expiration, brand) = match instrument {
            Instrument::Card(card) => (
                Some(Expiration { month: card.expiration_month, year: card.expiration_year }),
                Brand::of(card.number.expose()),
            ),
            Instrument::Bank(_) => (None, None),
        };
        Ok(Tokenized { method, last_four: number.last_four(), expiration, brand })
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, PaymentError> {
        let units = checked_units(charge.amount, charge.currency, &charge.idempotency_key)?;
        let about = charge_about(charge, units);
        let key = &charge.idempotency_key;
        let mut state = self.state();
        let case = state.token_case(charge.method.token.expose())?;
        if let Some(outcome) = kept(&state.charges, key, &about)? {
            return Ok(outcome);
        }
        if case.is_unreadable() {
            return Ok(Outcome::unknown(UNREADABLE));
        }
        if case.is_lost_before() && state.lost.insert(key.clone()) {
            return Ok(Outcome::unknown(LOST));
        }
        let transaction_id = transaction_id("charge", units, charge.currency.code(), key);
        let outcome = case.outcome(transaction_id);
        state.charges.insert(key.clone(), Kept { about, outcome: outcome.clone() });
        Ok(if case.is_lost_after() { Outcome::unknown(LOST) } else { outcome })
    }

    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, PaymentError> {
        let units = checked_units(charge.amount, charge.currency, &charge.idempotency_key)?;
        kept(&self.state().charges, &charge.idempotency_key, &charge_about(charge, units))
    }

    async fn refund(&self, refund: &Refund) -> Result<Outcome, PaymentError> {
        let units = checked_units(refund.amount, refund.currency, &refund.idempotency_key)?;
        let (charged_units, currency) = charged(&refund.transaction_id).ok_or(PaymentError::NotFound)?;
        if currency != refund.currency.code() {
            return Err(PaymentError::Invalid("The charge was made in another currency.".into()));
        }
        let about = refund_about(refund, units);
        let mut state = self.state();
        if let Some(outcome) = kept(&state.refunds, &refund.idempotency_key, &about)? {
            return Ok(outcome);
        }
        let before = state.refunded.get(&refund.transaction_id).copied().unwrap_or(0);
        let outcome = match before.saturating_add(units) {
            after if after > charged_units => Outcome::Declined {
                transaction_id: None,
                message: "The refund is more than what is left of the charge.".into(),
            },
            after => {
                state.refunded.insert(refund.transaction_id.clone(), after);
                Outcome::Approved {
                    transaction_id: transaction_id("refund", units, &currency, &refund.idempotency_key),
                    message: "Refunded".into(),
                }
            }
        };
        let kept = Kept { about, outcome: outcome.clone() };
        state.refunds.insert(refund.idempotency_key.clone(), kept);
        Ok(outcome)
    }

    async fn find_refund(&self, refund: &Refund) -> Result<Option<Outcome>, PaymentError> {
        let units = checked_units(refund.amount, refund.currency, &refund.idempotency_key)?;
        kept(&self.state().refunds, &refund.idempotency_key, &refund_about(refund, units))
    }

    async fn forget(&self, method: &StoredMethod) -> Result<(), PaymentError> {
        self.state().forgotten.insert(method.token.expose().to_owned());
        Ok(())
    }
}
