use std::any::Any;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{Method, header, request::Parts};
use fairlead_kernel::{Error, Result};
use fairlead_store::{Db, Tx, Who, idempotency};

use crate::App;
use crate::error_response::Failure;
use crate::middleware::{ClientIp, RequestId};

/// Who a request may come from. The type of a handler's first argument says it, so a route without one cannot exist.
pub trait Access: Send + Sync + 'static {
    /// The key a role must hold (`accounts.read`); `None`: anybody, or anybody who is signed in.
    fn permission() -> Option<(&'static str, &'static str)>;
    /// Whether the request must be authenticated at all.
    const SIGNED_IN: bool;
    /// Open to a user who must first change the password or set up a second factor: what is needed to do that.
    const UNFINISHED: bool;
}

/// A permission: a resource and an action on it.
pub trait Permission: Send + Sync + 'static {
    /// Plural name of what is protected: `accounts`.
    const RESOURCE: &'static str;
    /// `read`, `create`, `update`, `delete` or a verb of its own.
    const ACTION: &'static str;
    /// See [`Access::UNFINISHED`].
    const UNFINISHED: bool = false;
}

impl<P: Permission> Access for P {
    fn permission() -> Option<(&'static str, &'static str)> {
        (!P::RESOURCE.is_empty()).then_some((P::RESOURCE, P::ACTION))
    }
    const SIGNED_IN: bool = true;
    const UNFINISHED: bool = P::UNFINISHED;
}

/// Any signed-in user.
pub struct SignedIn;

impl Permission for SignedIn {
    const RESOURCE: &'static str = "";
    const ACTION: &'static str = "";
}

/// What a request proves its sender with.
#[derive(Clone)]
pub enum Credentials {
    /// HTTP Basic.
    Basic {
        /// User name as sent.
        username: String,
        /// Password as sent.
        password: String,
    },
    /// A personal access token.
    Token(String),
    /// The console's session cookie.
    Session(String),
}

/// A user as a request acts.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    /// The user's id.
    pub user_id: i64,
    /// The user's name.
    pub username: String,
    /// Holds every permission.
    pub super_admin: bool,
    /// Actions by resource.
    pub permissions: HashMap<String, Vec<String>>,
    /// The session this request belongs to, if it came with one.
    pub session_id: Option<i64>,
    /// The personal access token this request was made with, if any.
    pub token_id: Option<i64>,
    /// The password must be changed before anything else.
    pub must_reset: bool,
    /// A second factor must be set up before anything else.
    pub must_enrol_totp: bool,
}

impl Actor {
    /// Whether the actor holds `resource.action`, or that action on every resource (`*.read`).
    pub fn may(&self, resource: &str, action: &str) -> bool {
        let holds = |resource: &str| {
            self.permissions.get(resource).is_some_and(|actions| actions.iter().any(|held| held == action))
        };
        self.super_admin || holds(resource) || holds("*")
    }

    /// 403 while the actor must do something else first.
    fn finished(&self) -> Result<()> {
        if self.must_reset {
            return Err(Error::Forbidden("The password must be changed first.".into()));
        }
        if self.must_enrol_totp {
            return Err(Error::Forbidden("A second factor must be set up first.".into()));
        }
        Ok(())
    }

    /// May change billing dates, choose prorating, set restricted statuses, edit call logs.
    pub fn is_account_super_user(&self) -> bool {
        self.may("account_super_user", "act")
    }
}

/// Who somebody is: implemented by the domain that owns users.
#[async_trait::async_trait]
pub trait Authenticator: Any + Send + Sync {
    /// The actor behind the credentials.
    ///
    /// # Errors
    /// 401 when they are wrong, 429 when there were too many wrong ones.
    async fn authenticate(&self, app: &App, credentials: Credentials, ip: IpAddr) -> Result<Arc<Actor>>;

    /// Whether the console and the API answer this address at all.
    async fn network_allowed(&self, app: &App, ip: IpAddr) -> Result<bool>;
}

/// What a handler acts with: the application and the one who asks.
#[derive(Clone)]
pub struct Ctx {
    /// The application.
    pub app: App,
    /// The one who asks.
    pub actor: Arc<Actor>,
    /// Where from.
    pub ip: IpAddr,
    request_id: String,
    idempotency: Option<idempotency::Key>,
}

