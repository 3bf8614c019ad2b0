//! Stripe's client against servers that answer late, wrongly, endlessly or not at all.

mod common;
mod server;

use std::time::Duration;

use common::{CVC, bank, card, charge_of, method, refund_of, shown};
use fairlead_payments::{Outcome, PaymentError, Processor, Secret, Stripe};
use serde_json::json;
use server::{Reply, Seen, Server};

const NUMBER: &str = "4242424242424242";
const KEY: &str = "sk_test_fairlead";
/// Servers of this machine answer in a fraction of it, and those that never do cost it once a test.
const PATIENCE: Duration = Duration::from_millis(500);

fn stripe(url: &str) -> Stripe {
    Stripe::with_timeout(url, Secret::new(KEY.into()), PATIENCE).unwrap()
}

fn intent(status: &str) -> serde_json::Value {
    json!({"id": "pi_1", "amount": 1250, "currency": "usd", "status": status, "metadata": {
        "fairlead_idempotency_key": "payment-1",
    }})
}

/// One way to answer, whatever is asked.
fn bad_reply(name: &str) -> Reply {
    match name {
        "silence" => Reply::Silence,
        "head only" => Reply::HeadOnly,
        "endless" => Reply::Endless,
        "closed" => Reply::Close,
        "not http" => Reply::Raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
        "cut off" => Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"id\":"),
        "huge head" => Reply::Raw(b"HTTP/1.1 99999999999999999999 OK\r\n\r\n"),
        "not json" => Reply::Body(200, b"<html>4242424242424242</html>".to_vec()),
        "not utf-8" => Reply::Body(200, vec![b'"', 0xff, 0xfe, b'"']),
        "empty" => Reply::Body(200, Vec::new()),
        "deep" => Reply::Body(200, "[".repeat(100_000).into_bytes()),
        "null" => Reply::Json(200, json!(null)),
        "list" => Reply::Json(200, json!([1, 2, 3])),
        "wrong types" => {
            Reply::Json(200, json!({"id": 7, "amount": "1250", "status": ["succeeded"], "data": {}}))
        }
        "other amount" => {
            Reply::Json(200, json!({"id": "pi_1", "amount": 1, "currency": "usd", "status": "succeeded"}))
        }
        "odd id" => Reply::Json(
            200,
            json!({"id": "../../x", "amount": 1250, "currency": "usd", "status": "succeeded"}),
        ),
        "redirect" => {
            Reply::Raw(b"HTTP/1.1 307 Moved\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n")
        }
        "500" => Reply::Json(500, json!({"error": {"type": "api_error", "message": NUMBER}})),
        "502 of a proxy" => Reply::Body(502, b"<h1>Bad gateway</h1>".to_vec()),
        "402 of a proxy" => Reply::Body(402, b"pay first".to_vec()),
        other => panic!("{other}"),
    }
}

const BAD_REPLIES: [&str; 20] = [
    "silence",
    "head only",
    "endless",
    "closed",
    "not http",
    "cut off",
    "huge head",
    "not json",
    "not utf-8",
    "empty",
    "deep",
    "null",
    "list",
    "wrong types",
    "other amount",
    "odd id",
    "redirect",
    "500",
    "502 of a proxy",
    "402 of a proxy",
];

fn assert_tells_nothing(text: &str, about: &str) {
    assert!(!text.is_empty() && text.len() < 300, "{about}: {text}");
    for secret in [NUMBER, KEY, CVC, "pm_secret", "127.0.0.1", "Ada"] {
        assert!(!text.contains(secret), "{about}: {text}");
    }
}

#[tokio::test]
async fn no_answer_is_taken_for_a_charge_or_a_refund() {
    for name in BAD_REPLIES {
        let server = Server::start(move |_| bad_reply(name)).await;
        let stripe = stripe(&server.url());
        let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
        let refund = refund_of("pi_1", "12.50", "USD", "refund-1");
        for outcome in [stripe.charge(&charge).await.unwrap(), stripe.refund(&refund).await.unwrap()] {
            let Outcome::Unknown { message } = &outcome else { panic!("{name}: {outcome:?}") };
            assert_tells_nothing(message, name);
        }
        assert_eq!(server.seen().len(), 2, "{name}: nothing is repeated behind the caller's back");
        for error in [stripe.find(&charge).await.unwrap_err(), stripe.find_refund(&refund).await.unwrap_err()]
        {
            assert!(matches!(error, PaymentError::Unavailable(_)), "{name}: {error:?}");
            assert_tells_nothing(&error.to_string(), name);
        }
    }
}

#[tokio::test]
async fn no_answer_is_taken_for_a_token() {
    for name in BAD_REPLIES.into_iter().filter(|name| *name != "other amount") {
        let server = Server::start(move |_| bad_reply(name)).await;
        let error = stripe(&server.url()).tokenize(&card(NUMBER), None).await.unwrap_err();
        assert!(matches!(error, PaymentError::Unavailable(_)), "{name}: {error:?}");
        assert_tells_nothing(&error.to_string(), name);
    }
}

#[tokio::test]
async fn nobody_there_means_nothing_charged() {
    let stripe = stripe(&Server::nobody().await);
    let expected = PaymentError::Unavailable("The payment processor could not be reached.".into());
    let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
    assert_eq!(stripe.charge(&charge).await.unwrap_err(), expected);
    let refund = refund_of("pi_1", "12.50", "USD", "refund-1");
    assert_eq!(stripe.refund(&refund).await.unwrap_err(), expected);
    assert_eq!(stripe.tokenize(&card(NUMBER), None).await.unwrap_err(), expected);
}

