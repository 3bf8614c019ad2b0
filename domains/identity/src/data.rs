//! Reference data for everybody who is signed in, and the validation of addresses.

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_reference::{AddressText, county, normalise_address};
use fairlead_web::{Allowed, Answer, Doc, Failure, JsonBody, PathParams, Routes, SignedIn};
use serde::{Serialize, Serializer};
use serde_json::json;
use utoipa::ToSchema;

use crate::geocode::{Outcome, Place, locate};

pub(crate) fn routes() -> Routes {
    const TAG: &str = "Data";
    Routes::new()
        .get("/_data/version", version, Doc::new(TAG, "Version"))
        .get("/_data/countries", countries, Doc::new(TAG, "Supported countries"))
        .get("/_data/subdivisions/{country}", subdivisions, Doc::new(TAG, "Supported subdivisions"))
        .get("/_data/counties/{subdivision}", counties, Doc::new(TAG, "Supported counties"))
        .get("/_data/timezones", time_zones, Doc::new(TAG, "Supported time zones"))
        .get("/_data/locales", locales, Doc::new(TAG, "Supported locales"))
        .get("/_data/email_categories", email_categories, Doc::new(TAG, "Email categories"))
        .post(
            "/_data/validate_address",
            validate_address,
            Doc::new(TAG, "Validate an address").body::<AddressInput>().one::<AddressView>(),
        )
}

/// An object whose members keep their order.
struct Pairs<I>(I);

impl<I, K, V> Serialize for Pairs<I>
where
    I: Iterator<Item = (K, V)> + Clone,
    K: Serialize,
    V: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone())
    }
}

async fn version(_: Allowed<SignedIn>) -> Result<Answer, Failure> {
    Answer::ok(&json!({"version": env!("CARGO_PKG_VERSION")}))
}

async fn countries(_: Allowed<SignedIn>) -> Result<Answer, Failure> {
    Answer::ok(&Pairs(fairlead_reference::countries()))
}

async fn subdivisions(_: Allowed<SignedIn>, path: PathParams) -> Result<Answer, Failure> {
    let found = fairlead_reference::subdivisions(path.text("country"));
    let found = found.ok_or_else(|| Error::NotFound("There is no such country.".into()))?;
    Answer::ok(&Pairs(found.iter().copied()))
}

/// An empty list for what is no state: to clients that means that it has no counties.
async fn counties(_: Allowed<SignedIn>, path: PathParams) -> Result<Answer, Failure> {
    Answer::ok(fairlead_reference::counties(path.text("subdivision")).unwrap_or_default())
}

async fn time_zones(_: Allowed<SignedIn>) -> Result<Answer, Failure> {
    Answer::ok(&Pairs(fairlead_reference::time_zones().iter().map(|name| (name, name))))
}

async fn locales(_: Allowed<SignedIn>) -> Result<Answer, Failure> {
    Answer::ok(&Pairs(fairlead_reference::locales().iter().copied()))
}

async fn email_categories(_: Allowed<SignedIn>) -> Result<Answer, Failure> {
    let categories = fairlead_reference::email_categories().iter();
    let list: Vec<_> = categories.map(|(id, name)| json!({"id": id, "name": name})).collect();
    Answer::ok(&list)
}

/// An address as somebody typed it.
#[derive(Input)]
struct AddressInput {
    /// House number and street.
    line1: String,
    /// Flat, suite and the like.
    line2: Option<String>,
    /// City.
    city: String,
    /// Code or name of the state.
    state: String,
    /// Only in the United States.
    county: Option<String>,
    /// Postal code.
    #[input(max = 32)]
    zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    country: String,
    /// Given back unless the geocoder knows better.
    #[input(min = -90, max = 90)]
    latitude: Option<f64>,
    /// Given back unless the geocoder knows better.
    #[input(min = -180, max = 180)]
    longitude: Option<f64>,
}

/// The address in the form that is stored.
#[derive(Serialize, ToSchema)]
#[schema(as = ValidatedAddress)]
struct AddressView {
    line1: String,
    line2: Option<String>,
    city: String,
    state: String,
    county: Option<String>,
    zip: Option<String>,
    country: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

async fn validate_address(ctx: Allowed<SignedIn>, body: JsonBody) -> Result<Answer, Failure> {
    let input: AddressInput = body.read()?;
    let (latitude, longitude) = (input.latitude, input.longitude);
    let address = normalised(input)?;
    let place = match locate(&ctx.app, &address).await? {
        Outcome::Found(place) => place,
        Outcome::Unknown => return Err(Error::Refused("The address could not be validated.".into()).into()),
        Outcome::NotAsked => Place { latitude, longitude, ..Place::default() },
    };
    let in_us = address.country == "US";
    let found_county = place.county.filter(|_| in_us).and_then(|text| county(&address.state, &text));
    Answer::ok(&AddressView {
        county: address.county.or_else(|| found_county.map(str::to_owned)),
        zip: address.zip.or(place.zip),
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        state: address.state,
        country: address.country,
        latitude: place.latitude,
        longitude: place.longitude,
    })
}

fn normalised(input: AddressInput) -> Result<AddressText> {
    let address = AddressText {
        line1: input.line1,
        line2: input.line2,
        city: input.city,
        state: input.state,
        county: input.county,
        zip: input.zip,
        country: input.country,
    };
    normalise_address(&address).map_err(|problems| {
        let mut errors = FieldErrors::new();
        problems.into_iter().for_each(|(field, message)| errors.add(field, message));
        Error::Invalid(errors)
    })
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
