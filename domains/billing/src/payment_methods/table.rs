use fairlead_customers::accounts::migration::reference;
use fairlead_kernel::{Error, Result};
use fairlead_payments::{Secret, StoredMethod};
use fairlead_store::{Change, Timestamp, index, sql, table};
use fairlead_vault::Keyring;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;

/// A row of `payment_methods`: a token, never a number.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "payment_methods")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// `credit card`, `echeck` or `ach`.
    #[sea_orm(column_name = "type")]
    pub r#type: String,
    /// The kind of the processor that gave the token.
    pub processor: String,
    /// The token, sealed; none when the processor has forgotten it.
    #[serde(skip)]
    pub token: Option<String>,
    /// Whether the token was made here, from a number: then it is forgotten with the method.
    pub token_made_here: bool,
    /// The processor's id of the customer that the token belongs to.
    pub customer_profile_id: Option<String>,
    /// The last four characters of its number.
    pub identifier: String,
    /// The brand of a card.
    pub card_type: Option<String>,
    /// 1 to 12; cards only.
    pub expiration_month: Option<i64>,
    /// Four digits; cards only.
    pub expiration_year: Option<i64>,
    /// Its holder.
    pub name_on_account: String,
    /// Street and number of the billing address.
    pub line1: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Subdivision.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: Option<String>,
    /// Whether invoices are paid with it by themselves: at most one of an account.
    pub auto: bool,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it was deleted; payments and their tries still name it. A card that pays once begins so.
    pub deleted_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

fn purpose(account_id: i64) -> String {
    format!("payment method token of account {account_id}")
}

/// A token as it is stored.
pub(crate) fn sealed(keyring: &Keyring, account_id: i64, token: &Secret) -> String {
    keyring.seal_text(&purpose(account_id), token.expose())
}

/// A token that was stored for this account.
///
/// # Errors
/// 422 when it cannot be opened with the keys of this installation.
pub(crate) fn opened(keyring: &Keyring, account_id: i64, token: &str) -> Result<Secret> {
    match keyring.open_text(&purpose(account_id), token) {
        Ok(token) => Ok(Secret::new(token.to_string())),
        Err(error) => {
            tracing::error!(account_id, %error, "a stored token cannot be opened");
            Err(Error::Refused("The payment method cannot be used any more.".into()))
        }
    }
}

impl Model {
    /// What the processor knows it by.
    ///
    /// # Errors
    /// 422 when its token is gone or cannot be opened with the keys of this installation.
    pub(crate) fn stored(&self, keyring: &Keyring) -> Result<StoredMethod> {
        let token = self.token.as_deref();
        let token =
            token.ok_or_else(|| Error::Refused("The payment method cannot be used any more.".into()))?;
        Ok(StoredMethod {
            token: opened(keyring, self.account_id, token)?,
            customer_profile_id: self.customer_profile_id.clone(),
        })
    }
}

/// The table.
pub(crate) fn migration() -> Vec<Change> {
    let name = "payment_methods";
    let text = |column| ColumnDef::new(column).text().to_owned();
    let number = |column| ColumnDef::new(column).big_integer().to_owned();
    let flag = |column| ColumnDef::new(column).boolean().not_null().to_owned();
    let mut create = table(name);
    create
        .col(number("account_id").not_null())
        .foreign_key(&mut reference(name, "account_id", "accounts"))
        .col(text("type").not_null())
        .col(text("processor").not_null())
        .col(text("token"))
        .col(flag("token_made_here"))
        .col(text("customer_profile_id"))
        .col(text("identifier").not_null())
        .col(text("card_type"))
        .col(number("expiration_month"))
        .col(number("expiration_year"))
        .col(text("name_on_account").not_null());
    for column in ["line1", "city", "state", "zip", "country"] {
        create.col(text(column));
    }
    create.col(flag("auto")).col(number("created_at").not_null()).col(number("deleted_at"));
    vec![
        (&mut create).into(),
        index(name, &["account_id"]),
        sql("create unique index uq_payment_methods__auto on payment_methods (account_id) where auto"),
        sql("create index ix_payment_methods__to_forget on payment_methods (id) \
             where deleted_at is not null and token is not null"),
    ]
}
