use chrono_tz::Tz;
use fairlead_kernel::{FieldErrors, FieldSpec, FieldValue, Findings, Input, Kind};
use fairlead_web::Ctx;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::SettingsGroup;

/// How the platform writes dates and amounts, and where it does business.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = ApplicationSettings)]
pub struct Application {
    /// The language, from `/_data/locales`.
    #[input(default = "\"en\"")]
    pub locale: String,
    /// The time zone, from `/_data/timezones`.
    #[input(default = "\"America/Chicago\"")]
    pub timezone: String,
    /// The country: an ISO 3166-1 code of two letters, from `/_data/countries`.
    #[input(default = "\"US\"")]
    pub country: String,
    /// What stands between thousands; a space counts.
    #[input(default = "\",\"", max = 10)]
    #[schema(value_type = String)]
    pub thousands_separator: Separator,
    /// What stands before decimals.
    #[input(default = "\".\"", max = 10)]
    #[schema(value_type = String)]
    pub decimal_separator: Separator,
    /// `Y-m-d`, `d/m/Y` or `m/d/Y`.
    #[input(default = "\"m/d/Y\"", one_of = ["Y-m-d", "d/m/Y", "m/d/Y"])]
    pub date_format: String,
    /// What stands before amounts.
    #[input(default = "\"$\"", max = 10)]
    pub currency_symbol: String,
    /// `g:i:s` (1:30:34 PM) or `H:i:s` (13:30:34).
    #[input(default = "\"g:i:s\"", one_of = ["g:i:s", "H:i:s"])]
    pub time_format: String,
    /// `metric` or `imperial`.
    #[input(default = "\"metric\"", one_of = ["metric", "imperial"])]
    pub units: String,
}

impl Application {
    /// The time zone in which days begin and end for customers.
    pub fn time_zone(&self) -> Tz {
        self.timezone.parse().unwrap_or(Tz::UTC)
    }
}

/// Whether the text is one of the languages.
pub fn is_locale(text: &str) -> bool {
    fairlead_reference::locales().iter().any(|(code, _)| *code == text)
}

impl SettingsGroup for Application {
    type View = Self;
    const GROUP: &'static str = "application";
    const OWN: bool = false;
    const READ: &'static str = "";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(mut self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        if !is_locale(&self.locale) {
            errors.add("locale", "The selected language is invalid.");
        }
        if !fairlead_reference::is_time_zone(&self.timezone) {
            errors.add("timezone", "The selected timezone is invalid.");
        }
        match fairlead_reference::country_code(&self.country) {
            Some(code) => self.country = code.to_owned(),
            None => errors.add("country", "The selected country is invalid."),
        }
        self
    }
}

/// A text in which a single space means something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Separator(pub String);

impl FieldValue for Separator {
    const KIND: Kind = Kind::Text;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        String::parse(value, &FieldSpec { raw: true, ..*spec }, path, findings).map(Self)
    }
    fn is_blank(value: &Value) -> bool {
        value.is_null() || value == "" || value == false
    }
    fn to_value(&self) -> Value {
        Value::from(self.0.as_str())
    }
}
