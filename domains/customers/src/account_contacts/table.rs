use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

use super::phones;

/// A row of `account_contacts`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "account_contacts")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// Name.
    pub name: String,
    /// What they are to the customer.
    pub role: Option<String>,
    /// Where mail goes.
    pub email_address: Option<String>,
    /// By type, see `phones`.
    pub phone_numbers: Json,
    /// Kinds of mail they want.
    pub email_message_categories: Json,
    /// The one whom the provider talks to. Exactly one of an account.
    pub primary: bool,
    /// Name in the customer portal.
    pub username: Option<String>,
    /// Argon2id.
    #[serde(skip)]
    pub password_hash: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the contact is found by.
    pub(crate) fn search_texts(&self) -> Vec<String> {
        let mut texts = vec![self.name.clone()];
        texts.extend(self.email_address.clone());
        texts.extend(self.username.clone());
        texts.extend(phones::search_texts(&self.phone_numbers));
        texts
    }
}
