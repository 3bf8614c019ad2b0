//! Reads what bills depend on, for many accounts at once: the number of queries does not depend on how many.
//! Conditions on amounts are literals, because the partial indexes behind them are not found by bound values.

use std::collections::{HashMap, HashSet};

use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice};
use fairlead_billing_math::charge::{AccountService, ServiceType};
use fairlead_catalog::services;
use fairlead_customers::{account_statuses, accounts};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{classify, for_ids};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult};

use super::plan::{Books, Catalogue, Uninvoiced};
use super::sources::{Accounts, ChargeSources, Reading};
use crate::account_services;
use crate::ledger::taxing::{self, Rates};

/// The books of these accounts, in their order, and the catalogue of their services.
///
/// # Errors
/// Those of the database.
pub async fn books(
    reading: Reading<'_>,
    sources: &ChargeSources,
    accounts: Vec<accounts::Model>,
) -> Result<(Vec<Books>, Catalogue)> {
    let connection = &reading;
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    let (rows, found) = account_services(connection, &ids).await?;
    let of = Accounts { ids: &ids, services: &rows, catalogue: &found };
    let mut metered = Vec::new();
    for source in sources.iter() {
        metered.push(source.meters(reading, &of).await?);
    }
    let charging = metered.iter().flat_map(|meters| &meters.services);
    let catalogue = catalogue(connection, found.values().chain(charging)).await?;
    let mut services: ByAccount<AccountService> = HashMap::new();
    for row in rows {
        if let Some(service) = found.get(&row.service_id) {
            services.entry(row.account_id).or_default().push(self::of(row, service)?);
        }
    }
    let mut payers = taxing::payers(connection, &accounts, &catalogue.rates).await?;
    let mut uninvoiced = uninvoiced(connection, &ids).await?;
    let mut funds = funds(connection, &ids).await?;
    let mut open = open_invoices(connection, &ids).await?;
    let active = active_statuses(connection).await?;
    let books = accounts.into_iter().map(|account| Books {
        active: active.contains(&account.account_status_id),
        services: services.remove(&account.id).unwrap_or_default(),
        payer: payers.remove(&account.id).unwrap_or_default(),
        uninvoiced: uninvoiced.remove(&account.id).unwrap_or_default(),
        funds: funds.remove(&account.id).unwrap_or_default(),
        open: open.remove(&account.id).unwrap_or_default(),
        meters: metered.iter_mut().map(|meters| meters.by_account.remove(&account.id)).collect(),
        account,
    });
    Ok((books.collect(), catalogue))
}

type ByAccount<T> = HashMap<i64, Vec<T>>;

async fn active_statuses(connection: &impl ConnectionTrait) -> Result<HashSet<i64>> {
    let select = account_statuses::Entity::find().filter(account_statuses::Column::Active.eq(true));
    Ok(select.all(connection).await.map_err(classify)?.into_iter().map(|status| status.id).collect())
}

/// The services of accounts in the order in which they were added, and the services themselves by id.
async fn account_services(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<(Vec<account_services::Model>, HashMap<i64, services::Model>)> {
    let rows = account_services::Entity::find()
        .filter(account_services::Column::AccountId.is_in(account_ids.iter().copied()))
        .order_by_asc(account_services::Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let service_ids: HashSet<i64> = rows.iter().map(|row| row.service_id).collect();
    let select = services::Entity::find().filter(services::Column::Id.is_in(service_ids));
    let found = select.all(connection).await.map_err(classify)?;
    Ok((rows, found.into_iter().map(|service| (service.id, service)).collect()))
}

async fn catalogue<'a>(
    connection: &impl ConnectionTrait,
    charging: impl Iterator<Item = &'a services::Model>,
) -> Result<Catalogue> {
    let exemptions: HashMap<i64, Money> =
        charging.map(|service| (service.id, service.tax_exemption_amount)).collect();
    let service_ids: Vec<i64> = exemptions.keys().copied().collect();
    let rates = Rates::of(connection, &service_ids).await?;
    Ok(Catalogue { rates, exemptions })
}

/// A service on an account as the engine sees it.
///
/// # Errors
/// When a stored number is not one that could have been stored.
pub fn of(row: account_services::Model, service: &services::Model) -> Result<AccountService> {
    let count = |number: i64| u32::try_from(number).map_err(Error::internal);
    Ok(AccountService {
        id: row.id,
        service_id: service.id,
        name: service.name.clone(),
        name_override: row.name_override,
        service_type: match service.r#type {
            services::ServiceType::OneTime => ServiceType::OneTime,
            services::ServiceType::Recurring => ServiceType::Recurring,
            services::ServiceType::Expiring => {
                ServiceType::Expiring { times_to_run: count(service.times_to_run.unwrap_or(1))? }
            }
            services::ServiceType::Adjustment => ServiceType::Adjustment,
            services::ServiceType::Overage => ServiceType::Overage,
        },
        application: taxing::application(service),
        amount: service.amount,
        price_override: row.price_override,
        quantity: count(row.quantity)?,
        billing_frequency_in_months: count(service.billing_frequency_in_months)?,
        next_bill_date: row.next_bill_date,
        number_of_times_billed: count(row.number_of_times_billed)?,
    })
}

