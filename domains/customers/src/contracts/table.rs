use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// A row of `contracts`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "contracts")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The customer.
    pub account_id: i64,
    /// The template's name when it was made.
    pub contract_name: String,
    /// The filled-in text; it never changes, so the audit log does without it.
    #[serde(skip)]
    pub contract_text: String,
    /// Whom it was sent to; null when that contact is gone.
    pub contact_id: Option<i64>,
    /// That contact's name when it was signed.
    pub contact_name: Option<String>,
    /// How long it runs from the day it is signed; null: without end.
    pub term_in_months: Option<i64>,
    /// When it was signed.
    pub acceptance_datetime: Option<Timestamp>,
    /// The day it ends, in the application's time zone.
    pub expiration_date: Option<Date>,
    /// Shown above the contract while it is being signed.
    pub custom_message: Option<String>,
    /// The name that the signer typed.
    pub signer_name: Option<String>,
    /// Where the signature came from.
    pub signer_ip: Option<String>,
    /// Whoever has it can sign, so it stays out of the audit log.
    #[serde(skip)]
    pub unique_link_key: String,
    /// The signed document in the file store; null until a job has made it.
    pub pdf_blob_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Model {
    /// Whether somebody has signed it.
    pub fn is_signed(&self) -> bool {
        self.acceptance_datetime.is_some()
    }
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
