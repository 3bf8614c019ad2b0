//! The calls that the console makes for the money of an account, for one with ten years of bills and payments.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use fairlead_app::platform;
use fairlead_billing::run::runner;
use fairlead_kernel::Result;
use fairlead_web::{Actor, App, AppParts, Authenticator, Credentials, assemble};
use tower::ServiceExt;

use crate::provider::Provider;

const MONTHS: usize = 120;
const ROUNDS: usize = 20;
const CALLS: &[&str] = &[
    "",
    "/billing_details",
    "/billing_parameters",
    "/next_bill",
    "/services?limit=100",
    "/payment_methods?limit=100",
    "/invoices?limit=50&page=1",
    "/transactions/debits?limit=100",
    "/transactions/discounts?limit=100",
    "/transactions/payments?limit=100",
    "/transactions/deposits?limit=100",
];

struct Anybody;

#[async_trait::async_trait]
impl Authenticator for Anybody {
    async fn authenticate(&self, _: &App, _: Credentials, _: IpAddr) -> Result<Arc<Actor>> {
        Ok(Arc::new(Actor { user_id: 1, username: "bench".into(), super_admin: true, ..Actor::default() }))
    }

    async fn network_allowed(&self, _: &App, _: IpAddr) -> Result<bool> {
        Ok(true)
    }
}

/// How long all calls take one after the other, and the slowest of them; the medians of twenty rounds.
pub async fn measure(provider: &Provider) -> (Duration, Duration, &'static str) {
    fill(provider).await;
    let router = router(provider);
    let mut rounds: Vec<(Duration, Vec<Duration>)> = Vec::new();
    for _ in 0..ROUNDS {
        let mut took = Vec::new();
        for call in CALLS {
            took.push(ask(&router, call).await);
        }
        rounds.push((took.iter().sum(), took));
    }
    rounds.sort_by_key(|(whole, _)| *whole);
    let (whole, calls) = &rounds[ROUNDS / 2];
    let (slowest, took) = calls.iter().enumerate().max_by_key(|(_, took)| **took).expect("there are calls");
    (*whole, *took, CALLS[slowest])
}

/// Ten years are billed at once, and each bill is paid.
async fn fill(provider: &Provider) {
    let through = "2036-03-01".parse().expect("a date");
    let run = runner::run(&provider.app, through, |_| {}).await.expect("the run is done");
    assert_eq!(run.invoices, provider.accounts * MONTHS as i64);
    for sql in [
        "insert into payments (account_id, amount, type, success, reversed, date, created_at) \
         select account_id, remaining_due, 'cash', true, false, created_at, created_at from invoices order by id",
        "insert into deposits (account_id, payment_id, amount, amount_remaining, void, date) \
         select account_id, id, amount, 0, false, date from payments order by id",
        "insert into credits (account_id, invoice_id, deposit_id, amount, void, date) \
         select i.account_id, i.id, i.id, i.remaining_due, false, i.created_at from invoices i order by i.id",
        "update invoices set remaining_due = 0",
        "update accounts set balance_due = 0, balance_total = 0",
        "analyze",
    ] {
        provider.run(sql).await;
    }
}

fn router(provider: &Provider) -> Router {
    let app = &provider.app;
    let app = App::new(AppParts {
        db: app.db.clone(),
        keyring: app.keyring.clone(),
        blobs: app.blobs.clone(),
        authenticator: Arc::new(Anybody),
        mailer: app.mailer.clone(),
        public_url: app.public_url.clone(),
        trusted_proxies: Vec::new(),
        secure_cookies: true,
    });
    assemble(&app, platform::routes(), Router::new(), platform::VERSION)
}

async fn ask(router: &Router, call: &str) -> Duration {
    let request = Request::get(format!("/api/v1/accounts/1{call}")).header("authorization", "Bearer bench");
    let request = request.body(Body::empty()).expect("a request");
    let started = Instant::now();
    let Ok(response) = router.clone().oneshot(request).await;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let took = started.elapsed();
    assert!(status.is_success(), "{call}: {}", String::from_utf8_lossy(&bytes));
    took
}
