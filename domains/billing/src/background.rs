//! What jobs have in common that act for a user.

use fairlead_identity::users;
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use fairlead_web::{Actor, App, Ctx};
use sea_orm::EntityTrait;

/// Acts for a user, with what `actor` may do; the name is looked up. The audit log tells the user beside `origin`.
///
/// # Errors
/// Those of the database.
pub(crate) async fn on_behalf_of(app: &App, actor: Actor, origin: &str) -> Result<Ctx> {
    let user = users::Entity::find_by_id(actor.user_id).one(app.db.read()).await.map_err(classify)?;
    let username = user.map_or_else(|| "fairlead".into(), |user| user.username);
    Ok(Ctx::on_behalf_of(app, Actor { username, ..actor }, origin))
}

/// The words of an error that another try would meet again; none for one that may pass, such as a busy database.
pub(crate) fn verdict(error: &Error) -> Option<String> {
    match error {
        Error::Invalid(errors) => {
            Some(errors.iter().map(|(_, message)| message).collect::<Vec<_>>().join(" "))
        }
        Error::Refused(message)
        | Error::NotFound(message)
        | Error::Forbidden(message)
        | Error::Conflict(message) => Some(message.to_string()),
        _ => None,
    }
}
