//! Every hour: what customers are told about because time went by. A notice is a row that is written once for its cause, so that
//! looking again finds nothing. What is older than a week is not news: switching a notice on does not write to everybody.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use fairlead_customers::calendar;
use fairlead_kernel::Result;
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Statement, Value};

use super::deliveries::{Column, Entity};
use super::post::{Cause, post};
use super::{Kind, Switches};
use crate::usage::caps;

const JOB: &str = "mail.notices";
/// Older causes are not news any more.
const NEWS_IN_DAYS: u64 = 7;
/// Causes that are posted in one transaction.
const CAUSES_AT_ONCE: usize = 500;
/// Accounts whose usage is looked at together.
const ACCOUNTS_AT_ONCE: i64 = 500;

/// The handler.
pub(super) fn job() -> Handler<App> {
    handler(JOB, |app: App, _, _| async move { look(&app).await })
}

/// Hourly, because a cron line knows no time zones and the application's day begins at any hour.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: JOB, cron: "27 * * * *" }
}

/// Posts every notice that is due.
///
/// # Errors
/// Those of the database; what was posted until then stays posted.
pub(super) async fn look(app: &App) -> Result<()> {
    let switches = Switches::of(app).await?;
    let today = calendar::today(app).await?;
    for kind in [Kind::InvoiceOverdue, Kind::AccountDelinquent, Kind::CardExpires] {
        if !switches.on(kind) {
            continue;
        }
        let causes = match kind {
            Kind::InvoiceOverdue => overdue(app, today).await?,
            Kind::AccountDelinquent => delinquent(app, today).await?,
            _ => expiring(app, today).await?,
        };
        post_all(app, kind, &causes).await?;
    }
    usage(app, &switches, today).await
}

/// Tells of an automatic payment that was declined.
///
/// # Errors
/// Those of the database.
pub(crate) async fn auto_pay_declined(app: &App, account_id: i64, payment_id: i64) -> Result<()> {
    if !Switches::of(app).await?.on(Kind::AutoPayDeclined) {
        return Ok(());
    }
    let query = "select account_id, id as subject_id from payments where id = $1 and account_id = $2";
    let values = vec![payment_id.into(), account_id.into()];
    let causes = causes(app, Kind::AutoPayDeclined, 0, query, values).await?;
    post_all(app, Kind::AutoPayDeclined, &causes).await
}

