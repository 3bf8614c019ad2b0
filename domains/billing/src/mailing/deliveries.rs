use fairlead_kernel::Result;
use fairlead_store::{Change, Page, Timestamp, index, sql};
use fairlead_web::{NoInput, Resource, Routes, list_only, read_only};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ColumnDef, Order};
use serde::Serialize;
use utoipa::ToSchema;

use super::Kind;
use crate::invoices::lines::OfInvoice;
use crate::migrations::{number, of_account, text};

/// It is to be sent.
pub(super) const QUEUED: &str = "queued";
/// The next mail server has taken it.
pub(super) const SENT: &str = "sent";
/// It could not be sent, and is not tried again.
pub(super) const FAILED: &str = "failed";
/// When its turn came there was no need for it any more.
pub(super) const SKIPPED: &str = "skipped";

/// A row of `mail_deliveries`: one mail to one contact.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "mail_deliveries")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The name of its [`Kind`].
    pub kind: String,
    /// What it is about, see [`Kind`].
    pub subject_id: i64,
    /// Tells mails about one subject apart: 0 for the one that left by itself, counted up when somebody asks for another.
    pub occasion: i64,
    /// Who gets it.
    pub contact_id: i64,
    /// The address that it was sent to last.
    pub email_address: Option<String>,
    /// `queued`, `sent`, `failed` or `skipped`.
    pub state: String,
    /// Why the last try failed, or why it was skipped.
    pub reason: Option<String>,
    /// Tries so far.
    pub attempts: i64,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// When the next mail server took it.
    pub sent_at: Option<Timestamp>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The table. A contact may go while what it got stays.
pub(super) fn migration() -> Vec<Change> {
    vec![
        of_account("mail_deliveries")
            .col(text("kind"))
            .col(number("subject_id"))
            .col(number("occasion"))
            .col(number("contact_id"))
            .col(ColumnDef::new("email_address").text())
            .col(text("state"))
            .col(ColumnDef::new("reason").text())
            .col(number("attempts"))
            .col(number("created_at"))
            .col(ColumnDef::new("sent_at").big_integer())
            .into(),
        sql("create unique index uq_mail_deliveries__contact_id on mail_deliveries \
             (kind, subject_id, occasion, contact_id)"),
        index("mail_deliveries", &["account_id"]),
        sql("create index ix_mail_deliveries__state on mail_deliveries (state) where state <> 'sent'"),
    ]
}

/// A mail to a contact as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MailDelivery)]
pub struct DeliveryView {
    /// Its id.
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// What kind of mail: `invoice`, `payment_receipt`, `invoice_overdue` and so on.
    pub kind: String,
    /// What it is about: an invoice, a payment, a payment method, a usage history or a top off, as its kind says.
    pub subject_id: i64,
    /// The contact.
    pub contact_id: i64,
    /// The address that it was sent to last; null before the first try.
    pub email_address: Option<String>,
    /// `queued`, `sent`, `failed` (it is not tried again) or `skipped` (when its turn came there was no need for it any more).
    pub state: String,
    /// Why the last try failed, or why it was skipped.
    pub reason: Option<String>,
    /// Tries so far.
    pub attempts: i64,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// When the next mail server took it.
    pub sent_at: Option<Timestamp>,
}

impl From<Model> for DeliveryView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            kind: row.kind,
            subject_id: row.subject_id,
            contact_id: row.contact_id,
            email_address: row.email_address,
            state: row.state,
            reason: row.reason,
            attempts: row.attempts,
            created_at: row.created_at,
            sent_at: row.sent_at,
        }
    }
}

pub(super) fn routes() -> Routes {
    read_only::<Delivery>().merge(list_only::<InvoiceDelivery>())
}

fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::SentAt],
        filters: vec![Column::AccountId, Column::Kind, Column::SubjectId, Column::ContactId, Column::State],
        searches: vec![Column::EmailAddress],
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    }
}

macro_rules! read {
    () => {
        fn page() -> Page<Entity> {
            page()
        }

        fn input(_: &Model) -> NoInput {
            NoInput
        }

        fn apply(_: &NoInput, _: &mut ActiveModel) {}

        async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DeliveryView>> {
            Ok(rows.into_iter().map(DeliveryView::from).collect())
        }
    };
}

/// All mail to customers, newest first.
pub(super) struct Delivery;

impl Resource for Delivery {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DeliveryView;
    type Scope = ();

    const PATH: &'static str = "/mail_deliveries";
    const TAG: &'static str = "Mail";
    const NAME: &'static str = "mail to a customer";
    const PERMISSION: &'static str = "mail_deliveries";
    const OWN: bool = true;

    read!();
}

/// The mails of one invoice, newest first.
pub(super) struct InvoiceDelivery;

impl Resource for InvoiceDelivery {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DeliveryView;
    type Scope = OfInvoice;

    const PATH: &'static str = "/accounts/{account_id}/invoices/{invoice_id}/deliveries";
    const TAG: &'static str = "Account_Invoices";
    const NAME: &'static str = "mail of an invoice";
    const PERMISSION: &'static str = "invoices";
    const OWN: bool = true;

    read!();

    fn within(scope: &OfInvoice) -> Condition {
        let of_invoice = Condition::all().add(Column::SubjectId.eq(scope.invoice_id));
        of_invoice.add(Column::Kind.eq(Kind::Invoice.name()))
    }
}
