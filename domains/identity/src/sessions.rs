//! Sessions of the console: log in, who am I, log out.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use axum::http::{HeaderMap, HeaderValue, header};
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::token;
use fairlead_web::{Allowed, Answer, App, Ctx, Doc, Failure, JsonBody, Public, Routes};
use sea_orm::{ActiveValue::Set, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actor::{OwnSession, actor_of};
use crate::authenticator::{IdentityAuthenticator, Known};
use crate::logins::{Attempt, wrong_login};
use crate::refresh::{self, Life, Owner};
use crate::settings::{self, Security};
use crate::{permissions, second_factors, users};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub user_id: i64,
    /// SHA-256 of what the cookie holds.
    #[serde(skip)]
    pub token_hash: String,
    /// When it began.
    pub created_at: Timestamp,
    /// Its last request, to about a minute.
    pub last_seen_at: Timestamp,
    /// Moves with every request.
    pub expires_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// In milliseconds since 1970. A lifetime that was shortened counts for sessions that began before.
    fn expires_at(&self, lifetime_in_millis: i64) -> i64 {
        let unused = self
            .last_seen_at
            .0
            .saturating_add(lifetime_in_millis)
            .saturating_add(refresh::WRITE_EVERY_MILLIS);
        self.expires_at.0.min(unused)
    }
}

/// Body of a login.
#[derive(Input)]
pub(crate) struct LoginInput {
    /// In any case.
    username: String,
    /// As set.
    #[input(raw, secret, max = 1024)]
    password: String,
    /// Six digits of the authenticator app, or a recovery code.
    #[input(secret, max = 64)]
    totp_code: Option<String>,
}

/// The signed-in user.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionUser)]
pub(crate) struct UserView {
    id: i64,
    username: String,
    name: String,
    public_name: String,
    locale: String,
    role_id: i64,
    email_address: String,
    totp_enabled: bool,
    must_reset: bool,
}

/// What a login answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Login)]
pub(crate) struct LoginView {
    user: UserView,
    /// The password must be changed before anything else.
    must_reset: bool,
    /// A second factor must be set up before anything else.
    must_enrol_totp: bool,
}

/// The signed-in user and what the role allows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    user: UserView,
    /// Keys: `accounts.read`.
    permissions: Vec<String>,
    /// Holds every permission, also those to come.
    super_admin: bool,
    /// A second factor must be set up before anything else.
    must_enrol_totp: bool,
}

pub(crate) fn routes() -> Routes {
    const TAG: &str = "Session";
    Routes::new()
        .post("/session", log_in, Doc::own(TAG, "Log in").body::<LoginInput>().one::<LoginView>())
        .get("/session", show, Doc::own(TAG, "Who am I").one::<SessionView>())
        .delete("/session", log_out, Doc::own(TAG, "Log out"))
}

async fn log_in(ctx: Public, headers: HeaderMap, body: JsonBody) -> Result<Answer, Failure> {
    refuse_foreign_pages(&headers)?;
    let input: LoginInput = body.read()?;
    let app = &ctx.app;
    let user = users::by_name(app.db.read(), &input.username).await?;
    let attempt = Attempt {
        username: &input.username,
        password: &input.password,
        stored_hash: user.as_ref().map(|user| user.password_hash.as_str()),
        ip: ctx.ip,
        unix_seconds: app.db.clock().now().timestamp().unsigned_abs(),
    };
    let logins = &IdentityAuthenticator::of(app).logins;
    let (Some(proven), Some(user)) = (logins.check(attempt).await?, user) else {
        return Err(wrong_login().into());
    };
    match second_factors::check(&ctx, user.id, input.totp_code.as_deref()).await {
        Ok(()) => proven.succeeded(),
        Err(Error::SecondFactorRequired) => return Err(Error::SecondFactorRequired.into()),
        Err(error) => {
            proven.failed();
            return Err(error.into());
        }
    }
    let plain = begin(&ctx, &user).await?;
    let security = settings::load::<Security>(app, app.db.read()).await?;
    let actor = actor_of(app.db.read(), &user, &security).await?;
    let view = LoginView {
        must_reset: actor.must_reset,
        must_enrol_totp: actor.must_enrol_totp,
        user: UserView::of(app, user).await?,
    };
    Ok(Answer::ok(&view)?.header(header::SET_COOKIE, cookie(app, &plain, None)?))
}

/// A page of another site must not sign its visitor in here as somebody else. Browsers say where a request comes from;
/// programs do not.
fn refuse_foreign_pages(headers: &HeaderMap) -> Result<()> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Error::Forbidden("Another site cannot log in here.".into())),
    }
}

