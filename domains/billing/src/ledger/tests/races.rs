use fairlead_testkit::{TestApp, json, on_both, serde_json::Value, tokio};

use super::books::{Books, money};
use crate::testing::setup;

/// The same request from four clients at once; their statuses and data.
async fn four_times(t: &TestApp, path: &str, body: Value) -> Vec<(u16, Value)> {
    let client = t.admin();
    let send = || async {
        let mut answer = client.post(path, body.clone()).await;
        (answer.status.as_u16(), answer.json["data"].take())
    };
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    vec![a, b, c, d]
}

on_both! {
    async fn the_same_payment_sent_at_once_is_booked_once(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let path = format!("/accounts/{account}/transactions/payments");
        let body = json!({"payment_method": "cash", "amount": "12.34", "payment_tracker_id": "65f1c0ffee"});
        let answers = four_times(&t, &path, body).await;
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 201), "{answers:?}");
        assert_eq!(books.balances(account).await, "0.00 0.00 12.34");
        assert_eq!(t.admin().get(&path).await.ok().as_array().unwrap().len(), 1);
        // Another account's form may have the same id.
        let other = books.account(None).await;
        let body = json!({"payment_method": "cash", "amount": 1, "payment_tracker_id": "65f1c0ffee"});
        t.admin().post(&format!("/accounts/{other}/transactions/payments"), body).await.created();
        assert_eq!(books.balances(other).await, "0.00 0.00 1.00");
    }

    async fn the_same_key_of_idempotency_books_once(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let client = t.admin().with("idempotency-key", "form 7");
        let path = format!("/accounts/{account}/transactions/payments");
        for _ in 0..2 {
            client.post(&path, json!({"payment_method": "cash", "amount": 3})).await.created();
        }
        assert_eq!(books.balances(account).await, "0.00 0.00 3.00");
    }

    async fn a_sale_at_paypal_is_booked_once_whoever_sends_it(t) {
        let books = Books::open(&t).await;
        let (account, other) = (books.account(None).await, books.account(None).await);
        let sale = json!({"amount": "12.53", "transaction_id": "ABC123", "email_payment_receipt": true});
        let path = |account: i64| format!("/accounts/{account}/transactions/paypal_payments");
        let answers = four_times(&t, &path(account), sale.clone()).await;
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 201), "{answers:?}");
        assert_eq!(books.balances(account).await, "0.00 0.00 12.53");
        let messages = t.admin().post(&path(other), sale).await.invalid(&["transaction_id"]);
        assert_eq!(messages["transaction_id"], "The transaction id has already been taken.");

        let client = t.admin();
        let sale = json!({"amount": 5, "transaction_id": "DEF456"});
        let (path_a, path_b) = (path(account), path(other));
        let (a, b) = tokio::join!(client.post(&path_a, sale.clone()), client.post(&path_b, sale));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
    }

    async fn payments_at_once_never_overpay_an_invoice(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["30.00"], "2026-03-20").await;
        let path = format!("/accounts/{account}/transactions/payments");
        let answers = four_times(&t, &path, json!({"payment_method": "cash", "amount": 10})).await;
        assert!(answers.iter().all(|(status, _)| *status == 201), "{answers:?}");
        assert_eq!(books.shown(account, invoice).await["remaining_due"], "0.00");
        assert_eq!(books.balances(account).await, "0.00 0.00 10.00");
    }

    async fn a_debit_is_invoiced_once_and_an_invoice_voided_once(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let debit = books.debit(account, money("10.00"), money("0.00")).await.unwrap();
        let body = json!({"debits": [debit], "due_date": "2026-03-20"});
        let answers = four_times(&t, &format!("/accounts/{account}/invoices"), body).await;
        let made: Vec<&Value> = answers.iter().filter(|(status, _)| *status == 200).map(|(_, made)| made).collect();
        assert_eq!(made.len(), 1, "{answers:?}");
        let void = format!("/accounts/{account}/invoices/{}/void", made[0]["id"]);
        let statuses: Vec<u16> = four_times(&t, &void, json!({})).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(books.balances(account).await, "0.00 0.00 0.00");
    }

    async fn masters_and_sub_accounts_pay_the_same_invoice_at_once(t) {
        let books = Books::open(&t).await;
        let master = books.account(None).await;
        let bill = books.invoice(master, &["40.00"], "2026-03-20").await;
        let child = books.account(Some(master)).await;
        let invoice = books.invoice(child, &["10.00"], "2026-03-25").await;
        t.admin().post(&format!("/accounts/{master}/invoices/{bill}/link"), json!({"child_invoice_id": invoice})).await.ok();
        let client = t.admin();
        let pay = |account: i64, amount: i64| {
            let client = &client;
            async move {
                let path = format!("/accounts/{account}/transactions/payments");
                client.post(&path, json!({"payment_method": "cash", "amount": amount})).await.created()
            }
        };
        tokio::join!(pay(master, 50), pay(child, 10), pay(master, 50), pay(child, 10));
        assert_eq!(books.shown(child, invoice).await["remaining_due"], "0.00");
        let (above, below) = (books.balances(master).await, books.balances(child).await);
        assert!(above.starts_with("0.00 0.00 ") && below.starts_with("0.00 0.00 "), "{above}; {below}");
        let left = |balances: &str| money(balances.rsplit(' ').next().unwrap());
        assert_eq!((left(&above) + left(&below)).to_string(), "70.00", "120 came, 50 was due");
    }
}
