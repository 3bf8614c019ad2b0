use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{NoInput, Resource};
use sea_orm::sea_query::Order;
use sea_orm::{ConnectionTrait, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::slips::{ActiveModel, Column, Entity, Model};

/// A slip as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = DepositSlip)]
pub struct DepositSlipView {
    /// Its id.
    pub id: i64,
    /// When it goes to the bank.
    #[schema(value_type = String)]
    pub date: NaiveDate,
    /// What it is, for people.
    pub description: Option<String>,
    /// Payments on it.
    pub payments: i64,
    /// What they come to.
    pub total: Money,
    /// The same by the way they were paid.
    pub methods: Vec<MethodTotal>,
    /// Who made it.
    pub user_id: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it does not change any more; null while it is open.
    pub closed_at: Option<Timestamp>,
}

/// The payments on a slip that were paid in one way.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = DepositSlipMethod)]
pub struct MethodTotal {
    /// `cash`, `check`, `wire` or `other`.
    pub method: String,
    /// How many.
    pub payments: i64,
    /// What they come to.
    pub total: Money,
}

/// By slip: one query.
async fn totals(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<MethodTotal>>> {
    let mut totals: HashMap<i64, Vec<MethodTotal>> = HashMap::new();
    if ids.is_empty() {
        return Ok(totals);
    }
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let sql = format!(
        "select c.deposit_slip_id, p.type, count(*), cast(sum(p.amount) as bigint) from deposit_slip_payments c \
         join payments p on p.id = c.payment_id where c.deposit_slip_id in ({}) \
         group by c.deposit_slip_id, p.type order by p.type",
        ids.join(", ")
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    for row in connection.query_all_raw(statement).await.map_err(classify)? {
        let slip: i64 = row.try_get_by_index(0).map_err(classify)?;
        totals.entry(slip).or_default().push(MethodTotal {
            method: row.try_get_by_index(1).map_err(classify)?,
            payments: row.try_get_by_index(2).map_err(classify)?,
            total: Money::from_scaled(row.try_get_by_index(3).map_err(classify)?),
        });
    }
    Ok(totals)
}

/// The resource, as far as it is read.
pub struct DepositSlip;

impl Resource for DepositSlip {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DepositSlipView;
    type Scope = ();

    const PATH: &'static str = "/financial/deposit_slips";
    const TAG: &'static str = "Deposit slips";
    const NAME: &'static str = "deposit slip";
    const PERMISSION: &'static str = "deposit_slips";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::ClosedAt],
            filters: vec![Column::Date, Column::ClosedAt],
            searches: vec![Column::Description],
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DepositSlipView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut totals = totals(connection, &ids).await?;
        let view = |row: Model| {
            let methods = totals.remove(&row.id).unwrap_or_default();
            DepositSlipView {
                id: row.id,
                date: row.date,
                description: row.description,
                payments: methods.iter().map(|method| method.payments).sum(),
                total: methods.iter().map(|method| method.total).sum(),
                methods,
                user_id: row.user_id,
                created_at: row.created_at,
                closed_at: row.closed_at,
            }
        };
        Ok(rows.into_iter().map(view).collect())
    }
}
