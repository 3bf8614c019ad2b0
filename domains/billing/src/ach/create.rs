use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_customers::{account_types, accounts};
use fairlead_identity::settings as groups;
use fairlead_kernel::{Error, Input, Result};
use fairlead_payments::nacha::{is_bank_day, next_bank_day};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::file::OFFSET_PURPOSE;
use super::pending::{direction, pending};
use super::settings::AchSettings;
use super::view::{AchBatch, shown};
use super::{batches, entries};
use crate::charging::attempts;
use crate::ledger::Day;
use crate::payment_methods::table as methods;

/// Body of create.
#[derive(Input)]
pub struct AchBatchInput {
    /// The bank day on which the money is to move, YYYY-MM-DD, after today; the next one when it is left out.
    pub effective_date: Option<NaiveDate>,
}

/// POST /financial/ach_batches: all payments and refunds that wait.
pub(super) async fn create(ctx: Allowed<Create<AchBatch>>, body: JsonBody) -> Result<Answer, Failure> {
    let input: AchBatchInput = body.read()?;
    let today = Day::of(&ctx.app).await?.today;
    let effective_date = effective(input.effective_date, today)?;
    let settings = &*groups::cached::<AchSettings>(&ctx.app).await?;
    if !settings.enabled {
        return Err(Error::Refused("ACH is not enabled.".into()).into());
    }
    let (keyring, user_id) = (&*ctx.app.keyring, ctx.actor.user_id);
    let view = ctx
        .write(|tx: Tx| async move {
            let waiting = lock_waiting(&tx).await?;
            let offset = settings.offset_account_number.as_deref();
            let row = batches::ActiveModel {
                effective_date: Set(effective_date),
                settings: Set(Value::Object(settings.to_map())),
                offset_account_number: Set(offset.map(|number| keyring.seal_text(OFFSET_PURPOSE, number))),
                modifier: Set(None),
                user_id: Set(user_id),
                created_at: Set(tx.now()),
                filed_at: Set(None),
                voided_at: Set(None),
                ..Default::default()
            };
            let batch = tx.insert(row).await?;
            let rows = rows(&tx, &batch, settings, &waiting).await?;
            tx.insert_all(rows).await?;
            shown(&tx, batch).await
        })
        .await?;
    Answer::created(&view)
}

/// # Errors
/// 422 for a day on which banks do not settle, or that has begun.
fn effective(asked: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate> {
    match asked {
        None => Ok(next_bank_day(today)),
        Some(date) if date <= today => {
            Err(Error::field("effective_date", "The effective_date must be after today."))
        }
        Some(date) if !is_bank_day(date) => {
            Err(Error::field("effective_date", "Banks are closed on the effective_date."))
        }
        Some(date) => Ok(date),
    }
}

/// What waits, locked, and looked at once more: another batch may have taken some of it, or a payment may have been reversed,
/// while this write waited.
async fn lock_waiting(tx: &Tx) -> Result<Vec<attempts::Model>> {
    let locked = pending().lock_exclusive().all(tx).await.map_err(classify)?;
    let mut still = pending().all(tx).await.map_err(classify)?;
    still.retain(|attempt| locked.iter().any(|one| one.id == attempt.id));
    if still.is_empty() {
        return Err(Error::Refused("There are no ACH payments that wait for a batch.".into()));
    }
    Ok(still)
}

async fn rows(
    tx: &Tx,
    batch: &batches::Model,
    settings: &AchSettings,
    waiting: &[attempts::Model],
) -> Result<Vec<entries::ActiveModel>> {
    let (mut rows, mut known) = (Vec::with_capacity(waiting.len()), Known::default());
    for some in waiting.chunks(1000) {
        known.load(tx, some).await?;
    }
    for attempt in waiting {
        let method = known.methods.get(&attempt.payment_method_id).ok_or_else(Error::no_such_item)?;
        let token = method.token.as_ref().or_else(|| known.tokens.get(&attempt.payment_id));
        let token = token.ok_or_else(|| {
            Error::Refused(format!("The bank account of payment {} is gone.", attempt.payment_id).into())
        })?;
        let commercial = known.commercial.get(&attempt.account_id).is_some_and(|commercial| *commercial);
        rows.push(entries::ActiveModel {
            ach_batch_id: Set(batch.id),
            account_id: Set(attempt.account_id),
            payment_id: Set(attempt.payment_id),
            payment_attempt_id: Set(attempt.id),
            class: Set(if commercial { "CCD".into() } else { settings.entry_class.clone() }),
            direction: Set(direction(attempt).into()),
            amount: Set(attempt.amount),
            name_on_account: Set(method.name_on_account.clone()),
            token: Set(token.clone()),
            last_four: Set(method.identifier.clone()),
            trace_number: Set(None),
            void: Set(false),
            return_code: Set(None),
            return_reason: Set(None),
            returned_at: Set(None),
            ..Default::default()
        });
    }
    Ok(rows)
}

/// What entries are made of.
#[derive(Default)]
struct Known {
    methods: HashMap<i64, methods::Model>,
    /// Of entries in earlier batches, by payment: where the method has forgotten it.
    tokens: HashMap<i64, String>,
    /// Whether an account's type is a commercial one.
    commercial: HashMap<i64, bool>,
}

impl Known {
    async fn load(&mut self, tx: &Tx, attempts: &[attempts::Model]) -> Result<()> {
        let of = |id: fn(&attempts::Model) -> i64| attempts.iter().map(id).collect::<Vec<_>>();
        let used = methods::Column::Id.is_in(of(|attempt| attempt.payment_method_id));
        let methods = methods::Entity::find().filter(used).all(tx).await.map_err(classify)?;
        self.methods.extend(methods.into_iter().map(|method| (method.id, method)));
        let before = entries::Column::PaymentId.is_in(of(|attempt| attempt.payment_id));
        let before = entries::Entity::find().filter(before).order_by_asc(entries::Column::Id).all(tx).await;
        self.tokens
            .extend(before.map_err(classify)?.into_iter().map(|entry| (entry.payment_id, entry.token)));
        let types = account_types::Entity::find().all(tx).await.map_err(classify)?;
        let commercial: Vec<i64> =
            types.iter().filter(|one| one.r#type == "commercial").map(|one| one.id).collect();
        let owners = accounts::Column::Id.is_in(of(|attempt| attempt.account_id));
        let owners = accounts::Entity::find().filter(owners).all(tx).await.map_err(classify)?;
        let kind = |account: accounts::Model| (account.id, commercial.contains(&account.account_type_id));
        self.commercial.extend(owners.into_iter().map(kind));
        Ok(())
    }
}