impl Ctx {
    /// What a job acts with for a user: the verbs are those of the user's own requests. `origin` stands where requests have
    /// their id, in the audit log: `scheduled event 5`.
    pub fn on_behalf_of(app: &App, actor: Actor, origin: &str) -> Self {
        Self {
            app: app.clone(),
            actor: Arc::new(actor),
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            request_id: origin.to_owned(),
            idempotency: None,
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// The actor as the audit log names it.
    pub fn who(&self) -> Who {
        Who {
            user_id: (self.actor.user_id > 0).then_some(self.actor.user_id),
            username: self.actor.username.clone(),
            request_id: self.request_id.clone(),
            idempotency: self.idempotency.clone(),
        }
    }

    /// Writes in one transaction; see [`Db::write`].
    pub async fn write<T, F, Fut>(&self, work: F) -> Result<T>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        self.app.db.write(&self.who(), work).await
    }

    /// 403 unless the actor is an account super user.
    pub fn require_account_super_user(&self) -> Result<()> {
        if self.actor.is_account_super_user() {
            return Ok(());
        }
        Err(Error::Forbidden("This requires account super user permissions.".into()))
    }

    async fn of_request(parts: &Parts, app: &App, signed_in: bool) -> Result<Self> {
        let ip = ClientIp::of(&parts.extensions);
        if !app.authenticator.network_allowed(app, ip).await? {
            return Err(Error::Forbidden("This network is not allowed.".into()));
        }
        let actor = if signed_in {
            let credentials = credentials(parts)
                .ok_or_else(|| Error::Unauthorized("Authentication is required.".into()))?;
            app.authenticator.authenticate(app, credentials, ip).await?
        } else {
            Arc::new(Actor::default())
        };
        Ok(Self {
            app: app.clone(),
            actor,
            ip,
            request_id: RequestId::of(&parts.extensions),
            idempotency: parts.extensions.get::<idempotency::Key>().cloned(),
        })
    }
}

/// The credentials of a request. A write with the cookie must also carry a header that no foreign form can send.
pub(crate) fn credentials(parts: &Parts) -> Option<Credentials> {
    if let Some(value) = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        return from_header(value);
    }
    let safe = parts.method == Method::GET || parts.method == Method::HEAD;
    if !safe && parts.headers.get("x-requested-with").is_none_or(|value| value != "fairlead") {
        return None;
    }
    session_cookie(parts).map(Credentials::Session)
}

fn session_cookie(parts: &Parts) -> Option<String> {
    let cookies = parts.headers.get(header::COOKIE)?.to_str().ok()?;
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == "fairlead_session")
        .map(|(_, value)| value.to_owned())
}

fn from_header(value: &str) -> Option<Credentials> {
    use base64::Engine;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Credentials::Token(rest.trim().to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(rest.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (username, password) = text.split_once(':')?;
    Some(Credentials::Basic { username: username.to_owned(), password: password.to_owned() })
}

/// First argument of a handler: the request is authenticated and its actor holds `A`.
pub struct Allowed<A> {
    ctx: Ctx,
    access: PhantomData<A>,
}

impl<A> Deref for Allowed<A> {
    type Target = Ctx;
    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl<A: Access> FromRequestParts<App> for Allowed<A> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let ctx = Ctx::of_request(parts, app, A::SIGNED_IN).await?;
        if !A::UNFINISHED {
            ctx.actor.finished()?;
        }
        if let Some((resource, action)) = A::permission()
            && !ctx.actor.may(resource, action)
        {
            let message = format!("This requires the permission {resource}.{action}.");
            return Err(Error::Forbidden(message.into()).into());
        }
        Ok(Self { ctx, access: PhantomData })
    }
}

/// First argument of a handler that anybody may call.
pub struct Public(Ctx);

impl Deref for Public {
    type Target = Ctx;
    fn deref(&self) -> &Ctx {
        &self.0
    }
}

impl FromRequestParts<App> for Public {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        Ok(Self(Ctx::of_request(parts, app, false).await?))
    }
}
