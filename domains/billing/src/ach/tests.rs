//! It is 2026-03-15, a Sunday: the next bank day is the 16th.

use axum::http::Method;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::ledger::tests::Books;
use crate::testing::{account_with, dump, execute, setup, texts};

const ALL: &str = "/financial/ach_batches";
const NUMBER: &str = "000123456789";

fn complete() -> Value {
    json!({
        "enabled": true, "immediate_destination": "091000019", "immediate_destination_name": "Example Bank",
        "immediate_origin": "1123456789", "immediate_origin_name": "Example Internet", "company_name": "Example Internet",
        "company_identification": "1123456789", "originating_routing_number": "091000019", "entry_description": "INTERNET",
    })
}

async fn enable(t: &TestApp) {
    t.admin().patch("/system/ach", complete()).await.ok();
}

/// The id of a bank account of an account.
async fn bank(t: &TestApp, account: i64, changes: Value) -> i64 {
    let mut body = json!({
        "type": "bank account", "account_number": NUMBER, "routing_number": "021000021", "account_type": "checking",
        "name_on_account": "Ada Lovelace", "auto": true,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    let made = t.admin().post(&format!("/accounts/{account}/payment_methods"), body).await.created();
    assert_eq!(made["type"], "ach");
    made["id"].as_i64().expect("an id")
}

/// A payment with a bank account.
async fn pay(t: &TestApp, account: i64, method: i64, amount: &str) -> Value {
    let body = json!({"payment_method_id": method, "amount": amount});
    t.admin().post(&format!("/accounts/{account}/transactions/payments"), body).await.created()
}

/// The id of a new account with a bank account that has paid this much, and the payment.
async fn payer(t: &TestApp, amount: &str) -> (i64, Value) {
    let account = account_with(t, json!({})).await;
    let method = bank(t, account, json!({})).await;
    (account, pay(t, account, method, amount).await)
}

async fn payment(t: &TestApp, account: i64, payment: &Value) -> Value {
    t.admin().get(&format!("/accounts/{account}/transactions/payments/{}", payment["id"])).await.ok()
}

async fn verb(t: &TestApp, account: i64, payment: &Value, verb: &str) {
    let path = format!("/accounts/{account}/transactions/payments/{}/{verb}", payment["id"]);
    t.admin().post(&path, json!({})).await.ok();
}

async fn batch(t: &TestApp) -> Value {
    t.admin().post(ALL, json!({})).await.created()
}

/// The records of a batch's file.
async fn file(t: &TestApp, batch: &Value) -> Vec<String> {
    let answer = t.admin().post(&format!("{ALL}/{}/file", batch["id"]), json!({})).await.status(200);
    let text = String::from_utf8(answer.bytes).expect("ASCII");
    text.lines().map(str::to_owned).collect()
}

async fn pending(t: &TestApp) -> Vec<String> {
    let list = t.admin().get("/financial/pending_ach_entries").await.ok();
    let shown = |row: &Value| {
        format!("{} {} {}", row["payment_id"], row["direction"].as_str().expect("a text"), row["amount"])
    };
    list.as_array().expect("a list").iter().map(shown).collect()
}

/// Columns as the layouts of NACHA count them: from 1, both ends included.
fn columns(line: &str, from: usize, to: usize) -> &str {
    &line[from - 1..to]
}

fn number(line: &str, from: usize, to: usize) -> u64 {
    columns(line, from, to).parse().unwrap_or_else(|_| panic!("{from} to {to} of {line}"))
}

/// `code routing number cents id name trace` of each entry.
fn entries(records: &[String]) -> Vec<String> {
    let entry = |line: &String| {
        [(2, 3), (4, 12), (13, 29), (30, 39), (40, 54), (55, 76), (80, 94)]
            .map(|(from, to)| columns(line, from, to).trim().to_owned())
            .join(" ")
    };
    records.iter().filter(|line| line.starts_with('6')).map(entry).collect()
}

/// What a bank checks of every file: lengths, counts, hashes and sums.
fn assert_sound(records: &[String]) {
    assert!(records.iter().all(|line| line.len() == 94), "{records:#?}");
    assert_eq!(records.len() % 10, 0);
    let [mut hash, mut debit, mut credit, mut count, mut batches] = [0; 5];
    let mut all = [0; 4];
    for line in records {
        match &line[..1] {
            "6" => {
                count += 1;
                hash += number(line, 4, 11);
                let cents = number(line, 30, 39);
                *(if columns(line, 3, 3) == "7" { &mut debit } else { &mut credit }) += cents;
            }
            "8" => {
                assert_eq!(
                    [number(line, 5, 10), number(line, 11, 20), number(line, 21, 32), number(line, 33, 44)],
                    [count, hash, debit, credit]
                );
                let class = match (debit, credit) {
                    (_, 0) => 225,
                    (0, _) => 220,
                    _ => 200,
                };
                assert_eq!(number(line, 2, 4), class);
                all.iter_mut().zip([count, hash, debit, credit]).for_each(|(sum, of_batch)| *sum += of_batch);
                [hash, debit, credit, count] = [0; 4];
                batches += 1;
            }
            "9" if !line.starts_with("99") => {
                assert_eq!(number(line, 2, 7), batches);
                assert_eq!(number(line, 8, 13), records.len() as u64 / 10);
                assert_eq!(
                    [number(line, 14, 21), number(line, 22, 31), number(line, 32, 43), number(line, 44, 55)],
                    all
                );
            }
            _ => {}
        }
    }
    assert!(batches > 0);
}

on_both! {
    async fn settings_that_no_bank_would_take_are_refused(t) {
        let missing = t.admin().patch("/system/ach", json!({"enabled": true})).await.invalid(&[
            "immediate_destination", "immediate_destination_name", "immediate_origin", "immediate_origin_name", "company_name",
            "company_identification", "originating_routing_number",
        ]);
        assert_eq!(missing["company_name"], "The company_name field is required when ACH is enabled.");
        let mut wrong = complete();
        (wrong["immediate_destination"], wrong["company_name"]) = (json!("091000018"), json!("Example Internet Limited"));
        (wrong["offset_routing_number"], wrong["offset_account_number"]) = (json!("1"), json!("12"));
        t.admin().patch("/system/ach", wrong).await.invalid(&["immediate_destination", "company_name", "offset_routing_number", "offset_account_number"]);
        t.admin().patch("/system/ach", json!({"offset_routing_number": "091000019"})).await.invalid(&["offset_routing_number"]);
        let shown = t.admin().patch("/system/ach", json!({"offset_routing_number": "091000019", "offset_account_number": "77700077700"})).await.ok();
        assert_eq!((&shown["offset_account_configured"], &shown["enabled"]), (&json!(true), &json!(false)));
        assert!(!dump(&t).await.contains("77700077700"));
        t.admin().post(ALL, json!({})).await.refused(422, "ACH is not enabled.");
    }

    async fn a_payment_by_ach_succeeds_at_once_and_waits_for_a_batch(t) {
        enable(&t).await;
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["10.00"], "2026-03-20").await;
        let method = bank(&t, account, json!({})).await;
        let paid = pay(&t, account, method, "12.50").await;
        assert_eq!((&paid["type"], &paid["success"], &paid["payment_method_id"]), (&json!("ach"), &json!(true), &json!(method)));
        assert_eq!(paid["response_message"], "Accepted for the next ACH file.");
        assert_eq!(books.shown(account, invoice).await["remaining_due"], "0.00");
        assert_eq!(pending(&t).await, [format!("{} debit 12.5", paid["id"])]);
        let shown = t.admin().get(&format!("/accounts/{account}/payment_methods/{method}")).await.ok();
        assert_eq!((&shown["type"], &shown["identifier"]), (&json!("ach"), &json!("6789")));
        let dump = dump(&t).await;
        assert!(!dump.contains(NUMBER) && !dump.contains("123456789 "), "the number is readable");
        let card = json!({"payment_method_id": method, "amount": "100000000.00"});
        let refused = t.admin().post(&format!("/accounts/{account}/transactions/payments"), card).await.created();
        assert_eq!((&refused["success"], &refused["response_message"]), (&json!(false), &json!("An ACH payment may not be greater than 99,999,999.99.")));
        assert_eq!(pending(&t).await.len(), 1);
    }

    async fn a_bill_is_paid_by_ach_on_its_auto_pay_date(t) {
        enable(&t).await;
        t.start_schedules().await;
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["10.00"], "2026-03-20").await;
        bank(&t, account, json!({})).await;
        execute(&t, "update invoices set auto_pay = '2026-03-16'").await;
        t.wait(chrono::TimeDelta::days(1));
        t.run_jobs().await;
        assert_eq!(books.shown(account, invoice).await["remaining_due"], "0.00");
        assert_eq!(pending(&t).await, ["1 debit 10"]);
    }

    async fn cards_go_to_the_processor_and_bank_accounts_to_ach(t) {
        enable(&t).await;
        t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
        let account = account_with(&t, json!({})).await;
        let method = bank(&t, account, json!({})).await;
        let card = json!({
            "type": "credit card", "account_number": "4242424242424242", "expiration_month": 9, "expiration_year": 2031, "auto": false,
            "name_on_account": "Ada Lovelace", "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
        });
        let card = t.admin().post(&format!("/accounts/{account}/payment_methods"), card).await.created()["id"].as_i64().unwrap();
        assert_eq!(pay(&t, account, card, "1.00").await["type"], "credit card");
        let by_ach = pay(&t, account, method, "2.00").await;
        assert_eq!(pending(&t).await, [format!("{} debit 2", by_ach["id"])]);
        t.admin().patch("/system/ach", json!({"enabled": false})).await.ok();
        let none = json!({"payment_method_id": method, "amount": "3.00"});
        t.admin().post(&format!("/accounts/{account}/transactions/payments"), none).await.invalid(&["payment_method_id"]);
        let echeck = json!({
            "type": "bank account", "account_number": NUMBER, "routing_number": "110000000", "account_type": "checking",
            "name_on_account": "Ada Lovelace", "auto": false,
        });
        let echeck = t.admin().post(&format!("/accounts/{account}/payment_methods"), echeck).await.created();
        assert_eq!(echeck["type"], "echeck");
    }

    async fn a_file_as_the_bank_reads_it(t) {
        enable(&t).await;
        t.admin().patch("/system/ach", json!({"offset_routing_number": "091000019", "offset_account_number": "77700077700"})).await.ok();
        let (ada, first) = payer(&t, "12.50").await;
        let company = account_with(&t, json!({"name": "Example Books", "account_type_id": 2})).await;
        let method = bank(&t, company, json!({"name_on_account": "Example Books Ltd", "account_number": "55501", "routing_number": "011401533", "account_type": "savings"})).await;
        let second = pay(&t, company, method, "0.01").await;
        let third = pay(&t, ada, 1, "100.00").await;
        let made = batch(&t).await;
        assert_eq!(made, json!({
            "id": 1, "effective_date": "2026-03-16", "state": "open", "entries": 3, "total_debit": 112.51, "total_credit": 0, "returned": 0,
            "user_id": 1, "created_at": "2026-03-15 12:00:00", "filed_at": null, "voided_at": null,
        }));
        assert!(pending(&t).await.is_empty());
        t.admin().post(ALL, json!({})).await.refused(422, "There are no ACH payments that wait for a batch.");
        let records = file(&t, &made).await;
        assert_sound(&records);
        let header = &records[0];
        assert_eq!(columns(header, 1, 23), "101 0910000191123456789");
        assert_eq!(columns(header, 24, 29), "260315");
        assert_eq!(columns(header, 34, 40), "A094101");
        assert_eq!(columns(header, 41, 86), "EXAMPLE BANK           EXAMPLE INTERNET       ");
        assert_eq!(columns(&records[1], 1, 79), "5200EXAMPLE INTERNET                    1123456789PPDINTERNET        260316   1");
        assert_eq!(columns(&records[6], 51, 53), "CCD");
        assert_eq!(entries(&records), [
            format!("27 021000021 {NUMBER} 0000001250 {ada} ADA LOVELACE 091000010000001"),
            format!("27 021000021 {NUMBER} 0000010000 {ada} ADA LOVELACE 091000010000002"),
            "22 091000019 77700077700 0000011250 1123456789 EXAMPLE INTERNET 091000010000003".to_owned(),
            format!("37 011401533 55501 0000000001 {company} EXAMPLE BOOKS LTD 091000010000004"),
            "22 091000019 77700077700 0000000001 1123456789 EXAMPLE INTERNET 091000010000005".to_owned(),
        ], "each batch comes to nothing");
        t.clock.set("2026-03-19T12:00:00Z".parse().unwrap());
        t.admin().patch("/system/ach", json!({"company_name": "Another name"})).await.ok();
        assert_eq!(file(&t, &made).await, records, "the same file however often it is made");
        let shown = t.admin().get(&format!("{ALL}/1/entries")).await.ok();
        let traces: Vec<_> = shown.as_array().unwrap().iter().map(|one| (one["payment_id"].clone(), one["trace_number"].clone(), one["class"].clone())).collect();
        assert_eq!(traces, [
            (first["id"].clone(), json!("091000010000001"), json!("PPD")), (second["id"].clone(), json!("091000010000004"), json!("CCD")),
            (third["id"].clone(), json!("091000010000002"), json!("PPD")),
        ]);
        assert_eq!(shown[0]["last_four"], "6789");
        let dump = dump(&t).await;
        assert!(!dump.contains(NUMBER) && !dump.contains("77700077700"), "a number is readable");
        assert_eq!(t.admin().get(&format!("{ALL}/1")).await.ok()["state"], "filed");
    }

    async fn who_makes_files_has_a_permission_of_their_own(t) {
        enable(&t).await;
        payer(&t, "5.00").await;
        let clerk = t.user().can("ach_batches.read").can("ach_batches.create");
        let made = clerk.post(ALL, json!({})).await.created();
        clerk.post(&format!("{ALL}/{}/file", made["id"]), json!({})).await.status(403);
        let answer = clerk.can("ach_batches.file").send(Method::POST, &format!("{ALL}/{}/file", made["id"]), "{}".into()).await.status(200);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"ach-1.txt\"");
    }

    async fn money_moves_on_bank_days(t) {
        enable(&t).await;
        payer(&t, "5.00").await;
        for (date, message) in [
            ("2026-03-15", "The effective_date must be after today."), ("2026-03-21", "Banks are closed on the effective_date."),
            ("2026-05-25", "Banks are closed on the effective_date."),
        ] {
            let messages = t.admin().post(ALL, json!({"effective_date": date})).await.invalid(&["effective_date"]);
            assert_eq!(messages["effective_date"], message);
        }
        let made = t.admin().post(ALL, json!({"effective_date": "2026-03-18"})).await.created();
        t.clock.set("2026-03-20T18:00:00Z".parse().unwrap());
        assert_eq!(columns(&file(&t, &made).await[1], 70, 75), "260323", "the day was over when the file was made");
    }

    async fn a_void_batch_gives_its_payments_back(t) {
        enable(&t).await;
        let (ada, paid) = payer(&t, "5.00").await;
        let (_, other) = payer(&t, "6.00").await;
        let first = batch(&t).await;
        file(&t, &first).await;
        verb(&t, ada, &paid, "reverse").await;
        let void = t.admin().post(&format!("{ALL}/1/void"), json!({})).await.ok();
        assert_eq!((&void["state"], &void["voided_at"]), (&json!("void"), &json!("2026-03-15 12:00:00")));
        assert_eq!(pending(&t).await, [format!("{} debit 6", other["id"])]);
        t.admin().post(&format!("{ALL}/1/void"), json!({})).await.refused(422, "The ACH batch is already void.");
        t.admin().post(&format!("{ALL}/1/file"), json!({})).await.refused(422, "The ACH batch is void.");
        let second = batch(&t).await;
        let records = file(&t, &second).await;
        assert_eq!((columns(&records[0], 34, 34), entries(&records).len()), ("B", 1), "the second file of the day");
    }

    async fn what_is_reversed_in_time_is_not_collected(t) {
        enable(&t).await;
        let (ada, reversed) = payer(&t, "5.00").await;
        let (bob, refunded) = payer(&t, "6.00").await;
        let (cleo, early) = payer(&t, "7.00").await;
        let (_, left) = payer(&t, "8.00").await;
        verb(&t, cleo, &early, "refund").await;
        let made = batch(&t).await;
        assert_eq!(made["entries"], 3);
        verb(&t, ada, &reversed, "reverse").await;
        verb(&t, bob, &refunded, "refund").await;
        assert_eq!(t.admin().get(&format!("{ALL}/1")).await.ok()["total_debit"], 8);
        assert_eq!(entries(&file(&t, &made).await).len(), 1);
        assert!(pending(&t).await.is_empty(), "nothing went there that had to come back");
        let _ = left;
    }

    async fn a_refund_after_the_file_goes_back_with_the_next(t) {
        enable(&t).await;
        let (ada, paid) = payer(&t, "5.00").await;
        let first = batch(&t).await;
        file(&t, &first).await;
        verb(&t, ada, &paid, "refund").await;
        assert_eq!(payment(&t, ada, &paid).await["reversed"], true);
        assert_eq!(pending(&t).await, [format!("{} credit 5", paid["id"])]);
        let second = batch(&t).await;
        assert_eq!((&second["total_debit"], &second["total_credit"]), (&json!(0), &json!(5)));
        let records = file(&t, &second).await;
        assert_sound(&records);
        assert_eq!(entries(&records), [format!("22 021000021 {NUMBER} 0000000500 {ada} ADA LOVELACE 091000010000001")]);
        assert!(pending(&t).await.is_empty());
    }

    async fn what_the_bank_returns_is_reversed_with_its_reason(t) {
        enable(&t).await;
        let books = Books::open(&t).await;
        let account = books.account(None).await;
        let invoice = books.invoice(account, &["10.00"], "2026-03-20").await;
        let method = bank(&t, account, json!({})).await;
        let paid = pay(&t, account, method, "10.00").await;
        let (other, second) = payer(&t, "3.00").await;
        let made = batch(&t).await;
        let returns = format!("{ALL}/1/returns");
        let body = json!({"payment_id": paid["id"], "return_code": "r01"});
        t.admin().post(&returns, body.clone()).await.refused(422, "The file of the ACH batch was not made, or is void.");
        file(&t, &made).await;
        t.admin().post(&returns, json!({})).await.invalid(&["return_code"]);
        t.admin().post(&returns, json!({"return_code": "X1"})).await.invalid(&["return_code"]);
        t.admin().post(&returns, json!({"return_code": "R01"})).await.invalid(&["payment_id"]);
        t.admin().post(&returns, json!({"return_code": "R01", "payment_id": 999})).await.invalid(&["payment_id"]);
        let entry = t.admin().post(&returns, body.clone()).await.ok();
        assert_eq!((&entry["return_code"], &entry["return_reason"]), (&json!("R01"), &json!("Insufficient funds")));
        let shown = payment(&t, account, &paid).await;
        assert_eq!((&shown["reversed"], &shown["response_message"]), (&json!(true), &json!("Returned: R01 Insufficient funds")));
        assert_eq!(books.shown(account, invoice).await["remaining_due"], "10.00", "it is due again");
        let again = t.admin().post(&returns, json!({"payment_id": paid["id"], "return_code": "R02"})).await.ok();
        assert_eq!(again, entry, "booked once");
        let methods = format!("/accounts/{account}/payment_methods/{method}");
        assert_eq!(t.admin().get(&methods).await.ok()["auto"], true, "there may be money another day");
        let trace = json!({"trace_number": "091000010000002", "return_code": "R07"});
        assert_eq!(t.admin().post(&returns, trace).await.ok()["payment_id"], second["id"]);
        let methods = t.admin().get(&format!("/accounts/{other}/payment_methods")).await.ok();
        assert_eq!(methods[0]["auto"], false);
        assert_eq!(t.admin().get(&format!("{ALL}/1")).await.ok()["returned"], 2);
        let late = "The bank has returned payments of the ACH batch: it cannot be voided.";
        t.admin().post(&format!("{ALL}/1/void"), json!({})).await.refused(422, late);
        assert!(pending(&t).await.is_empty());
    }

    async fn a_bank_account_is_forgotten_when_no_batch_needs_it_any_more(t) {
        enable(&t).await;
        t.start_schedules().await;
        let (ada, _) = payer(&t, "5.00").await;
        t.admin().delete(&format!("/accounts/{ada}/payment_methods/1")).await.ok();
        let kept = || texts(&t, "select cast(count(token) as text) from payment_methods");
        t.wait(chrono::TimeDelta::minutes(10));
        t.run_jobs().await;
        assert_eq!(kept().await, ["1"], "its payment waits");
        let made = batch(&t).await;
        t.wait(chrono::TimeDelta::minutes(10));
        t.run_jobs().await;
        assert_eq!(kept().await, ["0"]);
        assert_eq!(entries(&file(&t, &made).await).len(), 1);
    }
}
