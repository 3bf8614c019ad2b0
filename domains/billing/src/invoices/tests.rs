use fairlead_testkit::{json, on_both};

use crate::ledger::tests::{Books, money};
use crate::testing::{set, setup};

on_both! {
    async fn an_invoice_is_made_from_debits_as_documented(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        set(&t, account, "due_days = 14").await;
        let first = books.debit(account, money("10.00"), money("0.82")).await.unwrap();
        let second = books.debit(account, money("4.50"), money("0.00")).await.unwrap();
        let all = format!("/accounts/{account}/invoices");
        // Importers send ids as text, and the account's beside them.
        let body = json!({"account_id": account.to_string(), "debits": [first.to_string(), second], "date": "2026-03-20"});
        let made = t.admin().post(&all, body).await.ok();
        assert_eq!(made, json!({
            "id": 1, "date": "2026-03-20", "frozen": false, "remaining_due": "15.32", "child_remaining_due": "0.00",
            "number_of_months": 1, "master_invoice_id": 0, "due_date": "2026-04-03", "delinquent": false, "auto_pay": null,
            "auto_pay_attempted": false, "void": false,
        }));
        assert_eq!(t.admin().get(&format!("{all}/1?page=1")).await.ok(), made);
        let debits = t.admin().get(&format!("{all}/1/debits")).await.ok();
        assert_eq!((&debits[0]["id"], &debits[1]["id"]), (&json!(second), &json!(first)));
        assert_eq!((&debits[1]["amount"], &debits[1]["invoice_id"]), (&json!(10), &json!(1)));
        assert_eq!(books.balances(account).await, "15.32 15.32 0.00");
    }

    async fn what_cannot_be_invoiced_is_named(t) {
        let books = Books::open(&t).await;
        let (account, other) = (books.account(None).await, books.account(None).await);
        let debit = books.debit(account, money("10.00"), money("0.00")).await.unwrap();
        let theirs = books.debit(other, money("10.00"), money("0.00")).await.unwrap();
        let all = format!("/accounts/{account}/invoices");
        t.admin().post(&all, json!({"debits": []})).await.invalid(&["debits"]);
        t.admin().post(&all, json!({"debits": "x", "due_date": "soon", "date": 7})).await.invalid(&["debits", "due_date", "date"]);
        for (ids, expected) in [
            (json!([debit, theirs]), format!("Debit ID {theirs} does not exist on this account.")),
            (json!([debit, debit]), format!("Debit ID {debit} is named twice.")),
        ] {
            assert_eq!(t.admin().post(&all, json!({"debits": ids})).await.invalid(&["debits"])["debits"], expected);
        }
        let early = json!({"debits": [debit], "due_date": "2026-03-14"});
        t.admin().post(&all, early).await.invalid(&["due_date"]);
        assert_eq!(books.balances(account).await, "0.00 10.00 0.00", "nothing half written");
        t.admin().post(&all, json!({"debits": [debit]})).await.ok();
        let messages = t.admin().post(&all, json!({"debits": [debit]})).await.invalid(&["debits"]);
        assert_eq!(messages["debits"], format!("Debit ID {debit} has already been invoiced."));
    }

    async fn invoices_are_seen_under_their_account_alone_newest_first(t) {
        let books = Books::open(&t).await;
        let (account, other) = (books.account(None).await, books.account(None).await);
        let first = books.invoice(account, &["1.00"], "2026-03-20").await;
        let second = books.invoice(account, &["2.00"], "2026-03-19").await;
        let theirs = books.invoice(other, &["3.00"], "2026-03-20").await;
        let list = t.admin().get(&format!("/accounts/{account}/invoices")).await.ok();
        assert_eq!((list[0]["id"].as_i64(), list[1]["id"].as_i64(), list.as_array().unwrap().len()), (Some(second), Some(first), 2));
        for verb in ["void", "freeze", "unfreeze", "link", "credits/1/reverse", "apply_deposit/1", "apply_discount/1"] {
            books.on(account, theirs, verb).await.status(404);
        }
        for path in ["", "/debits", "/credits"] {
            t.admin().get(&format!("/accounts/{account}/invoices/{theirs}{path}")).await.status(404);
        }
        t.admin().delete(&format!("/accounts/{account}/invoices/{theirs}")).await.status(404);
        let payment = books.pay(other, "1.00", false).await;
        books.on(account, first, &format!("apply_deposit/{}", payment["id"])).await.status(404);
        assert_eq!(books.balances(other).await, "3.00 3.00 1.00");
    }

    async fn outstanding_invoices_come_in_the_order_in_which_they_are_paid(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let outstanding = format!("/accounts/{account}/invoices/outstanding");
        assert_eq!(t.admin().get(&outstanding).await.ok(), json!([]));
        let late = books.invoice(account, &["1.00"], "2026-03-25").await;
        let soon = books.invoice(account, &["2.00"], "2026-03-20").await;
        let paid = books.invoice(account, &["3.00"], "2026-03-16").await;
        books.pay(account, "3.00", true).await;
        let ids = async |account: i64| {
            let list = t.admin().get(&format!("/accounts/{account}/invoices/outstanding?page=1")).await.ok();
            list.as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(ids(account).await, [soon, late]);
        // A bill that is paid itself is outstanding while something linked to it is.
        let child = books.account(Some(account)).await;
        let below = books.invoice(child, &["5.00"], "2026-03-30").await;
        t.admin().post(&format!("/accounts/{account}/invoices/{paid}/link"), json!({"child_invoice_id": below})).await.ok();
        assert_eq!(ids(account).await, [paid, soon, late]);
        assert_eq!(ids(child).await, [below]);
        t.admin().get("/accounts/999/invoices/outstanding").await.status(404);
    }

    async fn freezing_is_for_account_super_users(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["1.00"], "2026-03-20").await;
        let path = format!("/accounts/{account}/invoices/{invoice}");
        let clerk = t.user().can("invoices.update");
        clerk.patch(&format!("{path}/freeze"), json!({})).await.refused(403, "This requires account super user permissions.");
        let chief = clerk.can("account_super_user.act");
        for (verb, frozen) in [("freeze", true), ("freeze", true), ("unfreeze", false)] {
            assert_eq!(chief.post(&format!("{path}/{verb}"), json!({})).await.ok()["frozen"], frozen);
            assert_eq!(chief.patch(&format!("{path}/{verb}"), json!({})).await.ok()["frozen"], frozen);
        }
        books.on(account, invoice, "void").await.ok();
        books.on(account, invoice, "freeze").await.refused(422, "Invoice is already voided.");
    }

    async fn credits_name_their_fund_and_can_be_reversed(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["100.00"], "2026-03-20").await;
        let discount = books.discount(account, money("30.00")).await.unwrap();
        books.pay(account, "60.50", true).await;
        let shown = books.on(account, invoice, &format!("apply_discount/{discount}")).await.ok();
        assert_eq!(shown["remaining_due"], "9.50");
        let path = format!("/accounts/{account}/invoices/{invoice}/credits");
        let now = "2026-03-15 12:00:00";
        assert_eq!(t.admin().get(&path).await.ok(), json!([
            {"id": 2, "amount": 30, "void": false, "deposit_id": 0, "discount_id": discount, "date": now},
            {"id": 1, "amount": 60.5, "void": false, "deposit_id": 1, "discount_id": 0, "date": now},
        ]));
        let mut reversed = t.admin().patch(&format!("{path}/1/reverse"), json!({})).await.status(200);
        assert_eq!(reversed.json["paginator"]["total_count"], 1);
        let reversed = reversed.json["data"].take();
        assert_eq!(reversed, json!([{"id": 1, "amount": 60.5, "void": true, "deposit_id": 1, "discount_id": 0, "date": now}]));
        assert_eq!(books.balances(account).await, "70.00 70.00 60.50");
        t.admin().post(&format!("{path}/1/reverse"), json!({})).await.refused(422, "The credit has already been reversed.");
    }
}
