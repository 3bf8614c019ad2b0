use chrono::NaiveDate;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, FieldErrors, Input, Result, overlay, read};
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_web::{
    Allowed, Answer, Create, Delete, Failure, IfMatch, JsonBody, PathParams, Permission, Resource, Update,
    keep_unchanged,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::payments::{by_hand, undeposited};
use super::slip::{DepositSlip, DepositSlipView};
use super::{contents, slips};
use crate::ledger::{Day, payments};

/// More fit on no slip.
const PAYMENTS_MAX: usize = 10_000;

/// Body of create.
#[derive(Input)]
pub struct DepositSlipInput {
    /// When it goes to the bank, YYYY-MM-DD; today when it is left out.
    pub date: Option<NaiveDate>,
    /// What it is, for people.
    pub description: Option<String>,
    /// The payments on it. Without them, all that match `from`, `until` and `methods` and are on no slip yet.
    #[input(max = 10_000)]
    pub payment_ids: Vec<i64>,
    /// Paid on this day or later.
    pub from: Option<NaiveDate>,
    /// Paid on this day or earlier.
    pub until: Option<NaiveDate>,
    /// `cash`, `check`, `wire` and `other`: how they were paid. Cash and checks when it is left out.
    #[input(one_of = ["cash", "check", "wire", "other"])]
    pub methods: Vec<String>,
}

/// Body of update.
#[derive(Input)]
pub struct DepositSlipUpdate {
    /// When it goes to the bank, YYYY-MM-DD.
    pub date: NaiveDate,
    /// What it is, for people.
    pub description: Option<String>,
    /// The payments on it, all of them.
    #[input(max = 10_000)]
    pub payment_ids: Vec<i64>,
}

/// POST /financial/deposit_slips
pub(super) async fn create(ctx: Allowed<Create<DepositSlip>>, body: JsonBody) -> Result<Answer, Failure> {
    let (day, user_id) = (&Day::of(&ctx.app).await?, ctx.actor.user_id);
    let input = &body.read::<DepositSlipInput>()?;
    let view = ctx
        .write(|tx: Tx| async move {
            let chosen = match input.payment_ids.is_empty() {
                true => matching(&tx, day, input).await?,
                false => those(&tx, &input.payment_ids, None).await?,
            };
            let row = slips::ActiveModel {
                date: Set(input.date.unwrap_or(day.today)),
                description: Set(input.description.clone()),
                user_id: Set(user_id),
                created_at: Set(tx.now()),
                closed_at: Set(None),
                ..Default::default()
            };
            let slip = tx.insert(row).await?;
            put(&tx, slip.id, &chosen).await?;
            view(&tx, slip).await
        })
        .await?;
    Answer::created(&view)
}

/// Locked, so that two slips made at once do not take the same payment.
async fn matching(tx: &Tx, day: &Day, input: &DepositSlipInput) -> Result<Vec<i64>> {
    let by_default = || ["cash", "check"].map(str::to_owned).to_vec();
    let methods = if input.methods.is_empty() { by_default() } else { input.methods.clone() };
    let start = |date: NaiveDate| Timestamp::from(calendar::start_of(date, day.zone));
    let mut which = undeposited().add(payments::Column::Type.is_in(methods));
    if let Some(from) = input.from {
        which = which.add(payments::Column::Date.gte(start(from)));
    }
    if let Some(after) = input.until.and_then(|until| until.succ_opt()) {
        which = which.add(payments::Column::Date.lt(start(after)));
    }
    let found = lock(tx, which).await?;
    // Another slip may have taken some while this write waited for them.
    let taken = on_a_slip(tx, &found).await?;
    let left: Vec<i64> =
        found.into_iter().filter(|id| !taken.iter().any(|on| on.payment_id == *id)).collect();
    match left.len() {
        0 => Err(Error::field("payment_ids", "There are no payments to deposit.")),
        count if count > PAYMENTS_MAX => Err(Error::field(
            "payment_ids",
            format!("There are more than {PAYMENTS_MAX} payments to deposit."),
        )),
        _ => Ok(left),
    }
}

async fn lock(tx: &Tx, which: Condition) -> Result<Vec<i64>> {
    let select = payments::Entity::find().filter(which).order_by_asc(payments::Column::Id);
    let found = select.lock_exclusive().all(tx).await.map_err(classify)?;
    Ok(found.iter().map(|payment| payment.id).collect())
}

async fn on_a_slip(tx: &Tx, payment_ids: &[i64]) -> Result<Vec<contents::Model>> {
    let mut all = Vec::new();
    for some in payment_ids.chunks(1000) {
        let on = contents::Column::PaymentId.is_in(some.iter().copied());
        all.extend(contents::Entity::find().filter(on).all(tx).await.map_err(classify)?);
    }
    Ok(all)
}

/// Exactly these; `slip` is where they may be already.
///
/// # Errors
/// 422 with a message for each that cannot be on the slip.
async fn those(tx: &Tx, payment_ids: &[i64], slip: Option<i64>) -> Result<Vec<i64>> {
    let mut possible = Vec::new();
    for some in payment_ids.chunks(1000) {
        possible.extend(lock(tx, by_hand().add(payments::Column::Id.is_in(some.iter().copied()))).await?);
    }
    let taken = on_a_slip(tx, payment_ids).await?;
    let elsewhere = |id: i64| taken.iter().any(|on| on.payment_id == id && Some(on.deposit_slip_id) != slip);
    let here = |id: i64| taken.iter().any(|on| on.payment_id == id && Some(on.deposit_slip_id) == slip);
    let mut errors = FieldErrors::new();
    for (place, id) in payment_ids.iter().enumerate() {
        if elsewhere(*id) {
            errors.add(format!("payment_ids.{place}"), "The payment is on another deposit slip.");
        } else if !possible.contains(id) && !here(*id) {
            let message =
                "Only a payment by cash, check, wire or other that was not reversed can be deposited.";
            errors.add(format!("payment_ids.{place}"), message);
        } else if payment_ids[..place].contains(id) {
            errors.add(format!("payment_ids.{place}"), "The payment is named twice.");
        }
    }
    errors.into_result()?;
    Ok(payment_ids.to_vec())
}

async fn put(tx: &Tx, slip: i64, payment_ids: &[i64]) -> Result<()> {
    let row = |id: &i64| contents::ActiveModel {
        deposit_slip_id: Set(slip),
        payment_id: Set(*id),
        ..Default::default()
    };
    tx.insert_all(payment_ids.iter().map(row).collect()).await
}

async fn view(tx: &Tx, slip: slips::Model) -> Result<DepositSlipView> {
    let mut views = DepositSlip::views(tx, vec![slip]).await?;
    views.pop().ok_or_else(|| Error::Internal("no view of a deposit slip".into()))
}

/// An open slip, locked.
///
/// # Errors
/// 404, and 422 for one that is closed.
async fn open(tx: &Tx, id: i64) -> Result<slips::Model> {
    let found = slips::Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    match found.ok_or_else(Error::no_such_item)? {
        slip if slip.closed_at.is_some() => {
            Err(Error::Refused("A deposit slip that is closed cannot be changed any more.".into()))
        }
        slip => Ok(slip),
    }
}

async fn contents_of(tx: &Tx, slip: i64) -> Result<Vec<contents::Model>> {
    let on = contents::Entity::find()
        .filter(contents::Column::DepositSlipId.eq(slip))
        .order_by_asc(contents::Column::Id);
    on.all(tx).await.map_err(classify)
}

/// PATCH /financial/deposit_slips/{id}
pub(super) async fn update(
    ctx: Allowed<Update<DepositSlip>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (body, if_match) = (&body.0, &if_match);
    let view = ctx
        .write(|tx: Tx| async move {
            let before = open(&tx, id).await?;
            if_match.check(&view(&tx, before.clone()).await?)?;
            let on = contents_of(&tx, id).await?;
            let stored = DepositSlipUpdate {
                date: before.date,
                description: before.description.clone(),
                payment_ids: on.iter().map(|one| one.payment_id).collect(),
            };
            let reading = read::<DepositSlipUpdate>(&overlay(&stored, body));
            reading.findings.errors.into_result()?;
            let input =
                reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))?;
            let wanted = those(&tx, &input.payment_ids, Some(id)).await?;
            contents::Entity::delete_many()
                .filter(contents::Column::DepositSlipId.eq(id))
                .exec(&tx)
                .await
                .map_err(classify)?;
            put(&tx, id, &wanted).await?;
            let mut row = before.clone().into_active_model();
            row.date = Set(input.date);
            row.description = Set(input.description);
            keep_unchanged(&before.clone().into_active_model(), &mut row);
            let slip = tx.update(&before, row).await?;
            view(&tx, slip).await
        })
        .await?;
    Answer::ok(&view)
}

