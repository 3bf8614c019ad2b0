//! Writes down who is to get a mail, and has it sent.

use std::collections::HashMap;

use fairlead_customers::account_contacts as contacts;
use fairlead_kernel::Result;
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Rows, Tx, classify};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Kind;
use super::deliveries::QUEUED;

/// The job that sends one cause's mails.
pub(super) const JOB: &str = "mail.send";
/// Tries over about twelve hours: a mail server can be away for a night.
pub(super) const TRIES: i64 = 20;
/// Accounts that are asked for their contacts at once.
const ACCOUNTS_IN_A_STATEMENT: usize = 500;

/// Why mail is sent: what the job gets, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// The name of the kind.
    pub kind: String,
    /// Whose contacts get it.
    pub account_id: i64,
    /// What it is about, see [`Kind`].
    pub subject_id: i64,
    /// Tells causes with one subject apart.
    pub occasion: i64,
}

impl Cause {
    /// Of mail that leaves by itself, once.
    pub(crate) fn new(kind: Kind, account_id: i64, subject_id: i64) -> Self {
        Self { kind: kind.name().into(), account_id, subject_id, occasion: 0 }
    }
}

/// The job of a cause; `bulk` where there are thousands of them.
pub(super) fn job(bulk: bool) -> Enqueue {
    Enqueue { max_attempts: TRIES, bulk, ..Enqueue::now(JOB, Value::Null) }
}

/// The contacts of these accounts that have an address and want mail of a category, by account.
///
/// # Errors
/// Those of the database.
pub(super) async fn recipients(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
    category: i64,
) -> Result<HashMap<i64, Vec<i64>>> {
    let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
    for ids in account_ids.chunks(ACCOUNTS_IN_A_STATEMENT) {
        let rows: Vec<(i64, i64, Value)> = contacts::Entity::find()
            .select_only()
            .columns([contacts::Column::AccountId, contacts::Column::Id])
            .column(contacts::Column::EmailMessageCategories)
            .filter(contacts::Column::AccountId.is_in(ids.iter().copied()))
            .filter(contacts::Column::EmailAddress.is_not_null())
            .order_by_asc(contacts::Column::Id)
            .into_tuple()
            .all(connection)
            .await
            .map_err(classify)?;
        for (account_id, id, categories) in rows {
            if categories.as_array().is_some_and(|wanted| wanted.contains(&category.into())) {
                found.entry(account_id).or_default().push(id);
            }
        }
    }
    Ok(found)
}

/// Has mails of a kind sent to all who want it, with a number of statements that does not grow with the causes but by the
/// 500. Causes that nobody wants mail of leave no trace. Each cause may be posted once.
///
/// # Errors
/// Those of the database.
pub(crate) async fn post(tx: &Tx, kind: Kind, causes: &[Cause], bulk: bool) -> Result<()> {
    if causes.is_empty() {
        return Ok(());
    }
    let account_ids: Vec<i64> = causes.iter().map(|cause| cause.account_id).collect();
    let recipients = recipients(tx, &account_ids, kind.category()).await?;
    let wanted: Vec<(&Cause, &[i64])> = causes
        .iter()
        .filter_map(|cause| Some((cause, recipients.get(&cause.account_id)?.as_slice())))
        .collect();
    write(tx, &wanted).await?;
    let payloads = wanted.iter().filter_map(|(cause, _)| serde_json::to_value(cause).ok()).collect();
    tx.enqueue_all(&job(bulk), payloads).await
}

/// Writes rows of mails that are to be sent, without having them sent.
///
/// # Errors
/// Those of the database.
pub(super) async fn write(tx: &Tx, wanted: &[(&Cause, &[i64])]) -> Result<()> {
    let mut rows = Rows::of(
        "mail_deliveries",
        &["account_id", "kind", "subject_id", "occasion", "contact_id", "state", "attempts", "created_at"],
    );
    for (cause, contact_ids) in wanted {
        for contact_id in *contact_ids {
            rows.push([
                cause.account_id.into(),
                cause.kind.as_str().into(),
                cause.subject_id.into(),
                cause.occasion.into(),
                (*contact_id).into(),
                QUEUED.into(),
                0_i64.into(),
                tx.now().0.into(),
            ]);
        }
    }
    tx.insert_rows(rows).await
}
