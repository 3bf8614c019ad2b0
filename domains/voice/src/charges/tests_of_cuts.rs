//! Random histories of calls and bills that are cut off anywhere, as when their process is killed: each call is charged once.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use chrono::{NaiveDate, TimeDelta};
use fairlead_billing::run::run;
use fairlead_store::sea_orm::{ConnectionTrait, Statement};
use fairlead_testkit::{Backend, TestApp, json, run_test, serde_json::Value, tokio};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::tests_of_lists::printed;
use crate::testing::{add_dids, caller, cdrs, provider, setup};

const STEPS: usize = 25;
const BILL_DATES: [&str; 4] = ["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"];
/// Who calls: two customers, and one whose number nobody has at first.
const NUMBERS: [&str; 3] = ["4145550100", "4145550101", "4145550102"];

/// Drops the work after it was polled so many times, with the transaction that it is in; says whether it came to its end.
async fn cut_off<T>(work: impl Future<Output = T>, polls: usize) -> bool {
    let (mut work, mut polled) = (pin!(work), 0);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if polled == polls => Poll::Ready(false),
        Poll::Pending => {
            polled += 1;
            Poll::Pending
        }
    })
    .await
}

struct World<'a> {
    t: &'a TestApp,
    rng: StdRng,
    accounts: Vec<(i64, i64)>,
    provider: i64,
    /// Calls that the provider knows to have been taken, and those whose batch was cut off, to be sent again.
    sent: BTreeSet<String>,
    unsure: Vec<Value>,
    cuts: usize,
}

