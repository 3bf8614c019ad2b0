//! Reference data of API v1's group `Data`: countries, subdivisions, US counties, time zones, locales, mail categories,
//! and postal addresses brought into the one form that the rest of the platform stores.
//!
//! Pure functions over data that is part of the program (`data/`, rebuilt by `./dev refdata`): no database, no clock,
//! no network. Everything is parsed once, at the first use, and shared; a lookup allocates nothing unless its
//! documentation says so. Text that is looked up may have any case and any accents.

mod address;
mod choices;
mod counties;
mod countries;
mod fold;
mod index;
mod postal;
mod subdivisions;

pub use address::{AddressText, normalise_address};
pub use choices::{email_categories, is_time_zone, locales, time_zones};
pub use counties::{counties, county};
pub use countries::{countries, country_code, country_name, is_country};
pub use postal::normalise_zip;
pub use subdivisions::{Subdivision, subdivision, subdivisions};
