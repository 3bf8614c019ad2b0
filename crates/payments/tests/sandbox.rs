//! What the sandbox promises, told as a customer's payments.

mod common;

use common::{bank, card, method_of, refund_of, shown, transaction_id};
use fairlead_payments::{Charge, Expiration, PaymentError, Processor, Sandbox, StoredMethod};

fn charge_of(method: &StoredMethod, amount: &str, key: &str) -> Charge {
    common::charge_of(method, amount, "USD", key)
}

#[tokio::test]
async fn each_number_does_what_the_table_says() {
    // number | first try | what find knows | second try with the same key
    let table = "
        4242424242424242 | approved                                 | approved | approved
        5555555555554444 | approved                                 | approved | approved
        4000000000000002 | The card was declined.                   | The card was declined. | The card was declined.
        4000000000009995 | The card has insufficient funds.         | The card has insufficient funds. | The card has insufficient funds.
        4000000000000069 | The card has expired.                    | The card has expired. | The card has expired.
        4000000000005001 | unknown                                  | approved | approved
        4000000000006009 | unknown                                  | nothing  | approved
        4000000000007007 | unknown                                  | nothing  | unknown
        000123456789     | approved                                 | approved | approved
        000222222227     | The bank account has insufficient funds. | The bank account has insufficient funds. | The bank account has insufficient funds.
        000444444001     | unknown                                  | approved | approved
        000444444002     | unknown                                  | nothing  | approved
        000444444003     | unknown                                  | nothing  | unknown
    ";
    let sandbox = Sandbox::new();
    for line in table.lines().filter(|line| line.contains('|')) {
        let [number, first, found, second] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let instrument = if number.starts_with('0') { bank(number) } else { card(number) };
        let charge = charge_of(&method_of(&sandbox, instrument).await, "12.50", number);
        assert_eq!(shown(&sandbox.charge(&charge).await.unwrap()), first, "{line}");
        let known = sandbox.find(&charge).await.unwrap();
        assert_eq!(known.as_ref().map_or("nothing".to_owned(), shown), found, "{line}");
        assert_eq!(shown(&sandbox.charge(&charge).await.unwrap()), second, "{line}");
    }
}

#[tokio::test]
async fn a_token_shows_what_may_be_kept() {
    let sandbox = Sandbox::new();
    let visa = sandbox.tokenize(&card("4242 4242 4242 4242"), Some("customer_1")).await.unwrap();
    assert_eq!(visa.last_four, "4242");
    assert_eq!(visa.expiration, Some(Expiration { month: 9, year: 2031 }));
    assert_eq!(visa.brand.unwrap().name(), "visa");
    assert_eq!(visa.method.customer_profile_id.as_deref(), Some("customer_1"));
    let account = sandbox.tokenize(&bank("000123456789"), None).await.unwrap();
    assert_eq!((account.last_four.as_str(), account.expiration, account.brand), ("6789", None, None));
    let printed = format!("{visa:?} {:?}", charge_of(&visa.method, "0.01", "key"));
    assert!(!printed.contains(visa.method.token.expose()) && !printed.contains("42424242"), "{printed}");
}

#[tokio::test]
async fn no_real_card_is_taken() {
    let sandbox = Sandbox::new();
    for instrument in [card("4012888888881881"), card("not a card"), bank("123456789")] {
        let error = sandbox.tokenize(&instrument, None).await.unwrap_err();
        let expected = "The payment sandbox accepts its documented test numbers only.";
        assert_eq!(error, PaymentError::Refused(expected.into()));
    }
    let error = sandbox.tokenize(&card("4000000000000127"), None).await.unwrap_err();
    assert_eq!(error.to_string(), "The security code of the card is not right.");
}

#[tokio::test]
async fn a_key_charges_once_and_for_one_thing_only() {
    let sandbox = Sandbox::new();
    let method = method_of(&sandbox, card("4242424242424242")).await;
    let first = sandbox.charge(&charge_of(&method, "12.50", "payment-1")).await.unwrap();
    assert_eq!(sandbox.charge(&charge_of(&method, "12.50", "payment-1")).await.unwrap(), first);
    let reused = sandbox.charge(&charge_of(&method, "12.51", "payment-1")).await.unwrap_err();
    assert!(matches!(reused, PaymentError::Invalid(_)), "{reused}");
    assert_ne!(sandbox.charge(&charge_of(&method, "12.50", "payment-2")).await.unwrap(), first);
    for key in ["", "a b", "ä", &"x".repeat(201)] {
        let error = sandbox.charge(&charge_of(&method, "12.50", key)).await.unwrap_err();
        assert!(matches!(error, PaymentError::Invalid(_)), "{key}: {error}");
    }
}

#[tokio::test]
async fn nothing_is_refunded_twice_nor_beyond_the_charge() {
    let sandbox = Sandbox::new();
    let method = method_of(&sandbox, card("4242424242424242")).await;
    let charged = sandbox.charge(&charge_of(&method, "10.00", "c")).await.unwrap();
    let id = transaction_id(&charged);
    // refund key | amount | outcome; the sandbox is a new one for the second half, as after a restart
    for (sandbox, key, amount, expected) in [
        (&sandbox, "r1", "4.00", "approved"),
        (&sandbox, "r1", "4.00", "approved"),
        (&sandbox, "r2", "6.01", "The refund is more than what is left of the charge."),
        (&sandbox, "r3", "6.00", "approved"),
        (&sandbox, "r4", "0.01", "The refund is more than what is left of the charge."),
        (&Sandbox::new(), "r5", "10.01", "The refund is more than what is left of the charge."),
        (&Sandbox::new(), "r5", "10.00", "approved"),
    ] {
        let refund = refund_of(id, amount, "USD", key);
        assert_eq!(shown(&sandbox.refund(&refund).await.unwrap()), expected, "{key} {amount}");
        assert_eq!(shown(&sandbox.find_refund(&refund).await.unwrap().unwrap()), expected);
    }
    assert_eq!(sandbox.find_refund(&refund_of(id, "0.01", "USD", "never")).await.unwrap(), None);
    for id in ["", "pi_1", "sandbox_charge_", "sandbox_charge_usd_1", "sandbox_charge_é_1"] {
        assert_eq!(
            sandbox.refund(&refund_of(id, "0.01", "USD", "r")).await.unwrap_err(),
            PaymentError::NotFound,
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_token_outlives_a_restart_but_not_its_deletion() {
    let method = method_of(&Sandbox::new(), card("4000000000009995")).await;
    let restarted = Sandbox::new();
    let outcome = restarted.charge(&charge_of(&method, "12.50", "k")).await.unwrap();
    assert_eq!(shown(&outcome), "The card has insufficient funds.");
    let same_card = method_of(&restarted, card("4000000000009995")).await;
    restarted.forget(&method).await.unwrap();
    restarted.forget(&method).await.unwrap();
    assert_eq!(
        restarted.charge(&charge_of(&method, "12.50", "l")).await.unwrap_err(),
        PaymentError::NotFound
    );
    assert_eq!(
        shown(&restarted.charge(&charge_of(&same_card, "12.50", "m")).await.unwrap()),
        "The card has insufficient funds."
    );
}
