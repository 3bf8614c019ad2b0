//! ACH: bank accounts in the United States that the operator debits itself, with files that its own bank takes ([`crate::nacha`]).
//! No network: a charge is a promise that the next file keeps.

use fairlead_kernel::Money;
use sha2::{Digest, Sha256};

use crate::processor::checked_units;
use crate::{
    AccountType, BankAccount, Charge, Currency, Instrument, Outcome, PaymentError, Processor, Refund, Secret,
    StoredMethod, Tokenized, checks,
};

/// What a payment says until it is returned.
const PENDING: &str = "Accepted for the next ACH file.";
/// Ten digits of an entry's amount field.
const AMOUNT_MAX: Money = Money::from_scaled(9_999_999_999);

/// The processor. It keeps nothing: a token is the account itself, to be stored sealed.
#[derive(Debug, Default, Clone, Copy)]
pub struct Ach;

impl Ach {
    /// The bank account that a token stands for.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`] for what is no token of ACH.
    pub fn bank_account(token: &Secret, name_on_account: &str) -> Result<BankAccount, PaymentError> {
        let mut parts = token.expose().splitn(4, ':');
        let (Some("ach"), Some(account_type), Some(routing_number), Some(account_number)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(PaymentError::NotFound);
        };
        Ok(BankAccount {
            routing_number: routing_number.to_owned(),
            account_number: Secret::new(account_number.to_owned()),
            account_type: match account_type {
                "savings" => AccountType::Savings,
                _ => AccountType::Checking,
            },
            name_on_account: name_on_account.to_owned(),
        })
    }
}

fn token(account: &BankAccount) -> Secret {
    let account_type = match account.account_type {
        AccountType::Checking => "checking",
        AccountType::Savings => "savings",
    };
    let number = account.account_number.expose();
    Secret::new(format!("ach:{account_type}:{}:{number}", account.routing_number))
}

/// The same for the same key, so that asking twice moves the money once.
fn accepted(kind: &str, key: &str) -> Outcome {
    let digest: String = Sha256::digest(key)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Outcome::Approved { transaction_id: format!("ach_{kind}_{digest}"), message: PENDING.into() }
}

fn check(amount: Money, currency: Currency, key: &str) -> Result<(), PaymentError> {
    checked_units(amount, currency, key)?;
    if currency.code() != "USD" {
        return Err(PaymentError::Invalid("ACH moves US dollars only.".into()));
    }
    match amount > AMOUNT_MAX {
        true => Err(PaymentError::Invalid("An ACH payment may not be greater than 99,999,999.99.".into())),
        false => Ok(()),
    }
}

#[async_trait::async_trait]
impl Processor for Ach {
    async fn tokenize(&self, instrument: &Instrument, _: Option<&str>) -> Result<Tokenized, PaymentError> {
        let Instrument::Bank(account) = instrument else {
            return Err(PaymentError::Refused("Cards cannot be paid by ACH.".into()));
        };
        if let Some((_, message)) = checks::bank_account(account).iter().next() {
            return Err(PaymentError::Refused(message.to_owned()));
        }
        let method = StoredMethod { token: token(account), customer_profile_id: None };
        Ok(Tokenized { method, last_four: account.account_number.last_four(), expiration: None, brand: None })
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, PaymentError> {
        check(charge.amount, charge.currency, &charge.idempotency_key)?;
        Self::bank_account(&charge.method.token, "")?;
        Ok(accepted("charge", &charge.idempotency_key))
    }

    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, PaymentError> {
        self.charge(charge).await.map(Some)
    }

    async fn refund(&self, refund: &Refund) -> Result<Outcome, PaymentError> {
        check(refund.amount, refund.currency, &refund.idempotency_key)?;
        Ok(accepted("refund", &refund.idempotency_key))
    }

    async fn find_refund(&self, refund: &Refund) -> Result<Option<Outcome>, PaymentError> {
        self.refund(refund).await.map(Some)
    }

    async fn forget(&self, _: &StoredMethod) -> Result<(), PaymentError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_account_and_nothing_else_is_one() {
        let account = BankAccount {
            routing_number: "091000019".into(),
            account_number: Secret::number("00-123 456".into()),
            account_type: AccountType::Savings,
            name_on_account: "Ada Lovelace".into(),
        };
        let opened =
            Ach::bank_account(&token(&account), "Ada King").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((&*opened.routing_number, opened.account_number.expose()), ("091000019", "00123456"));
        assert_eq!((opened.account_type, &*opened.name_on_account), (AccountType::Savings, "Ada King"));
        for other in ["", "sandbox_token_approved_00", "ach:checking:091000019", "MD0001:1:2:3"] {
            assert!(Ach::bank_account(&Secret::new(other.into()), "Ada").is_err(), "{other}");
        }
    }
}
