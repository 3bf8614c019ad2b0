use proptest::prelude::*;
use serde_json::json;

use super::*;

fn shown(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved { .. } => "approved",
        Outcome::Declined { .. } => "declined",
        Outcome::Unknown { .. } => "unknown",
    }
}

#[test]
fn a_status_of_an_intent_has_one_meaning() {
    let table = "
        pi_1    1250  usd  succeeded                approved
        pi_1    1250  USD  succeeded                approved
        pi_1    1250  usd  requires_payment_method  declined
        pi_1    1250  usd  canceled                 declined
        pi_1    1250  usd  requires_action          declined
        pi_1    1250  usd  processing               unknown
        pi_1    1250  usd  requires_capture         unknown
        pi_1    1250  usd  requires_confirmation    unknown
        pi_1    1250  usd  SUCCEEDED                unknown
        pi_1    1249  usd  succeeded                unknown
        pi_1    1250  eur  succeeded                unknown
        ch_1    1250  usd  succeeded                unknown
        pi_1/x  1250  usd  succeeded                unknown
    ";
    for words in table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()) {
        let [id, amount, currency, status, expected] = words[..] else { continue };
        let amount: i64 = amount.parse().unwrap();
        let intent = json!({"id": id, "amount": amount, "currency": currency, "status": status});
        assert_eq!(shown(&charge_outcome(&intent, 1250, "USD")), expected, "{words:?}");
    }
}

#[test]
fn a_status_of_a_refund_has_one_meaning() {
    for (status, expected) in [
        ("succeeded", "approved"),
        ("pending", "approved"),
        ("failed", "declined"),
        ("canceled", "declined"),
        ("requires_action", "unknown"),
        ("", "unknown"),
    ] {
        let refund = json!({"id": "re_1", "amount": 5, "currency": "jpy", "status": status});
        assert_eq!(shown(&refund_outcome(&refund, 5, "JPY")), expected, "{status}");
        assert_eq!(shown(&refund_outcome(&refund, 6, "JPY")), "unknown", "{status}");
    }
}

#[test]
fn a_refusal_says_whether_something_was_done() {
    let table = "
        400  invalid_request_error  parameter_missing     Invalid
        400  invalid_request_error  resource_missing      NotFound
        400  idempotency_error      -                     Invalid
        401  invalid_request_error  -                     Credentials
        402  card_error             card_declined         declined
        403  invalid_request_error  -                     Credentials
        404  invalid_request_error  resource_missing      NotFound
        409  idempotency_error      idempotency_key_in_use  lost
        429  invalid_request_error  rate_limit            Unavailable
        500  api_error              -                     lost
        503  api_error              -                     lost
        302  odd                    -                     lost
    ";
    for words in table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()) {
        let [status, kind, code, expected] = words[..] else { continue };
        let status: u16 = status.parse().unwrap();
        let body = json!({"error": {"type": kind, "code": code, "message": "No such thing"}});
        let got = match verdict(Answer { status, body }) {
            Verdict::Done(_) => "done".to_owned(),
            Verdict::Declined { .. } => "declined".to_owned(),
            Verdict::Rejected { error, .. } => format!("{error:?}").split('(').next().unwrap().to_owned(),
            Verdict::Lost(_) => "lost".to_owned(),
        };
        assert_eq!(got, expected, "{words:?}");
        // The same status from a proxy says nothing of the charge.
        let from_proxy = verdict(Answer { status, body: json!("Bad gateway") });
        assert!(matches!(from_proxy, Verdict::Lost(_)), "{words:?}");
    }
}

#[test]
fn a_decline_carries_the_message_and_no_number() {
    let body = json!({"error": {
        "message": "Card 4242 4242 4242 4242 was declined.", "payment_intent": {"id": "pi_9"}, "charge": "ch_9",
    }});
    let Verdict::Declined { transaction_id, message } = verdict(Answer { status: 402, body }) else {
        panic!("not declined")
    };
    assert_eq!(transaction_id.as_deref(), Some("pi_9"));
    assert_eq!(message, "Card [number removed] was declined.");
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        "[a-z_]{0,9}",
        Just("succeeded".to_owned()),
        Just("pi_1".to_owned()),
        Just("usd".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        Just(json!(1250)),
        words.prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 32, 6, |inner| {
        let keys = prop::sample::select(vec![
            "id",
            "amount",
            "currency",
            "status",
            "error",
            "message",
            "code",
            "last_payment_error",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..8)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_but_the_right_success_is_approved(body in any_json(), status in 100_u16..600) {
        for outcome in [charge_outcome(&body, 1250, "USD"), refund_outcome(&body, 1250, "USD")] {
            if matches!(outcome, Outcome::Approved { .. }) {
                prop_assert_eq!(&body["amount"], &json!(1250));
                prop_assert_eq!(&body["currency"], &json!("usd"));
                prop_assert_eq!(&body["status"], &json!("succeeded"));
            }
        }
        let is_done = matches!(verdict(Answer { status, body }), Verdict::Done(_));
        prop_assert_eq!(is_done, (200..300).contains(&status));
    }
}
