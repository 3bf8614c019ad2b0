//! What a customer portal asks: whom a mail address belongs to, and whether a login is right.
//!
//! Both calls come from the portal's own user, for all customers from one address, and are not throttled: the
//! reference leaves that to the portal.

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, Ctx, Doc, Failure, JsonBody, Permission, Routes};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use serde::Serialize;
use utoipa::ToSchema;

/// Both calls.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::new("Customer_Portal", summary).status(201);
    Routes::new()
        .post(
            "/customer_portal/email_lookup",
            look_up,
            doc("Look up an email address").body::<LookupInput>().one::<Found>(),
        )
        .post(
            "/customer_portal/auth",
            log_in,
            doc("Validate credentials").body::<LoginInput>().one::<LoggedIn>(),
        )
}

/// May ask for customers' logins.
pub struct UsePortal;

impl Permission for UsePortal {
    const RESOURCE: &'static str = "customer_portal";
    const ACTION: &'static str = "use";
}

/// Body of a look-up.
#[derive(Input)]
pub struct LookupInput {
    /// The mail address, without regard to case.
    #[input(max = 254)]
    pub email_address: String,
    /// True: a contact that has no username yet. False: one that has.
    #[input(default = "true")]
    pub check_if_available: bool,
}

/// Body of a login.
#[derive(Input)]
pub struct LoginInput {
    /// Without regard to case.
    #[input(max = 255)]
    pub username: String,
    /// With regard to case.
    #[input(max = 1024, raw, secret)]
    pub password: String,
}

/// Answer of a look-up.
#[derive(Serialize, ToSchema)]
#[schema(as = CustomerPortalLookup)]
pub struct Found {
    email_address: Option<String>,
    account_id: i64,
    contact_id: i64,
    username: Option<String>,
}

/// Answer of a login.
#[derive(Serialize, ToSchema)]
#[schema(as = CustomerPortalLogin)]
pub struct LoggedIn {
    contact_name: String,
    email_address: Option<String>,
    account_id: i64,
    contact_id: i64,
    username: Option<String>,
}

struct Login {
    contact: LoggedIn,
    password_hash: Option<String>,
}

/// The primary contact of an account that is not deleted and for which `condition` holds of `$1`; the oldest one.
async fn primary_contact(ctx: &Ctx, condition: &str, value: &str) -> Result<Option<Login>> {
    let sql = format!(
        "select c.name, c.email_address, c.account_id, c.id, c.username, c.password_hash \
         from account_contacts c join accounts a on a.id = c.account_id \
         where {condition} and c.\"primary\" and a.deleted_at is null order by c.id limit 1"
    );
    let db = ctx.db().read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [value.into()]);
    let row = db.query_one_raw(statement).await.map_err(classify)?;
    row.map(|row| login(&row)).transpose().map_err(classify)
}

fn login(row: &QueryResult) -> Result<Login, DbErr> {
    let contact = LoggedIn {
        contact_name: row.try_get_by_index(0)?,
        email_address: row.try_get_by_index(1)?,
        account_id: row.try_get_by_index(2)?,
        contact_id: row.try_get_by_index(3)?,
        username: row.try_get_by_index(4)?,
    };
    Ok(Login { contact, password_hash: row.try_get_by_index(5)? })
}

async fn look_up(ctx: Allowed<UsePortal>, body: JsonBody) -> Result<Answer, Failure> {
    let input: LookupInput = body.read()?;
    let condition = match input.check_if_available {
        true => "lower(c.email_address) = lower($1) and c.username is null",
        false => "lower(c.email_address) = lower($1) and c.username is not null",
    };
    let found = primary_contact(&ctx, condition, &input.email_address).await?;
    let contact = found.ok_or(Error::Refused("The email address was not found.".into()))?.contact;
    let LoggedIn { email_address, account_id, contact_id, username, .. } = contact;
    Answer::created(&Found { email_address, account_id, contact_id, username })
}

async fn log_in(ctx: Allowed<UsePortal>, body: JsonBody) -> Result<Answer, Failure> {
    let input: LoginInput = body.read()?;
    let found = primary_contact(&ctx, "lower(c.username) = lower($1)", &input.username).await?;
    let hash = found.as_ref().and_then(|login| login.password_hash.as_deref());
    let slot = ctx.app.passwords().slot().await.map_err(Error::internal)?;
    // An unknown name takes as long as a wrong password.
    let right = slot.verify(hash, &input.password).await.map_err(Error::internal)?;
    match found.filter(|_| right) {
        Some(login) => Answer::created(&login.contact),
        None => Err(Error::Refused("Invalid username or password.".into()).into()),
    }
}
