//! What the tests of every processor pay with.
#![allow(dead_code, reason = "each test binary takes what it needs")]

use fairlead_kernel::Money;
use fairlead_payments::{
    AccountType, Address, BankAccount, Card, Charge, Instrument, Outcome, Processor, Refund, Secret,
    StoredMethod,
};

pub const CVC: &str = "737";

pub fn card(number: &str) -> Instrument {
    Instrument::Card(Card {
        number: Secret::number(number.into()),
        expiration_month: 9,
        expiration_year: 2031,
        cvc: Some(Secret::new(CVC.into())),
        name_on_account: "Ada Example".into(),
        address: Address {
            line1: "1 Main St".into(),
            city: "Madison".into(),
            state: "WI".into(),
            zip: Some("53703".into()),
            country: "US".into(),
        },
    })
}

pub fn bank(number: &str) -> Instrument {
    Instrument::Bank(BankAccount {
        routing_number: "110000000".into(),
        account_number: Secret::number(number.into()),
        account_type: AccountType::Savings,
        name_on_account: "Ada Example".into(),
    })
}

pub fn method(token: &str, customer: &str) -> StoredMethod {
    StoredMethod { token: Secret::new(token.into()), customer_profile_id: Some(customer.into()) }
}

pub fn charge_of(method: &StoredMethod, amount: &str, currency: &str, key: &str) -> Charge {
    Charge {
        method: method.clone(),
        amount: amount.parse::<Money>().unwrap(),
        currency: currency.parse().unwrap(),
        idempotency_key: key.into(),
        description: "Account 5".into(),
    }
}

pub fn refund_of(transaction_id: &str, amount: &str, currency: &str, key: &str) -> Refund {
    Refund {
        transaction_id: transaction_id.into(),
        amount: amount.parse::<Money>().unwrap(),
        currency: currency.parse().unwrap(),
        idempotency_key: key.into(),
    }
}

pub async fn method_of(processor: &impl Processor, instrument: Instrument) -> StoredMethod {
    processor.tokenize(&instrument, None).await.unwrap().method
}

/// `approved`, the message of a decline, or `unknown`.
pub fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Approved { .. } => "approved".into(),
        Outcome::Declined { message, .. } => message.clone(),
        Outcome::Unknown { .. } => "unknown".into(),
    }
}

pub fn transaction_id(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Approved { transaction_id, .. } => transaction_id,
        other => panic!("not approved: {other:?}"),
    }
}
