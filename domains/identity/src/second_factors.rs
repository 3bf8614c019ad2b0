//! The second factor: a code of an authenticator app, or a recovery code in its place.

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::{Keyring, totp};
use fairlead_web::{Allowed, Answer, App, Ctx, Doc, Failure, JsonBody, Routes};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::actor::OwnSession;
use crate::session_password::prove;
use crate::sessions::{signed_in, unrepeatable};
use crate::settings::{self, Company};

/// A row: there is one while a second factor is on or being set up.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "second_factors")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// The shared secret.
    #[serde(skip)]
    pub sealed_secret: String,
    /// When the first code was right; before that it is not asked for.
    pub confirmed_at: Option<Timestamp>,
    /// The step of the last code: none counts twice.
    #[serde(skip)]
    pub last_step: Option<i64>,
    /// SHA-256 of the recovery codes that are left.
    #[serde(skip)]
    pub recovery_hashes: Json,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of turning it on or off.
#[derive(Input)]
pub(crate) struct ProofInput {
    /// The password.
    #[input(raw, secret, max = 1024)]
    current_password: String,
}

/// Body of confirm.
#[derive(Input)]
pub(crate) struct CodeInput {
    /// Six digits.
    #[input(secret, max = 64)]
    code: String,
}

/// What the authenticator app needs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactorEnrolment)]
pub(crate) struct EnrolmentView {
    /// In base32, to type.
    secret: String,
    /// To show as a QR code.
    otpauth_url: String,
}

/// What is shown once the second factor is on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactorConfirmation)]
pub(crate) struct ConfirmationView {
    success: bool,
    /// Each works once; shown only now.
    recovery_codes: Vec<String>,
}

pub(crate) fn routes() -> Routes {
    const TAG: &str = "Session";
    Routes::new()
        .post(
            "/session/totp",
            begin,
            Doc::own(TAG, "Begin to set up a second factor").body::<ProofInput>().one::<EnrolmentView>(),
        )
        .post(
            "/session/totp/confirm",
            confirm,
            Doc::own(TAG, "Turn the second factor on").body::<CodeInput>().one::<ConfirmationView>(),
        )
        .delete("/session/totp", turn_off, Doc::own(TAG, "Turn the second factor off").body::<ProofInput>())
}

fn purpose(user_id: i64) -> String {
    format!("totp secret of user {user_id}")
}

async fn begin(ctx: Allowed<OwnSession>, body: JsonBody) -> Result<Answer, Failure> {
    let input: ProofInput = body.read()?;
    let user = signed_in(&ctx).await?;
    prove(&ctx, &user, &input.current_password).await?;
    if is_on(ctx.db().read(), user.id).await? {
        return Err(Error::Conflict("The second factor is on already.".into()).into());
    }
    let secret = totp::new_secret(&mut fairlead_vault::os_rng());
    let company = settings::load::<Company>(&ctx.app, ctx.db().read()).await?.name;
    let issuer = company.as_deref().unwrap_or("Fairlead");
    let url = totp::otpauth_url(&secret, issuer, &user.username)
        .or_else(|| totp::otpauth_url(&secret, "Fairlead", "user"))
        .ok_or_else(|| Error::Internal("a fresh secret gives no otpauth address".into()))?;
    let row = ActiveModel {
        user_id: Set(user.id),
        sealed_secret: Set(ctx.app.keyring.seal_text(&purpose(user.id), &secret)),
        confirmed_at: Set(None),
        last_step: Set(None),
        recovery_hashes: Set(json!([])),
    };
    let row = &row;
    ctx.db()
        .write(&unrepeatable(&ctx), |tx: Tx| async move {
            let mut conflict = OnConflict::column(Column::UserId);
            // Never over one that was turned on meanwhile.
            conflict.update_column(Column::SealedSecret).action_and_where(Column::ConfirmedAt.is_null());
            Entity::insert(row.clone())
                .on_conflict(conflict)
                .exec_without_returning(&tx)
                .await
                .map(drop)
                .map_err(classify)
        })
        .await?;
    Answer::ok(&EnrolmentView { secret: secret.to_string(), otpauth_url: url.to_string() })
}

