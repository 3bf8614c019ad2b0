//! A provider whose accounts have three services with two taxes each.

use std::path::Path;
use std::sync::Arc;

use fairlead_app::platform;
use fairlead_kernel::SystemClock;
use fairlead_store::sea_orm::ConnectionTrait;
use fairlead_store::{Db, DbOptions, Tx, Who, classify};
use fairlead_vault::Keyring;
use fairlead_vault::blobs::BlobStore;
use fairlead_web::{App, AppParts};

pub struct Provider {
    pub app: App,
    pub accounts: i64,
    created: Option<(String, String)>,
}

impl Provider {
    pub async fn new(folder: &Path, postgres: Option<&str>, accounts: i64) -> Self {
        let (url, created) = match postgres {
            None => (format!("sqlite:{}", folder.join("fairlead.db").display()), None),
            Some(server) => database(server, accounts).await,
        };
        let db = Db::connect(&url, &DbOptions::default(), Arc::new(SystemClock))
            .await
            .expect("the database opens");
        fairlead_store::migrate(&db, platform::migrations()).await.expect("the migrations run");
        let keyring = Arc::new(Keyring::from_bytes([7; 32]));
        let files = format!("file:{}", folder.join("files").display());
        let app = App::new(AppParts {
            db,
            blobs: Arc::new(BlobStore::open(&files, keyring.clone()).expect("a folder for files")),
            keyring,
            authenticator: Arc::new(fairlead_identity::IdentityAuthenticator::default()),
            mailer: Arc::new(fairlead_mail::SmtpMailer::default()),
            public_url: "http://127.0.0.1".into(),
            trusted_proxies: Vec::new(),
            secure_cookies: false,
        });
        app.register(&platform::routes());
        let provider = Self { app, accounts, created };
        provider.fill().await;
        provider
    }

    /// Written past the floor: only the run is measured.
    async fn fill(&self) {
        let count = self.accounts;
        let services = "id, active, name, type, application, amount, billing_frequency_in_months, limit_adjustments, period_days, \
             max_amount_per_period, data_service, technology_code, tax_exemption_amount, voice_service, unlimited_local_minutes, \
             unlimited_long_distance_minutes, local_minutes_amount, long_distance_minutes_amount, local_prefixes";
        let service = |id: i64, name: &str, amount: i64| {
            format!(
                "insert into services ({services}) values ({id}, true, '{name}', 'recurring', 'debit', {amount}, 1, false, 30, 0, \
                 false, 0, 0, false, false, false, 0, 0, '[]')"
            )
        };
        let numbers = |last: i64| {
            format!("with recursive n (i) as (select 1 union all select i + 1 from n where i < {last})")
        };
        let mut statements = vec![
            "insert into taxes (id, name, application, type, rate) values (1, 'State', 'percentage', 'global', 5000000), \
             (2, 'County', 'percentage', 'global', 500000)"
                .to_owned(),
            service(1, "Internet 100", 5995),
            service(2, "Static address", 500),
            service(3, "Router rent", 799),
            "insert into service_taxes (service_id, tax_id, position) select s.id, t.id, t.id from services s cross join taxes t".into(),
        ];
        statements.push(format!(
            "insert into accounts (id, name, account_type_id, account_status_id, bill_day, next_bill_date, due_days, grace_days, \
             months_to_bill, tax_exempt, print_invoice, separate_invoice_day_enabled, invoice_day, auto_pay_days, bill_mode, \
             auto_pay_day, due_days_day, switch_status_after_delinquency, days_of_delinquency_for_status_switch, balance_due, \
             balance_total, available_funds, delinquent, created_at, updated_at) {} \
             select i, 'Customer ' || i, 1, 2, 1, {}, 10, 3, 1, false, false, false, 1, 0, 'invoice', 'invoice', 'billing', false, 100, \
             0, 0, 0, false, 0, 0 from n",
            numbers(count),
            self.date("2026-04-01"),
        ));
        for service_id in 1..=3 {
            statements.push(format!(
                "insert into account_services (account_id, service_id, quantity, number_of_times_billed, metadata, created_at) {} \
                 select i, {service_id}, 1, 0, '{{}}', 0 from n",
                numbers(count)
            ));
        }
        statements.push("analyze".into());
        for sql in &statements {
            self.run(sql).await;
        }
    }

    /// One statement.
    pub async fn run(&self, sql: &str) {
        let who = Who::platform("bench");
        let written = self
            .app
            .db
            .write(&who, |tx: Tx| async move { tx.execute_unprepared(sql).await.map_err(classify) });
        written.await.expect(sql);
    }

    pub fn is_postgres(&self) -> bool {
        self.created.is_some()
    }

    fn date(&self, date: &str) -> String {
        if self.is_postgres() { format!("date '{date}'") } else { format!("'{date}'") }
    }

    pub async fn close(self) {
        self.app.db.close().await;
        if let Some((server, name)) = self.created {
            let pool = sqlx::PgPool::connect(&server).await.expect("the server answers");
            let sql = sqlx::AssertSqlSafe(format!("drop database {name}"));
            sqlx::query(sql).execute(&pool).await.expect("the database goes");
        }
    }
}

async fn database(server: &str, accounts: i64) -> (String, Option<(String, String)>) {
    let name = format!("fairlead_bench_{}_{accounts}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.expect("the server answers");
    let sql = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(sql).execute(&pool).await.expect("a database");
    pool.close().await;
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    (format!("{base}/{name}"), Some((server.to_owned(), name)))
}