/// DELETE /financial/deposit_slips/{id}: its payments wait for another slip again.
pub(super) async fn delete(ctx: Allowed<Delete<DepositSlip>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    ctx.write(|tx: Tx| async move {
        let slip = open(&tx, id).await?;
        contents::Entity::delete_many()
            .filter(contents::Column::DepositSlipId.eq(id))
            .exec(&tx)
            .await
            .map_err(classify)?;
        tx.delete(slip).await
    })
    .await?;
    Answer::success()
}

/// May close slips.
pub(super) struct Close;

impl Permission for Close {
    const RESOURCE: &'static str = DepositSlip::PERMISSION;
    const ACTION: &'static str = "close";
}

/// POST /financial/deposit_slips/{id}/close: the bank has it.
pub(super) async fn close(ctx: Allowed<Close>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let view = ctx
        .write(|tx: Tx| async move {
            let before = open(&tx, id).await?;
            if contents_of(&tx, id).await?.is_empty() {
                return Err(Error::Refused("There are no payments on the deposit slip.".into()));
            }
            let mut row = before.clone().into_active_model();
            row.closed_at = Set(Some(tx.now()));
            let slip = tx.update(&before, row).await?;
            view(&tx, slip).await
        })
        .await?;
    Answer::ok(&view)
}
