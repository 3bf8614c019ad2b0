use fairlead_kernel::{FieldErrors, Input, check_email};
use fairlead_web::{App, Ctx};
use serde::Serialize;
use utoipa::ToSchema;

use super::SettingsGroup;

/// The provider, as documents and mails name it.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = CompanySettings)]
pub struct Company {
    /// Its name.
    pub name: Option<String>,
    /// House number and street.
    pub line1: Option<String>,
    /// Suite and the like.
    pub line2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    #[input(max = 32)]
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: Option<String>,
    /// For customers to call.
    #[input(max = 64)]
    pub phone_number: Option<String>,
    /// For customers to write to.
    pub email_address: Option<String>,
    /// Where customers read more.
    pub website: Option<String>,
}

impl Company {
    /// Its name; the host of the installation's address while it has not said its name.
    pub fn name_or_host(&self, app: &App) -> String {
        self.name.clone().unwrap_or_else(|| host(app))
    }
}

/// The host of the installation's public address.
pub(super) fn host(app: &App) -> String {
    let url = url::Url::parse(&app.public_url).ok();
    url.as_ref().and_then(url::Url::host_str).unwrap_or("localhost").to_owned()
}

impl SettingsGroup for Company {
    type View = Self;
    const GROUP: &'static str = "company";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(mut self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        if let Some(country) = &self.country {
            match fairlead_reference::country_code(country) {
                Some(code) => self.country = Some(code.to_owned()),
                None => errors.add("country", "The selected country is invalid."),
            }
        }
        check_email("email_address", self.email_address.as_deref(), errors);
        self
    }
}
