//! Users: the provider's own people. Nobody reaches beyond their own permissions through another user, and one super admin
//! always remains.

use fairlead_kernel::{Error, FieldErrors, Input, Result, check_email};
use fairlead_store::{Page, Timestamp, Tx, classify};
use fairlead_vault::password::PasswordPolicy;
use fairlead_web::{Ctx, Deleted, Resource, Writing};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::authenticator::IdentityAuthenticator;
use crate::settings::{self, Application, Security};
use crate::{roles, sessions};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Unique without regard to case.
    pub username: String,
    /// Full name.
    pub name: String,
    /// The name that customers see.
    pub public_name: String,
    /// Language: `en`.
    pub locale: String,
    /// What the user may do.
    pub role_id: i64,
    /// Unique without regard to case.
    pub email_address: String,
    /// As typed.
    pub mobile_number: Option<String>,
    /// Argon2id.
    #[serde(skip)]
    pub password_hash: String,
    /// When the password was set last.
    pub password_changed_at: Timestamp,
    /// The password must be changed before anything else.
    pub must_reset: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct UserInput {
    /// A unique username.
    #[input(unique = "users.username")]
    pub username: String,
    /// A plain text password. An update without it leaves the password as it is.
    #[input(required, raw, secret, max = 1024)]
    pub password: Option<String>,
    /// The name of the user.
    pub name: String,
    /// The name that customers see.
    pub public_name: String,
    /// The role, from `/roles`.
    #[input(exists = "roles")]
    pub role_id: i64,
    /// A unique mail address.
    #[input(unique = "users.email_address")]
    pub email_address: String,
    /// The mobile telephone number.
    #[input(max = 32)]
    pub mobile_number: Option<String>,
    /// A language of `/_data/locales`; that of the application unless given.
    pub locale: Option<String>,
    /// The password must be changed at the next login.
    #[input(default = "false")]
    pub must_reset: bool,
}

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct View {
    /// Its id.
    pub id: i64,
    /// A unique username.
    pub username: String,
    /// Full name.
    pub name: String,
    /// The name that customers see.
    pub public_name: String,
    /// Language: `en`.
    pub locale: String,
    /// The role.
    pub role_id: i64,
    /// A unique mail address.
    pub email_address: String,
    /// As typed.
    pub mobile_number: Option<String>,
}

/// The declared resource.
pub struct User;

impl Resource for User {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = UserInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/users";
    const TAG: &'static str = "Users";
    const NAME: &'static str = "user";
    const PERMISSION: &'static str = "users";
    const DELETED: Deleted = Deleted::Message("User deleted");

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Username, Column::Name, Column::EmailAddress, Column::RoleId],
            filters: vec![Column::Username, Column::EmailAddress, Column::RoleId],
            searches: vec![Column::Username, Column::Name, Column::PublicName, Column::EmailAddress],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> UserInput {
        UserInput {
            username: row.username.clone(),
            password: None,
            name: row.name.clone(),
            public_name: row.public_name.clone(),
            role_id: row.role_id,
            email_address: row.email_address.clone(),
            mobile_number: row.mobile_number.clone(),
            locale: Some(row.locale.clone()),
            must_reset: row.must_reset,
        }
    }

    fn apply(input: &UserInput, row: &mut ActiveModel) {
        row.username = Set(input.username.clone());
        row.name = Set(input.name.clone());
        row.public_name = Set(input.public_name.clone());
        row.role_id = Set(input.role_id);
        row.email_address = Set(input.email_address.clone());
        row.mobile_number = Set(input.mobile_number.clone());
        row.must_reset = Set(input.must_reset);
        if let Some(locale) = &input.locale {
            row.locale = Set(locale.clone());
        }
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(View::from).collect())
    }

    /// The hash of the password, if one was sent that can be hashed.
    async fn prepare(ctx: &Ctx, body: &Map<String, Value>) -> Result<Option<String>> {
        let password = match body.get("password") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return Ok(None),
        };
        if password.is_empty() || password.len() > 1024 {
            return Ok(None);
        }
        IdentityAuthenticator::of(&ctx.app).logins.hash(&password).await.map(Some)
    }

    async fn check(writing: &Writing<'_, Self>, input: &UserInput, errors: &mut FieldErrors) -> Result<()> {
        check_fields(input, errors);
        if let Some(password) = &input.password {
            check_password(&writing.ctx.app, writing.tx, password, &input.username, errors).await?;
        }
        check_reach(writing, input).await
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &UserInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        writing.tx.touches_auth();
        if input.password.is_some() {
            let hash = writing.prepared.ok_or_else(|| Error::Internal("a password without a hash".into()))?;
            row.password_hash = Set(hash.to_owned());
            row.password_changed_at = Set(writing.tx.now());
        }
        if input.locale.is_none() {
            row.locale = Set(settings::load::<Application>(&writing.ctx.app, writing.tx).await?.locale);
        }
        Ok(())
    }

    async fn after_write(writing: &Writing<'_, Self>, input: &UserInput, row: &Model) -> Result<()> {
        match (writing.before, &input.password) {
            (Some(_), Some(_)) => sessions::end_all(writing.tx, row.id, writing.ctx.actor.session_id).await,
            _ => Ok(()),
        }
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        within_reach(writing, row).await?;
        if row.role_id == roles::SUPER_ADMIN && is_last_super_admin(writing.tx, row.id).await? {
            return Err(Error::Refused(
                "You cannot delete the last user with super admin privileges.".into(),
            ));
        }
        writing.tx.touches_auth();
        Ok(())
    }
}