async fn post_all(app: &App, kind: Kind, causes: &[Cause]) -> Result<()> {
    let who = &Who::platform(JOB);
    for part in causes.chunks(CAUSES_AT_ONCE) {
        app.db.write(who, |tx: Tx| async move { post(&tx, kind, part, true).await }).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Found {
    account_id: i64,
    subject_id: i64,
}

/// Causes by a query that names its subject `subject_id`, without those that were posted.
async fn causes(app: &App, kind: Kind, occasion: i64, query: &str, values: Vec<Value>) -> Result<Vec<Cause>> {
    let sql = format!(
        "select f.account_id, f.subject_id from ({query}) f join accounts a on a.id = f.account_id \
         where a.deleted_at is null and not exists (select 1 from mail_deliveries m where m.kind = '{}' \
         and m.subject_id = f.subject_id and m.occasion = {occasion}) order by f.subject_id",
        kind.name()
    );
    let db = app.db.read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Found::find_by_statement(statement).all(db).await.map_err(classify)?;
    let cause = |row: Found| Cause { occasion, ..Cause::new(kind, row.account_id, row.subject_id) };
    Ok(rows.into_iter().map(cause).collect())
}

fn a_week_before(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(NEWS_IN_DAYS)).unwrap_or(today)
}

/// Invoices that were due yesterday, or in the week before it, on which something is due or on what is linked to them.
async fn overdue(app: &App, today: NaiveDate) -> Result<Vec<Cause>> {
    let query = "select i.account_id, i.id as subject_id from invoices i where i.remaining_due > 0 \
         and i.master_invoice_id is null and not i.frozen and i.due_date >= $1 and i.due_date < $2 \
         union select i.account_id, i.id as subject_id from invoices l join invoices i on i.id = l.master_invoice_id \
         where l.remaining_due > 0 and l.master_invoice_id is not null and not i.frozen \
         and i.due_date >= $1 and i.due_date < $2";
    let values = vec![a_week_before(today).into(), today.into()];
    causes(app, Kind::InvoiceOverdue, 0, query, values).await
}

#[derive(FromQueryResult)]
struct Delinquent {
    account_id: i64,
    invoice_id: i64,
    due_date: NaiveDate,
    grace_days: i64,
    grace_until: Option<NaiveDate>,
}

impl Delinquent {
    /// The first day on which it was delinquent (domain rule "Delinquency").
    fn since(&self) -> Option<NaiveDate> {
        let grace = Days::new(u64::try_from(self.grace_days).unwrap_or_default());
        let last = self.due_date.checked_add_days(grace)?.max(self.grace_until.unwrap_or(self.due_date));
        last.succ_opt()
    }
}

/// Accounts that became delinquent in the last week, each with the invoice that was due first.
async fn delinquent(app: &App, today: NaiveDate) -> Result<Vec<Cause>> {
    let sql = format!(
        "select i.account_id, i.id as invoice_id, i.due_date, a.grace_days, a.grace_until from invoices i \
         join accounts a on a.id = i.account_id where i.delinquent and a.delinquent and a.deleted_at is null \
         and not exists (select 1 from mail_deliveries m where m.kind = '{}' and m.subject_id = i.id) \
         order by i.account_id, i.due_date desc, i.id desc",
        Kind::AccountDelinquent.name()
    );
    let db = app.db.read();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = Delinquent::find_by_statement(statement).all(db).await.map_err(classify)?;
    // The last row of an account is the invoice that was due first.
    let first: BTreeMap<i64, Delinquent> = rows.into_iter().map(|row| (row.account_id, row)).collect();
    let is_news = |row: &&Delinquent| row.since().is_some_and(|since| since >= a_week_before(today));
    let cause = |row: &Delinquent| Cause::new(Kind::AccountDelinquent, row.account_id, row.invoice_id);
    Ok(first.values().filter(is_news).map(cause).collect())
}

/// Cards that pay by themselves and expire next month.
async fn expiring(app: &App, today: NaiveDate) -> Result<Vec<Cause>> {
    let Some(next) = today.checked_add_months(Months::new(1)) else { return Ok(Vec::new()) };
    let query = "select p.account_id, p.id as subject_id from payment_methods p where p.auto \
         and p.deleted_at is null and p.type = 'credit card' and p.expiration_year = $1 and p.expiration_month = $2";
    let values = vec![i64::from(next.year()).into(), i64::from(next.month()).into()];
    causes(app, Kind::CardExpires, month_of(next), query, values).await
}

/// `202611`
pub(super) fn month_of(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 100 + i64::from(date.month())
}

/// Periods that are near their cap or beyond it. Who is beyond it is not told that the end is near.
async fn usage(app: &App, switches: &Switches, today: NaiveDate) -> Result<()> {
    let kinds = [(Kind::UsageAtCap, 100), (Kind::UsageNearCap, 80)];
    let kinds: Vec<(Kind, u64)> = kinds.into_iter().filter(|(kind, _)| switches.on(*kind)).collect();
    let mut after = 0;
    while !kinds.is_empty() {
        let account_ids = with_usage(app, after).await?;
        let Some(last) = account_ids.last() else { break };
        after = *last;
        let used = caps::of_accounts(app.db.read(), &account_ids, today).await?;
        let told = told(app, used.values().map(|one| one.history_id)).await?;
        for (kind, percent) in &kinds {
            let is_due = |one: &caps::Used| {
                let passed = *kind == Kind::UsageNearCap && one.reached(100);
                let before = told.iter().any(|(name, id)| *id == one.history_id && name == kind.name());
                one.reached(*percent) && !passed && !before
            };
            let due = used.iter().filter(|(_, one)| is_due(one));
            let due: Vec<Cause> =
                due.map(|(account_id, one)| Cause::new(*kind, *account_id, one.history_id)).collect();
            post_all(app, *kind, &due).await?;
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// The next accounts that used data that counts in their present period.
async fn with_usage(app: &App, after: i64) -> Result<Vec<i64>> {
    let sql = "select account_id as id from data_usage_histories where closed_time is null \
         and billable_in_bytes + billable_out_bytes > 0 and account_id > $1 order by account_id limit $2";
    let db = app.db.read();
    let values = [after.into(), ACCOUNTS_AT_ONCE.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Id::find_by_statement(statement).all(db).await.map_err(classify)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The notices of usage that were posted about these histories.
async fn told(app: &App, history_ids: impl Iterator<Item = i64>) -> Result<Vec<(String, i64)>> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::Kind])
        .column(Column::SubjectId)
        .filter(Column::Kind.is_in([Kind::UsageAtCap.name(), Kind::UsageNearCap.name()]))
        .filter(Column::SubjectId.is_in(history_ids));
    rows.into_tuple().all(app.db.read()).await.map_err(classify)
}
