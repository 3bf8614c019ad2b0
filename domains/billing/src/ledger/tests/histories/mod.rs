//! Random histories, told to the database and to the engine's model at once: every balance agrees after every step.

mod invoices;
mod journal;
mod money;
mod reversals;

use chrono::{NaiveDate, TimeDelta};
use fairlead_billing_math::allocation::FundId;
use fairlead_billing_math::ledger::{Ledger, Refused};
use fairlead_kernel::Money;
use fairlead_testkit::{Backend, TestAnswer, TestApp, run_test};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::books::Books;
use crate::ledger::{Day, deposits, discounts, invoices as stored};
use crate::ledger_export::Row;
use crate::testing::{setup, unbalanced};

const STEPS: usize = 40;

/// A master, two sub accounts, and one below the first of them.
const MASTERS: [Option<usize>; 4] = [None, Some(0), Some(0), Some(1)];

/// An id in the database, and what it is called in the model.
type Pair = (i64, i64);

struct Invoice {
    id: Pair,
    account: usize,
    date: NaiveDate,
    due: NaiveDate,
    /// Position of the invoice that it is linked to.
    master: Option<usize>,
    frozen: bool,
    deleted: bool,
}

struct Payment {
    id: i64,
    deposit: Pair,
    account: usize,
}

struct World<'a> {
    books: &'a Books<'a>,
    model: Ledger,
    rng: StdRng,
    accounts: Vec<Pair>,
    debits: Vec<Pair>,
    /// With the position of the account.
    discounts: Vec<(Pair, usize)>,
    payments: Vec<Payment>,
    invoices: Vec<Invoice>,
    story: Vec<String>,
    refused: usize,
    linked: usize,
    since: NaiveDate,
    /// The journal of the closed period, as it was when that was closed.
    closed: Option<(NaiveDate, Vec<Row>)>,
}

impl<'a> World<'a> {
    async fn new(books: &'a Books<'a>, seed: u64) -> Self {
        let mut world = Self {
            books,
            model: Ledger::default(),
            rng: StdRng::seed_from_u64(seed),
            accounts: Vec::new(),
            debits: Vec::new(),
            discounts: Vec::new(),
            payments: Vec::new(),
            invoices: Vec::new(),
            story: vec![format!("history {seed}")],
            refused: 0,
            linked: 0,
            since: Day::of(&books.t.app).await.expect("a day").today,
            closed: None,
        };
        for master in MASTERS {
            let master: Option<Pair> = master.map(|at| world.accounts[at]);
            let id = books.account(master.map(|(id, _)| id)).await;
            let model = world.model.open_account(master.map(|(_, id)| id)).expect("an account");
            world.accounts.push((id, model));
        }
        world
    }

    fn pick(&mut self, count: usize) -> Option<usize> {
        (count > 0).then(|| self.rng.random_range(0..count))
    }

    fn an_account(&mut self) -> usize {
        self.rng.random_range(0..self.accounts.len())
    }

    fn amount(&mut self, up_to: i64) -> Money {
        Money::from_scaled(self.rng.random_range(1..up_to))
    }

    async fn day(&self) -> Day {
        Day::of(&self.books.t.app).await.expect("a day")
    }

    /// Both did it or both refused it.
    fn agree<T>(&mut self, what: String, answer: &TestAnswer, model: Result<T, Refused>) -> Option<T> {
        let status = answer.status.as_u16();
        let refused = model.as_ref().err().map(ToString::to_string).unwrap_or_default();
        self.story.push(format!("{what}: {status} {refused}"));
        assert!(matches!(status, 200 | 201 | 404 | 422), "{answer:?}\n{:#?}", self.story);
        assert_eq!(answer.status.is_success(), model.is_ok(), "{answer:?}\n{:#?}", self.story);
        self.refused += usize::from(model.is_err());
        model.ok()
    }

    async fn step(&mut self) {
        match self.rng.random_range(0..28) {
            0..=2 => {
                let at = self.an_account();
                self.charge(at).await;
            }
            3..=4 => self.discount().await,
            5..=7 => self.pay().await,
            8..=9 => self.invoice_by_hand().await,
            10..=13 => self.bill().await,
            14..=16 => self.link().await,
            17..=18 => self.apply().await,
            19..=20 => self.auto_apply().await,
            21 => self.reverse_credit().await,
            22 => self.reverse_payment().await,
            23 => self.void().await,
            24 => self.delete().await,
            25 => self.freeze().await,
            26 => self.close().await,
            _ => {
                self.story.push("a day passes".into());
                self.books.t.wait(TimeDelta::days(1));
            }
        }
    }

