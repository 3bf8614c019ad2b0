use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::http::Extensions;
use fairlead_mail::Mailer;
use fairlead_store::Db;
use fairlead_vault::Keyring;
use fairlead_vault::blobs::BlobStore;
use fairlead_vault::password::PasswordWorkers;

use crate::{Authenticator, Operation, Routes};

/// What the application is made of.
pub struct AppParts {
    /// The database.
    pub db: Db,
    /// Seals stored secrets.
    pub keyring: Arc<Keyring>,
    /// Holds files, encrypted.
    pub blobs: Arc<BlobStore>,
    /// Knows users.
    pub authenticator: Arc<dyn Authenticator>,
    /// Sends mail; only jobs use it (rule 5).
    pub mailer: Arc<dyn Mailer>,
    /// Where the console and public pages are reached, without a trailing slash; for links in mails.
    pub public_url: String,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Cookies only over TLS.
    pub secure_cookies: bool,
}

/// The application as handlers see it. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: AppParts,
    operations: OnceLock<Vec<Operation>>,
    extensions: OnceLock<Extensions>,
    passwords: PasswordWorkers,
}

impl App {
    /// Wraps the parts.
    pub fn new(parts: AppParts) -> Self {
        Self(Arc::new(Inner {
            parts,
            operations: OnceLock::new(),
            extensions: OnceLock::new(),
            passwords: PasswordWorkers::default(),
        }))
    }

    /// Hashes passwords, a few at once for the whole process.
    pub fn passwords(&self) -> &PasswordWorkers {
        &self.0.passwords
    }

    /// Every operation that is routed; empty before [`crate::assemble`].
    pub fn operations(&self) -> &[Operation] {
        self.0.operations.get().map_or(&[], Vec::as_slice)
    }

    /// What a slice brought for those below it ([`crate::Routes::with`]); none before [`Self::register`].
    pub fn extension<E: Send + Sync + 'static>(&self) -> Option<&E> {
        self.0.extensions.get()?.get()
    }

    /// Takes over what the routes know and bring. Where nothing is served, such as in a worker or a command, it is called
    /// instead of [`crate::assemble`]: what slices brought counts there too.
    pub fn register(&self, routes: &Routes) {
        // A second assembly of the same application (tests) keeps the first ones, which are equal.
        let _ = self.0.operations.set(routes.operations.clone());
        let _ = self.0.extensions.set(routes.extensions.clone());
    }
}

impl Deref for App {
    type Target = AppParts;
    fn deref(&self) -> &AppParts {
        &self.0.parts
    }
}
