//! How many calls a core rates in a second against a deck of a million prefixes, and how long such a deck takes to build.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use fairlead_rating::{Deck, DeckRate, Digits, Direction, Intervals, Number, Terms, rate};

const PREFIXES: u64 = 1_000_000;
const CALLS: usize = 100_000;

/// Numbers without a pattern, the same in every run (splitmix64).
fn scattered(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

/// Prefixes of 4 to 11 digits, as wholesale decks have them.
fn prefixes() -> Vec<Digits> {
    (0..PREFIXES)
        .filter_map(|seed| {
            let length = 4 + scattered(seed) % 8;
            let digits = scattered(seed + PREFIXES).to_string();
            Digits::parse(digits.get(..length as usize)?)
        })
        .collect()
}

fn deck(prefixes: &[Digits]) -> Deck {
    prefixes
        .iter()
        .map(|prefix| DeckRate { prefix: *prefix, name: "DESTINATION", rate_nanos: 364_000_000 })
        .collect()
}

fn speed(criterion: &mut Criterion) {
    let prefixes = prefixes();
    let mut group = criterion.benchmark_group("rating");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PREFIXES));
    group.bench_function("build a deck", |bench| bench.iter(|| deck(black_box(&prefixes))));
    let deck = deck(&prefixes);
    let terms = Terms {
        local_prefixes: ["414", "262", "920"].iter().filter_map(|prefix| Digits::parse(prefix)).collect(),
        intervals: Intervals { first_in_seconds: 60, sub_in_seconds: 6 },
        ..Terms::default()
    };
    let calls: Vec<String> = (0..CALLS)
        .map(|call| match prefixes[scattered(call as u64) as usize % prefixes.len()] {
            prefix if call % 3 == 0 => format!("011{prefix}5550100"),
            _ => format!("1{:010}", 2_000_000_000 + scattered(call as u64) % 7_000_000_000),
        })
        .collect();
    group.throughput(Throughput::Elements(CALLS as u64));
    group.bench_function("rate calls", |bench| {
        bench.iter(|| {
            calls
                .iter()
                .filter_map(|to| rate(Direction::Outbound, Number::parse(to)?, 61, &terms, &deck))
                .count()
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    speed(&mut criterion);
    criterion.final_summary();
}
