//! Name and password of a contact in the customer portal: both or neither.

use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_vault::password::PasswordPolicy;
use fairlead_web::Ctx;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};

use super::{ActiveModel, ContactInput, Model};

const SHORTEST_USERNAME: usize = 5;

/// Hashes the password of a body before the transaction begins. What no policy accepts is left to [`check`].
pub(super) async fn prepare(ctx: &Ctx, body: &Map<String, Value>) -> Result<Option<String>> {
    let Some(Value::String(password)) = body.get("password") else { return Ok(None) };
    if PasswordPolicy::default().check(password, "").is_err() {
        return Ok(None);
    }
    ctx.app.passwords().hash(password).await.map(Some).map_err(Error::internal)
}

/// A name needs a password and a password a name; a stored password counts.
pub(super) fn check(input: &ContactInput, before: Option<&Model>, errors: &mut FieldErrors) {
    let has_hash = before.is_some_and(|before| before.password_hash.is_some());
    match (&input.username, &input.password) {
        (Some(username), _) if username.chars().count() < SHORTEST_USERNAME => {
            errors.add("username", format!("The username must be at least {SHORTEST_USERNAME} characters."));
        }
        (Some(username), _) if username.chars().any(|c| c.is_whitespace() || c.is_control()) => {
            errors.add("username", "The username may not contain spaces.");
        }
        (Some(_), None) if !has_hash => {
            errors.add("password", "The password field is required when username is present.");
        }
        (None, Some(_)) => errors.add("username", "The username field is required when password is present."),
        _ => {}
    }
    if let Some(password) = &input.password {
        let username = input.username.as_deref().unwrap_or_default();
        if let Err(message) = PasswordPolicy::default().check(password, username) {
            errors.add("password", message);
        }
    }
}

/// Carries the hash into the row; without a name there is none.
pub(super) fn apply(input: &ContactInput, hash: Option<&str>, row: &mut ActiveModel) {
    match (&input.username, &input.password, hash) {
        (None, ..) => row.password_hash = Set(None),
        (Some(_), Some(_), Some(hash)) => row.password_hash = Set(Some(hash.to_owned())),
        _ => {}
    }
}
