//! Against localstripe, which the test command starts.

mod common;

use common::{card, charge_of, method_of, refund_of, shown, transaction_id};
use fairlead_payments::{Outcome, PaymentError, Processor, Secret, Stripe};
use rand::TryRng;

fn stripe() -> Stripe {
    let url =
        std::env::var("FAIRLEAD_TEST_STRIPE").expect("FAIRLEAD_TEST_STRIPE: run the tests with ./dev test");
    Stripe::new(&url, Secret::new("sk_test_fairlead".into())).unwrap()
}

/// The server is shared and remembers keys.
fn key(name: &str) -> String {
    let number = rand::rngs::SysRng.try_next_u64().unwrap();
    format!("{name}-{number:x}")
}

#[tokio::test]
async fn a_card_is_kept_charged_found_and_refunded() {
    let stripe = stripe();
    let kept = stripe.tokenize(&card("4242 4242 4242 4242"), None).await.unwrap();
    assert!(kept.method.token.expose().starts_with("pm_"));
    assert!(kept.method.customer_profile_id.as_deref().unwrap().starts_with("cus_"));
    assert_eq!((kept.last_four.as_str(), kept.brand.unwrap().name()), ("4242", "visa"));

    let charge = charge_of(&kept.method, "12.50", "USD", &key("payment"));
    assert_eq!(stripe.find(&charge).await.unwrap(), None);
    let charged = stripe.charge(&charge).await.unwrap();
    let id = transaction_id(&charged);
    assert!(id.starts_with("pi_"));
    assert_eq!(stripe.find(&charge).await.unwrap().as_ref(), Some(&charged));

    let refund = refund_of(id, "5.00", "USD", &key("refund"));
    assert_eq!(stripe.find_refund(&refund).await.unwrap(), None);
    let refunded = stripe.refund(&refund).await.unwrap();
    assert!(transaction_id(&refunded).starts_with("re_"));
    assert_eq!(stripe.find_refund(&refund).await.unwrap().as_ref(), Some(&refunded));
    let too_much = stripe.refund(&refund_of(id, "7.51", "USD", &key("refund"))).await.unwrap();
    assert_eq!(shown(&too_much), "The refund is greater than what is left of the charge.");
}

#[tokio::test]
async fn a_key_charges_once_and_for_one_thing_only() {
    let stripe = stripe();
    let method = method_of(&stripe, card("4242424242424242")).await;
    let key = key("payment");
    let first = stripe.charge(&charge_of(&method, "12.50", "USD", &key)).await.unwrap();
    assert_eq!(stripe.charge(&charge_of(&method, "12.50", "USD", &key)).await.unwrap(), first);
    let error = stripe.charge(&charge_of(&method, "12.51", "USD", &key)).await.unwrap_err();
    let expected = "The idempotency key was used for another charge or refund.";
    assert_eq!(error, PaymentError::Invalid(expected.into()));
}

#[tokio::test]
async fn a_yen_is_not_a_hundred_yen() {
    let stripe = stripe();
    let method = method_of(&stripe, card("4242424242424242")).await;
    let charge = charge_of(&method, "1250.00", "JPY", &key("payment"));
    let charged = stripe.charge(&charge).await.unwrap();
    // The outcome is only approved when the server's own amount is 1250.
    assert_eq!(shown(&charged), "approved");
    let id = transaction_id(&charged);
    let refunded = stripe.refund(&refund_of(id, "1250.00", "JPY", &key("refund"))).await.unwrap();
    assert_eq!(shown(&refunded), "approved");
    let error = stripe.charge(&charge_of(&method, "1250.50", "JPY", &key("payment"))).await.unwrap_err();
    assert_eq!(error, PaymentError::Refused("An amount in JPY has no decimals.".into()));
}

#[tokio::test]
async fn a_declined_card_says_so_when_it_is_kept_or_charged() {
    let stripe = stripe();
    let refused = stripe.tokenize(&card("4000000000000002"), None).await.unwrap_err();
    assert_eq!(refused, PaymentError::Refused("Your card was declined.".into()));

    let method = method_of(&stripe, card("4000000000000341")).await;
    let charge = charge_of(&method, "12.50", "USD", &key("payment"));
    let declined = stripe.charge(&charge).await.unwrap();
    let Outcome::Declined { transaction_id: Some(_), message } = &declined else { panic!("{declined:?}") };
    assert_eq!(message, "Your card was declined.");
    assert_eq!(shown(&stripe.find(&charge).await.unwrap().unwrap()), "Your card was declined.");

    let wants_its_owner = method_of(&stripe, card("4000002500003155")).await;
    let charge = charge_of(&wants_its_owner, "12.50", "USD", &key("payment"));
    let declined = stripe.charge(&charge).await.unwrap();
    assert_eq!(shown(&declined), "The bank wants the customer to confirm the payment.");
}

#[tokio::test]
async fn a_second_card_joins_the_customer() {
    let stripe = stripe();
    let first = method_of(&stripe, card("4242424242424242")).await;
    let customer = first.customer_profile_id.as_deref();
    let second = stripe.tokenize(&card("5555555555554444"), customer).await.unwrap().method;
    assert_eq!(second.customer_profile_id.as_deref(), customer);
    let charge = charge_of(&second, "1.00", "USD", &key("payment"));
    let charged = stripe.charge(&charge).await.unwrap();
    assert_eq!(stripe.find(&charge).await.unwrap(), Some(charged));
    let nobody = stripe.tokenize(&card("4242424242424242"), Some("cus_nobody")).await.unwrap_err();
    assert_eq!(nobody, PaymentError::NotFound);
}

#[tokio::test]
async fn a_charge_is_found_behind_many_others() {
    let stripe = stripe();
    let method = method_of(&stripe, card("4242424242424242")).await;
    let mut outcomes = Vec::new();
    for number in 0..30 {
        let charge = charge_of(&method, "1.00", "USD", &key(&format!("payment-{number}")));
        let outcome = stripe.charge(&charge).await.unwrap();
        outcomes.push((charge, outcome));
    }
    for (charge, outcome) in [&outcomes[0], &outcomes[29]] {
        assert_eq!(stripe.find(charge).await.unwrap().as_ref(), Some(outcome));
    }
}

#[tokio::test]
async fn a_token_is_deleted_once_or_twice() {
    let stripe = stripe();
    let method = method_of(&stripe, card("4242424242424242")).await;
    stripe.forget(&method).await.unwrap();
    stripe.forget(&method).await.unwrap();
    stripe.forget(&common::method("pm_gone", "cus_1")).await.unwrap();
}

#[tokio::test]
async fn what_stripe_does_not_know_is_not_found() {
    let stripe = stripe();
    let unknown = common::method("pm_gone", "cus_gone");
    let charge = charge_of(&unknown, "1.00", "USD", &key("payment"));
    assert_eq!(stripe.charge(&charge).await.unwrap_err(), PaymentError::NotFound);
    let refund = refund_of("pi_gone", "1.00", "USD", &key("refund"));
    assert_eq!(stripe.refund(&refund).await.unwrap_err(), PaymentError::NotFound);
}
