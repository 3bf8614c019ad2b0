use std::collections::HashMap;

use fairlead_kernel::Result;
use fairlead_web::{Actor, App, Permission};
use sea_orm::ConnectionTrait;

use crate::settings::{self, Security};
use crate::{roles, second_factors, users};

/// Any signed-in user, also one who must first change the password or set up a second factor.
pub(crate) struct OwnSession;

impl Permission for OwnSession {
    const RESOURCE: &'static str = "";
    const ACTION: &'static str = "";
    const UNFINISHED: bool = true;
}

/// The user as requests act: role, and what is still to be done.
pub(crate) async fn actor_of(
    connection: &impl ConnectionTrait,
    user: &users::Model,
    security: &Security,
) -> Result<Actor> {
    let role = roles::find(connection, user.role_id).await?;
    let mut permissions: HashMap<String, Vec<String>> = HashMap::new();
    for key in role.keys() {
        if let Some((resource, action)) = key.split_once('.') {
            permissions.entry(resource.to_owned()).or_default().push(action.to_owned());
        }
    }
    let must_enrol_totp = security.require_totp && !second_factors::is_on(connection, user.id).await?;
    Ok(Actor {
        user_id: user.id,
        username: user.username.clone(),
        super_admin: role.id == roles::SUPER_ADMIN,
        permissions,
        must_reset: user.must_reset,
        must_enrol_totp,
        ..Actor::default()
    })
}

/// A user as background work acts on their behalf: `None` for one who is gone, or who must first do something else.
///
/// # Errors
/// When the database does not answer.
pub async fn find_actor(app: &App, user_id: i64) -> Result<Option<Actor>> {
    acting(app, users::find(app.db.read(), user_id).await?).await
}

/// [`find_actor`] by name.
///
/// # Errors
/// When the database does not answer.
pub async fn find_actor_named(app: &App, username: &str) -> Result<Option<Actor>> {
    acting(app, users::by_name(app.db.read(), username).await?).await
}

async fn acting(app: &App, user: Option<users::Model>) -> Result<Option<Actor>> {
    let Some(user) = user else { return Ok(None) };
    let security = settings::cached::<Security>(app).await?;
    let actor = actor_of(app.db.read(), &user, &security).await?;
    Ok(Some(actor).filter(|actor| !actor.must_reset && !actor.must_enrol_totp))
}
