//! Who is due on a date.

use chrono::NaiveDate;
use fairlead_customers::accounts;
use fairlead_kernel::Result;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};

/// The accounts that bill on the date or should have billed before it: their own next bill date has come, or that of one of
/// their services. Only accounts whose status bills (domain rule "Calendar").
pub fn on(date: NaiveDate) -> Select<accounts::Entity> {
    let of_a_service = Expr::cust_with_values(
        "exists (select 1 from account_services s where s.account_id = accounts.id and s.next_bill_date <= $1)",
        [date],
    );
    accounts::Entity::find()
        .filter(accounts::Column::DeletedAt.is_null())
        .filter(accounts::Column::NextBillDate.is_not_null())
        .filter(Condition::any().add(accounts::Column::NextBillDate.lte(date)).add(of_a_service))
        .filter(Expr::cust("accounts.account_status_id in (select id from account_statuses where active)"))
}

/// How many they are.
///
/// # Errors
/// Those of the database.
pub async fn count(connection: &impl ConnectionTrait, date: NaiveDate) -> Result<i64> {
    let count = on(date).count(connection).await;
    Ok(i64::try_from(count.map_err(fairlead_store::classify)?).unwrap_or(i64::MAX))
}

/// The first `limit` of them after an id, in the order of their ids.
pub fn after(date: NaiveDate, id: i64, limit: u64) -> Select<accounts::Entity> {
    on(date).filter(accounts::Column::Id.gt(id)).order_by_asc(accounts::Column::Id).limit(limit)
}
