//! The taxes of a line, from what the catalogue and the account say. The arithmetic is the engine's.

use std::collections::HashMap;

use fairlead_billing_math::charge::Application;
use fairlead_billing_math::tax::{
    Address, GeoTax, Method, Reach, Tax, TaxLine, TaxOverride, TaxPayer, TaxableLine, assess,
};
use fairlead_catalog::taxes::{TaxApplication, TaxType};
use fairlead_catalog::{geotaxes, services};
use fairlead_customers::{account_addresses, accounts, address_types};
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::account_tax_overrides;

/// The taxes that are assessed on some services.
pub struct Rates(HashMap<i64, Vec<Tax>>);

impl Rates {
    /// Of these services: three queries at most.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(connection: &impl ConnectionTrait, service_ids: &[i64]) -> Result<Self> {
        taxes(connection, service_ids).await.map(Self)
    }

    /// The taxes of a line of this service.
    ///
    /// # Errors
    /// 422 when an amount does not fit.
    pub fn assess(&self, payer: &TaxPayer, service_id: i64, line: &TaxableLine) -> Result<Vec<TaxLine>> {
        let taxes = self.0.get(&service_id).map_or(&[][..], Vec::as_slice);
        assess(line, payer, taxes).ok_or_else(|| Error::Refused("The amount is too large.".into()))
    }

    fn by_place(&self) -> bool {
        self.0.values().flatten().any(|tax| matches!(tax.reach, Reach::Geo(_)))
    }
}

/// Who bears taxes, by account: two queries at most, none where there is nothing to tax.
///
/// # Errors
/// Those of the database.
pub async fn payers(
    connection: &impl ConnectionTrait,
    accounts: &[accounts::Model],
    rates: &Rates,
) -> Result<HashMap<i64, TaxPayer>> {
    let exempt = |account: &accounts::Model| TaxPayer { exempt: account.tax_exempt, ..TaxPayer::default() };
    let mut payers: HashMap<i64, TaxPayer> =
        accounts.iter().map(|account| (account.id, exempt(account))).collect();
    let taxed: Vec<i64> =
        accounts.iter().filter(|account| !account.tax_exempt).map(|account| account.id).collect();
    if taxed.is_empty() || rates.0.is_empty() {
        return Ok(payers);
    }
    for own in account_tax_overrides::of_accounts(connection, &taxed).await? {
        if let Some(payer) = payers.get_mut(&own.account_id) {
            payer.overrides.push(TaxOverride { tax_id: own.tax_id, rate: own.rate });
        }
    }
    if rates.by_place() {
        for (account_id, address) in physical_addresses(connection, &taxed).await? {
            if let Some(payer) = payers.get_mut(&account_id) {
                payer.address = Some(address);
            }
        }
    }
    Ok(payers)
}

/// The taxes of some services, and the account that bears them.
pub struct Taxing {
    payer: TaxPayer,
    rates: Rates,
}

impl Taxing {
    /// Of an account for these services: five queries at most.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        connection: &impl ConnectionTrait,
        account: &accounts::Model,
        service_ids: &[i64],
    ) -> Result<Self> {
        let rates = Rates::of(connection, service_ids).await?;
        let mut payers = payers(connection, std::slice::from_ref(account), &rates).await?;
        Ok(Self { payer: payers.remove(&account.id).unwrap_or_default(), rates })
    }

    /// The taxes of a line of this service.
    ///
    /// # Errors
    /// 422 when an amount does not fit.
    pub fn assess(&self, service_id: i64, line: &TaxableLine) -> Result<Vec<TaxLine>> {
        self.rates.assess(&self.payer, service_id, line)
    }
}

/// Whether a service charges or credits, as the engine says it.
pub fn application(service: &services::Model) -> Application {
    match service.application {
        services::Application::Debit => Application::Debit,
        services::Application::Credit => Application::Credit,
    }
}

async fn taxes(connection: &impl ConnectionTrait, service_ids: &[i64]) -> Result<HashMap<i64, Vec<Tax>>> {
    let by_service = services::taxes_of(connection, service_ids).await?;
    let by_place: Vec<i64> =
        by_service.values().flatten().filter(|tax| tax.r#type == TaxType::Geo).map(|tax| tax.id).collect();
    let mut zones = zones(connection, by_place).await?;
    let mut known: HashMap<i64, Tax> = HashMap::new();
    for tax in by_service.values().flatten() {
        known.entry(tax.id).or_insert_with(|| Tax {
            id: tax.id,
            name: tax.name.clone(),
            method: match tax.application {
                TaxApplication::Flat => Method::Flat,
                TaxApplication::Percentage => Method::Percentage,
            },
            rate: tax.rate,
            reach: match tax.r#type {
                TaxType::Global => Reach::Global,
                TaxType::Geo => Reach::Geo(zones.remove(&tax.id).unwrap_or_default()),
            },
        });
    }
    let of = |taxes: Vec<fairlead_catalog::taxes::Model>| {
        taxes.iter().filter_map(|tax| known.get(&tax.id).cloned()).collect()
    };
    Ok(by_service.into_iter().map(|(service, taxes)| (service, of(taxes))).collect())
}

async fn zones(connection: &impl ConnectionTrait, tax_ids: Vec<i64>) -> Result<HashMap<i64, Vec<GeoTax>>> {
    let mut zones: HashMap<i64, Vec<GeoTax>> = HashMap::new();
    if tax_ids.is_empty() {
        return Ok(zones);
    }
    let select = geotaxes::Entity::find().filter(geotaxes::Column::TaxId.is_in(tax_ids));
    let rows = select.order_by_asc(geotaxes::Column::Id).all(connection).await.map_err(classify)?;
    for row in rows {
        zones.entry(row.tax_id).or_default().push(GeoTax {
            id: row.id,
            name: row.name,
            rate: row.rate,
            subdivision: row.subdivision,
            county: row.county,
            city: row.city,
            zip: row.zip,
            zip_partial_match: row.zip_partial_match,
        });
    }
    Ok(zones)
}

/// The physical address of each account; the first one, should there be more.
async fn physical_addresses(
    connection: &impl ConnectionTrait,
    account_ids: &[i64],
) -> Result<HashMap<i64, Address>> {
    let found = account_addresses::Entity::find()
        .filter(account_addresses::Column::AccountId.is_in(account_ids.iter().copied()))
        .filter(account_addresses::Column::AddressTypeId.eq(address_types::PHYSICAL))
        .order_by_desc(account_addresses::Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let address = |row: account_addresses::Model| Address {
        subdivision: row.state,
        county: row.county,
        city: row.city,
        zip: row.zip.unwrap_or_default(),
    };
    Ok(found.into_iter().map(|row| (row.account_id, address(row))).collect())
}
