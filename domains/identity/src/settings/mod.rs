//! Settings of the whole installation, in named groups. A group is one struct: its fields, rules and defaults are those of
//! its body, its row is JSON, and its secrets are sealed and never shown.

mod application;
mod billing;
mod company;
mod geocoder;
mod mail;
mod routes;
mod security;
mod store;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_web::{App, Ctx};
use serde::Serialize;
use utoipa::ToSchema;

pub use application::{Application, is_locale};
pub use billing::{Billing, BillingTerms};
pub use company::Company;
pub use geocoder::Geocoder;
pub use mail::{Mail, sender};
pub use routes::group;
pub(crate) use routes::routes;
pub use security::Security;
pub(crate) use store::reset;
pub use store::{load, load_plain};

use crate::authenticator::IdentityAuthenticator;

/// A group of settings: declare it, add it to `routes.rs` (or, above this crate, its [`group`] to the domain's routes and its
/// row to the domain's migrations), and it has GET and PATCH `/system/<name>`, audit, sealing of its
/// secret fields, and [`load`] and [`cached`] for the rest of the platform.
pub trait SettingsGroup: Input + Clone {
    /// What is shown.
    type View: Serialize + ToSchema + Send + Sync;
    /// Name of the row and of the path.
    const GROUP: &'static str;
    /// Not in the reference.
    const OWN: bool = true;
    /// The resource of the permission to read it; empty: whoever is signed in.
    const READ: &'static str = "settings";

    /// What is shown: never a secret.
    fn view(&self) -> Self::View;

    /// The values of the fields that are marked secret.
    fn secrets(&self) -> Vec<(&'static str, Option<&str>)> {
        Vec::new()
    }

    /// Rules beyond the fields' own; gives the group as it is stored.
    fn check(self, _ctx: &Ctx, _errors: &mut FieldErrors) -> Self {
        self
    }
}

/// A group as it is now, from memory unless it changed; a change by another process counts after at most a second. In a
/// transaction use [`load`].
///
/// # Errors
/// When the database does not answer.
pub async fn cached<G: SettingsGroup>(app: &App) -> Result<Arc<G>> {
    let Some(identity) = IdentityAuthenticator::in_use(app) else {
        return load(app, app.db.read()).await.map(Arc::new);
    };
    let epoch = identity.epoch(app).await?;
    if let Some(group) = identity.settings.get(epoch) {
        return Ok(group);
    }
    let group: Arc<G> = Arc::new(load(app, app.db.read()).await?);
    identity.settings.put(epoch, group.clone());
    Ok(group)
}

type Entry = (u64, Arc<dyn Any + Send + Sync>);

/// Groups by type, each of the epoch in which it was read.
#[derive(Default)]
pub(crate) struct SettingsCache(Mutex<HashMap<TypeId, Entry>>);

impl SettingsCache {
    fn get<G: SettingsGroup>(&self, epoch: u64) -> Option<Arc<G>> {
        let entries = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (read_in, group) = entries.get(&TypeId::of::<G>())?;
        (*read_in == epoch).then(|| group.clone().downcast().ok()).flatten()
    }

    fn put<G: SettingsGroup>(&self, epoch: u64, group: Arc<G>) {
        let mut entries = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        entries.insert(TypeId::of::<G>(), (epoch, group));
    }
}

#[cfg(test)]
mod tests;
