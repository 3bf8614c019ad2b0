use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_customers::{account_addresses, accounts, address_types, calendar};
use fairlead_documents::{BilledAccount, Company, Currency, Locale, Look, Paper};
use fairlead_identity::settings::{self, Application};
use fairlead_kernel::Result;
use fairlead_store::{Timestamp, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Who writes to whom, and how.
pub(super) struct Frame {
    pub(super) company: Company,
    pub(super) account: BilledAccount,
    pub(super) currency: Currency,
    pub(super) look: Look,
    pub(super) today: NaiveDate,
    zone: Tz,
}

impl Frame {
    pub(super) async fn of(app: &App, account: &accounts::Model) -> Result<Self> {
        let application = settings::cached::<Application>(app).await?;
        let company = settings::cached::<settings::Company>(app).await?;
        Ok(Self {
            company: company_of(&company),
            account: BilledAccount {
                id: account.id,
                name: account.name.clone(),
                address_lines: address_of(app.db.read(), account.id, &application.country).await?,
            },
            currency: currency(&application),
            look: Look {
                paper: paper(&application.country),
                locale: Locale::from_tag(&application.locale),
                ..Look::default()
            },
            today: calendar::today(app).await?,
            zone: application.time_zone(),
        })
    }

    /// The date of an instant at the operator's.
    pub(super) fn date(&self, instant: Timestamp) -> NaiveDate {
        calendar::date_of(instant, self.zone)
    }
}

fn company_of(company: &settings::Company) -> Company {
    let place = city_line(company.city.as_deref(), company.state.as_deref(), company.zip.as_deref());
    let lines = [company.line1.clone(), company.line2.clone(), place, company.website.clone()];
    Company {
        name: company.name.clone().unwrap_or_default(),
        address_lines: lines.into_iter().flatten().filter(|line| !line.is_empty()).collect(),
        phone: company.phone_number.clone(),
        email: company.email_address.clone(),
        tax_id: None,
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

/// North America and a few others print on Letter.
fn paper(country: &str) -> Paper {
    const LETTER: [&str; 12] = ["US", "CA", "MX", "CL", "CO", "CR", "GT", "NI", "PA", "PH", "PR", "SV"];
    if LETTER.contains(&country) { Paper::Letter } else { Paper::A4 }
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
