//! Figures of the day: real ones for what the platform keeps, zero or null for what it does not keep yet.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use fairlead_kernel::Result;
use fairlead_store::{Timestamp, classify};
use fairlead_web::{Allowed, Answer, Ctx, Doc, Failure, Permission, Routes};
use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::json;

use crate::calendar;

/// The one call.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/_data/kpi", kpi, Doc::new("System", "Get KPIs and statistics"))
}

/// May see figures of the whole business.
pub struct ReadKpi;

impl Permission for ReadKpi {
    const RESOURCE: &'static str = "kpi";
    const ACTION: &'static str = "read";
}

async fn kpi(ctx: Allowed<ReadKpi>) -> Result<Answer, Failure> {
    let now = Timestamp::from(ctx.db().clock().now());
    let zone = calendar::time_zone(&ctx.app).await?;
    let day = calendar::date_of(now, zone);
    let today = Timestamp::from(calendar::start_of(day, zone));
    let month_ago = Timestamp::from(now.to_utc() - TimeDelta::days(30));
    let by_status = by_status(&ctx).await?;
    let accounts = |active: bool| -> i64 {
        by_status.values().filter(|(is_active, _)| *is_active || !active).map(|(_, count)| count).sum()
    };
    let changed = "select count(distinct c.account_id) from account_status_changes c join accounts a on a.id = c.account_id \
                   where a.deleted_at is null and c.from_account_status_id is not null and c.created_at >= $1";
    let activated = "select count(distinct c.account_id) from account_status_changes c join accounts a on a.id = c.account_id \
                     where a.deleted_at is null and c.activated and c.created_at >= $1";
    let created = "select count(*) from accounts where deleted_at is null and created_at >= $1";
    let expiring = "select count(*) from contracts c join accounts a on a.id = c.account_id where a.deleted_at is null \
                    and c.acceptance_datetime is not null and c.expiration_date between $1 and $2";
    let within_90_days = [Value::from(day), Value::from(day + TimeDelta::days(90))];
    let by_status_id: BTreeMap<i64, i64> = by_status.iter().map(|(id, (_, count))| (*id, *count)).collect();
    Answer::ok(&json!({
        "active_accounts": accounts(true),
        "delinquent_accounts": 0,
        "all_accounts": accounts(false),
        "invoiced_this_month": null,
        "total_due_balances": null,
        "undeposited_payments": 0,
        "invoices_to_print": 0,
        "open_public_tickets": 0,
        "open_internal_tickets": 0,
        "tickets_by_group": [],
        "ticket_group_names": [],
        "count_of_accounts_status_changed_in_last_30_days": count(&ctx, changed, [Value::from(month_ago.0)]).await?,
        "today": {
            "tickets": 0,
            "tickets_closed": 0,
            "payments": null,
            "payments_failed": 0,
            "accounts": count(&ctx, created, [Value::from(today.0)]).await?,
            "debits": null,
            "discounts": null,
            "customers_billed": 0,
            "jobs": {"scheduled": 0, "completed": 0, "failed": 0},
            "accounts_activated": count(&ctx, activated, [Value::from(today.0)]).await?,
            "bounced_emails": 0,
            "contracts_expiring": count(&ctx, expiring, within_90_days).await?,
            "towercoverage_submissions_good": 0,
            "towercoverage_submissions_bad": 0,
        },
        "accounts_by_status_id": by_status_id,
        "arpu": 0,
    }))
}

/// Whether a status bills, and how many accounts are in it.
async fn by_status(ctx: &Ctx) -> Result<BTreeMap<i64, (bool, i64)>> {
    let sql = "select s.id, s.active, count(*) from accounts a join account_statuses s on s.id = a.account_status_id \
               where a.deleted_at is null group by s.id, s.active";
    let db = ctx.db().read();
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.map_err(classify)?;
    let read = |row: &sea_orm::QueryResult| -> Result<_, sea_orm::DbErr> {
        Ok((row.try_get_by_index(0)?, (row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
    };
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

async fn count(ctx: &Ctx, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<i64> {
    let db = ctx.db().read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(statement).await.map_err(classify)?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0).map_err(classify))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use fairlead_store::{Tx, Who};
    use fairlead_testkit::{TestApp, json, on_both};
    use sea_orm::ActiveValue::Set;

    use crate::contracts;
    use crate::testing::{account, setup};

    async fn contract(t: &TestApp, signed: bool, expiration_date: Option<NaiveDate>) {
        let insert = |tx: Tx| async move {
            let row = contracts::ActiveModel {
                account_id: Set(1),
                contract_name: Set("Internet".into()),
                contract_text: Set("".into()),
                acceptance_datetime: Set(signed.then_some(tx.now())),
                expiration_date: Set(expiration_date),
                unique_link_key: Set(format!("{signed} {expiration_date:?}")),
                created_at: Set(tx.now()),
                ..Default::default()
            };
            tx.insert(row).await
        };
        t.app.db.write(&Who::platform("test"), insert).await.unwrap();
    }

    on_both! {
        async fn accounts_are_counted_by_status_and_by_day(t) {
            let empty = t.admin().get("/_data/kpi").await.ok();
            assert_eq!((&empty["all_accounts"], &empty["accounts_by_status_id"], &empty["arpu"]), (&json!(0), &json!({}), &json!(0)));
            account(&t, json!({"account_status_id": 2})).await;
            account(&t, json!({"account_status_id": 1})).await;
            t.wait(TimeDelta::days(1));
            account(&t, json!({"account_status_id": 1})).await;
            t.admin().patch("/accounts/2", json!({"account_status_id": 2})).await.ok();
            account(&t, json!({})).await;
            t.admin().delete("/accounts/4").await.ok();
            let kpi = t.admin().get("/_data/kpi").await.ok();
            assert_eq!((&kpi["all_accounts"], &kpi["active_accounts"]), (&json!(3), &json!(2)));
            assert_eq!(kpi["accounts_by_status_id"], json!({"1": 1, "2": 2}));
            assert_eq!(kpi["count_of_accounts_status_changed_in_last_30_days"], 1);
            assert_eq!((&kpi["today"]["accounts"], &kpi["today"]["accounts_activated"]), (&json!(1), &json!(1)));
            t.wait(TimeDelta::days(31));
            let later = t.admin().get("/_data/kpi").await.ok();
            assert_eq!(later["count_of_accounts_status_changed_in_last_30_days"], 0);
        }

        async fn signed_contracts_that_end_within_90_days_are_counted(t) {
            account(&t, json!({})).await;
            let days = |days: i64| t.app.db.clock().now().date_naive() + TimeDelta::days(days);
            for (signed, end) in [(true, Some(days(0))), (true, Some(days(90))), (true, Some(days(91))), (true, Some(days(-2))), (false, Some(days(5))), (true, None)] {
                contract(&t, signed, end).await;
            }
            assert_eq!(t.admin().get("/_data/kpi").await.ok()["today"]["contracts_expiring"], 2);
        }

        async fn every_documented_figure_is_there(t) {
            let kpi = t.admin().get("/_data/kpi").await.ok();
            let example: fairlead_testkit::serde_json::Value = fairlead_testkit::serde_json::from_str(include_str!("../../../contract/v1.json")).unwrap();
            let endpoint = example.as_array().unwrap().iter().find(|endpoint| endpoint["path"] == "/_data/kpi").unwrap();
            let documented = &endpoint["success"]["example"]["data"];
            let keys = |value: &fairlead_testkit::serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
            assert_eq!(keys(&kpi), keys(documented));
            assert_eq!(keys(&kpi["today"]), keys(&documented["today"]));
        }
    }
}
