use chrono::{DateTime, Months, NaiveDate, TimeDelta};
use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::usage::{Counter, Policy, Rollover, cap_bytes, close, count};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

fn counter(minute: i64, in_bytes: u64, out_bytes: u64) -> Counter {
    let at = DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
    Counter { at, in_bytes, out_bytes }
}

/// What is counted of samples that arrive in this order.
fn counted(samples: impl IntoIterator<Item = Counter>) -> (u64, u64) {
    let mut base = None;
    let mut total = (0, 0);
    for sample in samples {
        let (next, bytes) = count(base, sample);
        base = Some(next);
        total = (total.0 + bytes.in_bytes, total.1 + bytes.out_bytes);
    }
    total
}

/// Samples in the order of time, and the same in any order, some of them more than once.
fn arrivals(
    values: impl Strategy<Value = u64> + Clone,
) -> impl Strategy<Value = (Vec<Counter>, Vec<Counter>)> {
    vec((values.clone(), values), 1..20).prop_flat_map(|values| {
        let numbered = (0..).zip(values);
        let sent: Vec<Counter> = numbered.map(|(minute, (a, b))| counter(minute, a, b)).collect();
        let again = vec(any::<Index>(), 0..10);
        (Just(sent.clone()), again).prop_flat_map(move |(sent, again)| {
            let repeated = again.iter().map(|index| *index.get(&sent));
            let all: Vec<Counter> = sent.iter().copied().chain(repeated).collect();
            (Just(sent), Just(all).prop_shuffle())
        })
    })
}

proptest! {
    #[test]
    fn no_order_of_arrival_counts_more_than_the_order_of_time((sent, arrived) in arrivals(0_u64..1000)) {
        let (right, got) = (counted(sent), counted(arrived));
        prop_assert!(got.0 <= right.0 && got.1 <= right.1, "{got:?} of {right:?}");
    }

    #[test]
    fn without_wraps_all_between_the_first_arrival_and_the_last_sample_is_counted_once(
        (sent, arrived) in arrivals(0_u64..1000),
    ) {
        // Counters that only grow: the running sums.
        let rising = |sample: &Counter| {
            let until = sent.iter().take_while(|it| it.at <= sample.at);
            let (a, b) = until.fold((0, 0), |(a, b), it| (a + it.in_bytes, b + it.out_bytes));
            Counter { in_bytes: a, out_bytes: b, ..*sample }
        };
        let arrived: Vec<Counter> = arrived.iter().map(rising).collect();
        let (first, last) = (arrived[0], rising(sent.last().unwrap()));
        let between = (last.in_bytes - first.in_bytes, last.out_bytes - first.out_bytes);
        prop_assert_eq!(counted(arrived), between);
    }

    #[test]
    fn closing_uses_what_the_period_had_and_no_more(
        cap in 0_u64..5, top_off in 0_u64..2_000_000_000, used in 0_u64..9_000_000_000, expires in proptest::option::of(0_u32..4),
        rolled in vec((1_u64..2_000_000_000, 0_u32..6, proptest::option::of(0_u32..6)), 0..5),
    ) {
        let period = Period { start: day("2026-01-01"), end: day("2026-02-01") };
        let rollovers: Vec<Rollover> = rolled
            .into_iter()
            .map(|(bytes, ago, expires)| {
                let rolled_on = period.start - Months::new(ago);
                Rollover { bytes, rolled_on, expires_on: expires.map(|months| rolled_on + Months::new(months)) }
            })
            .collect();
        let policy = Policy { cap_in_gigabytes: cap, rollover_enabled: true, rollover_expires_after_months: expires };
        let had = cap_bytes(&policy, &rollovers, top_off, period.start).unwrap();
        let closing = close(&policy, &rollovers, top_off, used, period).unwrap();
        prop_assert_eq!(closing.overage_bytes, used.saturating_sub(had));
        let kept: u64 = closing.rollovers.iter().map(|rollover| rollover.bytes).sum();
        prop_assert!(kept <= had.saturating_sub(used));
        prop_assert!(closing.rollovers.is_sorted_by_key(|rollover| rollover.rolled_on));
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