async fn confirm(ctx: Allowed<OwnSession>, body: JsonBody) -> Result<Answer, Failure> {
    let input: CodeInput = body.read()?;
    let codes = totp::new_recovery_codes(&mut fairlead_vault::os_rng());
    let hashes: Vec<&str> = codes.iter().map(|code| code.hash.as_str()).collect();
    let (ctx, input, hashes): (&Ctx, _, _) = (&ctx, &input, &hashes);
    ctx.db()
        .write(&unrepeatable(ctx), |tx: Tx| async move {
            let row = locked(&tx, ctx.actor.user_id).await?;
            let Some(row) = row.filter(|row| row.confirmed_at.is_none()) else {
                return Err(Error::Conflict("There is no second factor to confirm.".into()));
            };
            let step = step(&ctx.app.keyring, &row, &input.code, &tx)?;
            let step = step.ok_or_else(|| Error::field("code", "The code is wrong."))?;
            let mut change: ActiveModel = row.clone().into();
            change.confirmed_at = Set(Some(tx.now()));
            change.last_step = Set(Some(step));
            change.recovery_hashes = Set(json!(hashes));
            tx.touches_auth();
            tx.update(&row, change).await.map(drop)
        })
        .await?;
    let recovery_codes = codes.iter().map(|code| code.plain.to_string()).collect();
    Answer::ok(&ConfirmationView { success: true, recovery_codes })
}

async fn turn_off(ctx: Allowed<OwnSession>, body: JsonBody) -> Result<Answer, Failure> {
    let input: ProofInput = body.read()?;
    let user = signed_in(&ctx).await?;
    prove(&ctx, &user, &input.current_password).await?;
    let id = user.id;
    ctx.write(|tx| async move { remove(&tx, id).await }).await?;
    Answer::success()
}

/// Removes the second factor of a user.
pub(crate) async fn remove(tx: &Tx, user_id: i64) -> Result<()> {
    let Some(row) = locked(tx, user_id).await? else { return Ok(()) };
    tx.touches_auth();
    tx.delete(row).await
}

async fn locked(tx: &Tx, user_id: i64) -> Result<Option<Model>> {
    Entity::find_by_id(user_id).lock_exclusive().one(tx).await.map_err(classify)
}

/// Whether logins of this user ask for a code.
pub(crate) async fn is_on(connection: &impl ConnectionTrait, user_id: i64) -> Result<bool> {
    let on = Entity::find_by_id(user_id).filter(Column::ConfirmedAt.is_not_null());
    Ok(on.one(connection).await.map_err(classify)?.is_some())
}

/// Checks the code of a login, and uses it up.
///
/// # Errors
/// [`Error::SecondFactorRequired`] without a code where one is needed, 401 for a wrong one.
pub(crate) async fn check(ctx: &Ctx, user_id: i64, code: Option<&str>) -> Result<()> {
    if !is_on(ctx.db().read(), user_id).await? {
        return Ok(());
    }
    let code = code.ok_or(Error::SecondFactorRequired)?;
    let app: &App = &ctx.app;
    ctx.db()
        .write(&Who { idempotency: None, ..ctx.who() }, |tx: Tx| async move {
            match locked(&tx, user_id).await? {
                Some(row) => use_up(&tx, &app.keyring, row, code).await,
                None => Ok(()),
            }
        })
        .await
}

async fn use_up(tx: &Tx, keyring: &Keyring, row: Model, code: &str) -> Result<()> {
    let mut change: ActiveModel = row.clone().into();
    if let Some(step) = step(keyring, &row, code, tx)? {
        change.last_step = Set(Some(step));
    } else {
        let mut hashes: Vec<String> =
            serde_json::from_value(row.recovery_hashes.clone()).map_err(Error::internal)?;
        let wrong = || Error::Unauthorized("The second factor code is wrong.".into());
        hashes.remove(totp::find_recovery_code(&hashes, code).ok_or_else(wrong)?);
        change.recovery_hashes = Set(json!(hashes));
    }
    Entity::update(change).exec(tx).await.map(drop).map_err(classify)
}

/// The step of a right code that was not used before.
fn step(keyring: &Keyring, row: &Model, code: &str, tx: &Tx) -> Result<Option<i64>> {
    let secret = keyring.open_text(&purpose(row.user_id), &row.sealed_secret).map_err(Error::internal)?;
    let now = tx.now().0.unsigned_abs() / 1000;
    let last = row.last_step.map(i64::unsigned_abs);
    Ok(totp::verify(&secret, code, now, last).and_then(|step| i64::try_from(step).ok()))
}

#[cfg(test)]
#[path = "second_factors_tests.rs"]
mod tests;
