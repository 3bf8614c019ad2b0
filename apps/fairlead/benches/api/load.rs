//! A load generator on the same machine: keep-alive connections, each sending its next request when it has its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

type Text = Arc<dyn Fn(u64) -> String + Send + Sync>;

/// Which requests are sent; the number counts up over all connections.
pub struct Target {
    method: Method,
    url: Text,
    body: Option<Text>,
}

impl Target {
    pub fn get(url: impl Fn(u64) -> String + Send + Sync + 'static) -> Self {
        Self { method: Method::GET, url: Arc::new(url), body: None }
    }

    pub fn post(
        url: impl Fn(u64) -> String + Send + Sync + 'static,
        body: impl Fn(u64) -> String + Send + Sync + 'static,
    ) -> Self {
        Self { method: Method::POST, url: Arc::new(url), body: Some(Arc::new(body)) }
    }
}

/// What came out.
pub struct Figures {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

/// `admin:bench-password`
const BASIC: &str = "Basic YWRtaW46YmVuY2gtcGFzc3dvcmQ=";

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Runs for `FAIRLEAD_BENCH_SECONDS` after a tenth of it to warm up.
pub async fn run(target: &Target, connections: usize) -> Figures {
    let seconds =
        std::env::var("FAIRLEAD_BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5.0);
    measure(target, connections, Duration::from_secs_f64(seconds / 10.0)).await;
    measure(target, connections, Duration::from_secs_f64(seconds)).await
}

async fn measure(target: &Target, connections: usize, time: Duration) -> Figures {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let started = Instant::now();
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let (client, method) = (client.clone(), target.method.clone());
            let (url, body) = (target.url.clone(), target.body.clone());
            tokio::spawn(async move {
                let mut took = Vec::new();
                while started.elapsed() < time {
                    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                    let body = body.as_ref().map(|body| body(number)).unwrap_or_default();
                    let request = Request::builder()
                        .method(method.clone())
                        .uri(url(number))
                        .header("authorization", BASIC)
                        .header("content-type", "application/json")
                        .body(Full::from(body))
                        .expect("a request");
                    let sent = Instant::now();
                    let response = client.request(request).await.expect("the server answers");
                    let status = response.status();
                    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
                    assert!(status.is_success(), "{status} {}", String::from_utf8_lossy(&bytes));
                    took.push(sent.elapsed());
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for worker in workers {
        took.extend(worker.await.expect("a worker ends well"));
    }
    let per_second = took.len() as f64 / started.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default();
    Figures { per_second, p50: at(0.5), p99: at(0.99) }
}

pub fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}
