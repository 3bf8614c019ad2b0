use fairlead_testkit::{json, on_both};

use super::*;
use crate::testing::setup;

async fn sandbox(t: &TestApp) {
    t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
}

fn card(number: &str) -> Value {
    json!({
        "number": number, "expiration_month": 12, "expiration_year": 2030, "name_on_account": "Ada Lovelace", "amount": "12.50",
        "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
        "email_payment_receipt": true,
    })
}

on_both! {
    async fn a_receipt_is_mailed_when_it_is_asked_for(t) {
        mail_server(&t).await;
        let path = format!("/accounts/{}/transactions/payments", customer(&t).await);
        let check = json!({"payment_method": "check", "reference": "1077", "amount": "12.50"});
        t.admin().post(&path, check).await.created();
        assert_eq!(t.run_jobs().await, 0, "nobody asked");
        let check = json!({
            "payment_method": "check", "reference": "1078", "amount": "12.50", "email_payment_receipt": true, "payment_tracker_id": "form-1",
        });
        t.admin().post(&path, check.clone()).await.created();
        t.admin().post(&path, check).await.created();
        t.run_jobs().await;
        let mails = t.mails();
        assert_eq!(mails.len(), 1, "one payment, one receipt");
        assert_eq!(mails[0].subject, "Receipt for your payment to Lakeside <Wireless>");
        for text in ["$12.50", "Mar 15, 2026", "check"] {
            assert!(mails[0].text.contains(text), "{}", mails[0].text);
        }
        let sale = json!({"amount": "5.00", "transaction_id": "ABC123", "email_payment_receipt": true});
        t.admin().post(&path.replace("payments", "paypal_payments"), sale).await.created();
        t.run_jobs().await;
        assert!(t.mails()[0].text.contains("PayPal"));
    }

    async fn a_card_payment_gets_its_receipt_when_the_money_is_there(t) {
        mail_server(&t).await;
        sandbox(&t).await;
        let path = format!("/accounts/{}/transactions/one_time_credit_card_payment", customer(&t).await);
        let paid = t.admin().post(&path, card("4242424242424242")).await.created();
        assert_eq!(paid["success"], true, "{paid}");
        let declined = t.admin().post(&path, card("4000000000000002")).await.created();
        assert_eq!(declined["success"], false, "{declined}");
        t.run_jobs().await;
        let mails = t.mails();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("card") && !mails[0].text.contains("4242"), "{}", mails[0].text);
        assert_eq!(deliveries(&t).await, ["payment_receipt 1 1 sent", "payment_receipt 2 1 skipped"]);
    }

    async fn a_payment_without_a_mail_server_is_taken_all_the_same(t) {
        let path = format!("/accounts/{}/transactions/payments", customer(&t).await);
        let cash = json!({"payment_method": "cash", "amount": "12.50", "email_payment_receipt": true});
        t.admin().post(&path, cash).await.created();
        assert_eq!(t.run_jobs().await, 0);
    }
}
