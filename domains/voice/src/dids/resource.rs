use std::collections::HashMap;

use fairlead_billing::account_services;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Query, classify};
use fairlead_web::{NoInput, Resource, Writing};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ActiveModel, Column, Entity, Model};

/// What is shown of a DID.
#[derive(Serialize, ToSchema)]
#[schema(as = Did)]
pub struct DidView {
    /// Its id.
    pub id: i64,
    /// Ten digits.
    pub did: String,
    /// The account that it is assigned to.
    pub account_id: Option<i64>,
    /// The voice service of the account that it is on; null while it is not assigned, and when that service has left the
    /// account.
    pub service_id: Option<i64>,
    /// The rate center that it is in.
    pub rate_center_id: i64,
}

/// Shows DIDs: one query for the services of all.
///
/// # Errors
/// Those of the database.
pub async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DidView>> {
    use account_services::{Column, Entity};
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.account_service_id).collect();
    let services: HashMap<i64, i64> = match ids.is_empty() {
        true => HashMap::new(),
        false => {
            let found =
                Entity::find().filter(Column::Id.is_in(ids)).all(connection).await.map_err(classify)?;
            found.into_iter().map(|row| (row.id, row.service_id)).collect()
        }
    };
    let view = |row: Model| DidView {
        id: row.id,
        did: row.did,
        account_id: row.account_id,
        service_id: row.account_service_id.and_then(|id| services.get(&id).copied()),
        rate_center_id: row.rate_center_id,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What lists of DIDs can be asked.
pub(crate) fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::Did, Column::AccountId, Column::RateCenterId],
        filters: vec![Column::Did, Column::AccountId, Column::RateCenterId],
        searches: vec![Column::Did],
        order: (Column::Id, Order::Asc),
        key: Column::Id,
    }
}

/// The declared resource.
pub struct Did;

impl Resource for Did {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DidView;
    type Scope = ();

    const PATH: &'static str = "/system/voice/dids";
    const TAG: &'static str = "DIDs";
    const NAME: &'static str = "DID";
    const PERMISSION: &'static str = "dids";
    const MISSING_ON_DELETE: &'static str = "DID does not exist.";
    const OWN_FILTERS: &'static [&'static str] = &["assigned"];

    fn page() -> Page<Entity> {
        page()
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DidView>> {
        views(connection, rows).await
    }

    /// `filter[assigned]`: 1 for those that an account has, 0 for those that can be assigned.
    fn narrow(select: Select<Entity>, query: &Query) -> Result<Select<Entity>> {
        match query.filters.iter().find(|(name, _)| name == "assigned").map(|(_, value)| value.as_str()) {
            None => Ok(select),
            Some("1" | "true") => Ok(select.filter(Column::AccountId.is_not_null())),
            Some("0" | "false") => Ok(select.filter(Column::AccountId.is_null())),
            Some(_) => Err(Error::field("filter.assigned", "The selected filter is not valid.")),
        }
    }

    async fn deletable(_: &Writing<'_, Self>, row: &Model) -> Result<()> {
        match row.account_id {
            None => Ok(()),
            Some(account_id) => {
                let message = format!("DID is assigned to account {account_id} and cannot be deleted.");
                Err(Error::Refused(message.into()))
            }
        }
    }
}

/// Those of a list that are stored already.
pub(super) async fn stored(connection: &impl ConnectionTrait, dids: &[String]) -> Result<Vec<Model>> {
    let mut found = Vec::new();
    for part in dids.chunks(500) {
        let select = Entity::find().filter(Column::Did.is_in(part));
        found.extend(select.all(connection).await.map_err(classify)?);
    }
    Ok(found)
}
