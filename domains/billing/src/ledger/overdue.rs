//! Every hour: what became delinquent because time went by, and accounts whose status changes because of it (domain rule
//! "Delinquency"). What changes because money moves is marked at once, in [`delinquency`](super::delinquency).

use chrono::NaiveDate;
use fairlead_billing_math::delinquency::{Grace, Invoice, is_delinquent, status_switch_date};
use fairlead_customers::accounts;
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::{Actor, App, Ctx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::{Day, balances, delinquency, hold, invoices};
use crate::account_services::standing;
use crate::account_services::subject::By;

const KIND: &str = "billing.overdue";

/// The handler.
pub fn job() -> Handler<App> {
    handler(KIND, |app: App, _, _| async move { evaluate(&app).await })
}

/// Hourly, because a cron line knows no time zones and the application's day begins at any hour.
pub fn schedule() -> Schedule {
    Schedule { kind: KIND, cron: "12 * * * *" }
}

/// Marks what the present day makes delinquent or not, and switches the statuses that are due.
///
/// # Errors
/// Those of the database; what was done until then stays done.
pub async fn evaluate(app: &App) -> Result<()> {
    // The platform: nobody who could choose whether to prorate.
    let ctx = &Ctx::on_behalf_of(app, Actor::default(), KIND);
    let by = &By::of(ctx).await?;
    let day = &by.day;
    let who = Who::platform(KIND);
    for account_id in changed(app, day.today).await? {
        app.db.write(&who, |tx: Tx| async move { settle(&tx, day, account_id).await }).await?;
    }
    for account_id in to_be_switched(app).await? {
        let switched = app.db.write(&who, |tx: Tx| async move { switch(&tx, by, account_id).await }).await;
        // One that cannot be switched today, because its accounting period is closed, does not keep the others from it.
        match switched {
            Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
                tracing::warn!(account_id, %error, "a delinquent account keeps its status");
            }
            switched => switched?,
        }
    }
    Ok(())
}

async fn settle(tx: &Tx, day: &Day, account_id: i64) -> Result<()> {
    match hold(tx, account_id).await {
        Ok(_) => delinquency::settle(tx, day, account_id).await,
        // Deleted since it was read.
        Err(Error::NotFound(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

#[derive(FromQueryResult)]
struct Row {
    account_id: i64,
    due_date: NaiveDate,
    remaining_due: i64,
    frozen: bool,
    delinquent: bool,
    grace_days: i64,
    grace_until: Option<NaiveDate>,
}

impl Row {
    fn is_wrong(&self, today: NaiveDate) -> bool {
        let invoice = Invoice {
            due_date: self.due_date,
            remaining_due: fairlead_kernel::Money::from_scaled(self.remaining_due),
            frozen: self.frozen,
        };
        is_delinquent(&invoice, &grace(self.grace_days, self.grace_until), today) != self.delinquent
    }
}

fn grace(days: i64, until: Option<NaiveDate>) -> Grace {
    Grace { days: u32::try_from(days).unwrap_or_default(), until }
}

/// Accounts with an invoice whose mark is not that of today: those past due that are not marked, and marked ones of accounts
/// that were given time. Both are few, and partial indexes hold them.
async fn changed(app: &App, today: NaiveDate) -> Result<Vec<i64>> {
    let columns =
        "i.account_id, i.due_date, i.remaining_due, i.frozen, i.delinquent, a.grace_days, a.grace_until";
    let sql = format!(
        "select {columns} from invoices i join accounts a on a.id = i.account_id \
         where i.remaining_due > 0 and i.due_date < $1 and not i.delinquent and not i.frozen and a.deleted_at is null \
         union all select {columns} from invoices i join accounts a on a.id = i.account_id \
         where i.delinquent and a.grace_until >= $1 and a.deleted_at is null"
    );
    let db = app.db.read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [today.into()]);
    let rows = Row::find_by_statement(statement).all(db).await.map_err(classify)?;
    let mut ids: Vec<i64> = rows.iter().filter(|row| row.is_wrong(today)).map(|row| row.account_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Delinquent accounts in an active status that change it after some time.
async fn to_be_switched(app: &App) -> Result<Vec<i64>> {
    accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::Delinquent.eq(true))
        .filter(accounts::Column::SwitchStatusAfterDelinquency.eq(true))
        .filter(accounts::Column::DeletedAt.is_null())
        .filter(Expr::cust("accounts.account_status_id in (select id from account_statuses where active)"))
        .order_by_asc(accounts::Column::Id)
        .into_tuple()
        .all(app.db.read())
        .await
        .map_err(classify)
}

/// The rest of what was billed is given back where the settings prorate.
async fn switch(tx: &Tx, by: &By<'_>, account_id: i64) -> Result<()> {
    let account = match hold(tx, account_id).await {
        Err(Error::NotFound(_)) => return Ok(()),
        held => held?,
    };
    let delinquent = invoices::Entity::find()
        .filter(invoices::Column::AccountId.eq(account_id))
        .filter(invoices::Column::Delinquent.eq(true));
    let found = delinquent.all(tx).await.map_err(classify)?;
    let counted: Vec<Invoice> = found
        .iter()
        .map(|row| Invoice { due_date: row.due_date, remaining_due: row.remaining_due, frozen: row.frozen })
        .collect();
    let grace = grace(account.grace_days, account.grace_until);
    let days = u32::try_from(account.days_of_delinquency_for_status_switch).unwrap_or(u32::MAX);
    let due = status_switch_date(&counted, &grace, days).is_some_and(|date| date <= by.day.today);
    let Some(status) =
        account.delinquency_account_status_id.filter(|_| due && account.next_bill_date.is_some())
    else {
        return Ok(());
    };
    standing::deactivated(tx, by, &account, by.prorates(None)).await?;
    accounts::suspend(tx, &account, status).await?;
    balances::refresh(tx, account_id).await
}
