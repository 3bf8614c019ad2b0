//! A user changes the own password.

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::Tx;
use fairlead_web::{Allowed, Answer, Ctx, Doc, Failure, JsonBody, Routes};
use sea_orm::ActiveValue::Set;

use crate::actor::OwnSession;
use crate::authenticator::IdentityAuthenticator;
use crate::logins::Attempt;
use crate::sessions::{end_all, signed_in};
use crate::users;

/// Body of the change.
#[derive(Input)]
pub(crate) struct PasswordInput {
    /// The password until now.
    #[input(raw, secret, max = 1024)]
    current_password: String,
    /// The password from now on.
    #[input(raw, secret, max = 1024)]
    password: String,
}

pub(crate) fn routes() -> Routes {
    let doc = Doc::own("Session", "Change the own password").body::<PasswordInput>();
    Routes::new().patch("/session/password", change, doc)
}

async fn change(ctx: Allowed<OwnSession>, body: JsonBody) -> Result<Answer, Failure> {
    let input: PasswordInput = body.read()?;
    let user = signed_in(&ctx).await?;
    let mut errors = FieldErrors::new();
    users::check_password(&ctx.app, ctx.db().read(), &input.password, &user.username, &mut errors).await?;
    if input.password == input.current_password {
        errors.add("password", "The password must differ from the current one.");
    }
    errors.into_result()?;
    prove(&ctx, &user, &input.current_password).await?;
    let hash = IdentityAuthenticator::of(&ctx.app).logins.hash(&input.password).await?;
    let (ctx, before, hash): (&Ctx, _, _) = (&ctx, &user, &hash);
    ctx.write(|tx| async move { store(&tx, before, hash, ctx.actor.session_id).await }).await?;
    Answer::success()
}

/// Checks the password again before something that a session left open must not be enough for.
///
/// # Errors
/// 422 on `current_password` when it is wrong, 429 when there were too many wrong ones.
pub(crate) async fn prove(ctx: &Ctx, user: &users::Model, password: &str) -> Result<()> {
    let attempt = Attempt {
        username: &user.username,
        password,
        stored_hash: Some(&user.password_hash),
        ip: ctx.ip,
        unix_seconds: ctx.db().clock().now().timestamp().unsigned_abs(),
    };
    match IdentityAuthenticator::of(&ctx.app).logins.check(attempt).await? {
        Some(proven) => {
            proven.succeeded();
            Ok(())
        }
        None => Err(Error::field("current_password", "The current password is wrong.")),
    }
}

/// Stores a new password and ends the user's sessions, except one.
pub(crate) async fn store(tx: &Tx, before: &users::Model, hash: &str, except: Option<i64>) -> Result<()> {
    let present = users::find(tx, before.id).await?.ok_or_else(Error::no_such_item)?;
    if present.password_hash != before.password_hash {
        return Err(Error::Conflict("The password was changed meanwhile.".into()));
    }
    let mut change: users::ActiveModel = present.clone().into();
    change.password_hash = Set(hash.to_owned());
    change.password_changed_at = Set(tx.now());
    change.must_reset = Set(false);
    tx.update(&present, change).await?;
    end_all(tx, before.id, except).await
}
