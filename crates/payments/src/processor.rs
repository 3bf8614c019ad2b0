use std::fmt;

use fairlead_kernel::Money;

use crate::{Brand, Currency, Instrument, PaymentError, Secret};

/// A payment method as a processor knows it: what is stored (sealed) in place of a number.
#[derive(Clone)]
pub struct StoredMethod {
    /// The processor's token.
    pub token: Secret,
    /// The processor's id of the customer that the token belongs to, where the processor has customers.
    pub customer_profile_id: Option<String>,
}

/// What may be kept of a card or bank account that a processor took.
pub struct Tokenized {
    /// To charge it by.
    pub method: StoredMethod,
    /// The last four characters of its number.
    pub last_four: String,
    /// Until when it is valid; none for bank accounts.
    pub expiration: Option<Expiration>,
    /// Whose card it is, where its number tells; none for bank accounts.
    pub brand: Option<Brand>,
}

/// The last month in which a card is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiration {
    /// 1 to 12.
    pub month: u32,
    /// Four digits.
    pub year: i32,
}

/// A charge to be made.
pub struct Charge {
    /// What to charge.
    pub method: StoredMethod,
    /// More than nothing.
    pub amount: Money,
    /// What the amount is in.
    pub currency: Currency,
    /// Names this charge, the same on every try and another for every other charge or refund: 1 to 200 visible ASCII
    /// characters. The processor keeps it with the charge.
    pub idempotency_key: String,
    /// What the operator sees at the processor; may be empty. Nothing personal.
    pub description: String,
}

/// A charge to be given back, in part or whole.
pub struct Refund {
    /// From [`Outcome::Approved`] of the charge.
    pub transaction_id: String,
    /// More than nothing.
    pub amount: Money,
    /// As it was charged.
    pub currency: Currency,
    /// See [`Charge::idempotency_key`].
    pub idempotency_key: String,
}

/// How a charge or refund ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The money moves.
    Approved {
        /// The processor's id.
        transaction_id: String,
        /// What the processor says of it.
        message: String,
    },
    /// No money moves, and trying the same again will not change that.
    Declined {
        /// The processor's id, where it keeps declined transactions.
        transaction_id: Option<String>,
        /// What the processor says of it, for the customer.
        message: String,
    },
    /// The answer was lost, late or unreadable: the money may or may not have moved. Ask [`Processor::find`], and if it knows
    /// nothing, make the same call with the same key again.
    Unknown {
        /// What happened, for the operator.
        message: String,
    },
}

impl Outcome {
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::Unknown { message: message.into() }
    }
}

/// Amounts and keys only: a token opens an account.
impl fmt::Debug for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Charge({} {}, {})", self.amount, self.currency, self.idempotency_key)
    }
}

/// Without the token.
impl fmt::Debug for Tokenized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokenized")
            .field("last_four", &self.last_four)
            .field("expiration", &self.expiration)
            .field("brand", &self.brand)
            .finish_non_exhaustive()
    }
}

/// Something that moves money. Every call ends within a bounded time and never panics, whatever the other side answers.
#[async_trait::async_trait]
pub trait Processor: Send + Sync {
    /// Hands a card or bank account over for a token. No money moves. With `customer_profile_id` it joins that customer of the
    /// processor; without, a customer is made where the processor has customers.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] when the processor does not take it; others as they say.
    async fn tokenize(
        &self,
        instrument: &Instrument,
        customer_profile_id: Option<&str>,
    ) -> Result<Tokenized, PaymentError>;

    /// Charges a payment method whose owner is not present.
    ///
    /// # Errors
    /// [`PaymentError`], when it is certain that nothing was charged. A declined charge is no error.
    async fn charge(&self, charge: &Charge) -> Result<Outcome, PaymentError>;

    /// Looks a charge up by its key after an unknown outcome. `None`: the processor has no such charge.
    ///
    /// # Errors
    /// [`PaymentError`], when the processor could not be asked; nothing is known then.
    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, PaymentError>;

    /// Gives a charge back, in part or whole.
    ///
    /// # Errors
    /// [`PaymentError`], when it is certain that nothing was given back. A declined refund is no error.
    async fn refund(&self, refund: &Refund) -> Result<Outcome, PaymentError>;

    /// Looks a refund up by its key after an unknown outcome. `None`: the processor has no such refund.
    ///
    /// # Errors
    /// [`PaymentError`], when the processor could not be asked; nothing is known then.
    async fn find_refund(&self, refund: &Refund) -> Result<Option<Outcome>, PaymentError>;

    /// Deletes a token. One that is gone already is no error.
    ///
    /// # Errors
    /// [`PaymentError`].
    async fn forget(&self, method: &StoredMethod) -> Result<(), PaymentError>;
}

const KEY_MAX_IN_CHARS: usize = 200;

/// The amount in the smallest unit, after the checks that every processor makes before it does anything.
pub(crate) fn checked_units(amount: Money, currency: Currency, key: &str) -> Result<i64, PaymentError> {
    if !(1..=KEY_MAX_IN_CHARS).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(PaymentError::Invalid(
            "The idempotency key must be 1 to 200 visible ASCII characters.".into(),
        ));
    }
    currency.smallest_units(amount)
}

/// The same key for something else is a mistake of the caller that must not look like success.
pub(crate) fn key_reused() -> PaymentError {
    PaymentError::Invalid("The idempotency key was used for another charge or refund.".into())
}
