//! A postal address in the one form that is stored.

use crate::counties::county;
use crate::countries::country_code;
use crate::postal::normalise_zip;
use crate::subdivisions::{has_subdivisions, subdivision};

/// The text of a postal address, as somebody typed it or as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressText {
    /// House number and street.
    pub line1: String,
    /// Flat, suite and the like.
    pub line2: Option<String>,
    /// Name of the city.
    pub city: String,
    /// Code or name of the state; stored as a code of two letters in the United States and Canada, elsewhere as a name.
    pub state: String,
    /// Only in the United States; stored as [`counties`](crate::counties) writes it.
    pub county: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: String,
}

/// The address as it is stored, or everything that is wrong with it: pairs of field and message, in the order of the fields.
///
/// White space and control characters are trimmed and collapsed to single spaces, and optional fields without text
/// become `None`. The country must exist. The state must be one of the country's, unless the country has none: then
/// any text passes. A county that is given must be one of the state's; outside the United States it is dropped. The
/// form of the postal code is checked by [`normalise_zip`]. While the country is unknown nothing else can be
/// judged, nor the county while the state is: then they get no message of their own.
///
/// Which fields are required differs by endpoint and is the caller's to check: `line1`, `city` and `zip` may be blank here.
/// The result, given again, gives itself.
pub fn normalise_address(address: &AddressText) -> Result<AddressText, Vec<(&'static str, String)>> {
    let country =
        country_code(&tidy(&address.country)).ok_or_else(|| vec![problem("country", NO_COUNTRY)])?;
    let state = state(country, &address.state);
    let county = match &state {
        Some(state) if country == "US" => {
            checked(&address.county, |text| Some(county(state, text)?.to_owned()))
        }
        _ => Ok(None),
    };
    let zip = checked(&address.zip, |text| normalise_zip(country, text));
    match (state, county, zip) {
        (Some(state), Ok(county), Ok(zip)) => Ok(AddressText {
            line1: tidy(&address.line1),
            line2: address.line2.as_deref().and_then(tidy_optional),
            city: tidy(&address.city),
            state,
            county,
            zip,
            country: country.to_owned(),
        }),
        (state, county, zip) => Err([
            state.is_none().then(|| problem("state", NO_STATE)),
            county.is_err().then(|| problem("county", NO_COUNTY)),
            zip.is_err().then(|| problem("zip", BAD_ZIP)),
        ]
        .into_iter()
        .flatten()
        .collect()),
    }
}

const NO_COUNTRY: &str = "The selected country is not valid.";
const NO_STATE: &str = "The selected state is not valid.";
const NO_COUNTY: &str = "The selected county is not valid.";
const BAD_ZIP: &str = "The zip format is invalid.";

fn problem(field: &'static str, message: &str) -> (&'static str, String) {
    (field, message.to_owned())
}

/// What `check` makes of an optional field; an error if it makes nothing of a text that is there.
fn checked(field: &Option<String>, check: impl Fn(&str) -> Option<String>) -> Result<Option<String>, ()> {
    match field.as_deref().and_then(tidy_optional) {
        Some(text) => check(&text).map(Some).ok_or(()),
        None => Ok(None),
    }
}

fn state(country: &str, text: &str) -> Option<String> {
    let text = tidy(text);
    match subdivision(country, &text) {
        Some(found) => Some(found.key.to_owned()),
        None => (!has_subdivisions(country)).then_some(text),
    }
}

/// Words with one space between them. Control characters and the marks that spreadsheets leave behind (a byte order
/// mark, a zero-width space) are no part of an address.
fn tidy(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}' | '\u{FEFF}');
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(blank).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

fn tidy_optional(text: &str) -> Option<String> {
    Some(tidy(text)).filter(|text| !text.is_empty())
}
