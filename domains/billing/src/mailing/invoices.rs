//! Invoices by mail: those of billing runs and those made by hand leave by themselves, once; anybody who may can send one
//! again.

use std::collections::HashSet;

use fairlead_customers::account_contacts as contacts;
use fairlead_customers::accounts;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Doc, Failure, JsonBody, PathParams, Permission, Routes};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::deliveries::{Column, DeliveryView, Entity};
use super::post::{Cause, job, post, recipients, write};
use super::{Kind, Switches};
use crate::invoices::find;
use crate::ledger::hold;
use crate::ledger::void::VOIDED;

/// May send invoices by mail.
struct Email;

impl Permission for Email {
    const RESOURCE: &'static str = "invoices";
    const ACTION: &'static str = "email";
}

/// Body of "send an invoice by mail".
#[derive(Input)]
pub struct EmailInvoiceInput {
    /// A contact of the account with a mail address, whatever mail it wants. Left out: all contacts with an address that want
    /// financial mail.
    pub contact_id: Option<i64>,
}

/// The route of sending one.
pub(super) fn routes() -> Routes {
    Routes::new().post(
        "/accounts/{account_id}/invoices/{invoice_id}/email",
        email,
        Doc::own("Account_Invoices", "Send an invoice by mail")
            .status(201)
            .body::<EmailInvoiceInput>()
            .many::<DeliveryView>(),
    )
}

/// Has the invoices that a run has just made sent. The mails wait until the run is done, because only then the invoices of sub
/// accounts are part of those of their masters.
///
/// # Errors
/// Those of the database.
pub(crate) async fn of_run(
    tx: &Tx,
    switches: &Switches,
    issued: &[(i64, i64)],
    accounts: impl Iterator<Item = &accounts::Model>,
) -> Result<()> {
    if !switches.on(Kind::Invoice) {
        return Ok(());
    }
    let both = switches.settings.invoices_that_are_printed;
    let mailed: HashSet<i64> =
        accounts.filter(|account| both || !account.print_invoice).map(|account| account.id).collect();
    let causes: Vec<Cause> = issued
        .iter()
        .filter(|(account_id, _)| mailed.contains(account_id))
        .map(|(account_id, invoice_id)| Cause::new(Kind::Invoice, *account_id, *invoice_id))
        .collect();
    post(tx, Kind::Invoice, &causes, true).await
}

/// Has an invoice sent that was made by hand.
///
/// # Errors
/// Those of the database.
pub(crate) async fn by_hand(
    tx: &Tx,
    switches: &Switches,
    account: &accounts::Model,
    invoice_id: i64,
) -> Result<()> {
    let settings = &switches.settings;
    let is_mailed = settings.invoices_that_are_printed || !account.print_invoice;
    match switches.configured() && settings.invoices_made_by_hand && is_mailed {
        true => post(tx, Kind::Invoice, &[Cause::new(Kind::Invoice, account.id, invoice_id)], false).await,
        false => Ok(()),
    }
}

/// POST .../email: sends it again, or for the first time.
async fn email(ctx: Allowed<Email>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let (account_id, invoice_id) = (path.id("account_id")?, path.id("invoice_id")?);
    let (switches, body) = (&Switches::of(&ctx.app).await?, &body);
    let rows = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let invoice = find(&tx, account_id, invoice_id).await?;
            let input: EmailInvoiceInput = body.read()?;
            if !switches.configured() {
                return Err(Error::Refused("Outgoing mail is not configured.".into()));
            }
            if invoice.void {
                return Err(Error::Refused(VOIDED.into()));
            }
            let contact_ids = contacts_for(&tx, account_id, input.contact_id).await?;
            let cause = Cause {
                occasion: next_occasion(&tx, invoice_id).await?,
                ..Cause::new(Kind::Invoice, account_id, invoice_id)
            };
            write(&tx, &[(&cause, &contact_ids)]).await?;
            let payload = serde_json::to_value(&cause).map_err(Error::internal)?;
            tx.enqueue_all(&job(false), vec![payload]).await?;
            of_occasion(&tx, &cause).await
        })
        .await?;
    Answer::created(&rows)
}

async fn contacts_for(tx: &Tx, account_id: i64, contact_id: Option<i64>) -> Result<Vec<i64>> {
    let Some(id) = contact_id else {
        let wanting = recipients(tx, &[account_id], Kind::Invoice.category()).await?.remove(&account_id);
        let none = "No contact of the account has a mail address and wants financial mail.";
        return wanting.ok_or_else(|| Error::Refused(none.into()));
    };
    let select = contacts::Entity::find_by_id(id).filter(contacts::Column::AccountId.eq(account_id));
    let contact = select.one(tx).await.map_err(classify)?;
    let contact =
        contact.ok_or_else(|| Error::field("contact_id", "The selected contact id is not valid."))?;
    match contact.email_address {
        Some(_) => Ok(vec![id]),
        None => Err(Error::field("contact_id", "The contact has no mail address.")),
    }
}

/// The account is held, so that nobody else counts at the same time.
async fn next_occasion(tx: &Tx, invoice_id: i64) -> Result<i64> {
    let last: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Occasion)
        .filter(Column::Kind.eq(Kind::Invoice.name()))
        .filter(Column::SubjectId.eq(invoice_id))
        .order_by_desc(Column::Occasion)
        .into_tuple()
        .one(tx)
        .await
        .map_err(classify)?;
    Ok(last.unwrap_or_default() + 1)
}

async fn of_occasion(tx: &Tx, cause: &Cause) -> Result<Vec<DeliveryView>> {
    let rows = Entity::find()
        .filter(Column::Kind.eq(cause.kind.as_str()))
        .filter(Column::SubjectId.eq(cause.subject_id))
        .filter(Column::Occasion.eq(cause.occasion))
        .order_by_asc(Column::Id)
        .all(tx)
        .await
        .map_err(classify)?;
    Ok(rows.into_iter().map(DeliveryView::from).collect())
}
