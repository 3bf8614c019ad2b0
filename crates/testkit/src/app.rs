use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use fairlead_kernel::ManualClock;
use fairlead_mail::Message;
use fairlead_store::jobs::{Handler, Schedule, Worker};
use fairlead_store::{Backend, Db, DbOptions, Step, migrate};
use fairlead_vault::Keyring;
use fairlead_vault::blobs::BlobStore;
use fairlead_web::{App, AppParts, Authenticator, Routes, assemble};
use tempfile::TempDir;

use crate::{Client, MemoryMailer, TestDatabase, TestUsers};

/// What the application under test is made of.
pub struct Setup {
    /// Routes of the slices under test.
    pub routes: Routes,
    /// Public pages.
    pub pages: Router<App>,
    /// Their migrations; those of the floor are added.
    pub migrations: Vec<Step>,
    /// Their jobs.
    pub jobs: Vec<Handler<App>>,
    /// Their schedules.
    pub schedules: Vec<Schedule>,
    /// Who users are; [`TestUsers`] unless the test is about them.
    pub authenticator: Arc<dyn Authenticator>,
}

impl Setup {
    /// Routes and migrations; test users, no jobs, no pages.
    pub fn new(routes: Routes, migrations: Vec<Step>) -> Self {
        Self {
            routes,
            pages: Router::new(),
            migrations,
            jobs: Vec::new(),
            schedules: Vec::new(),
            authenticator: Arc::new(TestUsers),
        }
    }
}

/// An application on a database of its own. Its clock stands at 2026-03-15 12:00:00 UTC until it is moved.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// The whole HTTP stack.
    pub router: Router,
    /// The clock.
    pub clock: Arc<ManualClock>,
    /// Mail goes here.
    pub mailer: Arc<MemoryMailer>,
    worker: Worker<App>,
    database: TestDatabase,
    folder: TempDir,
}

impl TestApp {
    /// Starts one.
    pub async fn start(backend: Backend, mut setup: Setup) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = TestDatabase::new(backend, folder.path()).await;
        let clock = Arc::new(ManualClock::at(start_of_time()));
        let options = DbOptions { postgres_connections: 4, ..DbOptions::default() };
        let db = Db::connect(&database.url, &options, clock.clone()).await.expect("the database opens");
        setup.migrations.extend(fairlead_store::migrations());
        migrate(&db, setup.migrations).await.expect("the migrations run");
        let keyring = Arc::new(Keyring::from_bytes([7; 32]));
        let files = format!("file:{}", folder.path().join("files").display());
        let mailer = Arc::new(MemoryMailer::default());
        let app = App::new(AppParts {
            db: db.clone(),
            blobs: Arc::new(BlobStore::open(&files, keyring.clone()).expect("a folder for files")),
            keyring,
            authenticator: setup.authenticator,
            mailer: mailer.clone(),
            public_url: "https://isp.example.com".into(),
            trusted_proxies: Vec::new(),
            secure_cookies: true,
        });
        let router = assemble(&app, setup.routes, setup.pages, "1.0.0");
        let worker = Worker::new(db, app.clone(), setup.jobs, setup.schedules);
        Self { app, router, clock, mailer, worker, database, folder }
    }

    /// A user who may do everything.
    pub fn admin(&self) -> Client<'_> {
        self.nobody().can("admin")
    }

    /// A user without any permission; add some with [`Client::can`].
    pub fn user(&self) -> Client<'_> {
        Client { app: self, authorization: Some("Bearer ".into()), headers: Vec::new() }
    }

    /// Somebody who does not authenticate.
    pub fn nobody(&self) -> Client<'_> {
        Client { app: self, authorization: None, headers: Vec::new() }
    }

    /// Moves the clock.
    pub fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Runs every job that is due; gives how many ran.
    pub async fn run_jobs(&self) -> usize {
        self.worker.run_due().await.expect("the queue can be read")
    }

    /// Writes down the schedules, as a starting worker does; [`run_jobs`](Self::run_jobs) then starts what is due.
    pub async fn start_schedules(&self) {
        self.worker.register().await.expect("the schedules are written");
    }

    /// Takes the mails that were sent since the last call, in order.
    pub fn mails(&self) -> Vec<Message> {
        self.mailer.take()
    }

    /// A folder of the test's own.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Closes and removes the database.
    pub async fn stop(&self) {
        self.app.db.close().await;
        self.database.remove().await;
    }
}

fn start_of_time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_773_576_000, 0).expect("2026-03-15 12:00:00")
}
