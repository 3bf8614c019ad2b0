use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_kernel::{Money, Result};
use fairlead_store::classify;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use serde::Serialize;
use utoipa::ToSchema;

use super::Model;

/// An account as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    /// Its id.
    pub id: i64,
    /// Name of the customer.
    pub name: String,
    /// Its type.
    pub account_type_id: i64,
    /// Its status.
    pub account_status_id: i64,
    /// Its groups.
    pub account_groups: Vec<i64>,
    /// Due on invoices, those of sub accounts included.
    pub balance_due: Money,
    /// `balance_due` and what is not invoiced yet.
    pub balance_total: Money,
    /// The accounts that it is the master of.
    pub sub_accounts: Vec<i64>,
    /// When it bills next, in the application's time zone.
    pub next_bill_date: Option<NaiveDate>,
    /// Whether an invoice is overdue beyond its grace.
    pub delinquent: bool,
    /// Read by the portal, which fails without it (compatibility, section 4).
    pub company_id: Option<i64>,
}

impl AccountView {
    /// The row and what other tables know of it.
    pub(super) fn of(row: &Model, account_groups: Vec<i64>, sub_accounts: Vec<i64>) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            account_type_id: row.account_type_id,
            account_status_id: row.account_status_id,
            account_groups,
            balance_due: row.balance_due,
            balance_total: row.balance_total,
            sub_accounts,
            next_bill_date: row.next_bill_date,
            delinquent: row.delinquent,
            company_id: None,
        }
    }
}

/// Groups and sub accounts of many accounts.
#[derive(Default)]
pub(super) struct Links {
    groups: HashMap<i64, Vec<i64>>,
    sub_accounts: HashMap<i64, Vec<i64>>,
}

impl Links {
    /// Those of these accounts, in one query.
    pub(super) async fn of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<Self> {
        let mut links = Self::default();
        for ids in ids.chunks(1000) {
            links.load(connection, ids).await?;
        }
        Ok(links)
    }

    async fn load(&mut self, connection: &impl ConnectionTrait, ids: &[i64]) -> Result<()> {
        let places: Vec<String> = (1..=ids.len()).map(|position| format!("${position}")).collect();
        let places = places.join(", ");
        let sql = format!(
            "select 1 as kind, account_id, account_group_id as other from account_group_members \
             where account_id in ({places}) \
             union all select 2, parent_account_id, id from accounts \
             where parent_account_id in ({places}) and deleted_at is null order by 3"
        );
        let values: Vec<Value> = ids.iter().map(|id| Value::from(*id)).collect();
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        for row in connection.query_all_raw(statement).await.map_err(classify)? {
            let (kind, account, other) = link(&row).map_err(classify)?;
            let map = if kind == 1 { &mut self.groups } else { &mut self.sub_accounts };
            map.entry(account).or_default().push(other);
        }
        Ok(())
    }

    /// Takes the groups of an account.
    pub(super) fn groups(&mut self, id: i64) -> Vec<i64> {
        self.groups.remove(&id).unwrap_or_default()
    }

    /// Takes the sub accounts of an account.
    pub(super) fn sub_accounts(&mut self, id: i64) -> Vec<i64> {
        self.sub_accounts.remove(&id).unwrap_or_default()
    }
}

fn link(row: &QueryResult) -> Result<(i32, i64, i64), DbErr> {
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
}

/// The most read object of the platform: one SQL text for both databases.
const ONE: &str = "select a.id, a.name, a.account_type_id, a.account_status_id, a.next_bill_date, \
     (select string_agg(cast(m.account_group_id as text), ',' order by m.account_group_id) \
      from account_group_members m where m.account_id = a.id), \
     (select string_agg(cast(c.id as text), ',' order by c.id) \
      from accounts c where c.parent_account_id = a.id and c.deleted_at is null), \
     a.balance_due, a.balance_total, a.delinquent \
     from accounts a where a.id = $1 and a.deleted_at is null";

/// One account as it is shown; `None` when there is none, or none any more.
pub(super) async fn one(connection: &impl ConnectionTrait, id: i64) -> Result<Option<AccountView>> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), ONE, [Value::from(id)]);
    let row = connection.query_one_raw(statement).await.map_err(classify)?;
    row.map(|row| shown(&row)).transpose().map_err(classify)
}

fn shown(row: &QueryResult) -> Result<AccountView, DbErr> {
    let ids = |index| -> Result<Vec<i64>, DbErr> {
        let text: Option<String> = row.try_get_by_index(index)?;
        Ok(text.iter().flat_map(|text| text.split(',')).filter_map(|id| id.parse().ok()).collect())
    };
    Ok(AccountView {
        id: row.try_get_by_index(0)?,
        name: row.try_get_by_index(1)?,
        account_type_id: row.try_get_by_index(2)?,
        account_status_id: row.try_get_by_index(3)?,
        account_groups: ids(5)?,
        balance_due: row.try_get_by_index(7)?,
        balance_total: row.try_get_by_index(8)?,
        sub_accounts: ids(6)?,
        next_bill_date: row.try_get_by_index(4)?,
        delinquent: row.try_get_by_index(9)?,
        company_id: None,
    })
}
