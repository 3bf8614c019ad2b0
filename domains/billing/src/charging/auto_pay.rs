//! Automatic payment: an account that has a payment method marked `auto` is charged for its bills on their auto pay date
//! (reference, Account Invoices `auto_pay`; domain rules "Calendar" and "Invoices, credits, deposits").
//!
//! A bill is an invoice with the invoices of sub accounts that are linked to it. It is charged at most once a day, for what is
//! due then, after what the account has available was put on it. A decline is kept as a failed payment and tried again
//! on the next day, as often as the billing settings say. A charge that went well, even if it is taken back later, and one whose
//! end nobody knows yet, keep the bill from being charged again.

use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, Money, Result};
use fairlead_payments::PaymentError;
use fairlead_store::jobs::{Enqueue, Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_vault::{os_rng, token::link_key};
use fairlead_web::App;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Statement, Value,
};
use serde_json::json;

use super::charge::{self, Entry, usable};
use super::{Answered, attempts};
use crate::ledger::{Day, delinquency, funds, hold, invoices, payments};
use crate::mailing::notices;
use crate::payment_methods::table;
use crate::payment_processor::{InUse, in_use, kinds, of_kind};
use crate::transactions::tracked;

const KIND: &str = "billing.auto_pay";
const OF_ACCOUNT: &str = "billing.auto_pay_account";
/// An automatic payment failed: a job with the ids of the account and of the payment, which says why.
const DECLINED: &str = "payment.declined";

/// Bills whose day has come, of accounts that have an automatic method, and that may be charged now: $1 is today, $2 the
/// charges that may fail, $3 the beginning of the day's tracker ids, $4 their end.
const DUE: &str = "from invoices i join accounts a on a.id = i.account_id \
     where i.id in (select o.id from invoices o where o.remaining_due > 0 and o.auto_pay <= $1 \
       union select l.master_invoice_id from invoices l where l.remaining_due > 0 and l.master_invoice_id is not null) \
     and i.auto_pay <= $1 and i.master_invoice_id is null and not i.void and not i.frozen and a.deleted_at is null \
     and exists (select 1 from payment_methods p where p.account_id = i.account_id and p.auto \
       and p.deleted_at is null) \
     and not exists (select 1 from payment_attempts t where t.invoice_id = i.id and t.state in ('approved', 'sent', 'unknown')) \
     and (select count(*) from payment_attempts t where t.invoice_id = i.id) < $2 \
     and not exists (select 1 from payments y where y.account_id = i.account_id \
       and y.payment_tracker_id = $3 || i.id || $4)";

/// The handlers.
pub(crate) fn jobs() -> Vec<Handler<App>> {
    vec![
        handler(KIND, |app: App, _, _| async move { enqueue(&app).await }),
        handler(OF_ACCOUNT, |app: App, payload, _| async move {
            let id = payload["account_id"].as_i64();
            pay(&app, id.ok_or_else(|| Error::Internal("automatic payment of no account".into()))?).await
        }),
        handler(DECLINED, |app: App, payload, _| async move {
            let id = |name: &str| payload[name].as_i64().unwrap_or_default();
            notices::auto_pay_declined(&app, id("account_id"), id("payment_id")).await
        }),
    ]
}

/// Hourly, because a cron line knows no time zones and the application's day begins at any hour.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: KIND, cron: "27 * * * *" }
}

/// The id by which a bill is charged once a day.
fn tracker(invoice_id: i64, day: &Day) -> String {
    let [before, after] = around(day);
    format!("{before}{invoice_id}{after}")
}

fn around(day: &Day) -> [String; 2] {
    ["auto pay of invoice ".into(), format!(" on {}", day.today)]
}

/// What may be charged on a day.
async fn due(
    connection: &impl ConnectionTrait,
    attempts_max: i64,
    day: &Day,
    select: &str,
    rest: &str,
) -> Result<Vec<i64>> {
    let [before, after] = around(day);
    let values = [day.today.into(), Value::from(attempts_max), before.into(), after.into()];
    let sql = format!("{select} {DUE} {rest}");
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect()
}

async fn attempts_max(app: &App) -> Result<i64> {
    Ok(settings::cached::<Billing>(app).await?.auto_pay_attempts)
}

/// A job for each account that has something to pay. While those of the last hour are under way there are no new ones.
async fn enqueue(app: &App) -> Result<()> {
    use fairlead_store::jobs::entity::{Column, Entity};
    let day = Day::of(app).await?;
    let waiting = Entity::find()
        .filter(Column::Kind.eq(OF_ACCOUNT))
        .filter(Column::State.is_in(["queued", "running"]))
        .count(app.db.read())
        .await
        .map_err(classify)?;
    let closed = day.refuse_closed(day.today, "date").is_err();
    if waiting > 0 || closed || kinds(app).await?.is_empty() {
        return Ok(());
    }
    let select = "select distinct i.account_id";
    let accounts =
        due(app.db.read(), attempts_max(app).await?, &day, select, "order by i.account_id").await?;
    for some in accounts.chunks(500) {
        let who = Who::platform(KIND);
        let enqueued = app.db.write(&who, |tx: Tx| async move {
            for account_id in some {
                tx.enqueue(Enqueue::now(OF_ACCOUNT, json!({"account_id": account_id}))).await?;
            }
            Ok(())
        });
        enqueued.await?;
    }
    Ok(())
}

