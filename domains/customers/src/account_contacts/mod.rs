//! Contacts of an account. Exactly one of them is primary: setting another one moves it, and the primary one can neither
//! be unset nor deleted, because it is who the provider talks to and who logs in to the customer portal.

pub mod many;
mod phones;
mod portal_login;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_portal_login;

use std::collections::BTreeMap;

use fairlead_kernel::{Error, FieldErrors, Input, Result, check_email};
use fairlead_store::{Page, Timestamp, Tx, classify, search};
use fairlead_web::{Ctx, Deleted, Resource, Writing};
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::accounts::{self, OfAccount};
pub use phones::{Phone, PhoneInput};
pub use table::{ActiveModel, Column, Entity, Model};

/// What a contact and the primary contact of a new account have in common.
#[derive(Input, Clone)]
pub struct ContactDetails {
    /// What they are to the customer.
    #[input(max = 255)]
    pub role: Option<String>,
    /// Where mail goes.
    #[input(max = 254)]
    pub email_address: Option<String>,
    /// `{"work": {"number": "5550100", "extension": 12}}`; types are work, home, mobile and fax. Always the whole set.
    pub phone_numbers: BTreeMap<String, PhoneInput>,
    /// Ids of `/_data/email_categories`.
    #[input(one_of = ["2", "3", "4", "5"])]
    pub email_message_categories: Vec<i64>,
}

impl ContactDetails {
    /// Rules beyond types and lengths.
    pub(crate) fn check(&self, errors: &mut FieldErrors) {
        check_email("email_address", self.email_address.as_deref(), errors);
        phones::check(&self.phone_numbers, errors);
    }

    fn categories(&self) -> Vec<i64> {
        let mut categories = self.email_message_categories.clone();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    fn apply(&self, row: &mut ActiveModel) {
        row.role = Set(self.role.clone());
        row.email_address = Set(self.email_address.clone());
        row.phone_numbers = Set(phones::to_json(&self.phone_numbers));
        row.email_message_categories = Set(self.categories().into());
    }
}

/// Body of create and update.
#[derive(Input)]
pub struct ContactInput {
    /// Name.
    #[input(max = 255)]
    pub name: String,
    /// The rest that is no login.
    #[input(flatten)]
    pub details: ContactDetails,
    /// The one whom the provider talks to; the one who was is not any more.
    pub primary: bool,
    /// Name in the customer portal, without regard to case; at least 5 characters.
    #[input(max = 255, unique = "account_contacts.username")]
    pub username: Option<String>,
    /// Password in the customer portal, at least 8 characters.
    #[input(max = 256, raw, secret)]
    pub password: Option<String>,
}

/// What is shown of a contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AccountContact)]
pub struct View {
    id: i64,
    name: String,
    role: Option<String>,
    email_address: Option<String>,
    phone_numbers: BTreeMap<String, Phone>,
    email_message_categories: Vec<i64>,
    primary: bool,
    username: Option<String>,
}

/// The declared resource.
pub struct AccountContact;

impl Resource for AccountContact {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = ContactInput;
    type View = View;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/contacts";
    const ID: &'static str = "contact_id";
    const TAG: &'static str = "Account_Contacts";
    const NAME: &'static str = "account contact";
    const PERMISSION: &'static str = "account_contacts";
    const UPDATE_STATUS: u16 = 201;
    const DELETED: Deleted = Deleted::Message("Contact deleted");
    const MISSING_ON_DELETE: &'static str = "That contact ID does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Primary],
            filters: vec![Column::Name, Column::EmailAddress, Column::Primary, Column::Username],
            searches: vec![Column::Name, Column::EmailAddress],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> ContactInput {
        let details = ContactDetails {
            role: row.role.clone(),
            email_address: row.email_address.clone(),
            phone_numbers: phones::from_json(&row.phone_numbers),
            email_message_categories: ids(&row.email_message_categories),
        };
        ContactInput {
            name: row.name.clone(),
            details,
            primary: row.primary,
            username: row.username.clone(),
            password: None,
        }
    }

