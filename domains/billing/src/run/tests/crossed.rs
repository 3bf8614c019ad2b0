//! A billing run and a change of a ledger at once. SQLite has one writer; on PostgreSQL a third transaction holds the run up in
//! the middle of its work, until the other change has come as far as it can.

use std::sync::Arc;

use fairlead_store::{Tx, Who, classify};
use fairlead_testkit::{Backend, TestApp, json, run_test, tokio};
use sea_orm::ConnectionTrait;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::{account_with, add, balances_of, bill, date, internet, pay, runner, service, texts};
use crate::testing::{set, setup, unbalanced};

/// Holds a lock until it is told to let go.
struct Holdup {
    let_go: Arc<Notify>,
    done: JoinHandle<()>,
}

impl Holdup {
    async fn new(t: &TestApp, sql: String) -> Self {
        let (let_go, held) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (app, wait, tell) = (t.app.clone(), let_go.clone(), held.clone());
        let done = tokio::spawn(async move {
            let (sql, wait, tell) = (sql.as_str(), &wait, &tell);
            let who = Who::platform("test");
            let holding = app.db.write(&who, |tx: Tx| async move {
                tx.execute_unprepared(sql).await.map_err(classify)?;
                tell.notify_one();
                wait.notified().await;
                Ok(())
            });
            holding.await.expect("it is held");
        });
        held.notified().await;
        Self { let_go, done }
    }

    async fn end(self) {
        self.let_go.notify_one();
        self.done.await.expect("it ends");
    }
}

/// Waits until so many transactions that have looked at accounts wait for a lock.
async fn until_waiting(t: &TestApp, transactions: usize) {
    let sql = "select distinct cast(w.pid as text) from pg_locks w join pg_locks h on h.pid = w.pid \
               where not w.granted and h.granted and h.relation = 'accounts'::regclass";
    for _ in 0..50_000 {
        if texts(t, sql).await.len() >= transactions {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{transactions} transactions do not wait");
}

/// A master and its sub account, both billed on the first of April.
async fn family(t: &TestApp) -> (i64, i64) {
    let internet = internet(t, "50.00").await;
    let (master, sub) = (account_with(t, json!({})).await, account_with(t, json!({})).await);
    add(t, master, internet).await;
    add(t, sub, internet).await;
    t.admin().patch(&format!("/accounts/{master}"), json!({"sub_accounts": [sub]})).await.ok();
    (master, sub)
}

async fn a_payment_of_the_master() {
    let t = TestApp::start(Backend::Postgres, setup()).await;
    let (master, sub) = family(&t).await;
    let router = json!({"name": "Router", "type": "expiring", "times_to_run": 9, "amount": "10.00"});
    let router = service(&t, router).await;
    add(&t, sub, router).await;
    bill(&t, "2026-04-01").await;
    pay(&t, sub, 6500).await;
    set(&t, master, "next_bill_date = '2026-06-01'").await;
    let run = runner::begin(&t.app, date("2026-05-01")).await.expect("it begins");
    // The run has put what the sub account has on its bill of April, and waits before it counts how often the router was billed.
    let sql = format!("select id from account_services where account_id = {sub} for update");
    let holdup = Holdup::new(&t, sql).await;
    let app = t.app.clone();
    let billing = tokio::spawn(async move { runner::step(&app, run).await });
    until_waiting(&t, 1).await;
    let client = t.admin();
    let path = format!("/accounts/{master}/transactions/payments");
    let paying = client.post(&path, json!({"payment_method": "cash", "amount": 120}));
    let letting_go = async {
        until_waiting(&t, 2).await;
        holdup.end().await;
    };
    let (paid, ()) = tokio::join!(paying, letting_go);
    paid.created();
    billing.await.expect("it ends").expect("the chunk is billed");
    assert_eq!(unbalanced(&t).await, [""; 0]);
    assert_eq!(
        balances_of(&t, sub).await,
        "6500 6500 0 2026-06-01",
        "April is paid by its own money, May is due"
    );
    assert_eq!(balances_of(&t, master).await, "6500 6500 6500 2026-06-01", "120 came, 55 were due");
    t.stop().await;
}

async fn money_of_the_master_that_goes_elsewhere() {
    let t = TestApp::start(Backend::Postgres, setup()).await;
    let (master, _) = family(&t).await;
    let other = t
        .admin()
        .post(&format!("/accounts/{master}/services"), json!({"service_id": 1, "prorate": true}))
        .await
        .created();
    assert!(other["unique_service_relationship_id"].is_i64());
    let debits = t.admin().get(&format!("/accounts/{master}/transactions/debits")).await.ok();
    let body = json!({"debits": [debits[0]["id"]], "due_date": "2026-12-01"});
    let invoice = t.admin().post(&format!("/accounts/{master}/invoices"), body).await.ok()["id"].clone();
    let run = runner::begin(&t.app, date("2026-04-01")).await.expect("it begins");
    while runner::step(&t.app, run).await.expect("a step").state != "linking" {}
    pay(&t, master, 1000).await;
    // The run has read what the master has, has taken it, and waits for the bill that it pays.
    let sql = format!("select id from invoices where account_id = {master} and automatic for no key update");
    let holdup = Holdup::new(&t, sql).await;
    let (app, before) = (t.app.clone(), t.app.db.statements_in_transactions());
    let linking = tokio::spawn(async move { runner::step(&app, run).await });
    until_waiting(&t, 1).await;
    let client = t.admin();
    let path = format!("/accounts/{master}/invoices/{invoice}/apply_deposit/1");
    let applying = client.post(&path, json!({}));
    let letting_go = async {
        until_waiting(&t, 2).await;
        holdup.end().await;
    };
    let (applied, ()) = tokio::join!(applying, letting_go);
    linking.await.expect("it ends").expect("the masters are linked");
    // Without the lock on the master the two would wait for each other until the database ends one of them, which tries again.
    assert_eq!(t.app.db.statements_in_transactions() - before, 20);
    applied.refused(422, "Nothing is left of the deposit or discount.");
    assert_eq!(texts(&t, "select amount_remaining || ' of ' || amount from deposits").await, ["0 of 1000"]);
    assert_eq!(unbalanced(&t).await, [""; 0]);
    t.stop().await;
}

#[test]
fn a_payment_of_the_master_waits_for_the_bills_of_its_sub_accounts() {
    run_test(a_payment_of_the_master());
}

#[test]
fn money_that_a_run_spends_is_not_spent_elsewhere() {
    run_test(money_of_the_master_that_goes_elsewhere());
}
