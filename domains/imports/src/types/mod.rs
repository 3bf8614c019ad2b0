//! The types of imports. A new one is a file here and a line in each of the two lists below.

mod accounts;
mod cdrs;
mod contacts;
mod dids;
mod services;
mod sql;
mod voice_provider_rates;
mod voice_providers;

use fairlead_kernel::{Error, Result};

pub use accounts::Accounts;
pub use cdrs::Cdrs;
pub use contacts::Contacts;
pub use dids::Dids;
pub use services::Services;
pub use voice_provider_rates::VoiceProviderRates;
pub use voice_providers::VoiceProviders;

use crate::importer::Type;

/// All of them, in the order in which people see them.
pub static TYPES: [Type; 7] = [
    Type::of::<Accounts>(),
    Type::of::<Contacts>(),
    Type::of::<Services>(),
    Type::of::<Dids>(),
    Type::of::<VoiceProviders>(),
    Type::of::<VoiceProviderRates>(),
    Type::of::<Cdrs>(),
];

/// Does something with the importer of the type called `$name`.
macro_rules! with_type {
    ($name:expr, $importer:ident => $work:expr) => {
        match $name {
            "accounts" => {
                type $importer = $crate::types::Accounts;
                $work
            }
            "contacts" => {
                type $importer = $crate::types::Contacts;
                $work
            }
            "services" => {
                type $importer = $crate::types::Services;
                $work
            }
            "dids" => {
                type $importer = $crate::types::Dids;
                $work
            }
            "voice_providers" => {
                type $importer = $crate::types::VoiceProviders;
                $work
            }
            "voice_provider_rates" => {
                type $importer = $crate::types::VoiceProviderRates;
                $work
            }
            "cdrs" => {
                type $importer = $crate::types::Cdrs;
                $work
            }
            other => {
                Err(::fairlead_kernel::Error::Internal(format!("there is no type of import called {other}")))
            }
        }
    };
}
pub(crate) use with_type;

/// The type called `name`.
///
/// # Errors
/// 404.
pub fn named(name: &str) -> Result<&'static Type> {
    TYPES.iter().find(|one| one.name == name).ok_or_else(Error::no_such_item)
}
