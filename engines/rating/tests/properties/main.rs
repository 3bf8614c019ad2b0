//! What holds for every input, over random ones, against references that are slow and plain.

use fairlead_kernel::Money;
use fairlead_rating::{
    Bundle, Class, Deck, DeckRate, Digits, Direction, Intervals, Line, Markup, NANOS, Number, Terms, cost,
    rate, read_deck,
};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

/// Few different digits, so that random prefixes and numbers meet.
fn digits(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(prop_oneof![Just('0'), Just('1'), Just('8'), Just('4')], length).prop_map(String::from_iter)
}

fn deck_of(rates: &[(String, i64)]) -> Deck {
    rates
        .iter()
        .map(|(prefix, rate)| DeckRate {
            prefix: Digits::parse(prefix).expect("digits"),
            name: prefix,
            rate_nanos: *rate,
        })
        .collect()
}

/// The same by looking at every prefix; of one that comes twice, the last.
fn plainly<'a>(rates: &'a [(String, i64)], number: &str) -> Option<(&'a str, i64)> {
    let begins = rates.iter().filter(|(prefix, _)| number.starts_with(prefix.as_str()));
    begins.max_by_key(|(prefix, _)| prefix.len()).map(|(prefix, rate)| (prefix.as_str(), *rate))
}

/// What is charged, second by second.
fn seconds_plainly(intervals: Intervals, duration: u32) -> u64 {
    if duration == 0 {
        return 0;
    }
    let mut charged = u64::from(intervals.first_in_seconds);
    while charged < u64::from(duration) {
        charged += u64::from(intervals.sub_in_seconds.max(1));
    }
    charged
}

