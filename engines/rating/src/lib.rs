//! The arithmetic of voice: telephone numbers, rate decks and the longest prefix in them, intervals, what a call is rated
//! as, and what the calls of a billing period cost. Pure functions: no database, no async, no clock, and no allocation per
//! call.
//!
//! A rate is the price of a minute in billionths of the currency's smallest unit, an integer called `rate_nanos`: deck rates
//! keep nine decimals. Costs stay exact until [`cost`] rounds them once into [`Money`](fairlead_kernel::Money).
//! The rules are those of the domain rule "Voice"; every one has a row in a table under `tests/tables/`.

mod bundle;
mod call;
mod deck;
mod digits;
mod import;
mod interval;
mod number;
mod rate_nanos;

pub use bundle::Bundle;
pub use call::{Class, Direction, Rated, Terms, rate};
pub use deck::{Deck, DeckRate, Match};
pub use digits::Digits;
pub use import::{Line, Markup, read_deck};
pub use interval::Intervals;
pub use number::Number;
pub use rate_nanos::{LARGEST_RATE_NANOS, NANOS, cost, of_price, rate_text};
