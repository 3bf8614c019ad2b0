//! Payments with the sandbox, whose numbers say how they end (crates/payments/README.md).

mod auto_pay;

use std::io::Write;
use std::sync::Mutex;

use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value, tokio};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::attempts;
use crate::ledger::tests::Books;
use crate::testing::{dump, execute, setup};

const PENDING: &str = super::charge::PENDING;
const APPROVED: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const LOST_AFTER: &str = "4000000000005001";
const LOST_BEFORE: &str = "4000000000006009";
const UNREADABLE: &str = "4000000000007007";

/// An account with an open invoice over 10.00, and a sandbox.
struct Customer<'a> {
    t: &'a TestApp,
    books: Books<'a>,
    id: i64,
    invoice: i64,
}

impl<'a> Customer<'a> {
    async fn new(t: &'a TestApp) -> Self {
        t.start_schedules().await;
        t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
        let books = Books::open(t).await;
        let id = books.account(None).await;
        let invoice = books.invoice(id, &["10.00"], "2026-03-20").await;
        Self { t, books, id, invoice }
    }

    fn at(&self, path: &str) -> String {
        format!("/accounts/{}/{path}", self.id)
    }

    /// The id of a stored card.
    async fn card(&self, number: &str) -> i64 {
        let mut card = typed(number);
        card["account_number"] = card["number"].take();
        card["type"] = json!("credit card");
        card["auto"] = json!(false);
        self.t.admin().post(&self.at("payment_methods"), card).await.created()["id"].as_i64().unwrap()
    }

    async fn pay(&self, method: i64, tracker: Option<&str>) -> Value {
        let body = json!({"payment_method_id": method, "amount": "10.00", "auto_apply": true, "payment_tracker_id": tracker});
        self.t.admin().post(&self.at("transactions/payments"), body).await.created()
    }

    async fn payment(&self, id: &Value) -> Value {
        self.t.admin().get(&self.at(&format!("transactions/payments/{id}"))).await.ok()
    }

    async fn due(&self) -> Value {
        self.books.shown(self.id, self.invoice).await["remaining_due"].clone()
    }

    async fn deposits(&self) -> usize {
        let list = self.t.admin().get(&self.at("transactions/deposits")).await.ok();
        list.as_array().unwrap().len()
    }

    async fn charges(&self) -> u64 {
        attempts::Entity::find().count(self.t.app.db.read()).await.unwrap()
    }

    /// Time goes by, and what is due is done.
    async fn after_minutes(&self, minutes: i64) {
        self.t.wait(TimeDelta::minutes(minutes));
        self.t.run_jobs().await;
    }
}

