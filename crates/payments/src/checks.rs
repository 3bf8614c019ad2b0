//! What can be known of a card or bank account without asking anybody. Pure functions: today is an argument.

use chrono::{Datelike, NaiveDate};
use fairlead_kernel::FieldErrors;

use crate::{BankAccount, Brand, Card};

/// The sentence of the reference for a number that cannot be one (one_time_credit_card_payment).
const NOT_A_CARD: &str = "That is not a valid credit card number. Please check and try again.";
/// Cards are issued for a few years: what claims more is a typing mistake.
const YEARS_AHEAD_MAX: i32 = 50;
/// NACHA Operating Rules, entry detail record, field "DFI Account Number".
pub(crate) const ACCOUNT_NUMBER_MAX_IN_CHARS: usize = 17;

/// Whether the last digit checks the others (ISO/IEC 7812-1, Luhn). False for what has other characters than digits.
pub fn luhn(number: &str) -> bool {
    let mut sum = 0;
    for (place, byte) in number.bytes().rev().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            _ => return false,
        };
        sum += match place % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        };
    }
    !number.is_empty() && sum % 10 == 0
}

/// Whether it is nine digits of which the last checks the others (American Bankers Association: weights 3, 7, 1) and the first
/// two name a Federal Reserve district or a kind of institution.
pub fn routing_number(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 9 || number.len() != 9 {
        return false;
    }
    let district = digits[0] * 10 + digits[1];
    let sum: u32 =
        digits.iter().zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum.is_multiple_of(10) && matches!(district, 1..=12 | 21..=32 | 61..=72 | 80)
}

/// Whether a card that is valid through the end of a month is so no more on `today`.
pub fn is_expired(month: u32, year: i32, today: NaiveDate) -> bool {
    (year, month) < (today.year(), today.month())
}

/// Everything wrong with a card on `today`, keyed by the contract's field names. `number_path` is what the number's field is
/// called: `account_number` for payment methods, `number` for a one time payment.
pub fn card(card: &Card, number_path: &str, today: NaiveDate) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let number = card.number.expose();
    let brand = Brand::of(number);
    let has_length = brand.map_or((12..=19).contains(&number.len()), |brand| brand.has_length(number.len()));
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits || !has_length || (brand.is_none_or(Brand::has_check_digit) && !luhn(number)) {
        errors.add(number_path, NOT_A_CARD);
    }
    if !(1..=12).contains(&card.expiration_month) {
        errors.add("expiration_month", "The expiration_month must be between 1 and 12.");
    } else if is_expired(card.expiration_month, card.expiration_year, today) {
        errors.add("expiration_year", "The card has expired.");
    }
    if !(1000..=today.year() + YEARS_AHEAD_MAX).contains(&card.expiration_year) {
        errors.add("expiration_year", "The expiration_year is not valid.");
    }
    if let Some(cvc) = &card.cvc {
        let digits = brand.map_or(3..=4, |brand| brand.cvc_digits()..=brand.cvc_digits());
        let cvc = cvc.expose();
        if !digits.contains(&cvc.len()) || !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
            errors.add("cvc", "The cvc is not valid for this card.");
        }
    }
    errors
}

/// Everything wrong with a bank account, keyed by the contract's field names.
pub fn bank_account(account: &BankAccount) -> FieldErrors {
    let mut errors = FieldErrors::new();
    if !routing_number(&account.routing_number) {
        errors.add("routing_number", "The routing_number is not valid.");
    }
    let number = account.account_number.expose();
    if !(4..=ACCOUNT_NUMBER_MAX_IN_CHARS).contains(&number.len())
        || !number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        errors.add("account_number", "The account_number is not valid.");
    }
    errors
}

#[cfg(test)]
mod tests;