impl World<'_> {
    fn batch(&mut self) -> Vec<Value> {
        let count = self.rng.random_range(1..12);
        (0..count)
            .map(|_| {
                let number = NUMBERS[self.rng.random_range(0..NUMBERS.len())];
                let to = ["2125550100", "01133145550100"][self.rng.random_range(0..2)];
                let (month, day, minute) =
                    (self.rng.random_range(3..7), self.rng.random_range(1..29), self.rng.random_range(0..60));
                json!([number, to, format!("2026-{month:02}-{day:02} 12:{minute:02}:00"), 60])
            })
            .collect()
    }

    async fn send(&mut self, polls: Option<usize>) {
        let mut batch = std::mem::take(&mut self.unsure);
        batch.extend(self.batch());
        let sending = cdrs(self.t, self.provider, json!(batch));
        let taken = match polls {
            None => cut_off(sending, usize::MAX).await,
            Some(polls) => cut_off(sending, polls).await,
        };
        self.cuts += usize::from(!taken);
        match taken {
            true => self.sent.extend(batch.iter().map(Value::to_string)),
            false => self.unsure = batch,
        }
    }

    async fn bill(&mut self, polls: usize) {
        let through = date(BILL_DATES[self.rng.random_range(0..BILL_DATES.len() - 1)]);
        let billed = cut_off(run(&self.t.app, through, |_| {}), polls).await;
        self.cuts += usize::from(!billed);
    }

    async fn rate_waiting(&mut self, polls: usize) {
        self.t.admin().post("/system/voice/waiting_calls/rate", json!({})).await.ok();
        let rated = cut_off(self.t.run_jobs(), polls).await;
        self.cuts += usize::from(!rated);
        self.t.wait(TimeDelta::minutes(20));
    }

    async fn void_an_invoice(&mut self) {
        let (account, _) = self.accounts[self.rng.random_range(0..self.accounts.len())];
        let invoices = self.t.admin().get(&format!("/accounts/{account}/invoices?filter[void]=0")).await.json;
        let Some(id) = invoices["data"][0]["id"].as_i64() else { return };
        self.t.admin().post(&format!("/accounts/{account}/invoices/{id}/void"), json!({})).await;
    }

    async fn step(&mut self) {
        let polls = self.rng.random_range(0..24);
        match self.rng.random_range(0..10) {
            0..3 => self.send(None).await,
            3 | 4 => self.send(Some(polls)).await,
            5..8 => self.bill(polls).await,
            8 => self.rate_waiting(polls).await,
            _ => self.void_an_invoice().await,
        }
    }

    /// The third number goes to the second customer, and all is sent, rated and billed to the end.
    async fn end(&mut self) {
        let (account, service) = self.accounts[1];
        add_dids(self.t, &NUMBERS[2..]).await;
        let body = json!({"did": NUMBERS[2], "service_id": service});
        self.t.admin().post(&format!("/accounts/{account}/dids"), body).await.ok();
        self.send(None).await;
        self.rate_waiting(usize::MAX).await;
        self.t.wait(TimeDelta::hours(2));
        self.t.run_jobs().await;
        let last = date(BILL_DATES[BILL_DATES.len() - 1]);
        run(&self.t.app, last, |_| {}).await.expect("the run is done");
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn number(t: &TestApp, sql: &str) -> i64 {
    let read = t.app.db.read();
    let row = read.query_one_raw(Statement::from_string(read.get_database_backend(), sql)).await;
    row.expect("it is read").expect("a row").try_get_by_index(0).expect("a number")
}

/// A minute costs 1.00 wherever it goes, so that amounts count calls.
async fn history(backend: Backend, seed: u64) -> usize {
    let t = TestApp::start(backend, setup()).await;
    let mut accounts = Vec::new();
    for did in &NUMBERS[..2] {
        let terms = json!({"name": format!("Voice {did}"), "long_distance_minutes_amount": 1});
        accounts.push(caller(&t, did, terms).await);
    }
    let provider = provider(&t, json!([["US", "1", 1], ["FRANCE", "33", 100]])).await;
    t.wait(TimeDelta::days(120));
    let rng = StdRng::seed_from_u64(seed);
    let mut world =
        World { t: &t, rng, accounts, provider, sent: BTreeSet::new(), unsure: Vec::new(), cuts: 0 };
    for _ in 0..STEPS {
        world.step().await;
    }
    world.end().await;
    let calls = i64::try_from(world.sent.len()).expect("a count");
    let told = format!("history {seed}: {calls} calls, {} cuts", world.cuts);
    assert_eq!(number(&t, "select count(*) from call_records").await, calls, "{told}");
    assert_eq!(number(&t, "select count(*) from call_records where billed_on is null").await, 0, "{told}");
    let charged = "select cast(coalesce(sum(amount), 0) as bigint) from debits where description like '%: %'";
    assert_eq!(number(&t, charged).await, calls * 100, "{told}");
    // Each bill charges the calls that are marked with its date, voided or not.
    let astray = "select count(*) from (select account_id, billed_on, count(*) * 100 as cost from call_records \
         group by account_id, billed_on) c left join (select i.account_id, i.bill_date, sum(d.amount) as amount from invoices i \
         join debits d on d.invoice_id = i.id where d.description like '%: %' group by i.account_id, i.bill_date) b \
         on b.account_id = c.account_id and b.bill_date = c.billed_on where b.amount is null or b.amount <> c.cost";
    assert_eq!(number(&t, astray).await, 0, "{told}");
    // And what invoices list is what was charged.
    let mut listed = 0;
    for date in BILL_DATES {
        for (account, _) in &world.accounts {
            let list = printed(&t, *account, date, true).await;
            let total = list.and_then(|list| list.total).map(|(_, sum)| sum.replace([',', '.', '$'], ""));
            listed += total.map_or(0, |cents| cents.parse::<i64>().expect("an amount"));
        }
    }
    assert_eq!(listed, calls * 100, "{told}");
    let cuts = world.cuts;
    t.stop().await;
    cuts
}

async fn histories(backend: Backend) {
    let mut cuts = 0;
    for seed in 0..6 {
        cuts += history(backend, seed).await;
    }
    assert!(cuts > 20, "only {cuts} cuts");
}

#[test]
fn calls_are_charged_once_whatever_is_cut_off_on_sqlite() {
    run_test(histories(Backend::Sqlite));
}

#[test]
fn calls_are_charged_once_whatever_is_cut_off_on_postgres() {
    run_test(histories(Backend::Postgres));
}

/// Every batch is rated by one deck, whichever was in force.
async fn swaps(backend: Backend) {
    let t = TestApp::start(backend, setup()).await;
    let (account, _) = caller(&t, NUMBERS[0], json!({})).await;
    let provider = provider(&t, json!([["FRANCE", "33", 1], ["PARIS", "331", 1]])).await;
    let path = format!("/system/voice/voice_providers/{provider}");
    let second = json!({"rates": [{"name": "FRANCE", "prefix": "33", "rate": 2}], "minimum_rate": 0, "percentage_increase": 0});
    t.admin().post(&format!("{path}/import_rates"), second).await.ok();
    let swapping = async {
        for turn in 0..30 {
            let deck = 1 + turn % 2;
            t.admin().post(&format!("{path}/rate_decks/{deck}/activate"), json!({})).await.ok();
        }
    };
    let rating = async |batches: std::ops::Range<u32>| {
        for batch in batches {
            let call = |second: u32| {
                json!([NUMBERS[0], "01133145550100", format!("2026-03-10 10:{batch:02}:{second:02}"), 60])
            };
            cdrs(&t, provider, (0..20).map(call).collect()).await;
        }
    };
    tokio::join!(swapping, rating(0..30), rating(30..60));
    let mixed = "select count(*) from (select call_start / 60000 from call_records group by call_start / 60000 \
                 having count(distinct rate_nanos) > 1 or count(distinct matched_prefix) > 1) m";
    assert_eq!(number(&t, mixed).await, 0);
    let deck_of_both =
        "select count(*) from call_records where (rate_nanos = 1000000000) <> (matched_prefix = '331')";
    assert_eq!(number(&t, deck_of_both).await, 0);
    assert_eq!(number(&t, "select count(distinct rate_nanos) from call_records").await, 2);
    assert_eq!(
        number(&t, &format!("select count(*) from call_records where account_id = {account}")).await,
        1200
    );
    t.stop().await;
}

#[test]
fn a_batch_is_rated_by_one_deck_while_decks_are_swapped_on_sqlite() {
    run_test(swaps(Backend::Sqlite));
}

#[test]
fn a_batch_is_rated_by_one_deck_while_decks_are_swapped_on_postgres() {
    run_test(swaps(Backend::Postgres));
}
