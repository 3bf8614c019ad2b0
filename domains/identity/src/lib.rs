//! Who may do what: users, roles, sessions, tokens, the second factor; and what the whole installation shares: settings,
//! reference data, the audit log, background jobs.

mod actor;
mod admin;
mod audit_log;
mod authenticator;
mod background_jobs;
mod data;
mod epoch;
mod geocode;
mod housekeeping;
mod logins;
mod migrations;
pub mod notifications;
mod permissions;
mod refresh;
pub mod roles;
mod routes;
mod second_factors;
mod session_password;
mod sessions;
pub mod settings;
#[cfg(test)]
mod testing;
mod tokens;
pub mod users;

pub use actor::{find_actor, find_actor_named};
pub use admin::{
    allow_all_networks, create_token, create_user, ensure_admin, random_password, reset_second_factor,
    set_password,
};
pub use authenticator::IdentityAuthenticator;
pub use housekeeping::{jobs, schedules};
pub use migrations::migrations;
pub use routes::routes;