/// Pays what is due of an account today, the oldest due date first.
pub(super) async fn pay(app: &App, account_id: i64) -> Result<()> {
    let Some(method) = method(app.db.read(), account_id).await? else { return Ok(()) };
    // A method of a processor that is not in use any more is refused by the one that is.
    let own = of_kind(app, &method.processor).await;
    let Ok(processor) = (if own.is_ok() { own } else { in_use(app).await }) else { return Ok(()) };
    let day = Day::of(app).await?;
    let rest = format!("and i.account_id = {account_id} order by i.due_date, i.id");
    let bills = due(app.db.read(), attempts_max(app).await?, &day, "select i.id", &rest).await?;
    let who = Who::platform(KIND);
    for invoice_id in bills {
        let (key, processor, day) = (&link_key(&mut os_rng()), &processor, &day);
        let written = app.db.write(&who, |tx: Tx| async move {
            begin(&tx, app, processor, day, (account_id, invoice_id), key).await
        });
        if let Some(attempt) = written.await? {
            charge::ask(app, &who, processor, &attempt).await?;
        }
    }
    Ok(())
}

/// Writes down the charge for a bill; none where there is nothing to charge any more, or it cannot be charged.
async fn begin(
    tx: &Tx,
    app: &App,
    processor: &InUse,
    day: &Day,
    (account_id, invoice_id): (i64, i64),
    key: &str,
) -> Result<Option<attempts::Model>> {
    match hold(tx, account_id).await {
        Err(Error::NotFound(_)) => return Ok(None),
        held => held?,
    };
    let tracker = &tracker(invoice_id, day);
    if tracked(tx, account_id, Some(tracker)).await?.is_some() || is_open(tx, account_id).await? {
        return Ok(None);
    }
    let Some(method) = method(tx, account_id).await? else { return Ok(None) };
    funds::auto_apply(tx, account_id).await?;
    let amount = amount_due(tx, invoice_id).await?;
    let attempt = match amount > Money::ZERO {
        false => None,
        true => {
            mark(tx, invoice_id).await?;
            let entry = Entry {
                account_id,
                amount,
                method: &method,
                named: true,
                tracker: Some(tracker),
                auto_apply: false,
                invoice_id: Some(invoice_id),
            };
            let attempt = charge::write_down(tx, processor, &entry, key).await?;
            match chargeable(tx, app, processor, &method, amount).await {
                Ok(()) => Some(attempt),
                Err(why) => refuse(tx, day, &attempt, why).await?,
            }
        }
    };
    delinquency::settle(tx, day, account_id).await?;
    Ok(attempt)
}

/// Tells of a payment that failed, with the transaction that books it.
///
/// # Errors
/// Those of the database.
pub(super) async fn declined(tx: &Tx, payment: &payments::Model) -> Result<()> {
    let ids = json!({"account_id": payment.account_id, "payment_id": payment.id});
    tx.enqueue(Enqueue::now(DECLINED, ids)).await.map(drop)
}

/// Whether a charge of the account is under way, which may pay the bill too.
async fn is_open(tx: &Tx, account_id: i64) -> Result<bool> {
    let open = attempts::Entity::find()
        .filter(attempts::Column::AccountId.eq(account_id))
        .filter(attempts::Column::Kind.eq(attempts::CHARGE))
        .filter(attempts::Column::State.is_in(attempts::OPEN));
    Ok(open.one(tx).await.map_err(classify)?.is_some())
}

async fn method(connection: &impl ConnectionTrait, account_id: i64) -> Result<Option<table::Model>> {
    let auto = table::Entity::find()
        .filter(table::Column::AccountId.eq(account_id))
        .filter(table::Column::Auto.eq(true))
        .filter(table::Column::DeletedAt.is_null())
        .order_by_asc(table::Column::Id);
    auto.one(connection).await.map_err(classify)
}

/// What is due on a bill: on the invoice and on those linked to it that are not frozen. Nothing on one that is frozen or void.
async fn amount_due(tx: &Tx, invoice_id: i64) -> Result<Money> {
    let bill = funds::bill(tx, invoice_id).await?;
    if bill.iter().any(|invoice| invoice.id == invoice_id && (invoice.frozen || invoice.void)) {
        return Ok(Money::ZERO);
    }
    let due = bill.iter().filter(|invoice| !invoice.frozen).map(|invoice| invoice.remaining_due);
    fairlead_billing_math::amount::sum(due).ok_or_else(|| Error::Refused("The amount is too large.".into()))
}

async fn mark(tx: &Tx, invoice_id: i64) -> Result<()> {
    let found = invoices::Entity::find_by_id(invoice_id).one(tx).await.map_err(classify)?;
    let Some(invoice) = found.filter(|invoice| !invoice.auto_pay_attempted) else { return Ok(()) };
    let mut row = invoice.clone().into_active_model();
    row.auto_pay_attempted = Set(true);
    tx.update(&invoice, row).await.map(drop)
}

async fn chargeable(
    tx: &Tx,
    app: &App,
    processor: &InUse,
    method: &table::Model,
    amount: Money,
) -> Result<()> {
    usable(tx, app, processor, method.account_id, method.id).await?;
    let units = processor.currency.smallest_units(amount);
    units.map(drop).map_err(|error| Error::Refused(error.to_string().into()))
}

/// Books a charge that cannot be made, as the processor's refusal would be. What went wrong with the database goes on.
async fn refuse(
    tx: &Tx,
    day: &Day,
    attempt: &attempts::Model,
    why: Error,
) -> Result<Option<attempts::Model>> {
    let said = match why {
        Error::Invalid(errors) => {
            errors.iter().next().map(|(_, message)| message.to_string()).unwrap_or_default()
        }
        Error::Refused(message) => message.into_owned(),
        other => return Err(other),
    };
    let payment = payments::Entity::find_by_id(attempt.payment_id).one(tx).await.map_err(classify)?;
    let payment = payment.ok_or_else(|| Error::Internal("a payment is gone".into()))?;
    let answered: Answered = Err(PaymentError::Refused(said));
    charge::book(tx, day, attempt, &payment, &answered).await?;
    Ok(None)
}
