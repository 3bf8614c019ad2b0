//! Table of contents of the identity API.

use fairlead_web::{Routes, crud};

use crate::roles::Role;
use crate::users::User;
use crate::{
    audit_log, background_jobs, data, notifications, permissions, second_factors, session_password, sessions,
    settings, tokens,
};

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(audit_log::routes())
        .merge(background_jobs::routes())
        .merge(crud::<Role>())
        .merge(crud::<User>())
        .merge(data::routes())
        .merge(notifications::routes())
        .merge(permissions::routes())
        .merge(second_factors::routes())
        .merge(session_password::routes())
        .merge(sessions::routes())
        .merge(settings::routes())
        .merge(tokens::routes())
}
