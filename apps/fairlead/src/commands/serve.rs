use std::net::TcpListener;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use fairlead_kernel::{Error, Result};
use fairlead_web::{App, assemble};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::{demo, say};
use crate::config::Config;
use crate::platform;

/// Runs the server until SIGTERM or SIGINT, then lets requests and the job under way end.
pub async fn serve(config: &Config, with_demo: bool) -> Result<()> {
    let app = platform::open(config).await?;
    announce_admin(platform::prepare(&app, config).await?);
    let router = assemble(&app, platform::routes(), platform::pages(), platform::VERSION);
    if with_demo {
        demo::fill(&app, 300).await?;
    }
    let listener = TcpListener::bind(&config.listen)
        .map_err(|error| Error::Internal(format!("cannot listen on {}: {error}", config.listen)))?;
    listener.set_nonblocking(true).map_err(Error::internal)?;
    let tls = tls(config).await?;
    let (stop, stopped) = watch::channel(false);
    let worker = config.worker.then(|| tokio::spawn(work_until(app.clone(), stopped)));
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone(), stop));
    say(&format!("Fairlead {} is ready: {}", platform::VERSION, config.public_url));
    fairlead_web::serve(router, listener, tls, handle).await?;
    if let Some(worker) = worker {
        let _ = worker.await;
    }
    app.db.close().await;
    Ok(())
}

/// Works off background jobs until told to stop.
pub async fn work(config: &Config) -> Result<()> {
    let app = platform::open(config).await?;
    fairlead_store::migrate(&app.db, platform::migrations()).await?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(stop_on_signal(Handle::new(), stop));
    say("The worker is ready");
    work_until(app.clone(), stopped).await;
    app.db.close().await;
    Ok(())
}

async fn work_until(app: App, stopped: watch::Receiver<bool>) {
    let [general, imports] = platform::workers(&app);
    let (general, imports) = tokio::join!(general.run(stopped.clone()), imports.run(stopped));
    for error in [general, imports].into_iter().filter_map(Result::err) {
        tracing::error!(%error, "a worker ended");
    }
}

async fn stop_on_signal(handle: Handle<std::net::SocketAddr>, stop: watch::Sender<bool>) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard: stop the server with SIGKILL");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    fairlead_web::stop(&handle);
    // The receivers may be gone already.
    let _ = stop.send(true);
}

async fn tls(config: &Config) -> Result<Option<RustlsConfig>> {
    let Some((certificate, key)) = &config.tls else { return Ok(None) };
    // The only provider in this build; a second installation is a no-op.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let loaded = RustlsConfig::from_pem_file(certificate, key).await;
    loaded.map(Some).map_err(|error| Error::Internal(format!("cannot use the TLS certificate: {error}")))
}

pub(super) fn announce_admin(password: Option<String>) {
    if let Some(password) = password {
        say(&format!("The user admin was created with the password {password} (shown only now)"));
    }
}
