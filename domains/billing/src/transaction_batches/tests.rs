use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{account_with, execute, setup, texts};

const ALL: &str = "/financial/transaction_batches";

async fn service(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 31, "billing_frequency_in_months": 1,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    t.admin().post("/system/services", body).await.created()["id"].as_i64().expect("an id")
}

async fn ada(t: &TestApp) -> i64 {
    account_with(t, json!({})).await
}

/// The user who sends everything here, so that somebody can be told.
async fn tester(t: &TestApp) {
    let tester = json!({
        "username": "tester", "password": "a long enough password", "name": "Ada Lovelace", "public_name": "Ada", "role_id": 1,
        "email_address": "ada@example.com",
    });
    assert_eq!(t.admin().post("/users", tester).await.created()["id"], 1);
}

/// `description quantity x price = amount + taxes` of each debit, then of each discount.
async fn lines(t: &TestApp) -> Vec<String> {
    let select = |table: &str| {
        format!(
            "select '{table} ' || description || ': ' || cast(quantity as text) || ' x ' || cast(price as text) || ' = ' || \
         cast(amount as text) || ' + ' || cast(tax_amount as text) from {table} order by id"
        )
    };
    let mut lines = texts(t, &select("debits")).await;
    lines.extend(texts(t, &select("discounts")).await);
    lines
}

