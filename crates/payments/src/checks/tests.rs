use proptest::prelude::*;

use super::*;
use crate::{AccountType, Address, Secret};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One case a line, the expected result on the right.
fn cases(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|words| !words.is_empty())
}

fn card_of(number: &str, month: u32, year: i32, cvc: &str) -> Card {
    Card {
        number: Secret::number(number.into()),
        expiration_month: month,
        expiration_year: year,
        cvc: (cvc != "-").then(|| Secret::new(cvc.into())),
        name_on_account: "Ada Example".into(),
        address: Address::default(),
    }
}

#[test]
fn check_digits() {
    let table = "
        4242424242424242  true
        4242424242424241  false
        378282246310005   true
        0                 true
        79927398713       true
        79927398710       false
        4242-4242         false
        ４２              false
    ";
    for words in cases(table) {
        assert_eq!(luhn(words[0]).to_string(), words[1], "{words:?}");
    }
    assert!(!luhn(""));
}

#[test]
fn routing_numbers() {
    let table = "
        110000000   true
        021000021   true
        011401533   true
        091000019   true
        021000022   false
        02100002    false
        0210000210  false
        000000000   false
        500000005   false
        02100002x   false
        ０21000021  false
    ";
    for words in cases(table) {
        assert_eq!(routing_number(words[0]).to_string(), words[1], "{words:?}");
    }
}

#[test]
fn brands() {
    let table = "
        4242424242424242     visa
        4026000000000002     visaelectron
        4175000000000000     visaelectron
        4175010000000000     visa
        5555555555554444     mastercard
        2221000000000009     mastercard
        2720990000000007     mastercard
        2721000000000004     none
        378282246310005      amex
        341111111111111      amex
        30569309025904       dinersclub
        3096000000000000     dinersclub
        36227206271667       dinersclub
        6011111111111117     discover
        6221260000000000     discover
        6229250000000000     discover
        6229260000000000     unionpay
        6500000000000000     discover
        6200000000000005     unionpay
        3528000000000007     jcb
        3589000000000000     jcb
        3590000000000000     none
        5018000000000000     maestro
        6763000000000000     maestro
        5019717010103742     dankort
        6007220000000004     forbrugsforeningen
        1234                 none
        4                    visa
        é                    none
    ";
    for words in cases(table) {
        assert_eq!(Brand::of(words[0]).map_or("none", Brand::name), words[1], "{words:?}");
    }
}

#[test]
fn cards_on_the_last_of_november_2026() {
    let table = "
        4242424242424242     12  2030  123   ok
        4242-4242-4242-4242  12  2030  -     ok
        4242424242424242     11  2026  123   ok
        4242424242424242     10  2026  123   expiration_year
        4242424242424242     12  2025  123   expiration_year
        4242424242424242     13  2030  123   expiration_month
        4242424242424242     0   2030  123   expiration_month
        4242424242424242     12  26    123   expiration_year
        4242424242424242     12  2077  123   expiration_year
        4242424242424242     12  2030  1234  cvc
        4242424242424242     12  2030  12    cvc
        4242424242424242     12  2030  12x   cvc
        378282246310005      12  2030  1234  ok
        378282246310005      12  2030  123   cvc
        4242424242424241     12  2030  123   number
        424242424242         12  2030  123   number
        42424242424242424    12  2030  123   number
        6200000000000006     12  2030  123   ok
        9000000000000000000  12  2030  123   number
        4242x4242424242424   12  2030  123   number
        4242424242424241     13  2030  1     number,expiration_month,cvc
    ";
    for words in cases(table) {
        let [number, month, year, cvc, expected] = words[..] else { panic!("{words:?}") };
        let card_under_test = card_of(number, month.parse().unwrap(), year.parse().unwrap(), cvc);
        let errors = card(&card_under_test, "number", day("2026-11-30"));
        let paths: Vec<&str> = errors.iter().map(|(path, _)| path).collect();
        let got = if paths.is_empty() { "ok".to_owned() } else { paths.join(",") };
        assert_eq!(got, expected, "{words:?}");
    }
}

#[test]
fn bank_accounts() {
    let table = "
        110000000  000123456789        ok
        110000000  123                 account_number
        110000000  123456789012345678  account_number
        110000000  12/34567            account_number
        110000001  000123456789        routing_number
        1          1                   routing_number,account_number
    ";
    for words in cases(table) {
        let account = BankAccount {
            routing_number: words[0].into(),
            account_number: Secret::number(words[1].into()),
            account_type: AccountType::Checking,
            name_on_account: "Ada Example".into(),
        };
        let errors = bank_account(&account);
        let paths: Vec<&str> = errors.iter().map(|(path, _)| path).collect();
        let got = if paths.is_empty() { "ok".to_owned() } else { paths.join(",") };
        assert_eq!(got, words[2], "{words:?}");
    }
}

proptest! {
    #[test]
    fn a_check_digit_notices_any_single_wrong_digit(body in "[0-9]{11,18}", place in 0_usize..11, shift in 1_u8..10) {
        let number = (0..10).map(|digit| format!("{body}{digit}")).find(|number| luhn(number)).unwrap();
        let mut wrong = number.into_bytes();
        wrong[place] = b'0' + (wrong[place] - b'0' + shift) % 10;
        prop_assert!(!luhn(&String::from_utf8(wrong).unwrap()));
    }

    #[test]
    fn no_text_is_too_odd(text in ".{0,40}", cvc in ".{0,6}", month: u32, year: i32) {
        let odd = card_of(&text, month, year, &cvc);
        for (_, message) in card(&odd, "number", day("2026-11-30")).iter() {
            prop_assert!(text.chars().count() < 6 || !message.contains(&text));
        }
        luhn(&text);
        routing_number(&text);
    }
}
