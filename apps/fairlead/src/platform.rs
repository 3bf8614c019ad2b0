//! Puts the domains together.

use std::sync::Arc;

use axum::Router;
use fairlead_billing::run::sources::ChargeSources;
use fairlead_identity::IdentityAuthenticator;
use fairlead_kernel::{Error, Result, SystemClock};
use fairlead_store::jobs::{Handler, Lane, Schedule, Worker};
use fairlead_store::{Db, Step};
use fairlead_vault::Keyring;
use fairlead_vault::blobs::BlobStore;
use fairlead_web::{App, AppParts, Routes};

use crate::config::Config;
use crate::console;

/// The product's version, also what `/_data/version` says.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// All routes below `/api/v1`.
pub fn routes() -> Routes {
    Routes::new()
        .merge(fairlead_identity::routes())
        .merge(fairlead_customers::routes())
        .merge(fairlead_catalog::routes())
        .merge(fairlead_billing::routes())
        .merge(fairlead_imports::routes())
        .merge(fairlead_voice::routes())
        .with(ChargeSources::new(vec![fairlead_voice::charge_source()]))
}

/// Public pages and the console.
pub fn pages() -> Router<App> {
    Router::new().merge(fairlead_customers::pages()).merge(console::pages())
}

/// All migrations.
pub fn migrations() -> Vec<Step> {
    let mut steps = fairlead_store::migrations();
    steps.extend(fairlead_identity::migrations());
    steps.extend(fairlead_customers::migrations());
    steps.extend(fairlead_catalog::migrations());
    steps.extend(fairlead_billing::migrations());
    steps.extend(fairlead_imports::migrations());
    steps.extend(fairlead_voice::migrations());
    steps
}

/// All kinds of jobs.
pub fn jobs() -> Vec<Handler<App>> {
    let mut jobs = fairlead_identity::jobs();
    jobs.extend(fairlead_customers::jobs());
    jobs.extend(fairlead_billing::jobs());
    jobs.extend(fairlead_imports::jobs());
    jobs.extend(fairlead_voice::jobs());
    jobs
}

/// All schedules.
pub fn schedules() -> Vec<Schedule> {
    let mut schedules = fairlead_identity::schedules();
    schedules.extend(fairlead_customers::schedules());
    schedules.extend(fairlead_billing::schedules());
    schedules.extend(fairlead_imports::schedules());
    schedules.extend(fairlead_voice::schedules());
    schedules
}

/// The workers of a process: one for data imports, which take long, and one for everything else.
pub fn workers(app: &App) -> [Worker<App>; 2] {
    let lane = fairlead_imports::LANE;
    let worker = |schedules| Worker::new(app.db.clone(), app.clone(), jobs(), schedules);
    [worker(schedules()).in_lane(Lane::Except(lane)), worker(Vec::new()).in_lane(Lane::Only(lane))]
}

/// Opens database, key and files.
///
/// # Errors
/// With what could not be opened.
pub async fn open(config: &Config) -> Result<App> {
    make_folder(config)?;
    let db = Db::connect(&config.database, &config.db_options, Arc::new(SystemClock)).await?;
    let keyring = Arc::new(Keyring::open_or_create(&config.key_file).map_err(Error::internal)?);
    let blobs = BlobStore::open(&config.files, keyring.clone()).map_err(Error::internal)?;
    let app = App::new(AppParts {
        db,
        keyring,
        blobs: Arc::new(blobs),
        authenticator: Arc::new(IdentityAuthenticator::default()),
        mailer: Arc::new(fairlead_mail::SmtpMailer::default()),
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        secure_cookies: config.secure_cookies(),
    });
    app.register(&routes());
    Ok(app)
}

/// The data folder belongs to the server alone.
fn make_folder(config: &Config) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data_dir)
        .map_err(|error| Error::Internal(format!("cannot make {}: {error}", config.data_dir.display())))
}

/// Migrates, and makes the user admin when there is no user at all. Returns its password if it was made up.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(app: &App, config: &Config) -> Result<Option<String>> {
    let ran = fairlead_store::migrate(&app.db, migrations()).await?;
    if !ran.is_empty() {
        tracing::info!(steps = ran.len(), "the database was brought to this version");
    }
    fairlead_identity::ensure_admin(&app.db, config.admin_password.as_deref()).await
}
