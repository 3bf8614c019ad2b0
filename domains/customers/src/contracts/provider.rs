//! The provider's side: its company, its clock and language, its mail.

use chrono::NaiveDate;
use chrono_tz::Tz;
use fairlead_documents::{Locale, Paper};
use fairlead_identity::settings;
use fairlead_kernel::Result;
use fairlead_store::Timestamp;
use fairlead_web::App;

/// Who the customer signs with.
#[derive(Debug, Clone)]
pub(super) struct Provider {
    pub name: String,
    /// On one line.
    pub address: String,
    pub phone_number: String,
    pub email_address: String,
    pub website: String,
    pub paper: Paper,
    pub time_zone: Tz,
    pub locale: Locale,
}

impl Provider {
    /// What stands under the company's name on paper.
    pub fn lines(&self) -> Vec<String> {
        let lines = [&self.address, &self.phone_number, &self.email_address, &self.website];
        lines.into_iter().filter(|line| !line.is_empty()).cloned().collect()
    }

    /// The day it is for the provider.
    pub fn date_of(&self, instant: Timestamp) -> NaiveDate {
        instant.to_utc().with_timezone(&self.time_zone).date_naive()
    }

    /// `2026-03-15 08:00:00 EDT`
    pub fn local_time_of(&self, instant: Timestamp) -> String {
        instant.to_utc().with_timezone(&self.time_zone).format("%Y-%m-%d %H:%M:%S %Z").to_string()
    }
}

/// Reads the settings. To be asked before a transaction begins.
pub(super) async fn load(app: &App) -> Result<Provider> {
    let application = settings::cached::<settings::Application>(app).await?;
    let company = settings::cached::<settings::Company>(app).await?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let country = company.country.as_deref().unwrap_or(&application.country);
    Ok(Provider {
        name: company.name_or_host(app),
        address: address(&company),
        phone_number: text(&company.phone_number),
        email_address: text(&company.email_address),
        website: text(&company.website),
        paper: if LETTER_COUNTRIES.contains(&country) { Paper::Letter } else { Paper::A4 },
        time_zone: application.time_zone(),
        locale: Locale::from_tag(&application.locale),
    })
}

/// Where people print on 8.5 by 11 inches.
const LETTER_COUNTRIES: [&str; 6] = ["US", "CA", "MX", "PH", "CL", "CO"];

fn address(company: &settings::Company) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = format!("{} {}", text(&company.state), text(&company.zip));
    let parts = [
        text(&company.line1),
        text(&company.line2),
        text(&company.city),
        place.trim().to_owned(),
        text(&company.country),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
