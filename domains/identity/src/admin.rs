//! What the command line does with users.

use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_store::{Db, Tx, Who, classify};
use fairlead_vault::{password, token};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;

use crate::settings::{self, Application, Security};
use crate::{roles, second_factors, session_password, tokens, users};

fn who() -> Who {
    Who::platform("command line")
}

async fn hashed(connection: &impl ConnectionTrait, password: &str, username: &str) -> Result<String> {
    let policy = settings::load_plain::<Security>(connection).await?.password_policy();
    let mut errors = FieldErrors::new();
    users::check_policy(policy, password, username, &mut errors);
    errors.into_result()?;
    password::PasswordWorkers::default().hash(password).await.map_err(Error::internal)
}

/// A password nobody can guess, of 20 letters and digits.
pub fn random_password() -> String {
    let mut password = token::link_key(&mut fairlead_vault::os_rng());
    password.truncate(20);
    password
}

async fn insert(
    tx: &Tx,
    username: &str,
    name: &str,
    email_address: &str,
    role_id: i64,
    hash: &str,
) -> Result<i64> {
    let row = users::ActiveModel {
        username: Set(username.to_owned()),
        name: Set(name.to_owned()),
        public_name: Set(name.to_owned()),
        locale: Set(settings::load_plain::<Application>(tx).await?.locale),
        role_id: Set(role_id),
        email_address: Set(email_address.to_owned()),
        password_hash: Set(hash.to_owned()),
        password_changed_at: Set(tx.now()),
        must_reset: Set(false),
        ..Default::default()
    };
    tx.touches_auth();
    Ok(tx.insert(row).await?.id)
}

/// Creates a user and gives its id.
///
/// # Errors
/// 422 for a password that the policy refuses, a name or address that is taken or malformed, or an unknown role.
pub async fn create_user(
    db: &Db,
    username: &str,
    name: &str,
    email_address: &str,
    role_id: i64,
    password: &str,
) -> Result<i64> {
    let (username, name, email_address) = (username.trim(), name.trim(), email_address.trim());
    let mut errors = FieldErrors::new();
    users::check_names(username, email_address, &mut errors);
    errors.into_result()?;
    let hash = hashed(db.read(), password, username).await?;
    let hash = &hash;
    db.write(&who(), |tx: Tx| async move {
        if roles::Entity::find_by_id(role_id).one(&tx).await.map_err(classify)?.is_none() {
            return Err(Error::field("role_id", "The selected role id is not valid."));
        }
        insert(&tx, username, name, email_address, role_id, hash).await
    })
    .await
}

async fn named(connection: &impl ConnectionTrait, username: &str) -> Result<users::Model> {
    let user = users::by_name(connection, username).await?;
    user.ok_or_else(|| Error::NotFound("There is no user with that name.".into()))
}

/// Sets the password of a user and ends the sessions.
///
/// # Errors
/// 404 for an unknown name, 422 for a password that the policy refuses.
pub async fn set_password(db: &Db, username: &str, password: &str) -> Result<()> {
    let user = named(db.read(), username).await?;
    let hash = hashed(db.read(), password, &user.username).await?;
    let (user, hash) = (&user, &hash);
    db.write(&who(), |tx: Tx| async move { session_password::store(&tx, user, hash, None).await }).await
}

/// Makes a personal access token that does not expire, and gives it.
///
/// # Errors
/// 404 for an unknown name.
pub async fn create_token(db: &Db, username: &str, name: &str) -> Result<String> {
    let user = &named(db.read(), username).await?;
    let made = db.write(&who(), |tx: Tx| async move { tokens::make(&tx, user.id, name, None).await }).await?;
    Ok(made.into_plain())
}

/// Turns the second factor of a user off who lost both the app and the recovery codes.
///
/// # Errors
/// 404 for an unknown name.
pub async fn reset_second_factor(db: &Db, username: &str) -> Result<()> {
    let user = &named(db.read(), username).await?;
    db.write(&who(), |tx: Tx| async move { second_factors::remove(&tx, user.id).await }).await
}

/// Empties the list of allowed networks, for somebody who is locked out.
///
/// # Errors
/// When the database refuses.
pub async fn allow_all_networks(db: &Db) -> Result<()> {
    db.write(&who(), |tx: Tx| async move {
        let empty = |fields: &mut serde_json::Map<_, _>| fields.insert("allowed_networks".into(), json!([]));
        settings::reset::<Security>(&tx, |fields| drop(empty(fields))).await
    })
    .await
}

/// Makes the super admin `admin` when there is no user at all. Gives the password when it had to be made up.
///
/// # Errors
/// 422 for a password that the policy refuses.
pub async fn ensure_admin(db: &Db, password: Option<&str>) -> Result<Option<String>> {
    if users::Entity::find().one(db.read()).await.map_err(classify)?.is_some() {
        return Ok(None);
    }
    let made_up = password.is_none().then(random_password);
    let password = password.or(made_up.as_deref()).unwrap_or_default();
    let hash = &hashed(db.read(), password, "admin").await?;
    let inserted = db
        .write(&who(), |tx: Tx| async move {
            // Two nodes may start at once.
            roles::lock_super_admins(&tx).await?;
            if users::Entity::find().one(&tx).await.map_err(classify)?.is_some() {
                return Ok(false);
            }
            insert(&tx, "admin", "Administrator", "admin@example.com", roles::SUPER_ADMIN, hash).await?;
            Ok(true)
        })
        .await?;
    Ok(made_up.filter(|_| inserted))
}

#[cfg(test)]
#[path = "admin_tests.rs"]
mod tests;
