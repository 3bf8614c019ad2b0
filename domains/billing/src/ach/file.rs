//! The file of a batch. It holds account numbers in the clear: it is made for the answer, and nothing keeps it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use fairlead_kernel::{Error, FieldErrors, Money, Result, read};
use fairlead_payments::nacha::{self, Direction, Entry, EntryClass, next_bank_day};
use fairlead_payments::{Ach, Secret};
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_vault::Keyring;
use fairlead_web::{Allowed, Failure, PathParams, Permission, Resource};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::settings::AchSettings;
use super::view::AchBatch;
use super::{batches, entries};
use crate::ledger::Day;
use crate::payment_methods::table::opened;

/// What the number of the offset account is sealed for.
pub(super) const OFFSET_PURPOSE: &str = "offset account of ACH batches";
/// What tells the files of a day apart, in the order of NACHA.
const MODIFIERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// May make files, which hold account numbers.
pub(super) struct MakeFile;

impl Permission for MakeFile {
    const RESOURCE: &'static str = AchBatch::PERMISSION;
    const ACTION: &'static str = "file";
}

/// POST /financial/ach_batches/{id}/file: from the first time on the batch does not change, and the file is the same.
pub(super) async fn file(ctx: Allowed<MakeFile>, path: PathParams) -> Result<Response, Failure> {
    let id = path.id("id")?;
    let (day, keyring) = (&Day::of(&ctx.app).await?, &*ctx.app.keyring);
    let text = ctx
        .write(|tx: Tx| async move {
            let batch = find(&tx, id).await?;
            if batch.voided_at.is_some() {
                return Err(Error::Refused("The ACH batch is void.".into()));
            }
            let batch = match batch.filed_at {
                Some(_) => batch,
                None => freeze(&tx, day, batch).await?,
            };
            let entries = entries_of(&tx, id).await?;
            let written = write(keyring, day, &batch, &entries)?;
            for (entry, trace_number) in by_class(&entries).into_iter().flatten().zip(written.traces) {
                let mut row = entry.clone().into_active_model();
                if entry.trace_number.as_ref() != Some(&trace_number) {
                    row.trace_number = Set(Some(trace_number));
                }
                tx.update(entry, row).await?;
            }
            Ok(written.text)
        })
        .await?;
    let name =
        HeaderValue::from_str(&format!("attachment; filename=\"ach-{id}.txt\"")).map_err(Error::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=us-ascii")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text.expose().to_owned()).into_response())
}

/// A batch, locked.
///
/// # Errors
/// 404.
pub(super) async fn find(tx: &Tx, id: i64) -> Result<batches::Model> {
    let found = batches::Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    found.ok_or_else(Error::no_such_item)
}

/// The entries of a batch.
///
/// # Errors
/// Those of the database.
pub(super) async fn entries_of(tx: &Tx, batch: i64) -> Result<Vec<entries::Model>> {
    let of_batch = entries::Entity::find().filter(entries::Column::AchBatchId.eq(batch));
    of_batch.order_by_asc(entries::Column::Id).all(tx).await.map_err(classify)
}

/// Gives the batch its place among the files of the day, and a day that is still to come.
async fn freeze(tx: &Tx, day: &Day, batch: batches::Model) -> Result<batches::Model> {
    let midnight = Timestamp::from(fairlead_customers::calendar::start_of(day.today, day.zone));
    let today = batches::Entity::find().filter(batches::Column::FiledAt.gte(midnight)).count(tx).await;
    let place = usize::try_from(today.map_err(classify)?).map_err(Error::internal)?;
    let modifier = MODIFIERS.get(place).ok_or_else(|| {
        Error::Refused(format!("A bank takes no more than {} files a day.", MODIFIERS.len()).into())
    })?;
    let mut row = batch.clone().into_active_model();
    row.modifier = Set(Some(char::from(*modifier).to_string()));
    row.filed_at = Set(Some(tx.now()));
    if batch.effective_date <= day.today {
        row.effective_date = Set(next_bank_day(day.today));
    }
    tx.update(&batch, row).await
}

struct Written {
    text: Secret,
    /// Of the entries in the order of [`by_class`].
    traces: Vec<String>,
}

/// Private customers first, then companies: the order of the file.
fn by_class(entries: &[entries::Model]) -> [Vec<&entries::Model>; 2] {
    let (companies, private) = entries.iter().partition(|entry| entry.class == "CCD");
    [private, companies]
}

fn write(
    keyring: &Keyring,
    day: &Day,
    batch: &batches::Model,
    entries: &[entries::Model],
) -> Result<Written> {
    let mut settings = read::<AchSettings>(batch.settings.as_object().unwrap_or(&serde_json::Map::new()))
        .value
        .ok_or_else(|| Error::Internal("an ACH batch without settings".into()))?;
    let sealed = batch.offset_account_number.as_deref();
    let number = sealed.map(|sealed| keyring.open_text(OFFSET_PURPOSE, sealed)).transpose();
    settings.offset_account_number = number.map_err(Error::internal)?.map(|number| number.to_string());
    let classes: Vec<Vec<&entries::Model>> =
        by_class(entries).into_iter().filter(|class| !class.is_empty()).collect();
    let mut parts = Vec::with_capacity(classes.len());
    for class in &classes {
        parts.push(part(keyring, &settings, batch.effective_date, class)?);
    }
    let filed_at = batch.filed_at.unwrap_or(batch.created_at);
    let file = nacha::File {
        originator: settings.originator(),
        created_at: filed_at.to_utc().with_timezone(&day.zone).naive_local(),
        modifier: batch.modifier.as_deref().and_then(|text| text.chars().next()).unwrap_or('A'),
        batches: parts,
    };
    let written = nacha::write(&file).map_err(|errors| refused(&errors, &classes))?;
    // The last trace number of a part may be that of the offset, which is no entry of ours.
    let traces = written.trace_numbers.into_iter().zip(&classes);
    let traces = traces.flat_map(|(traces, class)| traces.into_iter().take(class.len())).collect();
    Ok(Written { text: written.text, traces })
}

fn part(
    keyring: &Keyring,
    settings: &AchSettings,
    effective_date: NaiveDate,
    class: &[&entries::Model],
) -> Result<nacha::Batch> {
    let mut net = Money::ZERO;
    let mut all = Vec::with_capacity(class.len() + 1);
    for entry in class {
        let direction = if entry.direction == entries::DEBIT { Direction::Debit } else { Direction::Credit };
        net += if direction == Direction::Debit { entry.amount } else { -entry.amount };
        let token = opened(keyring, entry.account_id, &entry.token)?;
        all.push(Entry {
            account: Ach::bank_account(&token, &entry.name_on_account).map_err(Error::from)?,
            direction,
            amount: entry.amount,
            receiver_identification: entry.account_id.to_string(),
        });
    }
    if let Some(account) = settings.offset().filter(|_| !net.is_zero()) {
        let direction = if net > Money::ZERO { Direction::Credit } else { Direction::Debit };
        let receiver_identification = settings.company_identification.clone().unwrap_or_default();
        all.push(Entry { account, direction, amount: net.abs(), receiver_identification });
    }
    Ok(nacha::Batch {
        class: match class.first().map(|entry| entry.class.as_str()) {
            Some("CCD") => EntryClass::Ccd,
            Some("WEB") => EntryClass::WebRecurring,
            _ => EntryClass::Ppd,
        },
        description: settings.entry_description.clone(),
        effective_date,
        entries: all,
    })
}

/// In words that lead to the payment.
fn refused(errors: &FieldErrors, classes: &[Vec<&entries::Model>]) -> Error {
    let place = |path: &str| {
        let mut parts = path.split('.');
        let (class, entry) = (parts.nth(1)?.parse::<usize>().ok()?, parts.nth(1)?.parse::<usize>().ok()?);
        Some(classes.get(class)?.get(entry)?.payment_id)
    };
    let said = |(path, message): (&str, &str)| match place(path) {
        Some(payment) => format!("Payment {payment}: {message}"),
        None => message.to_owned(),
    };
    Error::Refused(errors.iter().take(20).map(said).collect::<Vec<_>>().join(" ").into())
}
