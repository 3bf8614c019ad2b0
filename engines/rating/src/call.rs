use crate::{Deck, Digits, Intervals, Match, Number};

/// Which side of a call the account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Its DID originated the call.
    Outbound,
    /// Its DID was called.
    Inbound,
}

/// What a call is rated as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// To a number that begins with a local prefix: the local bundle.
    Local,
    /// To any other national number: the long distance bundle.
    LongDistance,
    /// To a number beyond the North American plan: the deck's rate.
    International,
    /// To a toll free number: the deck's rate, nothing where the deck does not know it.
    TollFree,
    /// To the account's own toll free number: the service's rate for it.
    InboundTollFree,
    /// To another number of the account: free.
    Inbound,
}

/// What a voice service says of calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Calls to numbers that begin with one of these are local.
    pub local_prefixes: Vec<Digits>,
    /// The steps in which calls are charged.
    pub intervals: Intervals,
    /// The price of a local minute beyond the bundle; 0 where local calls are unlimited.
    pub local_rate_nanos: i64,
    /// The price of a long distance minute beyond the bundle; 0 where they are unlimited.
    pub long_distance_rate_nanos: i64,
    /// The price of a minute of an inbound toll free call.
    pub inbound_toll_free_rate_nanos: i64,
}

/// A rated call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated<'a> {
    /// What as.
    pub class: Class,
    /// What it is charged for, in seconds.
    pub billed_seconds: u64,
    /// The price of a minute; for local and long distance calls that beyond the bundle.
    pub rate_nanos: i64,
    /// The prefix that decided.
    pub matched: Option<Match<'a>>,
}

impl Terms {
    fn local_prefix(&self, to: Number) -> Option<Match<'static>> {
        let (national, dialled) = (to.national()?, to.dialled());
        let begins = |prefix: &&Digits| national.starts_with(**prefix) || dialled.starts_with(**prefix);
        let prefix = *self.local_prefixes.iter().filter(begins).max_by_key(|prefix| prefix.length())?;
        Some(Match { prefix, name: "LOCAL", rate_nanos: self.local_rate_nanos })
    }
}

/// Rates a call (domain rule "Voice"). `None`: the deck has no rate for an international number.
pub fn rate<'a>(
    direction: Direction,
    to: Number,
    duration_in_seconds: u32,
    terms: &Terms,
    deck: &'a Deck,
) -> Option<Rated<'a>> {
    let billed_seconds = terms.intervals.billed_seconds(duration_in_seconds);
    let rated = |class, rate_nanos, matched| Rated { class, billed_seconds, rate_nanos, matched };
    if direction == Direction::Inbound {
        return Some(match to.is_toll_free() {
            true => rated(Class::InboundTollFree, terms.inbound_toll_free_rate_nanos, None),
            false => rated(Class::Inbound, 0, None),
        });
    }
    if let Some(local) = terms.local_prefix(to) {
        return Some(rated(Class::Local, local.rate_nanos, Some(local)));
    }
    let matched = deck.find(to.dialled());
    Some(match to {
        Number::International(_) => rated(Class::International, matched?.rate_nanos, matched),
        _ if to.is_toll_free() => {
            rated(Class::TollFree, matched.map_or(0, |matched| matched.rate_nanos), matched)
        }
        Number::National(_) => rated(Class::LongDistance, terms.long_distance_rate_nanos, matched),
    })
}