proptest! {
    #[test]
    fn the_longest_prefix_is_found(
        rates in vec((digits(1..19), 0_i64..1000), 0..60), numbers in vec(digits(1..19), 1..20),
    ) {
        let deck = deck_of(&rates);
        for number in &numbers {
            let found = deck.find(Digits::parse(number).unwrap());
            let found = found.map(|found| (found.prefix.to_string(), found.name.to_owned(), found.rate_nanos));
            let plainly = plainly(&rates, number).map(|(prefix, rate)| (prefix.to_owned(), prefix.to_owned(), rate));
            prop_assert_eq!(found, plainly, "{}", number);
        }
    }

    #[test]
    fn digits_are_a_text_that_is_cut_and_compared(text in digits(1..19), length in 1_usize..19, other in digits(1..19)) {
        let (digits, prefix) = (Digits::parse(&text).unwrap(), Digits::parse(&other).unwrap());
        prop_assert_eq!(digits.to_string(), text.clone());
        prop_assert_eq!(digits.first(length).to_string(), &text[..length.min(text.len())]);
        prop_assert_eq!(digits.starts_with(prefix), text.starts_with(&other));
    }

    #[test]
    fn a_number_that_is_read_is_read_again_as_itself(text in "[+]?[0-9 ()-]{0,24}") {
        if let Some(number) = Number::parse(&text) {
            prop_assert_eq!(Number::parse(&number.to_string()), Some(number), "{}", number);
        }
    }

    #[test]
    fn any_text_can_be_read(text in ".*") {
        let _ = (Number::parse(&text), Digits::parse(&text));
    }

    #[test]
    fn seconds_are_those_of_counting(first in 0_u32..200, sub in 0_u32..70, duration in 0_u32..1000) {
        let intervals = Intervals { first_in_seconds: first, sub_in_seconds: sub };
        prop_assert_eq!(intervals.billed_seconds(duration), seconds_plainly(intervals, duration));
    }

    #[test]
    fn a_stored_rate_is_never_below_the_minimum_nor_the_raised_rate_by_more_than_half_a_nano(
        rate in 0_i64..1_000_000_000_000, percentage in 0_i64..10_000, minimum in 0_i64..1_000_000_000,
    ) {
        let (rate, percentage) = (Decimal::new(rate, 9), Decimal::new(percentage, 2));
        let minimum = Decimal::new(minimum, 9);
        let markup = Markup { percentage_increase: percentage, minimum_rate: minimum };
        let stored = Decimal::new(markup.apply(rate).unwrap(), 9);
        prop_assert!(stored >= minimum);
        let raised = (rate + rate * percentage / Decimal::ONE_HUNDRED).max(minimum);
        prop_assert!((stored - raised).abs() <= Decimal::new(5, 10), "{stored} of {raised}");
    }

    #[test]
    fn every_line_of_a_deck_is_stored_or_named(lines in vec(("[0-9x]{0,20}", proptest::option::of(-5_i64..2_000_000)), 0..40)) {
        let sent = lines.iter().map(|(prefix, rate)| Line { name: "", prefix, rate: rate.map(Decimal::from) });
        let (rates, skipped) = read_deck(sent, &Markup::default());
        prop_assert_eq!(rates.len() + skipped.len(), lines.len());
        prop_assert_eq!(rates.iter().copied().collect::<Deck>().len(), rates.len());
    }

    #[test]
    fn a_cost_is_the_exact_sum_rounded_once(parts in vec((0_i64..1000 * NANOS, 0_u64..100_000), 0..20)) {
        let exact: Decimal = parts.iter().map(|(rate, seconds)| Decimal::new(*rate, 9) * Decimal::from(*seconds)).sum();
        let cents = (exact / Decimal::from(60)).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        prop_assert_eq!(cost(parts).unwrap(), Money::from_scaled(i64::try_from(cents).unwrap()));
    }

    #[test]
    fn a_bundle_charges_what_is_beyond_it(free in 0_u64..10_000, used in 0_u64..20_000, unlimited: bool) {
        let bundle = Bundle { unlimited, free_seconds: free, rate_nanos: NANOS };
        let plainly = if unlimited || used <= free { 0 } else { used - free };
        prop_assert_eq!(bundle.charged_seconds(used), plainly);
    }

    #[test]
    fn a_call_is_rated_as_by_hand(
        rates in vec((digits(1..6), 0_i64..1000), 0..40), local in vec(digits(1..5), 0..4), to in digits(10..16),
        duration in 0_u32..1000, inbound: bool,
    ) {
        let Some(to_number) = Number::parse(&to) else { return Ok(()) };
        let terms = Terms {
            local_prefixes: local.iter().filter_map(|prefix| Digits::parse(prefix)).collect(),
            intervals: Intervals { first_in_seconds: 6, sub_in_seconds: 6 },
            local_rate_nanos: 1, long_distance_rate_nanos: 2, inbound_toll_free_rate_nanos: 3,
        };
        let deck = deck_of(&rates);
        let direction = if inbound { Direction::Inbound } else { Direction::Outbound };
        let rated = rate(direction, to_number, duration, &terms, &deck);
        let national = match to.strip_prefix('1').filter(|rest| rest.len() == 10) {
            Some(rest) => Some(rest),
            None => (to.len() == 10 && !to.starts_with("011")).then_some(to.as_str()),
        };
        let dialled = match national {
            Some(digits) => format!("1{digits}"),
            None => to.strip_prefix("011").unwrap_or(&to).to_owned(),
        };
        let toll_free = national.is_some_and(|digits| ["800", "844", "888"].iter().any(|prefix| digits.starts_with(prefix)));
        let is_local = national.is_some() && local.iter().any(|prefix| {
            national.is_some_and(|digits| digits.starts_with(prefix.as_str())) || dialled.starts_with(prefix.as_str())
        });
        let by_deck = plainly(&rates, &dialled).map(|(_, rate)| rate);
        let expected = match (inbound, is_local, national.is_some(), toll_free) {
            (true, _, _, true) => Some((Class::InboundTollFree, 3)),
            (true, ..) => Some((Class::Inbound, 0)),
            (_, true, ..) => Some((Class::Local, 1)),
            (_, _, true, true) => Some((Class::TollFree, by_deck.unwrap_or(0))),
            (_, _, true, false) => Some((Class::LongDistance, 2)),
            (_, _, false, _) => by_deck.map(|rate| (Class::International, rate)),
        };
        prop_assert_eq!(rated.map(|rated| (rated.class, rated.rate_nanos)), expected);
        prop_assert!(rated.is_none_or(|rated| rated.billed_seconds == seconds_plainly(terms.intervals, duration)));
    }
}
