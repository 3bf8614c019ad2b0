//! Who sends a request. For credentials that were seen before, and have not changed since, this asks no database.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::{any::Any, sync::atomic::Ordering};

use fairlead_kernel::{Error, Result};
use fairlead_vault::credential_cache::{Credential, CredentialCache};
use fairlead_vault::password::PasswordWorkers;
use fairlead_vault::token::TOKEN_PREFIX;
use fairlead_web::{Actor, App, Authenticator, Credentials};
use ipnet::IpNet;

use crate::actor::actor_of;
use crate::epoch::EpochWatch;
use crate::logins::{Attempt, Logins, wrong_login};
use crate::refresh::{Life, Refresh};
use crate::settings::{self, Security, SettingsCache};
use crate::{second_factors, sessions, tokens, users};

/// Credentials remembered; each takes a few hundred bytes.
const REMEMBERED: usize = 10_000;

/// Knows users by password, personal access token or session.
///
/// HTTP Basic takes a password, or a personal access token of that user in its place: clients that can send nothing but a
/// name and a password then work for users with a second factor, too, whose password alone is refused here.
pub struct IdentityAuthenticator {
    pub(crate) logins: Logins,
    pub(crate) refresh: Arc<Refresh>,
    pub(crate) settings: SettingsCache,
    cache: CredentialCache<Known>,
    epoch: EpochWatch,
    networks: Mutex<(u64, Arc<[IpNet]>)>,
}

/// What a credential stands for.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) actor: Arc<Actor>,
    /// Of a session or token; a password lives until it changes.
    pub(crate) life: Option<Arc<Life>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Session,
    Token,
}

impl Default for IdentityAuthenticator {
    fn default() -> Self {
        Self::new(PasswordWorkers::default())
    }
}

impl IdentityAuthenticator {
    /// With these costs of hashing; tests take cheap ones.
    pub fn new(workers: PasswordWorkers) -> Self {
        Self {
            logins: Logins::new(workers),
            refresh: Arc::default(),
            settings: SettingsCache::default(),
            cache: CredentialCache::new(REMEMBERED, &mut fairlead_vault::os_rng()),
            epoch: EpochWatch::new(),
            networks: Mutex::new((0, Arc::default())),
        }
    }

    /// The one that the application uses, if it is of this kind.
    pub(crate) fn in_use(app: &App) -> Option<&Self> {
        let authenticator: &dyn Any = &*app.authenticator;
        authenticator.downcast_ref()
    }

    /// The one that the application uses, or one for the whole process.
    pub(crate) fn of(app: &App) -> &Self {
        static OTHERS: LazyLock<IdentityAuthenticator> = LazyLock::new(IdentityAuthenticator::default);
        Self::in_use(app).unwrap_or(&OTHERS)
    }

    /// See [`EpochWatch::current`].
    pub(crate) async fn epoch(&self, app: &App) -> Result<u64> {
        self.epoch.current(&app.db).await
    }

    async fn basic(&self, app: &App, username: &str, password: &str, ip: IpAddr) -> Result<Arc<Actor>> {
        if password.starts_with(TOKEN_PREFIX) {
            let known = self.by_secret(app, Kind::Token, password).await?;
            if let Some(actor) = known.filter(|actor| actor.username.eq_ignore_ascii_case(username.trim())) {
                return Ok(actor);
            }
        }
        let epoch = self.epoch(app).await?;
        let credential = Credential { realm: "users", username, password };
        let known =
            self.cache.get_or_verify(credential, epoch, || self.verify(app, username, password, ip)).await?;
        known.map(|known| known.actor).ok_or_else(wrong_login)
    }

    async fn verify(&self, app: &App, username: &str, password: &str, ip: IpAddr) -> Result<Option<Known>> {
        let connection = app.db.read();
        let security = settings::load::<Security>(app, connection).await?;
        let user = users::by_name(connection, username).await?;
        let stored_hash = user.as_ref().map(|user| user.password_hash.as_str());
        let unix_seconds = app.db.clock().now().timestamp().unsigned_abs();
        let attempt = Attempt { username, password, stored_hash, ip, unix_seconds };
        let (Some(proven), Some(user)) = (self.logins.check(attempt).await?, &user) else { return Ok(None) };
        proven.succeeded();
        if second_factors::is_on(connection, user.id).await? {
            let message = "This user has a second factor: use a personal access token as the password.";
            return Err(Error::Unauthorized(message.into()));
        }
        let actor = actor_of(connection, user, &security).await?;
        Ok(Some(Known { actor: Arc::new(actor), life: None }))
    }

    /// The actor behind a session or token, whose life goes on with it.
    async fn by_secret(&self, app: &App, kind: Kind, secret: &str) -> Result<Option<Arc<Actor>>> {
        let epoch = self.epoch(app).await?;
        let realm = match kind {
            Kind::Session => "sessions",
            Kind::Token => "tokens",
        };
        let credential = Credential { realm, username: "", password: secret };
        let Some(known) = self.cache.get_or_verify(credential, epoch, || find(app, kind, secret)).await?
        else {
            return Ok(None);
        };
        let now = app.db.clock().now().timestamp_millis();
        let Some(life) = known.life else { return Ok(Some(known.actor)) };
        if !life.is_alive(now) {
            // Another node may have seen the session since.
            let Some(Known { life: Some(fresh), .. }) = find(app, kind, secret).await? else {
                return Ok(None);
            };
            life.expires_at.store(fresh.expires_at.load(Ordering::Acquire), Ordering::Release);
        }
        self.refresh.used(&app.db, &life, now);
        Ok(Some(known.actor))
    }

    /// The parsed allow-list.
    async fn networks(&self, app: &App) -> Result<Arc<[IpNet]>> {
        let epoch = self.epoch(app).await?;
        {
            let known = self.networks.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if known.0 == epoch {
                return Ok(known.1.clone());
            }
        }
        let security = settings::load::<Security>(app, app.db.read()).await?;
        let networks: Arc<[IpNet]> = security.networks().into();
        *self.networks.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = (epoch, networks.clone());
        Ok(networks)
    }
}

async fn find(app: &App, kind: Kind, secret: &str) -> Result<Option<Known>> {
    match kind {
        Kind::Session => sessions::find(app, secret).await,
        Kind::Token => tokens::find(app, secret).await,
    }
}

#[async_trait::async_trait]
impl Authenticator for IdentityAuthenticator {
    async fn authenticate(&self, app: &App, credentials: Credentials, ip: IpAddr) -> Result<Arc<Actor>> {
        match credentials {
            Credentials::Basic { username, password } => self.basic(app, &username, &password, ip).await,
            Credentials::Token(token) => {
                let actor = self.by_secret(app, Kind::Token, &token).await?;
                actor.ok_or_else(|| Error::Unauthorized("The token is not valid.".into()))
            }
            Credentials::Session(token) => {
                let actor = self.by_secret(app, Kind::Session, &token).await?;
                actor.ok_or_else(|| Error::Unauthorized("The session has ended.".into()))
            }
        }
    }

    async fn network_allowed(&self, app: &App, ip: IpAddr) -> Result<bool> {
        let networks = self.networks(app).await?;
        let ip = ip.to_canonical();
        Ok(networks.is_empty() || networks.iter().any(|network| network.contains(&ip)))
    }
}

#[cfg(test)]
#[path = "authenticator_tests.rs"]
mod tests;