/// Charges, and closes the connection before it says so. Then it is as good as any.
fn loses_the_answer(seen: &Seen) -> Reply {
    match seen.line.split('?').next().unwrap_or_default() {
        "POST /v1/payment_intents" => Reply::Close,
        "GET /v1/charges" => Reply::Json(
            200,
            json!({"has_more": false, "data": [
                {"id": "ch_0", "payment_intent": null},
                {"id": "ch_1", "payment_intent": intent("succeeded")},
            ]}),
        ),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_found() {
    let server = Server::start(loses_the_answer).await;
    let stripe = stripe(&server.url());
    let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
    assert_eq!(shown(&stripe.charge(&charge).await.unwrap()), "unknown");
    assert_eq!(shown(&stripe.find(&charge).await.unwrap().unwrap()), "approved");
    let other = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-2");
    assert_eq!(stripe.find(&other).await.unwrap(), None);
    // The same key for another amount settles nothing.
    let other = charge_of(&method("pm_secret", "cus_1"), "12.51", "USD", "payment-1");
    assert_eq!(shown(&stripe.find(&other).await.unwrap().unwrap()), "unknown");
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let server =
        Server::start(|_| Reply::Json(200, json!({"has_more": true, "data": [{"id": "ch_1"}]}))).await;
    let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
    let found = stripe(&server.url()).find(&charge).await.unwrap().unwrap();
    assert_eq!(shown(&found), "unknown");
    assert_eq!(server.seen().len(), 20);
}

#[tokio::test]
async fn a_charge_says_all_that_stripe_needs() {
    let server = Server::start(|_| Reply::Json(200, intent("succeeded"))).await;
    let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
    assert_eq!(shown(&stripe(&server.url()).charge(&charge).await.unwrap()), "approved");
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /v1/payment_intents");
    for (name, value) in [
        ("authorization", "Bearer sk_test_fairlead"),
        ("idempotency-key", "payment-1"),
        ("stripe-version", "2024-06-20"),
        ("content-type", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
    for (name, value) in [
        ("amount", "1250"),
        ("currency", "usd"),
        ("payment_method", "pm_secret"),
        ("customer", "cus_1"),
        ("payment_method_types[]", "card"),
        ("confirm", "true"),
        ("off_session", "true"),
        ("description", "Account 5"),
        ("metadata[fairlead_idempotency_key]", "payment-1"),
    ] {
        assert_eq!(seen.field(name), Some(value), "{name}");
    }
    assert_eq!(seen.form.len(), 9, "{:?}", seen.form);
}

#[tokio::test]
async fn a_message_that_repeats_the_card_loses_it() {
    for (said, expected) in [
        ("The card 4242 4242 4242 4242 was declined.", "The card [number removed] was declined."),
        ("The code 737 is wrong.", "The card was refused."),
        ("", "The card was declined."),
    ] {
        let error = json!({"error": {"type": "card_error", "message": said}});
        let server = Server::start(move |_| Reply::Json(402, error.clone())).await;
        let refused = stripe(&server.url()).tokenize(&card(NUMBER), None).await.unwrap_err();
        assert_eq!(refused, PaymentError::Refused(expected.into()));
    }
}

#[tokio::test]
async fn a_token_or_transaction_that_is_none_is_never_sent() {
    let server = Server::start(|_| Reply::Close).await;
    let stripe = stripe(&server.url());
    for odd in ["", "../customers", "pm_1/detach", "pm 1", "pm_1?x", "ü", "%2e%2e"] {
        let charge = charge_of(&method(odd, "cus_1"), "12.50", "USD", "payment-1");
        assert_eq!(stripe.charge(&charge).await.unwrap_err(), PaymentError::NotFound, "{odd}");
        assert_eq!(stripe.forget(&method(odd, "cus_1")).await.unwrap_err(), PaymentError::NotFound, "{odd}");
        let refund = refund_of(odd, "12.50", "USD", "refund-1");
        assert_eq!(stripe.refund(&refund).await.unwrap_err(), PaymentError::NotFound, "{odd}");
    }
    let error = stripe.tokenize(&bank("000123456789"), None).await.unwrap_err();
    assert!(matches!(error, PaymentError::Refused(_)), "{error:?}");
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

#[tokio::test]
async fn a_token_that_is_on_no_customer_is_gone() {
    for (customer, expected) in [(json!(null), true), (json!("cus_1"), false)] {
        let server = Server::start(move |seen| match seen.line.as_str() {
            "POST /v1/payment_methods/pm_1/detach" => Reply::Json(
                400,
                json!({"error": {"type": "invalid_request_error", "message": "Not attached."}}),
            ),
            "GET /v1/payment_methods/pm_1" => Reply::Json(200, json!({"id": "pm_1", "customer": customer})),
            other => panic!("{other}"),
        })
        .await;
        let forgotten = stripe(&server.url()).forget(&method("pm_1", "cus_1")).await;
        assert_eq!(forgotten.is_ok(), expected, "{forgotten:?}");
    }
}

#[tokio::test]
async fn a_refused_key_is_the_operators_matter() {
    for status in [401, 403] {
        let error = json!({"error": {"type": "invalid_request_error", "message": "Invalid API Key: sk_test_fairlead"}});
        let server = Server::start(move |_| Reply::Json(status, error.clone())).await;
        let charge = charge_of(&method("pm_secret", "cus_1"), "12.50", "USD", "payment-1");
        assert_eq!(stripe(&server.url()).charge(&charge).await.unwrap_err(), PaymentError::Credentials);
    }
}
