use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_reference::{Subdivision, countries, county, normalise_zip, subdivision};
use fairlead_web::Writing;
use sea_orm::ActiveValue::Set;

use super::{ActiveModel, Geotax, GeotaxInput};

/// Where a geotax applies, in the form in which addresses are stored.
pub(super) struct Place {
    country: Option<&'static str>,
    subdivision: Option<&'static str>,
    county: Option<&'static str>,
    city: Option<String>,
    zip: Option<String>,
}

/// Where nothing else says which country is meant.
const DEFAULT_COUNTRY: &str = "US";
/// The countries whose postal codes have a form that is checked.
const CHECKED_ZIPS: [&str; 3] = ["US", "CA", "GB"];

impl Place {
    /// Reads the place that an input names; adds to `errors` what is wrong with it.
    ///
    /// # Errors
    /// 422 in the documented words, which name no field, for a county that the subdivision does not have.
    pub(super) fn of(
        writing: &Writing<'_, Geotax>,
        input: &GeotaxInput,
        errors: &mut FieldErrors,
    ) -> Result<Self> {
        if [&input.subdivision, &input.county, &input.city, &input.zip].iter().all(|field| field.is_none()) {
            errors.add("subdivision", "At least one of subdivision, county, city and zip is required.");
        }
        let home = writing.prepared.unwrap_or(DEFAULT_COUNTRY);
        let found = found(writing, input, home);
        if found.is_none() && input.subdivision.is_some() {
            errors.add("subdivision", "The selected subdivision is not valid.");
        }
        let county = county_of(input, found, errors)?;
        let zip = zip_of(input, found.map(|(country, _)| country), home, errors);
        Ok(Self {
            country: found.map(|(country, _)| country),
            subdivision: found.map(|(_, subdivision)| subdivision.key),
            county,
            city: input.city.clone(),
            zip,
        })
    }

    /// Writes it into the row.
    pub(super) fn apply(self, row: &mut ActiveModel) {
        row.country = Set(self.country.map(str::to_owned));
        row.subdivision = Set(self.subdivision.map(str::to_owned));
        row.county = Set(self.county.map(str::to_owned));
        row.city = Set(self.city);
        row.zip = Set(self.zip);
    }
}

/// The country and the subdivision meant: as stored when it did not change, else in the application's country, else in
/// the first country that has one.
fn found(
    writing: &Writing<'_, Geotax>,
    input: &GeotaxInput,
    home: &str,
) -> Option<(&'static str, Subdivision)> {
    let text = input.subdivision.as_deref()?;
    let stored = writing.before.filter(|before| before.subdivision.as_deref() == Some(text));
    let first = stored.and_then(|before| before.country.as_deref()).unwrap_or(home);
    let rest = countries().map(|(code, _)| code);
    let first = rest.clone().find(|code| *code == first);
    first.into_iter().chain(rest).find_map(|country| Some((country, subdivision(country, text)?)))
}

fn county_of(
    input: &GeotaxInput,
    found: Option<(&str, Subdivision)>,
    errors: &mut FieldErrors,
) -> Result<Option<&'static str>> {
    let Some(text) = input.county.as_deref() else { return Ok(None) };
    let Some((country, subdivision)) = found else {
        errors.add("subdivision", "The subdivision field is required with a county.");
        return Ok(None);
    };
    let known = if country == "US" { county(subdivision.key, text) } else { None };
    if known.is_none() {
        let message = format!("{text} is not a valid county for the subdivision {}", subdivision.name);
        // Beside other problems it has to name its field.
        match errors.is_empty() {
            true => return Err(Error::Refused(message.into())),
            false => errors.add("county", message),
        }
    }
    Ok(known)
}

/// The postal code as addresses store it; its beginning stays as it is.
fn zip_of(
    input: &GeotaxInput,
    country: Option<&str>,
    home: &str,
    errors: &mut FieldErrors,
) -> Option<String> {
    let Some(text) = input.zip.as_deref() else {
        if input.zip_partial_match {
            errors.add("zip", "The zip field is required with zip_partial_match.");
        }
        return None;
    };
    let known = match (input.zip_partial_match, country) {
        (true, _) => is_zip_like(text).then(|| text.to_owned()),
        (false, Some(country)) => normalise_zip(country, text),
        (false, None) => {
            [home].into_iter().chain(CHECKED_ZIPS).find_map(|country| normalise_zip(country, text))
        }
    };
    if known.is_none() {
        errors.add("zip", "The zip format is invalid.");
    }
    known
}

fn is_zip_like(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-')
        && text.contains(|c: char| c.is_ascii_alphanumeric())
}

/// The name that is shown for a stored subdivision.
pub(super) fn subdivision_name(country: Option<&str>, key: Option<String>) -> Option<String> {
    let known = country.zip(key.as_deref()).and_then(|(country, key)| subdivision(country, key));
    known.map(|known| known.name.to_owned()).or(key)
}
