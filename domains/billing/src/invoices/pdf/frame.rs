use std::sync::Arc;

use chrono::NaiveDate;
use fairlead_customers::{account_addresses, accounts, address_types, calendar};
use fairlead_documents::{BilledAccount, Company, Currency, Locale, Look, TemplateKind};
use fairlead_identity::settings::{self, Application};
use fairlead_kernel::Result;
use fairlead_store::{Timestamp, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::invoicing::Invoicing;
use crate::invoicing::parts::{self, Parts};
use crate::invoicing::settings::lines;
use crate::run::sources::ChargeSources;

/// The company that writes, and how it does: the same for all documents of a moment.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) company: Company,
    pub(crate) currency: Currency,
    pub(crate) invoicing: Arc<Invoicing>,
    pub(crate) application: Arc<Application>,
    pub(crate) today: NaiveDate,
    pub(crate) sources: ChargeSources,
    parts: Parts,
}

impl House {
    /// Asks the settings and the clock.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn of(app: &App) -> Result<Self> {
        let application = settings::cached::<Application>(app).await?;
        let invoicing = settings::cached::<Invoicing>(app).await?;
        let company = settings::cached::<settings::Company>(app).await?;
        let parts = parts::load(app.db.read()).await?;
        Ok(Self {
            company: Company { logo: parts.logo.clone(), ..company_of(&company, &invoicing) },
            currency: currency(&application),
            today: calendar::today(app).await?,
            sources: ChargeSources::of(app),
            invoicing,
            application,
            parts,
        })
    }

    /// How documents of a kind look.
    pub(crate) fn look(&self, kind: TemplateKind) -> Look {
        let template = match kind {
            TemplateKind::Invoice => &self.parts.invoice,
            TemplateKind::Statement => &self.parts.statement,
        };
        Look {
            paper: self.invoicing.paper(&self.application),
            locale: self.locale(),
            accent: self.invoicing.accent(),
            template: template.clone(),
        }
    }

    /// The language of documents and mails.
    pub(crate) fn locale(&self) -> Locale {
        self.invoicing.locale(&self.application)
    }

    /// The company, or `other` while nobody has said its name; with the logo in any case.
    pub(crate) fn company_or(&self, other: Company) -> Company {
        match self.company.name.is_empty() {
            true => Company { logo: self.company.logo.clone(), ..other },
            false => self.company.clone(),
        }
    }

    /// The date of an instant at the operator's.
    pub(crate) fn date(&self, instant: Timestamp) -> NaiveDate {
        calendar::date_of(instant, self.application.time_zone())
    }
}

/// Who writes to whom, and how.
pub(crate) struct Frame {
    pub(crate) house: House,
    pub(crate) account: BilledAccount,
}

impl Frame {
    /// A document for an account.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn of(app: &App, house: House, account: &accounts::Model) -> Result<Self> {
        let address_lines = address_of(app.db.read(), account.id, &house.application.country).await?;
        let account = BilledAccount { id: account.id, name: account.name.clone(), address_lines };
        Ok(Self { house, account })
    }
}

fn company_of(company: &settings::Company, invoicing: &Invoicing) -> Company {
    let place = city_line(company.city.as_deref(), company.state.as_deref(), company.zip.as_deref());
    let own = [company.line1.clone(), company.line2.clone(), place, company.website.clone()];
    let own = own.into_iter().flatten().filter(|line| !line.is_empty());
    Company {
        name: company.name.clone().unwrap_or_default(),
        address_lines: own.chain(lines(invoicing.registration.as_deref())).collect(),
        phone: company.phone_number.clone(),
        email: company.email_address.clone(),
        tax_id: invoicing.tax_id.clone(),
        logo: None,
    }
}

/// The mailing address, else the physical one.
async fn address_of(connection: &impl ConnectionTrait, account_id: i64, home: &str) -> Result<Vec<String>> {
    let rows = account_addresses::Entity::find()
        .filter(account_addresses::Column::AccountId.eq(account_id))
        .order_by_asc(account_addresses::Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let of_type = |wanted: i64| rows.iter().find(|row| row.address_type_id == wanted);
    let found = of_type(address_types::MAILING).or_else(|| of_type(address_types::PHYSICAL)).or(rows.first());
    let Some(row) = found else { return Ok(Vec::new()) };
    let place = city_line(Some(&row.city), Some(&row.state), row.zip.as_deref());
    let abroad = (row.country != home).then(|| row.country.clone());
    let lines = [Some(row.line1.clone()), row.line2.clone(), place, abroad];
    Ok(lines.into_iter().flatten().filter(|line| !line.is_empty()).collect())
}

fn city_line(city: Option<&str>, state: Option<&str>, zip: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [city, state, zip].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The settings know a sign, documents a code of ISO 4217; the country tells dollars apart. A sign of no known currency stands
/// as it is.
fn currency(application: &Application) -> Currency {
    let dollars = match application.country.as_str() {
        "CA" => "CAD",
        "AU" => "AUD",
        "NZ" => "NZD",
        "MX" => "MXN",
        _ => "USD",
    };
    let (code, minor_units) = match application.currency_symbol.trim() {
        "" | "$" | "US$" => (dollars, 2),
        "€" => ("EUR", 2),
        "£" => ("GBP", 2),
        "¥" => ("JPY", 0),
        "₹" => ("INR", 2),
        other => (other, 2),
    };
    Currency { code: code.to_owned(), minor_units }
}
