use chrono::TimeDelta;
use fairlead_testkit::{TestAnswer, TestApp, json, on_both, serde_json::Value};

use crate::ledger::tests::{Books, money};
use crate::testing::{account_with, execute, setup};

const MARCH: &str = "start=2026-03-01&end=2026-03-31";

/// The lines from `start` to `end`: day, kind, code, and what is debited or, below zero, credited.
async fn lines(t: &TestApp, start: &str, end: &str) -> Vec<String> {
    let path = format!("/financial/journal?start=2026-03-{start}&end=2026-03-{end}");
    let found = t.admin().get(&path).await.ok();
    let line = |line: &Value| {
        let text = |name: &str| line[name].as_str().expect(name).to_owned();
        let amount = match text("credit").as_str() {
            "0.00" => text("debit"),
            credit => format!("-{credit}"),
        };
        format!("{} {} | {} | {amount}", &text("date")[8..], text("kind"), text("general_ledger_code"))
    };
    found.as_array().expect("a list").iter().map(line).collect()
}

fn text(file: TestAnswer) -> String {
    String::from_utf8(file.bytes).expect("UTF-8")
}

/// Each line is `code lines debit credit`.
async fn sums(t: &TestApp, range: &str) -> Vec<String> {
    let found = t.admin().get(&format!("/financial/journal/summary?{range}")).await.ok();
    let sum = |sum: &Value| {
        let text = |name: &str| sum[name].as_str().expect(name).to_owned();
        format!("{} {} {} {}", text("general_ledger_code"), sum["lines"], text("debit"), text("credit"))
    };
    found.as_array().expect("a list").iter().map(sum).collect()
}

