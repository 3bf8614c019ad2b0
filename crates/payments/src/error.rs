use fairlead_kernel::Error;

/// Why a processor was not asked, or would not do what it was asked. The texts are Fairlead's own, or the processor's with
/// every number taken out: none carries card or account data.
///
/// With each of these it is certain that no money moved. Where that is not certain, the outcome is
/// [`crate::Outcome::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The card, account or amount is not acceptable: something for the person who entered it.
    #[error("{0}")]
    Refused(String),
    /// The processor does not know the token or transaction.
    #[error("The payment processor does not know this payment method or transaction.")]
    NotFound,
    /// The processor does not accept Fairlead's key: something for the operator.
    #[error("The payment processor refused the configured key.")]
    Credentials,
    /// The processor cannot be reached or is busy: the same call can succeed later.
    #[error("{0}")]
    Unavailable(String),
    /// The call or the configuration is wrong: trying again cannot help.
    #[error("{0}")]
    Invalid(String),
}

/// As the outcome of a job: [`Error::Refused`] ends it, anything else is tried again.
impl From<PaymentError> for Error {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Unavailable(text) => Self::Internal(text),
            other => Self::Refused(other.to_string().into()),
        }
    }
}
