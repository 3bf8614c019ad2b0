//! What stands on an invoice: its debits and credits; and the invoices of an account that are still due.

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{Allowed, Answer, Failure, NoInput, PathParams, Read, Resource, Scope};
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Invoice, find, view};
use crate::ledger::funds::LINKED_IS_DUE;
use crate::ledger::{credits, debits, invoices};
use crate::transactions::DebitView;

/// What lies in one invoice of one account.
pub struct OfInvoice {
    account: OfAccount,
    pub(crate) invoice_id: i64,
}

impl Scope for OfInvoice {
    fn read(path: &PathParams) -> Result<Self> {
        Ok(Self { account: OfAccount::read(path)?, invoice_id: path.id("invoice_id")? })
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.account.exists(connection).await?;
        find(connection, self.account.0, self.invoice_id).await.map(drop)
    }
}

/// A credit as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Credit)]
pub struct CreditView {
    /// Its id.
    id: i64,
    /// How much.
    amount: Money,
    /// Whether it was taken back.
    void: bool,
    /// The deposit that it takes from; 0 for none.
    deposit_id: i64,
    /// The discount that it takes from; 0 for none.
    discount_id: i64,
    /// When it was made.
    date: Timestamp,
}

impl CreditView {
    pub(super) fn of(row: credits::Model) -> Self {
        Self {
            id: row.id,
            amount: row.amount,
            void: row.void,
            deposit_id: row.deposit_id.unwrap_or_default(),
            discount_id: row.discount_id.unwrap_or_default(),
            date: row.date,
        }
    }
}

/// The credits on an invoice.
pub(super) struct InvoiceCredit;

impl Resource for InvoiceCredit {
    type Entity = credits::Entity;
    type Row = credits::Model;
    type Change = credits::ActiveModel;
    type Input = NoInput;
    type View = CreditView;
    type Scope = OfInvoice;

    const PATH: &'static str = "/accounts/{account_id}/invoices/{invoice_id}/credits";
    const TAG: &'static str = Invoice::TAG;
    const NAME: &'static str = "credit of an invoice";
    const PERMISSION: &'static str = Invoice::PERMISSION;

    fn page() -> Page<credits::Entity> {
        use credits::Column;
        Page {
            sorts: vec![Column::Id, Column::Date, Column::Amount],
            filters: vec![Column::Void, Column::DepositId, Column::DiscountId],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &credits::Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut credits::ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<credits::Model>) -> Result<Vec<CreditView>> {
        Ok(rows.into_iter().map(CreditView::of).collect())
    }

    fn within(scope: &OfInvoice) -> Condition {
        Condition::all().add(credits::Column::InvoiceId.eq(scope.invoice_id))
    }
}

/// The debits on an invoice.
pub(super) struct InvoiceDebit;

impl Resource for InvoiceDebit {
    type Entity = debits::Entity;
    type Row = debits::Model;
    type Change = debits::ActiveModel;
    type Input = NoInput;
    type View = DebitView;
    type Scope = OfInvoice;

    const PATH: &'static str = "/accounts/{account_id}/invoices/{invoice_id}/debits";
    const TAG: &'static str = Invoice::TAG;
    const NAME: &'static str = "debit of an invoice";
    const PERMISSION: &'static str = Invoice::PERMISSION;

    fn page() -> Page<debits::Entity> {
        crate::transactions::page_of_debits()
    }

    fn input(_: &debits::Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut debits::ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<debits::Model>) -> Result<Vec<DebitView>> {
        DebitView::of(connection, rows).await
    }

    fn within(scope: &OfInvoice) -> Condition {
        Condition::all().add(debits::Column::InvoiceId.eq(scope.invoice_id))
    }
}

/// GET .../invoices/outstanding: those on which something is due, or on what is linked to them; the oldest due date first,
/// which is the order in which payments go to them.
pub(super) async fn outstanding(ctx: Allowed<Read<Invoice>>, path: PathParams) -> Result<Answer, Failure> {
    use invoices::Column;
    let scope = OfAccount::read(&path)?;
    let connection = ctx.db().read();
    scope.exists(connection).await?;
    let due = Condition::any().add(Column::RemainingDue.gt(Money::ZERO)).add(Expr::cust(LINKED_IS_DUE));
    let select = invoices::Entity::find().filter(Column::AccountId.eq(scope.0)).filter(due);
    let rows = select.order_by_asc(Column::DueDate).order_by_asc(Column::Id).all(connection).await;
    Answer::whole(&view::of(connection, rows.map_err(classify)?).await?)
}
