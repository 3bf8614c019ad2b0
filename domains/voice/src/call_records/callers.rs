//! Whose calls a batch has: the DIDs in it, and the terms of the voice services that they are on.

use std::collections::{HashMap, HashSet};

use fairlead_billing::account_services;
use fairlead_catalog::services;
use fairlead_kernel::Result;
use fairlead_rating::{Digits, Direction, Intervals, Terms, of_price};
use fairlead_store::{Tx, classify};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};

use super::input::Call;

/// The account and the service of a DID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub account_id: i64,
    pub service_id: i64,
}

/// The holders of all DIDs of a batch.
pub(super) struct Callers {
    holders: HashMap<Digits, Holder>,
    terms: HashMap<i64, Terms>,
}

/// A call of an account.
pub(super) struct Side<'a> {
    pub holder: Holder,
    pub direction: Direction,
    pub terms: &'a Terms,
}

impl Callers {
    /// Reads them with three queries, and holds their accounts: a billing run that charges calls waits for the ones that
    /// are being stored, and they wait for it.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn of(tx: &Tx, calls: &[Call]) -> Result<Self> {
        let numbers = calls.iter().flat_map(|call| [call.from, Some(call.to)]).flatten();
        let dids: HashSet<Digits> = numbers.filter_map(|number| number.national()).collect();
        let assigned = assigned(tx, &dids).await?;
        let ids: HashSet<i64> =
            assigned.iter().map(|(_, _, account_service_id)| *account_service_id).collect();
        let on_account = account_services::Entity::find().filter(account_services::Column::Id.is_in(ids));
        let on_account: HashMap<i64, i64> = on_account
            .all(tx)
            .await
            .map_err(classify)?
            .into_iter()
            .map(|row| (row.id, row.service_id))
            .collect();
        let ids: HashSet<i64> = on_account.values().copied().collect();
        let select = services::Entity::find().filter(services::Column::Id.is_in(ids));
        let terms = select.all(tx).await.map_err(classify)?;
        let terms = terms.iter().map(|service| (service.id, terms_of(service))).collect();
        let holder = |(did, account_id, account_service_id): &(Digits, i64, i64)| {
            let service_id = *on_account.get(account_service_id)?;
            Some((*did, Holder { account_id: *account_id, service_id }))
        };
        Ok(Self { holders: assigned.iter().filter_map(holder).collect(), terms })
    }

    /// Whose call it is: of who is called for a toll free number, else of who calls, else of who is called (domain rule
    /// "Voice").
    pub(super) fn side(&self, call: &Call) -> Option<Side<'_>> {
        let holder = |number: fairlead_rating::Number| self.holders.get(&number.national()?).copied();
        let called = || holder(call.to).map(|holder| (holder, Direction::Inbound));
        let calling = || call.from.and_then(holder).map(|holder| (holder, Direction::Outbound));
        let (holder, direction) = match call.to.is_toll_free() {
            true => called().or_else(calling)?,
            false => calling().or_else(called)?,
        };
        self.terms.get(&holder.service_id).map(|terms| Side { holder, direction, terms })
    }
}

/// The DIDs that are on a service of an account, with the ids of the account and of the service on it.
async fn assigned(tx: &Tx, dids: &HashSet<Digits>) -> Result<Vec<(Digits, i64, i64)>> {
    let backend = tx.get_database_backend();
    // One value for all numbers, so that there is one statement to prepare however many they are.
    let numbers: Vec<String> = dids.iter().map(|did| format!("\"{did}\"")).collect();
    let numbers = format!("[{}]", numbers.join(","));
    let sql = match backend {
        DbBackend::Postgres => {
            "select d.did, d.account_id, d.account_service_id from dids d join accounts a on a.id = d.account_id \
             where d.account_service_id is not null and a.deleted_at is null \
             and d.did in (select jsonb_array_elements_text(cast($1 as jsonb))) order by a.id for key share of a"
        }
        _ => {
            "select d.did, d.account_id, d.account_service_id from dids d join accounts a on a.id = d.account_id \
             where d.account_service_id is not null and a.deleted_at is null \
             and d.did in (select value from json_each($1)) order by a.id"
        }
    };
    let statement = Statement::from_sql_and_values(backend, sql, [numbers.into()]);
    let mut assigned = Vec::new();
    for row in tx.query_all_raw(statement).await.map_err(classify)? {
        let did: String = row.try_get_by_index(0).map_err(classify)?;
        let (account_id, service) =
            (row.try_get_by_index(1).map_err(classify)?, row.try_get_by_index(2).map_err(classify)?);
        assigned.extend(Digits::parse(&did).map(|did| (did, account_id, service)));
    }
    Ok(assigned)
}

/// A service's terms as the engine takes them. Unlimited minutes cost nothing, whatever price stands beside them.
fn terms_of(service: &services::Model) -> Terms {
    let seconds = |seconds: Option<i64>| u32::try_from(seconds.unwrap_or_default()).unwrap_or_default();
    let price = |unlimited: bool, price| if unlimited { 0 } else { of_price(price) };
    Terms {
        local_prefixes: service.prefixes().iter().filter_map(|prefix| Digits::parse(prefix)).collect(),
        intervals: Intervals {
            first_in_seconds: seconds(service.first_interval_in_seconds),
            sub_in_seconds: seconds(service.sub_interval_in_seconds),
        },
        local_rate_nanos: price(service.unlimited_local_minutes, service.local_minutes_amount),
        long_distance_rate_nanos: price(
            service.unlimited_long_distance_minutes,
            service.long_distance_minutes_amount,
        ),
        inbound_toll_free_rate_nanos: of_price(service.inbound_toll_free_rate.unwrap_or_default()),
    }
}
