//! Rated calls are charged when their account bills: the minutes beyond the bundle of its voice service in one line, calls
//! that have a rate of their own in another (domain rule "Voice").

mod list;
mod meter;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_cuts;
#[cfg(test)]
mod tests_of_lists;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use fairlead_billing::run::sources::{Accounts, ChargeSource, Meter, Meters, PrintedBill, Reading, Writing};
use fairlead_catalog::services;
use fairlead_documents::ItemList;
use fairlead_kernel::Result;
use fairlead_rating::Bundle;
use fairlead_store::{Rows, Tx, classify};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryResult, Statement, Value,
};

use meter::{BilledTerms, Calls, Plan, Used};

/// The calls of accounts, as billing charges them.
pub struct CallCharges;

#[async_trait::async_trait]
impl ChargeSource for CallCharges {
    async fn meters(&self, connection: Reading<'_>, of: &Accounts<'_>) -> Result<Meters> {
        let used = uncharged(connection, of.ids).await?;
        if used.is_empty() {
            return Ok(Meters::default());
        }
        let ids: HashSet<i64> = used.iter().map(|(_, used)| used.service_id).collect();
        let select = services::Entity::find().filter(services::Column::Id.is_in(ids));
        let charging = select.all(&connection).await.map_err(classify)?;
        let by_id: HashMap<i64, &services::Model> =
            charging.iter().map(|service| (service.id, service)).collect();
        let mut by_account: BTreeMap<i64, Calls> = BTreeMap::new();
        for (account_id, used) in used {
            let calls = by_account.entry(account_id).or_default();
            if let Some(service) = by_id.get(&used.service_id) {
                calls
                    .plans
                    .entry(used.service_id)
                    .or_insert_with(|| Plan::of(account_id, service, of.services));
            }
            calls.used.push(used);
        }
        let boxed = |(account_id, calls)| (account_id, Box::new(calls) as Box<dyn Meter>);
        Ok(Meters { by_account: by_account.into_iter().map(boxed).collect(), services: charging })
    }

    /// The accounts are locked: no call of theirs comes or is rated meanwhile.
    async fn store(&self, tx: &Tx, closed: &[(i64, &dyn Meter)]) -> Result<()> {
        let mut by_date: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
        let mut bills = Rows::of("call_bills", &BILL_COLUMNS);
        for (account_id, meter) in closed {
            let calls = meter.as_any().downcast_ref::<Calls>();
            for closed in calls.into_iter().flat_map(|calls| &calls.closed) {
                by_date.entry(closed.date).or_default().push(*account_id);
                for terms in &closed.terms {
                    bills.push(bill(*account_id, closed.date, terms));
                }
            }
        }
        tx.insert_rows(bills).await?;
        for (date, account_ids) in by_date {
            let sql = format!(
                "update call_records set billed_on = $1 where billed_on is null and state = 'rated' \
                 and call_date < $1 and account_id in ({})",
                listed(&account_ids)
            );
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [date.into()]);
            tx.execute_raw(statement).await.map_err(classify)?;
        }
        Ok(())
    }

    async fn items(
        &self,
        connection: &DatabaseConnection,
        bills: &[PrintedBill],
        writing: &Writing<'_>,
    ) -> Result<Vec<(i64, ItemList)>> {
        list::of(connection, bills, writing).await
    }
}

const BILL_COLUMNS: [&str; 7] = [
    "account_id",
    "service_id",
    "bill_date",
    "local_free_seconds",
    "local_rate_nanos",
    "long_distance_free_seconds",
    "long_distance_rate_nanos",
];

fn bill(account_id: i64, date: NaiveDate, terms: &BilledTerms) -> [Value; 7] {
    let free = |bundle: Bundle| {
        (!bundle.unlimited).then(|| i64::try_from(bundle.free_seconds).unwrap_or(i64::MAX)).into()
    };
    [
        account_id.into(),
        terms.service_id.into(),
        date.into(),
        free(terms.local),
        terms.local.rate_nanos.into(),
        free(terms.long_distance),
        terms.long_distance.rate_nanos.into(),
    ]
}

fn listed(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// What accounts called and were not charged for, by account: added up by day, class and rate.
async fn uncharged(connection: Reading<'_>, account_ids: &[i64]) -> Result<Vec<(i64, Used)>> {
    if account_ids.is_empty() {
        return Ok(Vec::new());
    }
    // Written out, because the partial index is not found by bound values.
    let sql = format!(
        "select account_id, service_id, class, rate_nanos, call_date, cast(sum(billed_seconds) as bigint) from call_records \
         where billed_on is null and state = 'rated' and account_id in ({}) \
         group by account_id, service_id, class, rate_nanos, call_date order by account_id, service_id, call_date",
        listed(account_ids)
    );
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    rows.map_err(classify)?.iter().map(|row| used(row).map_err(classify)).collect()
}

fn used(row: &QueryResult) -> std::result::Result<(i64, Used), sea_orm::DbErr> {
    let seconds: i64 = row.try_get_by_index(5)?;
    let used = Used {
        service_id: row.try_get_by_index(1)?,
        class: row.try_get_by_index(2)?,
        rate_nanos: row.try_get_by_index(3)?,
        date: row.try_get_by_index(4)?,
        seconds: seconds.unsigned_abs(),
    };
    Ok((row.try_get_by_index(0)?, used))
}
