use fairlead_testkit::{TestApp, json, on_both};

use super::{account_with, add, date, internet, pay, runner, service};
use crate::testing::{execute, set, setup};

/// Accounts with a service that is taxed, a credit and money, every third of them below another.
async fn fill(t: &TestApp, services: [i64; 2], accounts: usize) {
    for place in 0..accounts {
        let id = account_with(t, json!({})).await;
        for service in services {
            add(t, id, service).await;
        }
        pay(t, id, 1000).await;
        if place % 3 == 2 {
            set(t, id, &format!("parent_account_id = {}", id - 1)).await;
        }
    }
}

on_both! {
    async fn a_chunk_takes_a_fixed_number_of_statements(t) {
        let rebate = json!({"name": "Rebate", "type": "recurring", "application": "credit", "amount": "4.99"});
        let services = [internet(&t, "50.00").await, service(&t, rebate).await];
        let mut statements = Vec::new();
        for (accounts, day) in [(3, "2026-04-01"), (3, "2026-05-01"), (40, "2026-06-01")] {
            fill(&t, services, accounts).await;
            execute(&t, &format!("update accounts set next_bill_date = '{day}'")).await;
            let run = runner::begin(&t.app, date(day)).await.expect("it begins");
            let before = t.app.db.statements_in_transactions();
            runner::step(&t.app, run).await.expect("a chunk");
            statements.push(t.app.db.statements_in_transactions() - before);
        }
        // The first run finds no older invoices.
        assert_eq!(statements[1], statements[2], "whatever the accounts are");
        assert!(statements[2] <= 32, "{statements:?}");
    }
}