on_both! {
    async fn every_posting_makes_its_lines_on_its_own_day(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let debit = books.debit(account, money("10.00"), money("0.80")).await.unwrap();
        let made = json!({"debits": [debit], "date": "2026-03-17", "due_date": "2026-03-20"});
        let invoice = t.admin().post(&format!("/accounts/{account}/invoices"), made).await.ok()["id"].as_i64().unwrap();
        let paid = books.pay(account, "15.00", true).await;
        t.wait(TimeDelta::days(1));
        books.discount(account, money("3.00")).await.unwrap();
        books.on(account, invoice, "void").await.ok();
        t.wait(TimeDelta::days(1));
        t.admin().post(&format!("/accounts/{account}/transactions/payments/{}/reverse", paid["id"]), json!({})).await.ok();
        let expected = [
            "15 debit | RECEIVABLE | 10.80",
            "15 debit | 1000 | -10.00",
            "15 debit | TAXES PAYABLE | -0.80",
            "15 payment | UNDEPOSITED FUNDS | 15.00",
            "15 payment | UNAPPLIED FUNDS | -15.00",
            "15 credit | UNAPPLIED FUNDS | 10.80",
            "15 credit | RECEIVABLE | -10.80",
            "16 discount | UNAPPLIED FUNDS | -3.00",
            "16 discount | 1000 | 3.00",
            "16 void | UNAPPLIED FUNDS | -10.80",
            "16 void | 1000 | 10.00",
            "16 void | TAXES PAYABLE | 0.80",
            "16 credit | UNAPPLIED FUNDS | 10.80",
            "16 credit | RECEIVABLE | -10.80",
            "16 credit_reversal | RECEIVABLE | 10.80",
            "16 credit_reversal | UNAPPLIED FUNDS | -10.80",
            "17 payment_reversal | UNAPPLIED FUNDS | 15.00",
            "17 payment_reversal | UNDEPOSITED FUNDS | -15.00",
        ];
        assert_eq!(lines(&t, "01", "31").await, expected);
        assert_eq!(lines(&t, "16", "16").await, expected[7..16]);
        // What is left is the discount: 3.00 less revenue, 3.00 owed to the customer.
        assert_eq!(sums(&t, MARCH).await, [
            "1000 3 13.00 10.00",
            "RECEIVABLE 4 21.60 21.60",
            "TAXES PAYABLE 2 0.80 0.80",
            "UNAPPLIED FUNDS 7 36.60 39.60",
            "UNDEPOSITED FUNDS 2 15.00 15.00",
        ]);
        assert_eq!(books.balances(account).await, "0.00 0.00 3.00");
    }

    async fn the_day_of_a_posting_is_that_of_the_application(t) {
        t.admin().patch("/system/application", json!({"timezone": "America/Chicago"})).await.ok();
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        // 23:30 on the 15th in Chicago, 04:30 on the 16th in UTC.
        t.wait(TimeDelta::minutes(16 * 60 + 30));
        books.debit(account, money("1.00"), money("0.00")).await.unwrap();
        assert_eq!(lines(&t, "16", "31").await, Vec::<String>::new());
        assert_eq!(lines(&t, "15", "15").await.len(), 2);
        t.admin().patch("/system/application", json!({"timezone": "UTC"})).await.ok();
        assert_eq!(lines(&t, "15", "15").await, Vec::<String>::new());
        assert_eq!(lines(&t, "16", "16").await.len(), 2);
    }

    async fn a_refund_comes_from_the_processor(t) {
        t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let all = format!("/accounts/{account}/transactions");
        let card = json!({
            "number": "4242424242424242", "expiration_month": "09", "expiration_year": "2029", "amount": "12.34", "name_on_account": "Ada",
            "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US", "cvc": "973",
        });
        let paid = t.admin().post(&format!("{all}/one_time_credit_card_payment"), card.clone()).await.created();
        let mut declined = card;
        declined["number"] = json!("4000000000000002");
        assert_eq!(t.admin().post(&format!("{all}/one_time_credit_card_payment"), declined).await.created()["success"], false);
        t.admin().post(&format!("{all}/payments/{}/refund", paid["id"]), json!({})).await.ok();
        assert_eq!(lines(&t, "15", "15").await, [
            "15 payment | PROCESSOR CLEARING | 12.34",
            "15 payment | UNAPPLIED FUNDS | -12.34",
            "15 refund | UNAPPLIED FUNDS | 12.34",
            "15 refund | PROCESSOR CLEARING | -12.34",
        ]);
    }

    async fn codes_are_those_of_the_settings_and_of_the_services(t) {
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let code = json!({"code": "1200", "description": "Accounts receivable"});
        let code = t.admin().post("/financial/general_ledger_codes", code).await.created();
        t.admin().patch("/system/ledger_codes", json!({"receivable": 999})).await.invalid(&["receivable"]);
        t.admin().patch("/system/ledger_codes", json!({"receivable": code["id"]})).await.ok();
        execute(&t, "update services set general_ledger_code_id = null, application = 'credit'").await;
        books.debit(account, money("2.00"), money("0.00")).await.unwrap();
        assert_eq!(lines(&t, "15", "15").await, ["15 debit | 1200 | 2.00", "15 debit | DISCOUNTS | -2.00"]);
        t.admin().delete(&format!("/financial/general_ledger_codes/{}", code["id"])).await.ok();
        assert_eq!(lines(&t, "15", "15").await[0], "15 debit | RECEIVABLE | 2.00", "its code is gone");
    }

    async fn the_journal_is_paged_and_narrowed_to_an_account(t) {
        let books = Books::open(&t).await;
        let (one, other) = (books.account(None).await, books.account(None).await);
        for account in [one, other, one] {
            books.debit(account, money("1.00"), money("0.10")).await.unwrap();
        }
        let page = t.admin().get(&format!("/financial/journal?{MARCH}&limit=4&page=3")).await.status(200).json;
        assert_eq!(page["paginator"], json!({"total_count": 9, "total_pages": 3, "current_page": 3, "limit": 4}));
        assert_eq!(page["data"], json!([{
            "date": "2026-03-15", "kind": "debit", "id": 3, "account_id": one, "account_name": "Ada Lovelace", "invoice_id": null,
            "general_ledger_code": "TAXES PAYABLE", "general_ledger_code_description": "Taxes payable", "description": "Sales Tax",
            "debit": "0.00", "credit": "0.10",
        }]));
        let of_one = t.admin().get(&format!("/financial/journal?{MARCH}&account_id={other}")).await.ok();
        assert_eq!(of_one.as_array().unwrap().len(), 3);
        let empty = t.admin().get("/financial/journal?start=2026-04-01&end=2026-04-30&page=2").await.status(200).json;
        assert_eq!(empty["paginator"], json!({"total_count": 0, "total_pages": 1, "current_page": 2, "limit": 100}));
    }

    async fn a_range_that_makes_no_sense_is_refused_with_all_its_faults(t) {
        for path in ["/financial/journal", "/financial/journal/summary"] {
            t.admin().get(path).await.invalid(&["start", "end"]);
            t.admin().get(&format!("{path}?start=soon&end=2026-02-30&account_id=x")).await.invalid(&["start", "end", "account_id"]);
            t.admin().get(&format!("{path}?start=2026-03-02&end=2026-03-01")).await.invalid(&["end"]);
            t.admin().get(&format!("{path}?start=1969-12-31&end=9999-12-31")).await.invalid(&["start", "end"]);
            t.admin().get(&format!("{path}?start=2020-01-01&end=2026-03-01")).await.invalid(&["end"]);
            t.admin().get(&format!("{path}?start=2023-03-01&end=2026-03-01&format=csv")).await.status(200);
            t.user().can("invoices.read").get(&format!("{path}?{MARCH}")).await.status(403);
            t.user().can("journal.read").get(&format!("{path}?{MARCH}")).await.status(200);
        }
    }

    async fn a_file_has_every_line_and_no_formula(t) {
        let books = Books::open(&t).await;
        let account = account_with(&t, json!({"name": "=HYPERLINK(\"http://example.com\"), Ada"})).await;
        books.debit(account, money("1234567.50"), money("0.00")).await.unwrap();
        t.wait(TimeDelta::days(2));
        execute(&t, "update general_ledger_codes set description = '@SUM(1+1)'").await;
        books.debit(account, money("0.05"), money("0.00")).await.unwrap();
        let file = t.admin().get(&format!("/financial/journal?{MARCH}&format=csv")).await.status(200);
        let name = "\"'=HYPERLINK(\"\"http://example.com\"\"), Ada\"";
        assert_eq!(text(file), [
            "date,kind,id,account_id,account_name,invoice_id,general_ledger_code,general_ledger_code_description,description,debit,credit",
            &format!("2026-03-15,debit,1,{account},{name},,RECEIVABLE,Receivable,Internet,1234567.50,0.00"),
            &format!("2026-03-15,debit,1,{account},{name},,1000,'@SUM(1+1),Internet,0.00,1234567.50"),
            &format!("2026-03-17,debit,2,{account},{name},,RECEIVABLE,Receivable,Internet,0.05,0.00"),
            &format!("2026-03-17,debit,2,{account},{name},,1000,'@SUM(1+1),Internet,0.00,0.05"),
            "",
        ].join("\r\n"));
        let file = t.admin().get(&format!("/financial/journal/summary?{MARCH}&format=csv")).await.status(200);
        assert_eq!(text(file), [
            "general_ledger_code,general_ledger_code_description,lines,debit,credit",
            "1000,'@SUM(1+1),2,0.00,1234567.55",
            "RECEIVABLE,Receivable,2,1234567.55,0.00",
            "",
        ].join("\r\n"));
    }
}