impl From<Model> for View {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            username: row.username,
            name: row.name,
            public_name: row.public_name,
            locale: row.locale,
            role_id: row.role_id,
            email_address: row.email_address,
            mobile_number: row.mobile_number,
        }
    }
}

fn check_fields(input: &UserInput, errors: &mut FieldErrors) {
    check_names(&input.username, &input.email_address, errors);
    if input.locale.as_deref().is_some_and(|locale| !settings::is_locale(locale)) {
        errors.add("locale", "The selected language is invalid.");
    }
}

pub(crate) fn check_names(username: &str, email_address: &str, errors: &mut FieldErrors) {
    // HTTP Basic cannot carry a colon in the name.
    if username.is_empty() || username.contains(|c: char| c == ':' || c.is_control()) {
        errors.add("username", "The username contains characters that are not allowed.");
    }
    check_email("email_address", Some(email_address), errors);
}

/// Adds a message for a new password that the policy refuses.
pub(crate) async fn check_password(
    app: &fairlead_web::App,
    connection: &impl ConnectionTrait,
    password: &str,
    username: &str,
    errors: &mut FieldErrors,
) -> Result<()> {
    let policy = settings::load::<Security>(app, connection).await?.password_policy();
    check_policy(policy, password, username, errors);
    Ok(())
}

pub(crate) fn check_policy(policy: PasswordPolicy, password: &str, username: &str, errors: &mut FieldErrors) {
    if let Err(message) = policy.check(password, username) {
        errors.add("password", message);
    }
}

/// Nobody gives or takes what is beyond their own permissions, and one super admin remains.
async fn check_reach(writing: &Writing<'_, User>, input: &UserInput) -> Result<()> {
    if let Some(before) = writing.before {
        within_reach(writing, before).await?;
    }
    if writing.before.is_some_and(|before| before.role_id == input.role_id) {
        return Ok(());
    }
    let role = roles::Entity::find_by_id(input.role_id).one(writing.tx).await.map_err(classify)?;
    if role.is_some_and(|role| !role.is_within(&writing.ctx.actor)) {
        return Err(Error::Forbidden("You cannot give a role with more permissions than your own.".into()));
    }
    match writing.before {
        Some(before)
            if before.role_id == roles::SUPER_ADMIN && is_last_super_admin(writing.tx, before.id).await? =>
        {
            Err(Error::Refused(
                "You cannot change the role of the last user with super admin privileges.".into(),
            ))
        }
        _ => Ok(()),
    }
}

/// Whoever could set the password of a stronger user could become that user.
async fn within_reach(writing: &Writing<'_, User>, user: &Model) -> Result<()> {
    let actor = &writing.ctx.actor;
    if user.id == actor.user_id || roles::find(writing.tx, user.role_id).await?.is_within(actor) {
        return Ok(());
    }
    Err(Error::Forbidden("You cannot change a user with more permissions than your own.".into()))
}

async fn is_last_super_admin(tx: &Tx, id: i64) -> Result<bool> {
    roles::lock_super_admins(tx).await?;
    let others = Entity::find().filter(Column::RoleId.eq(roles::SUPER_ADMIN)).filter(Column::Id.ne(id));
    Ok(others.count(tx).await.map_err(classify)? == 0)
}

/// The user with this name, in any case.
pub(crate) async fn by_name(connection: &impl ConnectionTrait, username: &str) -> Result<Option<Model>> {
    // PostgreSQL refuses a text with NUL before it could fail to match.
    let username = username.trim().replace('\0', "\u{fffd}");
    let same = Expr::expr(Func::lower(Expr::col(Column::Username))).eq(Func::lower(Expr::value(username)));
    Entity::find().filter(same).one(connection).await.map_err(classify)
}

/// The user with this id.
pub(crate) async fn find(connection: &impl ConnectionTrait, id: i64) -> Result<Option<Model>> {
    Entity::find_by_id(id).one(connection).await.map_err(classify)
}

#[cfg(test)]
#[path = "users_tests.rs"]
mod tests;
