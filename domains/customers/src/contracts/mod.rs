//! Contracts: made from a template, sent to a contact as a link, signed on a public page, kept as a PDF.
//!
//! | file | what |
//! |---|---|
//! | `create.rs` | fills the template and makes the link |
//! | `mail.rs` | the job that sends the link |
//! | `sign_page.rs`, `page.rs` | the public page: handlers and HTML |
//! | `signing.rs` | the signature itself |
//! | `pdf.rs` | the document |
//! | `provider.rs`, `parties.rs` | the company, and the customer |

mod create;
mod limit;
mod mail;
mod migration;
mod page;
mod parties;
mod pdf;
mod provider;
mod sign_page;
mod signing;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod variables;
mod words;

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::jobs::{Handler, handler};
use fairlead_store::{Page, Timestamp};
use fairlead_web::{App, Doc, Resource, Routes, Writing, without_create};
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, prelude::Date};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::OfAccount;

pub(crate) use migration::contracts as migration;
pub use sign_page::pages;
pub use table::{ActiveModel, Column, Entity, Model};

/// Body of an update. What is not here cannot change: delete the contract and make another.
#[derive(Input)]
pub struct ContractChanges {
    /// A contact of the account; a new one gets the mail with the link.
    #[input(exists = "account_contacts")]
    pub contact_id: i64,
    /// Shown above the contract while it is being signed.
    #[input(max = 5000)]
    pub custom_message: Option<String>,
}

/// A contract. The portal calls a setter for every key, so there can never be another one (compatibility, section 4).
#[derive(Serialize, ToSchema)]
#[schema(as = Contract)]
pub struct View {
    /// Its id.
    id: i64,
    /// The name of the template that it was made from.
    contract_name: String,
    /// The text that is agreed on, as sanitised HTML.
    contract_text: String,
    /// Who is to sign; null once it is signed.
    contact_id: Option<i64>,
    /// How long it runs from the day it is signed; null: without end.
    term_in_months: Option<i64>,
    /// When it was signed, in UTC.
    acceptance_datetime: Option<Timestamp>,
    /// The day it ends, in the application's time zone.
    #[schema(value_type = Option<String>)]
    expiration_date: Option<Date>,
    /// Shown above the contract while it is being signed.
    custom_message: Option<String>,
    /// The name that the signer typed.
    signer_name: Option<String>,
    /// The address that the signature came from.
    signer_ip: Option<String>,
    /// The last part of the page's address, `/contract_signing/{unique_link_key}`.
    unique_link_key: String,
}

/// The declared resource; creation is in `create.rs`.
pub struct Contract;

impl Resource for Contract {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = ContractChanges;
    type View = View;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/contracts";
    const TAG: &'static str = "Contracts";
    const NAME: &'static str = "contract";
    const PERMISSION: &'static str = "contracts";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Contract does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::ContractName, Column::AcceptanceDatetime, Column::ExpirationDate],
            filters: vec![Column::ContactId],
            searches: vec![Column::ContractName, Column::SignerName],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> ContractChanges {
        // A contact that is gone leaves 0, which is nobody's id: whoever changes the contract has to name another.
        ContractChanges {
            contact_id: row.contact_id.unwrap_or(0),
            custom_message: row.custom_message.clone(),
        }
    }

    fn apply(input: &ContractChanges, row: &mut ActiveModel) {
        row.contact_id = Set(Some(input.contact_id));
        row.custom_message = Set(input.custom_message.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(View::from).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        let live = "account_id in (select id from accounts where deleted_at is null)";
        Condition::all().add(Column::AccountId.eq(scope.0)).add(sea_orm::sea_query::Expr::cust(live))
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &ContractChanges,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        if writing.before.is_some_and(Model::is_signed) {
            return Err(Error::Refused("The contract is signed and cannot be changed any more.".into()));
        }
        parties::check_contact(writing.tx, writing.scope.0, input.contact_id, errors).await
    }

    async fn after_write(writing: &Writing<'_, Self>, _: &ContractChanges, row: &Model) -> Result<()> {
        match writing.before {
            Some(before) if before.contact_id == row.contact_id => Ok(()),
            _ => mail::enqueue(writing.tx, row).await,
        }
    }

    async fn deletable(_: &Writing<'_, Self>, row: &Model) -> Result<()> {
        match row.is_signed() {
            true => Err(Error::Refused("Only unsigned contracts can be deleted.".into())),
            false => Ok(()),
        }
    }
}

impl From<Model> for View {
    fn from(row: Model) -> Self {
        Self {
            contact_id: row.contact_id.filter(|_| !row.is_signed()),
            id: row.id,
            contract_name: row.contract_name,
            contract_text: row.contract_text,
            term_in_months: row.term_in_months,
            acceptance_datetime: row.acceptance_datetime,
            expiration_date: row.expiration_date,
            custom_message: row.custom_message,
            signer_name: row.signer_name,
            signer_ip: row.signer_ip,
            unique_link_key: row.unique_link_key,
        }
    }
}

/// The contracts of an account.
pub(crate) fn routes() -> Routes {
    without_create::<Contract>()
        .post(
            Contract::PATH,
            create::create,
            Doc::new(Contract::TAG, "Create contract")
                .status(201)
                .body::<create::NewContract>()
                .one::<View>(),
        )
        .get(
            "/accounts/{account_id}/contracts/{id}/base64",
            pdf::base64,
            Doc::new(Contract::TAG, "Show contract as base64 PDF").one::<pdf::Base64>(),
        )
}

/// The jobs of contracts.
pub(crate) fn jobs() -> Vec<Handler<App>> {
    vec![
        handler(mail::JOB, |app, payload, _| mail::send(app, payload)),
        handler(pdf::JOB, |app, payload, _| pdf::keep(app, payload)),
    ]
}