    fn apply(input: &ContactInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        input.details.apply(row);
        row.primary = Set(input.primary);
        row.username = Set(input.username.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }

    fn place(scope: &OfAccount, row: &mut ActiveModel) {
        row.account_id = Set(scope.0);
    }

    async fn prepare(ctx: &Ctx, body: &Map<String, Value>) -> Result<Option<String>> {
        portal_login::prepare(ctx, body).await
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &ContactInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        input.details.check(errors);
        portal_login::check(input, writing.before, errors);
        if writing.before.is_some_and(|before| before.primary) && !input.primary {
            errors
                .add("primary", "An account needs a primary contact. Make another contact primary instead.");
        }
        Ok(())
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &ContactInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        // The account stays as it is meanwhile: nobody else moves the primary contact, and it is not deleted.
        accounts::locked(writing.tx, writing.scope.0).await?.ok_or_else(Error::no_such_item)?;
        portal_login::apply(input, writing.prepared, row);
        if input.primary && !writing.before.is_some_and(|before| before.primary) {
            unset_primary(writing.tx, writing.scope.0).await?;
        }
        if writing.before.is_none() {
            row.created_at = Set(writing.tx.now());
        }
        if row.is_changed() {
            row.updated_at = Set(writing.tx.now());
        }
        Ok(())
    }

    async fn after_write(writing: &Writing<'_, Self>, _: &ContactInput, row: &Model) -> Result<()> {
        let texts = row.search_texts();
        if writing.before.is_some_and(|before| before.search_texts() == texts) {
            return Ok(());
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        search::replace(writing.tx, "account_contacts", row.id, row.account_id, &texts).await
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        if row.primary {
            let message = "The primary contact cannot be deleted. Make another contact primary first.";
            return Err(Error::Refused(message.into()));
        }
        search::remove(writing.tx, "account_contacts", row.id).await
    }
}

fn shown(row: Model) -> View {
    View {
        id: row.id,
        name: row.name,
        role: row.role,
        email_address: row.email_address,
        phone_numbers: phones::shown(&row.phone_numbers),
        email_message_categories: ids(&row.email_message_categories),
        primary: row.primary,
        username: row.username,
    }
}

fn ids(stored: &Value) -> Vec<i64> {
    stored.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect()).unwrap_or_default()
}

async fn unset_primary(tx: &Tx, account_id: i64) -> Result<()> {
    let of_account = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::Primary.eq(true));
    let Some(before) = of_account.one(tx).await.map_err(classify)? else { return Ok(()) };
    let mut row = before.clone().into_active_model();
    row.primary = Set(false);
    row.updated_at = Set(tx.now());
    tx.update(&before, row).await.map(drop)
}

/// Stores the primary contact of a new account without its search terms.
pub(crate) async fn insert_primary(
    tx: &Tx,
    account_id: i64,
    name: &str,
    details: &ContactDetails,
) -> Result<Model> {
    let mut row = ActiveModel {
        account_id: Set(account_id),
        name: Set(name.to_owned()),
        primary: Set(true),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    details.apply(&mut row);
    tx.insert(row).await
}

/// The row of the primary contact of a new account.
pub(crate) fn primary(
    id: i64,
    account_id: i64,
    name: &str,
    details: &ContactDetails,
    now: Timestamp,
) -> Model {
    many::row(id, account_id, name, details, true, now)
}

/// Takes the portal logins of a deleted account away, so that others can have the names.
pub(crate) async fn free_usernames(tx: &Tx, account_id: i64) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Username, Expr::value(Option::<String>::None))
        .col_expr(Column::PasswordHash, Expr::value(Option::<String>::None))
        .filter(Column::AccountId.eq(account_id))
        .exec(tx)
        .await
        .map(drop)
        .map_err(classify)
}
