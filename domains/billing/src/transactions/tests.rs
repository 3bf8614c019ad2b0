use fairlead_testkit::{json, on_both};

use crate::ledger::tests::{Books, money};
use crate::testing::{execute, setup};

on_both! {
    async fn a_payment_as_importers_and_portals_send_it(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["10.00"], "2026-03-20").await;
        let path = format!("/accounts/{account}/transactions/payments");
        let body = json!({"payment_method": "other", "reference": "", "amount": 12.93, "date": null});
        let made = t.admin().post(&path, body).await.created();
        assert_eq!(made, json!({
            "id": 1, "amount": 12.93, "payment_method_id": null, "type": "other", "response_message": null, "transaction_id": null,
            "success": true, "reversed": false, "reversed_at": null, "date": "2026-03-15 12:00:00",
        }));
        assert_eq!(books.shown(account, invoice).await["remaining_due"], "0.00", "auto_apply is the default");
        assert_eq!(t.admin().get(&format!("{path}/1")).await.ok(), made);
        let deposits = t.admin().get(&format!("/accounts/{account}/transactions/deposits")).await.ok();
        assert_eq!(deposits, json!([
            {"id": 1, "amount": 12.93, "amount_remaining": 2.93, "payment_id": 1, "void": false, "date": "2026-03-15 12:00:00"},
        ]));
        let reversed = t.admin().patch(&format!("{path}/1/reverse"), json!({})).await.ok();
        assert_eq!((&reversed["reversed"], &reversed["reversed_at"]), (&json!(true), &json!("2026-03-15")));
        let deposit = t.admin().get(&format!("/accounts/{account}/transactions/deposits/1")).await.ok();
        assert_eq!((&deposit["void"], &deposit["amount_remaining"]), (&json!(true), &json!(0)));
        t.admin().post(&format!("{path}/1/reverse"), json!({})).await.refused(422, "The payment has already been reversed or refunded.");
    }

    async fn all_faults_of_a_payment_are_named_at_once(t) {
        let books = Books::open(&t).await;
        let path = format!("/accounts/{}/transactions/payments", books.account(None).await);
        t.admin().post(&path, json!({})).await.invalid(&["amount", "payment_method"]);
        t.admin().post(&path, json!({"payment_method": "gold", "amount": "x", "date": "soon"})).await.invalid(&["payment_method", "amount", "date"]);
        let messages = t.admin().post(&path, json!({"payment_method": "cash", "amount": 0, "date": "2026-03-16"})).await;
        let messages = messages.invalid(&["amount", "date"]);
        assert_eq!(messages["amount"], "The amount must be greater than 0.");
        assert_eq!(messages["date"], "The date may not be in the future.");
        let stored = json!({"payment_method_id": 7, "amount": "12.34", "auto_apply": true});
        let messages = t.admin().post(&path, stored).await.invalid(&["payment_method_id"]);
        assert_eq!(messages["payment_method_id"], "There is no payment processor.");
        let paypal = path.replace("payments", "paypal_payments");
        t.admin().post(&paypal, json!({})).await.invalid(&["transaction_id", "amount"]);
        t.admin().post(&paypal, json!({"amount": -1, "transaction_id": "ABC123"})).await.invalid(&["amount"]);
        assert_eq!(t.admin().get(&path).await.ok(), json!([]));
    }

    async fn an_earlier_payment_is_shown_on_its_own_date(t) {
        let books = Books::open(&t).await;
        let path = format!("/accounts/{}/transactions/payments", books.account(None).await);
        for zone in ["America/Chicago", "Europe/Berlin"] {
            t.admin().patch("/system/application", json!({"timezone": zone})).await.ok();
            let body = json!({"payment_method": "wire", "amount": 1, "date": "2026-03-08"});
            let made = t.admin().post(&path, body).await.created();
            assert!(made["date"].as_str().unwrap().starts_with("2026-03-08 "), "{zone}: {made}");
        }
    }

    async fn only_the_reference_of_a_payment_by_hand_changes(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let all = format!("/accounts/{account}/transactions");
        let check = json!({"payment_method": "check", "reference": "1077", "amount": 1, "email_payment_receipt": true});
        let check = t.admin().post(&format!("{all}/payments"), check).await.created();
        assert_eq!(check["response_message"], "1077");
        let path = format!("{all}/payments/{}", check["id"]);
        let edited = t.admin().patch(&path, json!({"response_message": "1078", "amount": 500})).await.ok();
        assert_eq!((&edited["response_message"], &edited["amount"]), (&json!("1078"), &json!(1)));
        assert_eq!(t.admin().patch(&path, json!({})).await.ok()["response_message"], "1078");
        assert_eq!(t.admin().patch(&path, json!({"response_message": null})).await.ok()["response_message"], json!(null));
        let sale = json!({"amount": "12.53", "transaction_id": "ABC123"});
        let sale = t.admin().post(&format!("{all}/paypal_payments"), sale).await.created();
        assert_eq!(sale, json!({
            "id": sale["id"], "amount": 12.53, "payment_method_id": 0, "type": "paypal", "response_message": "APPROVED",
            "transaction_id": "ABC123", "success": true, "reversed": false, "reversed_at": null, "date": "2026-03-15 12:00:00",
        }));
        t.admin().patch(&format!("{all}/payments/{}", sale["id"]), json!({"response_message": "x"})).await
            .refused(422, "Only the reference of a cash, check, wire or other payment can be changed.");
    }

    async fn debits_are_listed_newest_first_with_taxes_and_ledger_codes(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let first = books.debit(account, money("186.48"), money("9.00")).await.unwrap();
        let second = books.debit(account, money("1.00"), money("0.00")).await.unwrap();
        let all = format!("/accounts/{account}/transactions/debits");
        let list = t.admin().get(&all).await.ok();
        assert_eq!(list[0]["id"], second);
        assert_eq!(list[1], json!({
            "id": first, "amount": 186.48, "invoice_id": null, "service_id": books.service_id, "date": "2026-03-15 12:00:00",
            "reversed": false, "reversed_at": null, "discount_id": null, "number_of_months": 1,
            "taxes": [{"description": "Sales Tax", "amount": 9}], "description": "Internet", "quantity": 1,
            "general_ledger_code": "1000", "general_ledger_code_description": "Internet Access",
        }));
        assert_eq!(t.admin().get(&format!("{all}/{first}")).await.ok(), list[1]);
        let other = books.account(None).await;
        t.admin().get(&format!("/accounts/{other}/transactions/debits/{first}")).await.status(404);
        assert_eq!(t.admin().get(&format!("/accounts/{other}/transactions/debits")).await.ok(), json!([]));
    }

    async fn other_words_for_a_line_go_back_to_the_name_of_its_service(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let debit = books.debit(account, money("10.00"), money("0.00")).await.unwrap();
        let discount = books.discount(account, money("5.00")).await.unwrap();
        execute(&t, "update services set name = 'Fast Internet'").await;
        for path in [format!("debits/{debit}"), format!("discounts/{discount}")] {
            let path = format!("/accounts/{account}/transactions/{path}");
            let described = t.admin().patch(&path, json!({"description": "March"})).await.ok();
            assert_eq!(described["description"], "March");
            assert_eq!(t.admin().patch(&path, json!({})).await.ok(), described);
            assert_eq!(t.admin().patch(&path, json!({"description": null})).await.ok()["description"], "Fast Internet");
            t.admin().patch(&path, json!({"description": {}})).await.invalid(&["description"]);
            t.admin().patch(&path.replace(&format!("/{account}/"), "/999/"), json!({})).await.status(404);
        }
        let shown = t.admin().get(&format!("/accounts/{account}/transactions/discounts/{discount}")).await.ok();
        assert_eq!(shown, json!({
            "id": discount, "amount": 5, "amount_remaining": 5, "service_id": books.service_id, "date": "2026-03-15 12:00:00",
            "reversed": false, "reversed_at": null, "taxes": [], "description": "Fast Internet", "quantity": 1,
            "general_ledger_code": "1000", "general_ledger_code_description": "Internet Access",
        }));
    }
}
