//! Rate decks of voice providers: imported whole, activated at once or at a time, compared with each other (reference,
//! "Import a rate deck"). The rows of a deck never change: a provider points to the deck that is in force, so that another
//! one takes its place in one row, and whoever rates with a deck keeps it to the end.
//!
//! | file | what |
//! |---|---|
//! | `table.rs`, `rates.rs` | decks and their rates, and what is shown of them |
//! | `input.rs`, `import.rs` | a deck as it is sent, and how it is stored |
//! | `activate.rs`, `tidy.rs` | when one takes the place of another, and when that one goes |
//! | `many.rs` | a deck that comes in parts |
//! | `compare.rs` | what one would change |
//! | `index.rs` | the deck in memory that calls are rated by |

pub mod activate;
mod compare;
mod import;
pub mod index;
mod input;
pub mod many;
mod rates;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod tidy;

use fairlead_web::{Doc, Resource, Routes, delete_only, read_only};

pub use activate::RateDeckActivationInput;
pub use compare::{RateChange, RateDeckComparison};
pub use import::ImportedDeck;
pub use index::Decks;
pub use input::{RateInput, RatesInput};
pub use rates::{DeckRateView, rates_entity};
pub(crate) use table::remove_all;
pub use table::{Column, Entity, Model, RateDeck};

const TAG: &str = "Voice_Providers";
/// A million prefixes with long names.
const IMPORT_LIMIT_IN_BYTES: usize = 128 * 1024 * 1024;

/// The routes of rate decks.
pub(crate) fn routes() -> Routes {
    let one = format!("{}/{{{}}}", RateDeck::PATH, RateDeck::ID);
    let importing = Doc::new(TAG, "Import a rate deck").body::<RatesInput>().one::<ImportedDeck>();
    let own = |summary| Doc::own(TAG, summary);
    read_only::<RateDeck>()
        .merge(delete_only::<RateDeck>())
        .post(
            "/system/voice/voice_providers/{id}/import_rates",
            import::import,
            importing.body_limit_in_bytes(IMPORT_LIMIT_IN_BYTES),
        )
        .post(
            &format!("{one}/activate"),
            activate::request,
            own("Activate a rate deck").body::<RateDeckActivationInput>().one::<Model>(),
        )
        .get(
            &format!("{one}/rates"),
            rates::list,
            own("List: rate").many::<DeckRateView>().listing(rates::listing()),
        )
        .get(
            &format!("{one}/compare/{{other_rate_deck_id}}"),
            compare::list,
            own("Compare two rate decks").many::<RateChange>().listing(compare::listing()),
        )
        .get(
            &format!("{one}/compare/{{other_rate_deck_id}}/summary"),
            compare::summary,
            own("Count what differs between two rate decks").one::<RateDeckComparison>(),
        )
}