fn typed(number: &str) -> Value {
    json!({
        "number": number, "expiration_month": "09", "expiration_year": "2029", "cvc": "973", "name_on_account": "Ada Lovelace",
        "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    })
}

fn once(number: &str, tracker: Option<&str>) -> Value {
    let mut body = typed(number);
    body["amount"] = json!("10.00");
    body["payment_tracker_id"] = json!(tracker);
    body["email_payment_receipt"] = json!(true);
    body
}

on_both! {
    async fn an_approved_payment_pays_the_invoice(t) {
        let ada = Customer::new(&t).await;
        let card = ada.card(APPROVED).await;
        let paid = ada.pay(card, None).await;
        let transaction_id = paid["transaction_id"].as_str().unwrap().to_owned();
        assert!(transaction_id.starts_with("sandbox_charge_1000usd_"), "{transaction_id}");
        assert_eq!(paid, json!({
            "id": 1, "amount": 10, "payment_method_id": card, "type": "credit card", "response_message": "Approved",
            "transaction_id": transaction_id, "success": true, "reversed": false, "reversed_at": null, "date": "2026-03-15 12:00:00",
        }));
        assert_eq!((ada.due().await, ada.deposits().await), (json!("0.00"), 1));
        assert_eq!(ada.payment(&json!(1)).await, paid);
    }

    async fn a_declined_payment_moves_nothing_and_says_why(t) {
        let ada = Customer::new(&t).await;
        let paid = ada.pay(ada.card(DECLINED).await, None).await;
        assert_eq!((&paid["success"], &paid["response_message"]), (&json!(false), &json!("The card was declined.")));
        let once = t.admin().post(&ada.at("transactions/one_time_credit_card_payment"), once(DECLINED, None)).await.created();
        assert_eq!((&once["success"], &once["message"]), (&json!(false), &json!("The card was declined.")));
        assert_eq!((ada.due().await, ada.deposits().await), (json!("10.00"), 0));
        t.admin().patch(&ada.at("transactions/payments/1/reverse"), json!({})).await
            .refused(422, "The payment was not successful, so there is nothing to reverse.");
    }

    async fn a_charge_whose_answer_is_lost_is_found_and_booked_once(t) {
        let ada = Customer::new(&t).await;
        let card = ada.card(LOST_AFTER).await;
        let paid = ada.pay(card, Some("form-1")).await;
        assert_eq!((&paid["success"], &paid["response_message"]), (&json!(false), &json!(PENDING)));
        assert_eq!(ada.pay(card, Some("form-1")).await, paid, "the second request gets the first answer");
        t.admin().delete(&ada.at(&format!("payment_methods/{card}"))).await.ok();
        ada.after_minutes(5).await;
        let found = ada.payment(&paid["id"]).await;
        assert_eq!((&found["success"], &found["response_message"]), (&json!(true), &json!("Approved")));
        assert_eq!((ada.due().await, ada.deposits().await), (json!("0.00"), 1));
        ada.after_minutes(30).await;
        assert_eq!((ada.deposits().await, ada.charges().await), (1, 1));
    }

    async fn a_charge_that_never_arrived_fails_in_the_end(t) {
        let ada = Customer::new(&t).await;
        for number in [LOST_BEFORE, UNREADABLE] {
            let paid = ada.pay(ada.card(number).await, None).await;
            assert_eq!(paid["response_message"], PENDING);
            ada.after_minutes(5).await;
            assert_eq!(ada.payment(&paid["id"]).await["response_message"], PENDING, "it may still be on its way");
            ada.after_minutes(15).await;
            let failed = ada.payment(&paid["id"]).await;
            assert_eq!(failed["response_message"], "It did not reach the payment processor: no money was moved.");
            assert_eq!((&failed["success"], ada.deposits().await), (&json!(false), 0));
        }
    }

    async fn a_server_killed_before_the_answer_was_booked_books_it_later(t) {
        let ada = Customer::new(&t).await;
        let paid = ada.pay(ada.card(APPROVED).await, Some("form-1")).await;
        // As the first transaction left it, while the processor has the charge.
        for sql in [
            "update payment_attempts set state = 'sent', message = null, transaction_id = null",
            "delete from credits", "delete from deposits", "update invoices set remaining_due = 1000",
        ] {
            execute(&t, sql).await;
        }
        execute(&t, &format!("update payments set success = false, transaction_id = null, response_message = '{PENDING}'")).await;
        let again = ada.pay(1, Some("form-1")).await;
        assert_eq!((&again["id"], &again["success"]), (&paid["id"], &json!(false)), "nothing is charged again");
        ada.after_minutes(5).await;
        assert_eq!(ada.payment(&paid["id"]).await, paid);
        assert_eq!((ada.due().await, ada.deposits().await, ada.charges().await), (json!("0.00"), 1, 1));
    }

    async fn requests_at_once_with_one_tracker_or_key_charge_once(t) {
        let ada = Customer::new(&t).await;
        let card = ada.card(APPROVED).await;
        let (one, two, three) = tokio::join!(
            ada.pay(card, Some("form-1")), ada.pay(card, Some("form-1")), ada.pay(card, Some("form-1")),
        );
        assert_eq!((&one["id"], &two["id"]), (&two["id"], &three["id"]));
        assert_eq!((ada.charges().await, ada.deposits().await), (1, 1));
        let path = ada.at("transactions/one_time_credit_card_payment");
        let keyed = t.admin().with("idempotency-key", "k-1");
        let (first, second) = tokio::join!(keyed.post(&path, once(APPROVED, None)), keyed.post(&path, once(APPROVED, None)));
        let made = [first, second].into_iter().filter(|answer| answer.status.as_u16() == 201).count();
        assert!(made >= 1);
        let replayed = keyed.post(&path, once(APPROVED, None)).await.created();
        assert_eq!(replayed["success"], true);
        assert_eq!((ada.charges().await, ada.deposits().await), (2, 2));
    }

    async fn a_card_that_pays_once_is_not_kept(t) {
        let ada = Customer::new(&t).await;
        let path = ada.at("transactions/one_time_credit_card_payment");
        let paid = t.admin().post(&path, once(APPROVED, Some("form-1"))).await.created();
        assert_eq!((&paid["success"], &paid["message"]), (&json!(true), &json!("Approved")));
        assert_eq!(paid["transaction_id"], ada.payment(&paid["id"]).await["transaction_id"]);
        assert_eq!(ada.payment(&paid["id"]).await["payment_method_id"], json!(null));
        assert_eq!(t.admin().post(&path, once(APPROVED, Some("form-1"))).await.created(), paid);
        assert_eq!((ada.due().await, ada.charges().await), (json!("0.00"), 1));
        assert_eq!(t.admin().get(&ada.at("payment_methods")).await.ok(), json!([]));
        let tokens = || async { count(&t, "payment_methods where token is not null").await };
        assert_eq!(tokens().await, 1);
        ada.after_minutes(5).await;
        assert_eq!(tokens().await, 0, "the processor forgot it");
    }

    async fn a_card_with_a_token_of_a_form_pays_once(t) {
        let ada = Customer::new(&t).await;
        let body = json!({
            "customer_profile_id": "cus_1", "credit_card_type": "VISA", "name_on_card": "Ada Lovelace",
            "token": "sandbox_token_approved_00ff00ff00ff00ff", "expiration_month": 9, "expiration_year": 2029, "masked_number": "4242",
            "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US", "amount": "10.00",
            "payment_tracker_id": "form-1", "email_payment_receipt": true,
        });
        let path = ada.at("transactions/one_time_tokenized_credit_card_payment");
        let paid = t.admin().post(&path, body.clone()).await.created();
        assert_eq!((&paid["success"], ada.due().await), (&json!(true), json!("0.00")));
        ada.after_minutes(5).await;
        let mut again = body.clone();
        again["payment_tracker_id"] = json!("form-2");
        assert_eq!(t.admin().post(&path, again).await.created()["success"], true, "the token is still good at the processor");
        let mut unknown = body;
        (unknown["payment_tracker_id"], unknown["token"]) = (json!("form-3"), json!("tok_nothing"));
        let failed = t.admin().post(&path, unknown).await.created();
        assert_eq!((&failed["success"], &failed["message"]), (&json!(false), &json!("The payment processor does not know this payment method or transaction.")));
    }

    async fn a_refund_gives_the_money_back_once(t) {
        let ada = Customer::new(&t).await;
        let paid = ada.pay(ada.card(APPROVED).await, None).await;
        let path = ada.at(&format!("transactions/payments/{}/refund", paid["id"]));
        let keyed = t.admin().with("idempotency-key", "refund-1");
        let refunded = keyed.post(&path, json!({})).await.ok();
        assert_eq!((&refunded["reversed"], &refunded["reversed_at"]), (&json!(true), &json!("2026-03-15")));
        assert_eq!(keyed.post(&path, json!({})).await.ok(), refunded);
        assert_eq!(ada.due().await, "10.00");
        t.admin().patch(&path, json!({})).await.refused(422, "The payment has already been reversed or refunded.");
        let cash = json!({"payment_method": "cash", "amount": 1});
        let cash = t.admin().post(&ada.at("transactions/payments"), cash).await.created();
        let path = ada.at(&format!("transactions/payments/{}/refund", cash["id"]));
        t.admin().post(&path, json!({})).await.refused(422, "Only a payment that a payment processor has made can be refunded.");
        t.user().can("payments.reverse").post(&path, json!({})).await.status(403);
        let other = ada.books.account(None).await;
        t.admin().post(&format!("/accounts/{other}/transactions/payments/{}/refund", paid["id"]), json!({})).await.status(404);
    }

    async fn refunds_at_once_give_the_money_back_once(t) {
        let ada = Customer::new(&t).await;
        let paid = ada.pay(ada.card(APPROVED).await, None).await;
        let path = ada.at(&format!("transactions/payments/{}/refund", paid["id"]));
        let admin = t.admin();
        let (one, two) = tokio::join!(admin.post(&path, json!({})), admin.post(&path, json!({})));
        let statuses = [one.status.as_u16(), two.status.as_u16()];
        assert!(statuses.contains(&200) && statuses.iter().any(|status| matches!(status, 409 | 422)), "{statuses:?}");
        assert_eq!(count(&t, "payment_attempts where kind = 'refund'").await, 1);
    }

    async fn a_refund_that_a_kill_interrupted_is_settled(t) {
        let ada = Customer::new(&t).await;
        let paid = ada.pay(ada.card(APPROVED).await, None).await;
        let payment = format!("transactions/payments/{}", paid["id"]);
        // As a server leaves it that is killed before it asks the processor.
        execute(&t, "insert into payment_attempts (account_id, payment_id, payment_method_id, kind, processor, amount, currency, \
            idempotency_key, auto_apply, state, created_at) select account_id, payment_id, payment_method_id, 'refund', processor, amount, \
            currency, 'refund-key', auto_apply, 'sent', created_at from payment_attempts").await;
        let refused = t.admin().post(&ada.at(&format!("{payment}/refund")), json!({})).await.status(409);
        assert!(refused.json["error"]["message"].as_str().unwrap().starts_with("The payment is being refunded."));
        t.admin().patch(&ada.at(&format!("{payment}/reverse")), json!({})).await.status(409);
        ada.after_minutes(16).await;
        assert_eq!(ada.payment(&paid["id"]).await["reversed"], false);
        assert_eq!(t.admin().post(&ada.at(&format!("{payment}/refund")), json!({})).await.ok()["reversed"], true);
    }

    async fn a_method_that_cannot_pay_is_refused(t) {
        let ada = Customer::new(&t).await;
        let card = ada.card(APPROVED).await;
        let path = ada.at("transactions/payments");
        let other = format!("/accounts/{}/transactions/payments", ada.books.account(None).await);
        let pay = |id: i64| json!({"payment_method_id": id, "amount": 10});
        t.admin().post(&path, pay(999)).await.invalid(&["payment_method_id"]);
        t.admin().post(&other, pay(card)).await.invalid(&["payment_method_id"]);
        t.admin().post(&path, json!({"payment_method_id": card, "amount": -1, "date": "2026-03-14"})).await.invalid(&["amount", "date"]);
        t.admin().post(&path, json!({"payment_method_id": card, "amount": 10, "date": "2026-03-15"})).await.created();
        t.admin().patch("/system/payment_processor", json!({"kind": "stripe", "secret_key": "sk_test_51Key"})).await.ok();
        let messages = t.admin().post(&path, pay(card)).await.invalid(&["payment_method_id"]);
        assert_eq!(messages["payment_method_id"], "The payment method belongs to another payment processor.");
        t.admin().delete(&ada.at(&format!("payment_methods/{card}"))).await.ok();
        t.admin().post(&path, pay(card)).await.invalid(&["payment_method_id"]);
        assert_eq!(ada.charges().await, 1);
    }

    async fn all_faults_of_a_one_time_payment_are_named_at_once(t) {
        let ada = Customer::new(&t).await;
        let path = ada.at("transactions/one_time_credit_card_payment");
        let mut bad = once("4242424242424241", None);
        (bad["amount"], bad["zip"], bad["expiration_year"]) = (json!("0"), json!(null), json!("2025"));
        let messages = t.admin().post(&path, bad).await.invalid(&["number", "amount", "zip", "expiration_year"]);
        assert_eq!(messages["number"], "That is not a valid credit card number. Please check and try again.");
        t.admin().patch("/system/payment_processor", json!({"kind": "none"})).await.ok();
        t.admin().post(&path, once(APPROVED, None)).await.refused(422, "There is no payment processor.");
        t.admin().post("/accounts/999/transactions/one_time_credit_card_payment", once(APPROVED, None)).await.status(404);
    }

    async fn no_number_of_a_payment_is_kept_anywhere(t) {
        let ada = Customer::new(&t).await;
        log_everything();
        let mut said = String::new();
        let path = ada.at("transactions/one_time_credit_card_payment");
        for (position, number) in [APPROVED, DECLINED, LOST_AFTER, UNREADABLE].into_iter().enumerate() {
            let keyed = t.admin().with("idempotency-key", &format!("k-{position}"));
            said.push_str(&keyed.post(&path, once(number, None)).await.created().to_string());
        }
        let unknown = t.admin().post(&path, once("4012888888881881", None)).await.status(422);
        said.push_str(&unknown.json.to_string());
        ada.card(APPROVED).await;
        ada.after_minutes(20).await;
        let dump = dump(&t).await;
        assert!(dump.contains("sandbox_charge_1000usd") && dump.contains("\"identifier\""), "the dump has rows and their audit");
        let log = String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned();
        assert!(log.contains("/transactions/one_time_credit_card_payment"), "requests are logged: {log}");
        for secret in [APPROVED, DECLINED, LOST_AFTER, UNREADABLE, "4012888888881881", "42424242", "sandbox_token", "'973'", "\"973\""] {
            assert!(!dump.contains(secret), "{secret} is stored");
            assert!(!log.contains(secret), "{secret} is logged");
            assert!(!said.contains(secret), "{secret} is answered");
        }
    }
}

/// What was logged, of every level and library.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct ToLog;

impl Write for ToLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Once for the process: both databases' tests may be in one.
fn log_everything() {
    let log = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    let _ = log.with_ansi(false).with_writer(|| ToLog).try_init();
}

async fn count(t: &TestApp, what: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Statement};
    let read = t.app.db.read();
    let sql = format!("select count(*) from {what}");
    let statement = Statement::from_string(read.get_database_backend(), sql);
    read.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
