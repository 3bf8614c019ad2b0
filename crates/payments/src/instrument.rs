use crate::Secret;

/// What a customer pays with, as it comes in. It goes to the processor in the same request and is then gone
/// (domain rule "Payments"); nothing here can be printed.
pub enum Instrument {
    /// A credit or debit card.
    Card(Card),
    /// A bank account in the United States.
    Bank(BankAccount),
}

/// A card.
pub struct Card {
    /// 12 to 19 digits, see [`Secret::number`].
    pub number: Secret,
    /// 1 to 12.
    pub expiration_month: u32,
    /// Four digits.
    pub expiration_year: i32,
    /// Three or four digits; some processors insist on it.
    pub cvc: Option<Secret>,
    /// As printed on the card.
    pub name_on_account: String,
    /// Where its bills go.
    pub address: Address,
}

/// A bank account.
pub struct BankAccount {
    /// Nine digits (ABA).
    pub routing_number: String,
    /// Up to 17 letters and digits.
    pub account_number: Secret,
    /// Checking or savings.
    pub account_type: AccountType,
    /// Its holder.
    pub name_on_account: String,
}

/// The kind of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountType {
    /// A current account.
    Checking,
    /// A savings account.
    Savings,
}

/// A billing address.
#[derive(Clone, Default)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// City.
    pub city: String,
    /// Subdivision, as the reference data has it.
    pub state: String,
    /// Postal code; some countries have none.
    pub zip: Option<String>,
    /// ISO 3166 code of two letters.
    pub country: String,
}
