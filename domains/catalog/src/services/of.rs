//! What billing asks about services.

use std::collections::HashMap;

use fairlead_kernel::Result;
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{ACCOUNT_GROUPS, ROLES, TAXES};
use crate::linked::{List, Lists};
use crate::taxes;

/// The taxes of these services, by service and in their order: two queries. Services without taxes are left out.
///
/// # Errors
/// Those of the database.
pub async fn taxes_of(
    connection: &impl ConnectionTrait,
    service_ids: &[i64],
) -> Result<HashMap<i64, Vec<taxes::Model>>> {
    let by_service = ids_of(connection, TAXES, service_ids).await?;
    let mut wanted: Vec<i64> = by_service.values().flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = taxes::Entity::find().filter(taxes::Column::Id.is_in(wanted)).all(connection).await;
    let taxes: HashMap<i64, taxes::Model> =
        found.map_err(classify)?.into_iter().map(|tax| (tax.id, tax)).collect();
    let rows = |ids: Vec<i64>| ids.iter().filter_map(|id| taxes.get(id).cloned()).collect();
    Ok(by_service.into_iter().map(|(service, ids)| (service, rows(ids))).collect())
}

/// The roles that may apply these services, by service: one query. A service that is left out may be applied by every role.
///
/// # Errors
/// Those of the database.
pub async fn roles_of(
    connection: &impl ConnectionTrait,
    service_ids: &[i64],
) -> Result<HashMap<i64, Vec<i64>>> {
    ids_of(connection, ROLES, service_ids).await
}

/// The account groups that these services are meant for, by service: one query. A service that is left out is meant for
/// all accounts.
///
/// # Errors
/// Those of the database.
pub async fn account_groups_of(
    connection: &impl ConnectionTrait,
    service_ids: &[i64],
) -> Result<HashMap<i64, Vec<i64>>> {
    ids_of(connection, ACCOUNT_GROUPS, service_ids).await
}

async fn ids_of(
    connection: &impl ConnectionTrait,
    list: List,
    service_ids: &[i64],
) -> Result<HashMap<i64, Vec<i64>>> {
    Lists::of(connection, &[list], service_ids).await.map(|lists| lists.by_owner(0))
}