on_both! {
    async fn a_batch_as_documented(t) {
        tester(&t).await;
        let (account, other) = (ada(&t).await, ada(&t).await);
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
        let vat = t.admin().post("/financial/taxes", vat).await.created()["id"].clone();
        let one_time = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50, "taxes": [vat]})).await;
        let monthly = service(&t, json!({"taxes": [vat]})).await;
        let charge = service(&t, json!({"name": "Painting", "type": "adjustment", "taxes": [vat]})).await;
        let credit = service(&t, json!({"name": "Sorry", "type": "adjustment", "application": "credit"})).await;
        let body = json!({
            "name": "My first batch", "batch_id": "acme-12345",
            "transactions": [
                {"account_id": account, "service_id": one_time, "quantity": 12, "override_taxation": false},
                {"account_id": account.to_string(), "service_id": monthly, "description_override": "After Hours Support", "override_taxation": true},
                {"account_id": other, "service_id": charge, "amount": 12.53, "description_override": "Custom painting charge",
                 "override_taxation": true, "tax_transactions": [{"amount": 12.43, "description": "Some tax"}]},
                {"account_id": other, "service_id": credit, "amount": "2.00"},
            ],
        });
        let made = t.admin().post(ALL, body.clone()).await.created();
        assert_eq!(made, json!({
            "id": 1, "batch_id": "acme-12345", "name": "My first batch", "created_at": "2026-03-15 12:00:00", "user_id": 1,
            "transactions": 4, "transactions_entered": 0, "transactions_failed": 0, "finished_at": null,
        }));
        assert!(lines(&t).await.is_empty(), "it is entered in the background");
        t.run_jobs().await;
        assert_eq!(lines(&t).await, [
            "debits Visit: 12 x 5000 = 60000 + 6000",
            "debits After Hours Support: 1 x 3100 = 3100 + 0",
            "debits Custom painting charge: 1 x 1253 = 1253 + 1243",
            "discounts Sorry: 1 x 200 = 200 + 0",
        ]);
        let path = format!("/accounts/{other}/transactions/debits");
        assert_eq!(t.admin().get(&path).await.ok()[0]["taxes"], json!([{"description": "Some tax", "amount": 12.43}]));
        let balance = t.admin().get(&format!("/accounts/{account}/billing_details")).await.ok();
        assert_eq!(balance["total_balance"], balance["balance_total"]);
        assert_eq!(texts(&t, &format!("select cast(balance_total as text) from accounts where id = {account}")).await, ["69100"]);
        assert!(t.admin().get(&format!("/accounts/{account}/services")).await.ok().as_array().unwrap().is_empty());
        let shown = t.admin().get(&format!("{ALL}/1")).await.ok();
        assert_eq!((&shown["transactions_entered"], &shown["finished_at"]), (&json!(4), &json!("2026-03-15 12:00:00")));
        assert_eq!(t.admin().get(ALL).await.ok(), json!([shown]));
        let entered = t.admin().get(&format!("{ALL}/1/transactions")).await.ok();
        assert_eq!((&entered[3]["state"], &entered[3]["discount_id"], &entered[3]["debit_id"]), (&json!("entered"), &json!(1), &json!(null)));
        let told = t.admin().get("/session/notifications").await.ok();
        assert_eq!((&told[0]["failed"], &told[0]["subject"]), (&json!(false), &json!("Transaction batch My first batch: all 4 transactions were entered")));
        let messages = t.admin().post(ALL, body).await.invalid(&["batch_id"]);
        assert_eq!(messages["batch_id"], "The batch id must be unique.");
        t.run_jobs().await;
        assert_eq!(lines(&t).await.len(), 4);
    }

    async fn the_form_of_a_batch_is_checked_at_once(t) {
        t.admin().post(ALL, json!({})).await.invalid(&["transactions"]);
        t.admin().post(ALL, json!({"transactions": []})).await.invalid(&["transactions"]);
        t.admin().post(ALL, json!({"transactions": [
            {"account_id": 1, "service_id": 1},
            {"service_id": "x", "quantity": 0, "amount": -1},
            {"account_id": 1, "service_id": 1, "tax_transactions": [{"amount": "much"}]},
            "nonsense",
        ]})).await.invalid(&[
            "transactions.1.account_id", "transactions.1.service_id", "transactions.1.quantity", "transactions.1.amount",
            "transactions.2.tax_transactions.0.description", "transactions.2.tax_transactions.0.amount", "transactions.3",
        ]);
        assert_eq!(t.admin().get(ALL).await.ok(), json!([]));
        let first = t.admin().post(ALL, json!({"transactions": [{"account_id": 1, "service_id": 1}]})).await.created();
        let second = t.admin().post(ALL, json!({"transactions": [{"account_id": 1, "service_id": 1}]})).await.created();
        assert_ne!(first["batch_id"], second["batch_id"], "a random one");
        t.admin().get(&format!("{ALL}/9/transactions")).await.status(404);
        t.user().can("transaction_batches.read").post(ALL, json!({})).await.status(403);
    }

    async fn what_fails_is_told_and_keeps_nothing_else_from_being_entered(t) {
        tester(&t).await;
        let account = ada(&t).await;
        let gone = ada(&t).await;
        t.admin().delete(&format!("/accounts/{gone}")).await.ok();
        let visit = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50})).await;
        let old = service(&t, json!({"name": "Old", "active": false})).await;
        let charge = service(&t, json!({"name": "Painting", "type": "adjustment"})).await;
        let overage = service(&t, json!({"name": "More", "type": "overage", "unit_quantity_in_gigabytes": 5})).await;
        let body = json!({"batch_id": "acme", "transactions": [
            {"account_id": gone, "service_id": visit},
            {"account_id": account, "service_id": old},
            {"account_id": account, "service_id": 999},
            {"account_id": account, "service_id": charge},
            {"account_id": account, "service_id": charge, "amount": 1, "quantity": 2},
            {"account_id": account, "service_id": visit, "amount": 1},
            {"account_id": account, "service_id": overage, "quantity": 2},
            {"account_id": account, "service_id": visit},
        ]});
        t.admin().post(ALL, body).await.created();
        t.run_jobs().await;
        assert_eq!(lines(&t).await, ["debits Visit: 1 x 5000 = 5000 + 0"]);
        let failed = t.admin().get(&format!("{ALL}/1/transactions?filter[state]=failed")).await.ok();
        let reasons: Vec<&str> = failed.as_array().unwrap().iter().map(|line| line["failure"].as_str().unwrap()).collect();
        assert_eq!(reasons, [
            "The account does not exist.",
            "The service is not active.",
            "The selected service id is not valid.",
            "The amount field is required for adjustment services.",
            "The quantity may not be greater than 1 for adjustment services.",
            "The amount is only valid for adjustment services.",
            "The quantity is only valid for recurring and one time services.",
        ]);
        let told = t.admin().get("/session/notifications").await.ok();
        assert_eq!((&told[0]["failed"], &told[0]["subject"]), (&json!(true), &json!("Transaction batch acme: 7 of 8 transactions failed")));
        assert!(told[0]["body"].as_str().unwrap().starts_with(&format!("Account {gone}: The account does not exist.\nAccount {account}: ")));
    }

    async fn the_limit_of_an_adjustment_holds_for_who_sent_the_batch(t) {
        let account = ada(&t).await;
        let limited = json!({"name": "Painting", "type": "adjustment", "limit_adjustments": true, "period_days": 30, "max_amount_per_period": "10.00"});
        let limited = service(&t, limited).await;
        let each = json!({"account_id": account, "service_id": limited, "amount": 6});
        t.admin().post(ALL, json!({"transactions": [each, each]})).await.created();
        t.run_jobs().await;
        assert_eq!(lines(&t).await, ["debits Painting: 1 x 600 = 600 + 0"]);
        let restricted = service(&t, json!({"name": "Manager's", "type": "adjustment", "roles": [1]})).await;
        let one = json!({"transactions": [{"account_id": account, "service_id": restricted, "amount": 1}]});
        t.user().can("transaction_batches.create").post(ALL, one.clone()).await.created();
        t.run_jobs().await;
        let failures = texts(&t, "select failure from transaction_batch_lines where transaction_batch_id = 2").await;
        assert_eq!(failures, ["You do not have permission to apply adjustment services."]);
        t.admin().post(ALL, one).await.created();
        t.run_jobs().await;
        assert_eq!(lines(&t).await.len(), 2, "a super admin holds every role");
    }

    async fn a_killed_job_goes_on_where_it_was(t) {
        let account = ada(&t).await;
        let visit = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50})).await;
        let each = json!({"account_id": account, "service_id": visit});
        t.admin().post(ALL, json!({"transactions": [each, each, each]})).await.created();
        t.run_jobs().await;
        // As it stood when the second was not entered yet, and its worker was killed.
        execute(&t, "update transaction_batch_lines set state = 'queued' where position = 2").await;
        execute(&t, "update transaction_batches set finished_at = null").await;
        execute(&t, "update background_jobs set state = 'running', locked_until = 0").await;
        t.run_jobs().await;
        assert_eq!(lines(&t).await.len(), 4, "the third once more, as it was set back, and no other");
        execute(&t, "update background_jobs set state = 'running', locked_until = 0").await;
        t.run_jobs().await;
        assert_eq!(lines(&t).await.len(), 4);
    }
}
