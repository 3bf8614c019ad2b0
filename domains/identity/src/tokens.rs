//! Personal access tokens: a program acts as the user who made it, without the password.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fairlead_kernel::{DATE_FORMAT, Error, FieldSpec, FieldValue, Findings, Input, Kind, Result};
use fairlead_store::{Page, Timestamp, Tx, classify, fetch};
use fairlead_vault::token;
use fairlead_web::{
    Allowed, Answer, App, Ctx, Doc, Failure, JsonBody, ListQuery, Listing, PathParams, Routes, SignedIn,
};
use sea_orm::{ActiveValue::Set, QueryFilter, entity::prelude::*, sea_query::Order};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::actor::actor_of;
use crate::authenticator::Known;
use crate::refresh::{Life, Owner};
use crate::sessions::unrepeatable;
use crate::settings::{self, Security};
use crate::users;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "personal_tokens")]
#[schema(as = Token)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    #[serde(skip)]
    pub user_id: i64,
    /// What uses it.
    pub name: String,
    /// SHA-256 of the token.
    #[serde(skip)]
    pub token_hash: String,
    /// Its last characters, to tell it from others.
    pub last_four: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its last request, to about a minute.
    pub last_used_at: Option<Timestamp>,
    /// Not valid from then on.
    pub expires_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create.
#[derive(Input)]
pub(crate) struct TokenInput {
    /// What will use it.
    name: String,
    /// `YYYY-MM-DD HH:MM:SS` in UTC, or a date: until its end.
    expires_at: Option<Expiry>,
}

/// A token and, this once, what to send.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewToken)]
pub(crate) struct NewTokenView {
    #[serde(flatten)]
    row: Model,
    /// Shown only now.
    token: String,
}

pub(crate) fn routes() -> Routes {
    const TAG: &str = "Session";
    let listing = Listing::new(vec!["id".into(), "name".into()], Vec::new(), false);
    Routes::new()
        .get("/session/tokens", list, Doc::own(TAG, "List: personal token").many::<Model>().listing(listing))
        .post(
            "/session/tokens",
            create,
            Doc::own(TAG, "Create personal token").status(201).body::<TokenInput>().one::<NewTokenView>(),
        )
        .delete("/session/tokens/{id}", revoke, Doc::own(TAG, "Revoke personal token"))
}

async fn list(ctx: Allowed<SignedIn>, query: ListQuery) -> Result<Answer, Failure> {
    let page = Page::<Entity> {
        sorts: vec![Column::Id, Column::Name],
        filters: Vec::new(),
        searches: Vec::new(),
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    };
    let mine = Entity::find().filter(Column::UserId.eq(ctx.actor.user_id));
    let found = fetch(ctx.db(), mine, &query.query, &page).await?;
    Answer::list(&found.rows, found.paginator)
}

/// A token that leaked must not be able to outlive its revocation by making others.
fn refuse_tokens(ctx: &Ctx) -> Result<()> {
    match ctx.actor.token_id {
        Some(_) => Err(Error::Forbidden("Tokens are managed with the password, not with a token.".into())),
        None => Ok(()),
    }
}

async fn create(ctx: Allowed<SignedIn>, body: JsonBody) -> Result<Answer, Failure> {
    let input: TokenInput = body.read()?;
    refuse_tokens(&ctx)?;
    let expires_at = input.expires_at.map(|expiry| Timestamp::from(expiry.0));
    if expires_at.is_some_and(|at| at <= Timestamp::from(ctx.db().clock().now())) {
        return Err(Error::field("expires_at", "The expires_at must be in the future.").into());
    }
    let (user_id, name) = (ctx.actor.user_id, &input.name);
    let made = ctx
        .db()
        .write(&unrepeatable(&ctx), |tx: Tx| async move { make(&tx, user_id, name, expires_at).await })
        .await?;
    Answer::created(&made)
}

/// Makes a token.
pub(crate) async fn make(
    tx: &Tx,
    user_id: i64,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<NewTokenView> {
    let token = token::new_token(&mut fairlead_vault::os_rng());
    let last_four: String = token.plain.chars().skip(token.plain.len() - 4).collect();
    let row = ActiveModel {
        user_id: Set(user_id),
        name: Set(name.to_owned()),
        token_hash: Set(token.hash),
        last_four: Set(last_four),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        ..Default::default()
    };
    Ok(NewTokenView { row: tx.insert(row).await?, token: token.plain.to_string() })
}

impl NewTokenView {
    pub(crate) fn into_plain(self) -> String {
        self.token
    }
}

async fn revoke(ctx: Allowed<SignedIn>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.last_id()?;
    refuse_tokens(&ctx)?;
    let user_id = ctx.actor.user_id;
    ctx.write(|tx| async move {
        let mine = Entity::find_by_id(id).filter(Column::UserId.eq(user_id));
        let token = mine.one(&tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
        tx.touches_auth();
        tx.delete(token).await
    })
    .await?;
    Answer::success()
}

/// What the token stands for, while it has not expired.
pub(crate) async fn find(app: &App, secret: &str) -> Result<Option<Known>> {
    let connection = app.db.read();
    let hash = token::token_hash(secret);
    let token = Entity::find().filter(Column::TokenHash.eq(hash)).one(connection).await.map_err(classify)?;
    let now = Timestamp::from(app.db.clock().now());
    let Some(token) = token.filter(|token| token.expires_at.is_none_or(|at| at > now)) else {
        return Ok(None);
    };
    let Some(user) = users::find(connection, token.user_id).await? else { return Ok(None) };
    let security = settings::load::<Security>(app, connection).await?;
    let mut actor = actor_of(connection, &user, &security).await?;
    actor.token_id = Some(token.id);
    let life = Life {
        owner: Owner::Token(token.id),
        expires_at: AtomicI64::new(token.expires_at.map_or(i64::MAX, |at| at.0)),
        lifetime_in_millis: None,
        noted_at: AtomicI64::new(token.last_used_at.map_or(0, |at| at.0)),
    };
    Ok(Some(Known { actor: Arc::new(actor), life: Some(Arc::new(life)) }))
}

/// An instant, or a date whose end is meant.
struct Expiry(NaiveDateTime);

impl FieldValue for Expiry {
    const KIND: Kind = Kind::DateTime;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let date = value.as_str().and_then(|text| NaiveDate::parse_from_str(text.trim(), DATE_FORMAT).ok());
        if date.is_none() {
            return NaiveDateTime::parse(value, spec, path, findings).map(Self);
        }
        let date = NaiveDate::parse(value, spec, path, findings)?;
        Some(Self(date.and_time(NaiveTime::from_hms_opt(23, 59, 59)?)))
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
