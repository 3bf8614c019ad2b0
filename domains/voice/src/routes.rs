//! Table of contents of the voice API.

use fairlead_web::{Routes, crud};

use crate::rate_centers::RateCenter;
use crate::voice_providers::VoiceProvider;
use crate::{account_dids, call_records, decks, dids};

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crud::<RateCenter>())
        .merge(crud::<VoiceProvider>())
        .merge(decks::routes())
        .merge(dids::routes())
        .merge(account_dids::routes())
        .merge(call_records::routes())
        .with(decks::Decks::default())
}
