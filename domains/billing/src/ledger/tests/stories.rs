use fairlead_kernel::Money;
use fairlead_testkit::{json, on_both, serde_json::Value};
use sea_orm::EntityTrait;

use super::books::{Books, money};
use crate::ledger::invoices;
use crate::testing::{set, setup};

fn date(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a date")
}

on_both! {
    async fn nothing_dated_in_a_closed_period_changes(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let debit = books.debit(account, money("10.00"), money("0.80")).await.unwrap();
        let old = books.bill(account, &[debit], date("2026-02-01"), date("2026-02-11")).await;
        let manual = books.invoice(account, &["5.00"], "2026-03-20").await;
        let payment = books.pay(account, "4.00", true).await;
        let credits = t.admin().get(&format!("/accounts/{account}/invoices/{old}/credits")).await.ok();
        t.wait(chrono::TimeDelta::days(1));
        books.close(Some(date("2026-03-15"))).await;
        let before = books.balances(account).await;

        let closed = "The accounting period is closed.";
        assert_eq!(books.on(account, old, "void").await.invalid(&["invoice_id"])["invoice_id"], closed);
        let reverse = format!("credits/{}/reverse", credits[0]["id"]);
        assert_eq!(books.on(account, old, &reverse).await.invalid(&["debits"])["debits"], closed);
        let path = format!("/accounts/{account}/invoices/{manual}");
        assert_eq!(t.admin().delete(&path).await.invalid(&["invoice_id"])["invoice_id"], closed);
        let late = books.debit(account, money("1.00"), money("0.00")).await.unwrap();
        let body = json!({"debits": [late], "date": "2026-03-15", "due_date": "2026-04-01"});
        let answer = t.admin().post(&format!("/accounts/{account}/invoices"), body).await;
        assert_eq!(answer.invalid(&["date"])["date"], closed);
        let payments = format!("/accounts/{account}/transactions/payments");
        let body = json!({"payment_method": "check", "amount": 5, "date": "2026-03-15"});
        assert_eq!(t.admin().post(&payments, body).await.invalid(&["date"])["date"], closed);
        assert_eq!((before.as_str(), books.balances(account).await.as_str()), ("11.80 11.80 0.00", "11.80 12.80 0.00"));

        // A check may bounce later than the books are closed.
        t.admin().post(&format!("{payments}/{}/reverse", payment["id"]), json!({})).await.ok();
        assert_eq!(books.balances(account).await, "15.80 16.80 0.00");
        // Today is closed: no money comes in and none is applied.
        books.close(Some(date("2026-03-16"))).await;
        let body = json!({"payment_method": "check", "amount": 5});
        assert_eq!(t.admin().post(&payments, body).await.invalid(&["date"])["date"], closed);
    }

    async fn money_that_moves_ends_delinquency_and_begins_it_again(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        set(&t, account, "grace_days = 3").await;
        let debit = books.debit(account, money("10.00"), money("0.00")).await.unwrap();
        let overdue = books.bill(account, &[debit], date("2026-03-01"), date("2026-03-11")).await;
        assert_eq!(books.shown(account, overdue).await["delinquent"], true, "the 15th is after the 11th and 3 days");
        let payment = books.pay(account, "10.00", true).await;
        assert_eq!(books.shown(account, overdue).await["delinquent"], false);
        t.admin().post(&format!("/accounts/{account}/transactions/payments/{}/reverse", payment["id"]), json!({})).await.ok();
        assert_eq!(books.shown(account, overdue).await["delinquent"], true);
        books.on(account, overdue, "freeze").await.ok();
        assert_eq!(books.shown(account, overdue).await["delinquent"], false, "frozen invoices take no part");
        books.on(account, overdue, "unfreeze").await.ok();
        assert_eq!(books.shown(account, overdue).await["delinquent"], true);
        books.on(account, overdue, "void").await.ok();
        assert_eq!(books.shown(account, overdue).await["delinquent"], false);
    }

    async fn a_void_bill_of_a_sub_account_gives_the_masters_money_back(t) {
        let books = Books::open(&t).await;
        let master = books.account(None).await;
        let bill = books.invoice(master, &["40.00"], "2026-03-20").await;
        let mut children = Vec::new();
        for _ in 0..3 {
            let child = books.account(Some(master)).await;
            let invoice = books.invoice(child, &["10.00"], "2026-03-25").await;
            let link = format!("/accounts/{master}/invoices/{bill}/link");
            let linked = t.admin().post(&link, json!({"child_invoice_id": invoice})).await.ok();
            assert_eq!((&linked["id"], &linked["master_invoice_id"]), (&json!(invoice), &json!(bill)));
            children.push((child, invoice));
        }
        assert_eq!(books.balances(master).await, "70.00 70.00 0.00");
        books.pay(master, "65.00", true).await;
        assert_eq!(books.balances(master).await, "5.00 5.00 0.00");
        assert_eq!(books.shown(master, bill).await["child_remaining_due"], "5.00");
        let (first, invoice) = children[0];
        assert_eq!(books.balances(first).await, "0.00 0.00 0.00", "the master's money paid it");
        books.on(first, invoice, "void").await.ok();
        assert_eq!(books.balances(master).await, "5.00 5.00 10.00");
        assert_eq!(books.balances(children[2].0).await, "5.00 5.00 0.00");
    }

    async fn what_hangs_on_a_paid_bill_is_paid_in_the_bills_turn(t) {
        let books = Books::open(&t).await;
        let master = books.account(None).await;
        let child = books.account(Some(master)).await;
        let bill = books.invoice(master, &["10.00"], "2026-03-20").await;
        let link = format!("/accounts/{master}/invoices/{bill}/link");
        let first = books.invoice(child, &["5.00"], "2026-03-30").await;
        books.pay(master, "10.00", true).await;
        t.admin().post(&link, json!({"child_invoice_id": first})).await.ok();
        let later = books.invoice(master, &["10.00"], "2026-03-25").await;
        books.pay(master, "5.00", true).await;
        assert_eq!(books.shown(child, first).await["remaining_due"], "0.00", "its bill is due before the other");
        let second = books.invoice(child, &["5.00"], "2026-03-16").await;
        t.admin().post(&link, json!({"child_invoice_id": second})).await.ok();
        books.on(master, bill, "freeze").await.ok();
        books.pay(master, "5.00", true).await;
        assert_eq!(books.shown(child, second).await["remaining_due"], "5.00", "its bill is frozen");
        assert_eq!(books.shown(master, later).await["remaining_due"], "5.00");
    }

    async fn accounts_that_have_parted_get_their_own_back(t) {
        let books = Books::open(&t).await;
        let master = books.account(None).await;
        let child = books.account(Some(master)).await;
        let bill = books.invoice(master, &["40.00"], "2026-03-20").await;
        let invoice = books.invoice(child, &["10.00"], "2026-03-25").await;
        t.admin().post(&format!("/accounts/{master}/invoices/{bill}/link"), json!({"child_invoice_id": invoice})).await.ok();
        let payment = books.pay(master, "50.00", true).await;
        let credits = t.admin().get(&format!("/accounts/{child}/invoices/{invoice}/credits")).await.ok();
        set(&t, child, "parent_account_id = null").await;
        books.on(child, invoice, &format!("credits/{}/reverse", credits[0]["id"])).await.ok();
        assert_eq!(books.balances(master).await, "0.00 0.00 10.00");
        assert_eq!(books.balances(child).await, "10.00 10.00 0.00");
        t.admin().post(&format!("/accounts/{master}/transactions/payments/{}/reverse", payment["id"]), json!({})).await.ok();
        assert_eq!(books.balances(master).await, "40.00 40.00 0.00");
    }

    async fn what_is_due_below_reaches_the_top_of_the_tree(t) {
        let books = Books::open(&t).await;
        let top = books.account(None).await;
        let middle = books.account(Some(top)).await;
        let bottom = books.account(Some(middle)).await;
        books.invoice(bottom, &["7.00"], "2026-03-20").await;
        books.debit(middle, money("1.00"), money("0.10")).await.unwrap();
        assert_eq!(books.balances(top).await, "7.00 7.00 0.00");
        assert_eq!(books.balances(middle).await, "7.00 8.10 0.00");
        books.pay(bottom, "2.00", true).await;
        assert_eq!(books.balances(top).await, "5.00 5.00 0.00");
    }

    async fn who_changes_trees_takes_what_is_due_along(t) {
        let books = Books::open(&t).await;
        let (top, other) = (books.account(None).await, books.account(None).await);
        let middle = books.account(Some(top)).await;
        let bottom = books.account(None).await;
        books.invoice(bottom, &["7.00"], "2026-03-20").await;
        let attach = |id: i64, subs: Value| { let admin = t.admin(); async move { admin.patch(&format!("/accounts/{id}"), json!({"sub_accounts": subs})).await.ok() } };
        let shown = attach(middle, json!([bottom])).await;
        assert_eq!(shown["balance_due"], 7, "at once");
        assert_eq!(books.balances(top).await, "7.00 7.00 0.00");
        attach(top, json!([])).await;
        assert_eq!(books.balances(top).await, "0.00 0.00 0.00");
        attach(other, json!([middle])).await;
        assert_eq!(books.balances(other).await, "7.00 7.00 0.00");
        let body = json!({
            "name": "Head office", "account_type_id": 1, "account_status_id": 2, "contact_name": "Ada", "line1": "555 Packers Ln",
            "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US", "sub_accounts": [other],
        });
        let head = t.admin().post("/accounts", body).await.created();
        assert_eq!(head["balance_due"], 7);
        t.admin().delete(&format!("/accounts/{middle}")).await.ok();
        assert_eq!(books.balances(other).await, "0.00 0.00 0.00");
        assert_eq!(books.balances(head["id"].as_i64().expect("an id")).await, "0.00 0.00 0.00");
        assert_eq!(books.balances(bottom).await, "7.00 7.00 0.00");
    }

    async fn sums_that_do_not_fit_are_refused_and_change_nothing(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let huge = Money::from_scaled(5_000_000_000_000_000_000);
        let first = books.debit(account, huge, Money::ZERO).await.expect("it fits");
        books.bill(account, &[first], date("2026-03-15"), date("2026-03-25")).await;
        let before = books.balances(account).await;
        // What is due and what is not invoiced fit, and their sum does not.
        let refused = books.debit(account, huge, Money::ZERO).await.expect_err("it is too large");
        assert_eq!(refused.to_string(), "The amount is too large.");
        books.discount(account, huge).await.expect("it fits");
        books.discount(account, huge).await.expect_err("it is too large");
        let after = books.balances(account).await;
        assert_eq!((before.as_str(), after.as_str()), (
            "50000000000000000.00 50000000000000000.00 0.00", "50000000000000000.00 50000000000000000.00 50000000000000000.00",
        ));
    }

    async fn a_voided_invoice_keeps_its_taxes_in_the_discounts_that_pay_it(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let debit = books.debit(account, money("100.00"), money("8.25")).await.unwrap();
        let invoice = books.bill(account, &[debit], date("2026-03-15"), date("2026-03-25")).await;
        assert_eq!(books.on(account, invoice, "void").await.ok(), json!({"success": true}));
        books.on(account, invoice, "void").await.refused(422, "Invoice is already voided.");
        let discounts = t.admin().get(&format!("/accounts/{account}/transactions/discounts")).await.ok();
        assert_eq!(discounts[0]["taxes"], json!([{"description": "Sales Tax", "amount": 8.25}]));
        assert_eq!((&discounts[0]["amount"], &discounts[0]["amount_remaining"]), (&json!(100), &json!(0)));
        let debits = t.admin().get(&format!("/accounts/{account}/invoices/{invoice}/debits")).await.ok();
        assert_eq!(debits[0]["reversed"], true);
        assert_eq!((&debits[0]["reversed_at"], &debits[0]["discount_id"]), (&json!("2026-03-15"), &discounts[0]["id"]));
        let stored = invoices::Entity::find_by_id(invoice).one(t.app.db.read()).await.unwrap().unwrap();
        assert!(stored.void && stored.remaining_due.is_zero());
    }
}