async fn uninvoiced(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<ByAccount<Uninvoiced>> {
    let sql = "select account_id, id, amount + tax_amount from debits \
               where invoice_id is null and discount_id is null and account_id in";
    grouped(connection, sql, ids, |row| {
        Ok(Uninvoiced { id: row.try_get_by_index(1)?, total: row.try_get_by_index(2)? })
    })
    .await
}

async fn funds(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<ByAccount<Fund>> {
    let left = |table: &str| {
        format!(
            "select account_id, id, amount_remaining from {table} where amount_remaining > 0 and account_id in"
        )
    };
    let mut all = grouped(connection, &left("discounts"), ids, |row| {
        Ok(Fund {
            id: FundId::Discount(row.try_get_by_index(1)?),
            amount_remaining: row.try_get_by_index(2)?,
        })
    })
    .await?;
    let deposits = grouped(connection, &left("deposits"), ids, |row| {
        Ok(Fund { id: FundId::Deposit(row.try_get_by_index(1)?), amount_remaining: row.try_get_by_index(2)? })
    })
    .await?;
    for (account_id, funds) in deposits {
        all.entry(account_id).or_default().extend(funds);
    }
    Ok(all)
}

/// The open invoices of each account, and those of others that are linked to its own.
async fn open_invoices(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<ByAccount<OpenInvoice>> {
    let columns = "i.id, i.due_date, i.remaining_due, i.frozen, i.master_invoice_id";
    let own = format!(
        "select i.account_id, {columns} from invoices i where i.remaining_due > 0 and i.account_id in"
    );
    let linked = format!(
        "select m.account_id, {columns} from invoices i join invoices m on m.id = i.master_invoice_id \
         where i.remaining_due > 0 and i.master_invoice_id is not null and i.account_id <> m.account_id and m.account_id in"
    );
    let mut all = grouped(connection, &own, ids, open_invoice).await?;
    for (account_id, invoices) in grouped(connection, &linked, ids, open_invoice).await? {
        all.entry(account_id).or_default().extend(invoices);
    }
    Ok(all)
}

fn open_invoice(row: &QueryResult) -> std::result::Result<OpenInvoice, DbErr> {
    Ok(OpenInvoice {
        id: row.try_get_by_index(1)?,
        due_date: row.try_get_by_index(2)?,
        remaining_due: row.try_get_by_index::<Money>(3)?,
        frozen: row.try_get_by_index(4)?,
        master_invoice_id: row.try_get_by_index(5)?,
    })
}

/// The rows of a select that ends in `account_id in`, by their first column.
async fn grouped<T>(
    connection: &impl ConnectionTrait,
    select: &str,
    account_ids: &[i64],
    read: impl Fn(&QueryResult) -> std::result::Result<T, DbErr>,
) -> Result<ByAccount<T>> {
    let mut found: ByAccount<T> = HashMap::new();
    for row in for_ids(connection, &format!("{select} {{ids}}"), account_ids).await? {
        let account_id = row.try_get_by_index(0).map_err(classify)?;
        found.entry(account_id).or_default().push(read(&row).map_err(classify)?);
    }
    Ok(found)
}
