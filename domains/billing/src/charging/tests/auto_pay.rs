use chrono::TimeDelta;
use fairlead_testkit::{json, on_both, serde_json::Value, tokio};

use super::{APPROVED, Customer, DECLINED, LOST_AFTER, TestApp, count, execute, typed};
use crate::charging::auto_pay;
use crate::ledger::tests::money;
use crate::testing::{set, setup, texts};

const EXPIRED: &str = "4000000000000069";

/// Ada, whose invoice over 10.00 is paid by itself from tomorrow on.
async fn ada(t: &TestApp) -> Customer<'_> {
    let ada = Customer::new(t).await;
    from(t, ada.invoice, "2026-03-16").await;
    ada
}

async fn from(t: &TestApp, invoice: i64, date: &str) {
    execute(t, &format!("update invoices set auto_pay = '{date}' where id = {invoice}")).await;
}

async fn auto_card(of: &Customer<'_>, number: &str) -> i64 {
    let mut card = typed(number);
    card["account_number"] = card["number"].take();
    card["type"] = json!("credit card");
    card["auto"] = json!(true);
    of.t.admin().post(&of.at("payment_methods"), card).await.created()["id"].as_i64().expect("an id")
}

/// Days go by with everything that the clock starts in them, hour by hour.
async fn days(t: &TestApp, days: i64) {
    for _ in 0..days * 24 {
        t.wait(TimeDelta::hours(1));
        t.run_jobs().await;
    }
}

/// The payments of the account, the oldest first: amount, success and message.
async fn payments(of: &Customer<'_>) -> Vec<String> {
    let list = of.t.admin().get(&of.at("transactions/payments")).await.ok();
    let line = |payment: &Value| {
        format!(
            "{} {} {}",
            payment["amount"],
            payment["success"],
            payment["response_message"].as_str().unwrap_or_default()
        )
    };
    let mut all: Vec<String> = list.as_array().expect("payments").iter().map(line).collect();
    all.reverse();
    all
}

async fn queue_is_clean(t: &TestApp) {
    let left = texts(
        t,
        "select kind || ' ' || state || coalesce(last_error, '') from background_jobs where state <> 'done'",
    )
    .await;
    assert_eq!(left, [""; 0]);
}