    /// Up to yesterday at the latest: today takes payments.
    async fn close(&mut self) {
        let days = self.rng.random_range(1..6);
        let through = self.day().await.today - TimeDelta::days(days);
        self.compare_closed().await;
        self.books.close(Some(through)).await;
        self.model.closed_through = Some(through);
        self.closed = Some((through, self.journal(through).await));
        self.story.push(format!("close through {through}"));
    }

    /// Every balance of the database is that of the model.
    async fn compare(&self) {
        let db = self.books.t.app.db.read();
        let accounts: Vec<i64> = self.accounts.iter().map(|(id, _)| *id).collect();
        let rows = stored::Entity::find().filter(stored::Column::AccountId.is_in(accounts.clone()));
        let rows = rows.order_by_asc(stored::Column::Id).all(db).await.expect("invoices");
        let there = self.invoices.iter().filter(|invoice| !invoice.deleted);
        self.same(
            "remaining_due",
            rows.iter().map(|row| (row.id, row.remaining_due)),
            there.map(|invoice| (invoice.id.0, self.model.remaining_due(invoice.id.1))),
        );

        let left = |fund: FundId| self.model.amount_remaining(fund);
        let rows = deposits::Entity::find().filter(deposits::Column::AccountId.is_in(accounts.clone()));
        let rows = rows.order_by_asc(deposits::Column::Id).all(db).await.expect("deposits");
        self.same(
            "amount_remaining of deposits",
            rows.iter().map(|row| (row.id, row.amount_remaining)),
            self.payments.iter().map(|it| (it.deposit.0, left(FundId::Deposit(it.deposit.1)))),
        );

        let rows = discounts::Entity::find().filter(discounts::Column::AccountId.is_in(accounts));
        let rows = rows.order_by_asc(discounts::Column::Id).all(db).await.expect("discounts");
        self.same(
            "amount_remaining of discounts",
            rows.iter().map(|row| (row.id, row.amount_remaining)),
            self.discounts.iter().map(|((id, model), _)| (*id, left(FundId::Discount(*model)))),
        );

        for (id, account) in &self.accounts {
            let all = self.model.balances(*account).expect("balances");
            let expected = format!("{} {} {}", all.balance_due, all.balance_total, all.available_funds);
            assert_eq!(self.books.balances(*id).await, expected, "account {id}\n{:#?}", self.story);
        }
    }

    fn same(
        &self,
        what: &str,
        found: impl Iterator<Item = (i64, Money)>,
        expected: impl Iterator<Item = (i64, Money)>,
    ) {
        let (found, expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
        assert_eq!(found, expected, "{what}\n{:#?}", self.story);
    }

    /// The API shows the same.
    async fn compare_shown(&self) {
        for invoice in self.invoices.iter().filter(|invoice| !invoice.deleted) {
            let shown = self.books.shown(self.accounts[invoice.account].0, invoice.id.0).await;
            let children = self.model.child_remaining_due(invoice.id.1).expect("a sum");
            assert_eq!(shown["remaining_due"], self.model.remaining_due(invoice.id.1).to_string());
            assert_eq!(shown["child_remaining_due"], children.to_string(), "{:#?}", self.story);
        }
    }
}

async fn histories(backend: Backend, histories: u64) {
    let t = TestApp::start(backend, setup()).await;
    let books = Books::open(&t).await;
    let (mut refused, mut linked) = (0, 0);
    for seed in 0..histories {
        books.close(None).await;
        let mut world = World::new(&books, seed).await;
        for _ in 0..STEPS {
            world.step().await;
            world.compare().await;
        }
        world.compare_shown().await;
        world.compare_journal().await;
        world.compare_closed().await;
        world.there_and_back().await;
        assert_eq!(unbalanced(&t).await, [""; 0], "{:#?}", world.story);
        refused += world.refused;
        linked += world.linked;
    }
    // Histories in which everything or nothing is refused would test little.
    let steps = histories as usize * STEPS;
    assert!((steps / 50..steps / 3).contains(&refused), "{refused} of {steps} refused");
    assert!(linked > histories as usize, "{linked} linked");
    t.stop().await;
}

mod random_histories_agree_with_the_model {
    use super::{Backend, histories, run_test};

    #[test]
    fn sqlite() {
        run_test(histories(Backend::Sqlite, 60));
    }

    /// Fewer of them: each statement goes over a socket.
    #[test]
    fn postgres() {
        run_test(histories(Backend::Postgres, 12));
    }
}
