//! Invoices of an account over the API: what the ledger's verbs do, and who may ask for it.

mod apply;
mod create;
pub(crate) mod lines;
mod link;
pub mod pdf;
#[cfg(test)]
mod tests;
mod verbs;
mod view;

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{Doc, NoInput, Resource, Routes, list_only, read_only};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use crate::ledger::invoices::{ActiveModel, Column, Entity, Model};
pub use create::NewInvoiceInput;
pub use link::LinkInput;
pub use view::InvoiceView;

const ALL: &str = "/accounts/{account_id}/invoices";
const ONE: &str = "/accounts/{account_id}/invoices/{invoice_id}";

/// The routes of Account_Invoices.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::new(Invoice::TAG, summary);
    let one = |summary: &str| doc(summary).one::<InvoiceView>();
    let path = |verb: &str| format!("{ONE}/{verb}");
    let outstanding = Doc::own(Invoice::TAG, "List: outstanding invoice").many::<InvoiceView>();
    let creating = doc("Create invoice").body::<NewInvoiceInput>().one::<InvoiceView>();
    let linking = || one("Link a sub account's invoice to a master").body::<LinkInput>();
    let (deposit, discount) = (path("apply_deposit/{deposit_id}"), path("apply_discount/{discount_id}"));
    let reverse = path("credits/{credit_id}/reverse");
    Routes::new()
        .merge(read_only::<Invoice>())
        .get(&format!("{ALL}/outstanding"), lines::outstanding, outstanding)
        .post(ALL, create::create, creating)
        .get(&path("pdf"), pdf::show, doc("PDF of an invoice").status(201).one::<pdf::InvoicePdf>())
        .delete(ONE, verbs::delete, doc("Delete invoice"))
        .merge(list_only::<lines::InvoiceDebit>())
        .merge(list_only::<lines::InvoiceCredit>())
        .post(&deposit, apply::deposit, one("Apply a deposit to an invoice"))
        .post(&discount, apply::discount, one("Apply a discount to an invoice"))
        .post(&reverse, apply::reverse, doc("Reverse a credit").many::<lines::CreditView>())
        .patch(&reverse, apply::reverse, doc("Reverse a credit").many::<lines::CreditView>())
        .post(&path("freeze"), verbs::freeze, one("Freeze invoice"))
        .patch(&path("freeze"), verbs::freeze, one("Freeze invoice"))
        .post(&path("unfreeze"), verbs::unfreeze, one("Unfreeze invoice"))
        .patch(&path("unfreeze"), verbs::unfreeze, one("Unfreeze invoice"))
        .post(&path("void"), verbs::void, doc("Void invoice"))
        .patch(&path("void"), verbs::void, doc("Void invoice"))
        .post(&path("link"), link::link, linking())
        .patch(&path("link"), link::link, linking())
}

/// The resource, as far as it is read.
pub struct Invoice;

impl Resource for Invoice {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = InvoiceView;
    type Scope = OfAccount;

    const PATH: &'static str = ALL;
    const ID: &'static str = "invoice_id";
    const TAG: &'static str = "Account_Invoices";
    const NAME: &'static str = "invoice";
    const PERMISSION: &'static str = "invoices";

    /// Newest first: portals read the first page as the last hundred.
    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::DueDate, Column::RemainingDue],
            filters: vec![
                Column::Date,
                Column::DueDate,
                Column::Frozen,
                Column::Void,
                Column::Delinquent,
                Column::MasterInvoiceId,
            ],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<InvoiceView>> {
        view::of(connection, rows).await
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}

/// An invoice of the account.
///
/// # Errors
/// 404 for one that is not there or another account's.
pub(crate) async fn find(connection: &impl ConnectionTrait, account_id: i64, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).filter(Column::AccountId.eq(account_id)).one(connection).await;
    found.map_err(classify)?.ok_or_else(Error::no_such_item)
}

/// The invoice as it is now.
async fn shown(tx: &Tx, id: i64) -> Result<InvoiceView> {
    let row = Entity::find_by_id(id).one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    view::of(tx, vec![row]).await?.pop().ok_or_else(|| Error::Internal("no view of an invoice".into()))
}
