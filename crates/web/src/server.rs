use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use fairlead_kernel::{Error, Result};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tower::ServiceBuilder;
use tower::ServiceExt;
use tower::util::MapRequestLayer;
use tower_http::compression::CompressionLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::error_response::failure_body;
use crate::middleware::{around_operations, strip_slash};
use crate::observe::{metrics, observe};
use crate::{App, Routes, document};

/// The whole application: API v1 from `routes`, `pages` beside it (console, public pages), documentation, health and
/// metrics, and the floor's middleware around everything.
pub fn assemble(app: &App, routes: Routes, pages: Router<App>, version: &str) -> Router {
    let document = document(&routes, version).to_string();
    app.register(&routes);
    let api = routes
        .router
        .route(
            "/openapi.json",
            get(move || async move { ([(header::CONTENT_TYPE, "application/json")], document) }),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(app.clone(), around_operations));
    let browsable = SwaggerUi::new("/api/docs").config(Config::from("/api/v1/openapi.json"));
    let inner = Router::new()
        .nest("/api/v1", api)
        .route("/api/{*rest}", axum::routing::any(unknown))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .merge(browsable)
        .merge(pages)
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app.clone());
    let service = ServiceBuilder::new().layer(MapRequestLayer::new(strip_slash)).service(inner);
    Router::new().fallback_service(service.map_response(IntoResponse::into_response))
}

async fn unknown() -> Response {
    failure_body(StatusCode::NOT_FOUND, Value::from("There is no such endpoint."))
}

async fn wrong_method(request: Request) -> Response {
    let message = format!("The method {} is not allowed here.", request.method());
    failure_body(StatusCode::METHOD_NOT_ALLOWED, Value::from(message))
}

async fn health(State(app): State<App>) -> Response {
    match app.db.read().execute_unprepared("select 1").await {
        Ok(_) => (StatusCode::OK, "ok\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// How long requests under way may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until `handle` is told to shut down, over TLS when there is a certificate.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    router: Router,
    listener: std::net::TcpListener,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
) -> Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => {
            let mut server =
                axum_server::from_tcp_rustls(listener, tls).map_err(Error::internal)?.handle(handle);
            limit_patience(server.http_builder());
            server.serve(service).await.map_err(Error::internal)
        }
        None => {
            let mut server = axum_server::from_tcp(listener).map_err(Error::internal)?.handle(handle);
            limit_patience(server.http_builder());
            server.serve(service).await.map_err(Error::internal)
        }
    }
}

/// A client that does not finish its headers in this time loses its connection.
const HEADER_TIME: Duration = Duration::from_secs(30);

fn limit_patience(builder: &mut Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(128);
}

/// Asks the server to stop and lets requests under way end.
pub fn stop(handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(GRACE));
}