on_both! {
    async fn a_bill_is_paid_on_its_day_and_once(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        // Older, due before it, and not to be paid by itself: a manual invoice has no such date.
        let manual = ada.books.invoice(ada.id, &["3.00"], "2026-03-18").await;
        t.wait(TimeDelta::hours(6));
        t.run_jobs().await;
        assert_eq!(payments(&ada).await, [""; 0], "it is the 15th");
        days(&t, 2).await;
        assert_eq!(payments(&ada).await, ["10 true Approved"]);
        assert_eq!((ada.due().await, ada.books.balances(ada.id).await), (json!("0.00"), "3.00 3.00 0.00".into()));
        assert_eq!(ada.books.shown(ada.id, ada.invoice).await["auto_pay_attempted"], true);
        assert_eq!(ada.books.shown(ada.id, manual).await["remaining_due"], "3.00");
        queue_is_clean(&t).await;
    }

    async fn what_is_available_is_used_first(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        ada.books.pay(ada.id, "4.00", false).await;
        days(&t, 1).await;
        assert_eq!(payments(&ada).await, ["4 true ", "6 true Approved"]);
        assert_eq!(ada.books.balances(ada.id).await, "0.00 0.00 0.00");
        // Enough of it, and nothing is charged.
        let second = ada.books.invoice(ada.id, &["5.00"], "2026-03-25").await;
        from(&t, second, "2026-03-16").await;
        ada.books.pay(ada.id, "5.00", false).await;
        days(&t, 1).await;
        assert_eq!((payments(&ada).await.len(), ada.charges().await), (3, 1));
        assert_eq!(ada.books.shown(ada.id, second).await["auto_pay_attempted"], false);
    }

    async fn a_decline_is_kept_told_and_tried_again_as_often_as_the_settings_say(t) {
        t.admin().patch("/system/billing", json!({"auto_pay_attempts": 2})).await.ok();
        let ada = ada(&t).await;
        auto_card(&ada, DECLINED).await;
        days(&t, 1).await;
        assert_eq!(payments(&ada).await, ["10 false The card was declined."]);
        let told = texts(&t, "select cast(payload as text) from background_jobs where kind = 'payment.declined'");
        assert_eq!(told_ids(told.await), [json!({"account_id": ada.id, "payment_id": 1})]);
        days(&t, 5).await;
        assert_eq!(payments(&ada).await, ["10 false The card was declined."; 2]);
        assert_eq!(ada.books.balances(ada.id).await, "10.00 10.00 0.00");
        t.admin().patch("/system/billing", json!({"auto_pay_attempts": 3})).await.ok();
        auto_card(&ada, APPROVED).await;
        days(&t, 1).await;
        assert_eq!(payments(&ada).await[2..], ["10 true Approved"]);
        queue_is_clean(&t).await;
    }

    async fn an_expired_card_says_so(t) {
        let ada = ada(&t).await;
        auto_card(&ada, EXPIRED).await;
        days(&t, 1).await;
        assert_eq!(payments(&ada).await, ["10 false The card has expired."]);
    }

    async fn a_lost_answer_is_found_and_pays_the_bill_once(t) {
        let ada = ada(&t).await;
        auto_card(&ada, LOST_AFTER).await;
        days(&t, 3).await;
        assert_eq!(payments(&ada).await, ["10 true Approved"]);
        assert_eq!((ada.due().await, ada.charges().await, ada.deposits().await), (json!("0.00"), 1, 1));
    }

    async fn a_worker_killed_before_it_booked_the_answer_charges_nothing_twice(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        t.wait(TimeDelta::hours(18));
        t.run_jobs().await;
        // As the first transaction left it, while the processor has the charge; the job is taken over by another worker.
        for sql in [
            "update payment_attempts set state = 'sent', message = null, transaction_id = null", "delete from credits",
            "delete from deposits", "update invoices set remaining_due = 1000",
            "update payments set success = false, transaction_id = null, response_message = 'pending'",
            "update background_jobs set state = 'queued' where kind = 'billing.auto_pay_account'",
        ] {
            execute(&t, sql).await;
        }
        t.run_jobs().await;
        assert_eq!(payments(&ada).await, ["10 false pending"], "nobody knows yet");
        days(&t, 2).await;
        assert_eq!(payments(&ada).await, ["10 true Approved"]);
        assert_eq!((ada.due().await, ada.charges().await, ada.deposits().await), (json!("0.00"), 1, 1));
    }

    async fn nodes_that_pay_at_once_charge_once(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        t.wait(TimeDelta::days(1));
        let all = [0; 4].map(|_| {
            let (app, id) = (t.app.clone(), ada.id);
            tokio::spawn(async move { auto_pay::pay(&app, id).await })
        });
        for one in all {
            one.await.expect("it ends").expect("it is done");
        }
        assert_eq!(payments(&ada).await, ["10 true Approved"]);
    }

    async fn money_that_was_given_back_is_not_taken_again(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        days(&t, 1).await;
        t.admin().post(&ada.at("transactions/payments/1/refund"), json!({})).await.ok();
        assert_eq!(ada.due().await, "10.00");
        days(&t, 3).await;
        assert_eq!(ada.charges().await, 2, "the charge and its refund");
    }

    async fn a_payment_under_way_is_waited_for(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        t.wait(TimeDelta::hours(17));
        let by_hand = ada.pay(ada.card(LOST_AFTER).await, None).await;
        auto_pay::pay(&t.app, ada.id).await.expect("it is looked at");
        assert_eq!((&by_hand["success"], ada.charges().await), (&json!(false), 1));
        days(&t, 1).await;
        assert_eq!((ada.due().await, ada.charges().await), (json!("0.00"), 1));
    }

    async fn a_master_pays_what_is_linked_to_its_bill(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        let mut linked = Vec::new();
        for amount in ["5.00", "7.00"] {
            let sub = ada.books.account(Some(ada.id)).await;
            let invoice = ada.books.invoice(sub, &[amount], "2026-03-16").await;
            t.admin().post(&ada.at(&format!("invoices/{}/link", ada.invoice)), json!({"child_invoice_id": invoice})).await.ok();
            from(&t, invoice, "2026-03-16").await;
            linked.push((sub, invoice));
        }
        let (frozen, invoice) = linked[1];
        ada.books.on(frozen, invoice, "freeze").await.ok();
        days(&t, 1).await;
        assert_eq!(payments(&ada).await, ["15 true Approved"]);
        assert_eq!(ada.books.balances(ada.id).await, "7.00 7.00 0.00");
        assert_eq!(ada.books.balances(linked[0].0).await, "0.00 0.00 0.00");
    }

    async fn a_method_that_cannot_be_charged_is_told_of(t) {
        let ada = ada(&t).await;
        let card = auto_card(&ada, APPROVED).await;
        execute(&t, &format!("update payment_methods set processor = 'stripe' where id = {card}")).await;
        days(&t, 1).await;
        assert_eq!(payments(&ada).await, ["10 false The payment method belongs to another payment processor."]);
        assert_eq!(texts(&t, "select state from payment_attempts").await, ["failed"]);
    }

    async fn nothing_is_charged_that_should_not_be(t) {
        let ada = ada(&t).await;
        let card = auto_card(&ada, APPROVED).await;
        let cases = [
            ("update invoices set frozen = true", "update invoices set frozen = false"),
            ("update payment_methods set auto = false", "update payment_methods set auto = true"),
            ("update invoices set auto_pay = null", "update invoices set auto_pay = '2026-03-16'"),
        ];
        for (on, off) in cases {
            execute(&t, on).await;
            days(&t, 1).await;
            assert_eq!(ada.charges().await, 0, "{on}");
            execute(&t, off).await;
        }
        let settings = [
            ("/system/payment_processor", json!({"kind": "none"}), json!({"kind": "sandbox"})),
            ("/system/billing", json!({"accounting_period_closed_through": "2026-12-31"}), json!({"accounting_period_closed_through": null})),
        ];
        for (path, on, off) in settings {
            t.admin().patch(path, on).await.ok();
            days(&t, 1).await;
            assert_eq!(ada.charges().await, 0, "{path}");
            t.admin().patch(path, off).await.ok();
        }
        set(&t, ada.id, "deleted_at = 1").await;
        days(&t, 1).await;
        assert_eq!(ada.charges().await, 0, "deleted");
        set(&t, ada.id, "deleted_at = null").await;
        days(&t, 1).await;
        assert_eq!((ada.charges().await, count(&t, "payment_methods where auto").await, card), (1, 1, card));
    }

    async fn an_absurd_bill_is_refused_and_the_others_are_paid(t) {
        let ada = ada(&t).await;
        auto_card(&ada, APPROVED).await;
        let debit = ada.books.debit(ada.id, money("99999999999.99"), money("0.00")).await.expect("a debit");
        let body = json!({"debits": [debit], "due_date": "2026-03-16"});
        let huge = t.admin().post(&ada.at("invoices"), body).await.ok()["id"].as_i64().expect("an id");
        from(&t, huge, "2026-03-16").await;
        days(&t, 1).await;
        let paid = payments(&ada).await;
        assert_eq!((paid.len(), ada.due().await), (2, json!("0.00")), "{paid:?}");
    }
}

fn told_ids(texts: Vec<String>) -> Vec<Value> {
    texts.iter().map(|text| text.parse().expect("JSON")).collect()
}