async fn begin(ctx: &Ctx, user: &users::Model) -> Result<String> {
    let token = token::new_token(&mut fairlead_vault::os_rng());
    let lifetime = settings::load::<Security>(&ctx.app, ctx.db().read()).await?.session_lifetime_in_millis();
    let hash = &token.hash;
    let who = Who { user_id: Some(user.id), username: user.username.clone(), ..unrepeatable(ctx) };
    ctx.db()
        .write(&who, |tx: Tx| async move {
            // The password may have changed since it was checked; then its sessions have ended already.
            let now = users::find(&tx, user.id).await?;
            if now.is_none_or(|now| now.password_hash != user.password_hash) {
                return Err(wrong_login());
            }
            let row = ActiveModel {
                user_id: Set(user.id),
                token_hash: Set(hash.clone()),
                created_at: Set(tx.now()),
                last_seen_at: Set(tx.now()),
                expires_at: Set(Timestamp(tx.now().0.saturating_add(lifetime))),
                ..Default::default()
            };
            tx.insert(row).await.map(drop)
        })
        .await?;
    Ok(token.plain.to_string())
}

/// On whose behalf something is written whose answer holds a secret: an `Idempotency-Key` does not keep it.
pub(crate) fn unrepeatable(ctx: &Ctx) -> Who {
    Who { idempotency: None, ..ctx.who() }
}

fn cookie(app: &App, value: &str, max_age_in_seconds: Option<u32>) -> Result<HeaderValue> {
    let secure = if app.secure_cookies { "; Secure" } else { "" };
    let age = max_age_in_seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let text = format!("fairlead_session={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    HeaderValue::from_str(&text).map_err(Error::internal)
}

async fn show(ctx: Allowed<OwnSession>) -> Result<Answer, Failure> {
    let user = signed_in(&ctx).await?;
    Answer::ok(&SessionView {
        user: UserView::of(&ctx.app, user).await?,
        permissions: permissions::held_by(&ctx),
        super_admin: ctx.actor.super_admin,
        must_enrol_totp: ctx.actor.must_enrol_totp,
    })
}

/// The user who asks.
pub(crate) async fn signed_in(ctx: &Ctx) -> Result<users::Model> {
    let user = users::find(ctx.db().read(), ctx.actor.user_id).await?;
    user.ok_or_else(|| Error::Unauthorized("Authentication is required.".into()))
}

async fn log_out(ctx: Allowed<OwnSession>) -> Result<Answer, Failure> {
    if let Some(id) = ctx.actor.session_id {
        ctx.write(|tx| async move {
            tx.touches_auth();
            match Entity::find_by_id(id).one(&tx).await.map_err(classify)? {
                Some(session) => tx.delete(session).await,
                None => Ok(()),
            }
        })
        .await?;
    }
    Ok(Answer::success()?.header(header::SET_COOKIE, cookie(&ctx.app, "", Some(0))?))
}

impl UserView {
    async fn of(app: &App, user: users::Model) -> Result<Self> {
        Ok(Self {
            totp_enabled: second_factors::is_on(app.db.read(), user.id).await?,
            id: user.id,
            username: user.username,
            name: user.name,
            public_name: user.public_name,
            locale: user.locale,
            role_id: user.role_id,
            email_address: user.email_address,
            must_reset: user.must_reset,
        })
    }
}

/// Ends the sessions of a user, except one.
pub(crate) async fn end_all(tx: &Tx, user_id: i64, except: Option<i64>) -> Result<()> {
    tx.touches_auth();
    let ended = Entity::delete_many().filter(Column::UserId.eq(user_id));
    let ended = match except {
        Some(id) => ended.filter(Column::Id.ne(id)),
        None => ended,
    };
    ended.exec(tx).await.map(drop).map_err(classify)
}

/// The living session that the cookie stands for.
pub(crate) async fn find(app: &App, secret: &str) -> Result<Option<Known>> {
    let connection = app.db.read();
    let hash = token::token_hash(secret);
    let session =
        Entity::find().filter(Column::TokenHash.eq(hash)).one(connection).await.map_err(classify)?;
    let Some(session) = session else { return Ok(None) };
    let security = settings::load::<Security>(app, connection).await?;
    let lifetime = security.session_lifetime_in_millis();
    let expires_at = session.expires_at(lifetime);
    if expires_at <= app.db.clock().now().timestamp_millis() {
        return Ok(None);
    }
    let Some(user) = users::find(connection, session.user_id).await? else { return Ok(None) };
    let mut actor = actor_of(connection, &user, &security).await?;
    actor.session_id = Some(session.id);
    let life = Life {
        owner: Owner::Session(session.id),
        expires_at: AtomicI64::new(expires_at),
        lifetime_in_millis: Some(lifetime),
        noted_at: AtomicI64::new(session.last_seen_at.0),
    };
    Ok(Some(Known { actor: Arc::new(actor), life: Some(Arc::new(life)) }))
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
