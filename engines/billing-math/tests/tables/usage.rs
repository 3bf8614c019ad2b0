use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::usage::{
    Bytes, Counter, FreePeriod, History, Policy, Rollover, cap_bytes, close, count, is_free, overage_units,
    top_off_bytes,
};

use crate::support::{Case, check, date, instant, items, listed, optional, shown, value};

fn counted(case: &Case) -> String {
    let mut base = None;
    let (mut total_in, mut total_out) = (0_u64, 0_u64);
    for sample in items(case.text(1)) {
        let (minute, counters) = sample.split_once(' ').expect("minute and counters");
        let (in_bytes, out_bytes) = counters.split_once('/').expect("in and out");
        let at = instant("2026-01-01T00:00:00Z") + TimeDelta::minutes(value(minute));
        let (next, bytes) =
            count(base, Counter { at, in_bytes: value(in_bytes), out_bytes: value(out_bytes) });
        base = Some(next);
        total_in += bytes.in_bytes;
        total_out += bytes.out_bytes;
    }
    let base = base.expect("a sample");
    format!("{total_in}/{total_out}, base {}/{}", base.in_bytes, base.out_bytes)
}

fn free_period(text: &str) -> Option<FreePeriod> {
    let words: Vec<&str> = text.split_whitespace().collect();
    FreePeriod::new(value(words[0]), value(words[1]), value(words[2]))
}

fn free(case: &Case) -> String {
    let periods: Option<Vec<FreePeriod>> = items(case.text(1)).map(free_period).collect();
    let Some(periods) = periods else { return "no such period".into() };
    let (zone, at): (Tz, DateTime<Utc>) = (case.get(2), case.get(3));
    if is_free(at, &periods, zone) { "free".into() } else { "billable".into() }
}

fn policy(case: &Case) -> Policy {
    Policy {
        cap_in_gigabytes: value(case.text(1).split_whitespace().next().expect("a cap")),
        rollover_enabled: case.says("rollover"),
        rollover_expires_after_months: case.after("expires"),
    }
}

fn rollovers(text: &str) -> Vec<Rollover> {
    let rollover = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        Rollover { bytes: value(words[0]), rolled_on: date(words[1]), expires_on: optional(words[2]) }
    };
    items(text).map(rollover).collect()
}

fn closed(case: &Case) -> String {
    let (start, end) = case.text(5).split_once(" to ").expect("a period");
    let period = Period { start: date(start), end: date(end) };
    let closing = close(&policy(case), &rollovers(case.text(2)), case.get(3), case.get(4), period);
    shown(closing.map(|closing| {
        let kept = closing.rollovers.iter().map(|rollover| {
            let expires = rollover.expires_on.map_or_else(|| "never".into(), |date| date.to_string());
            format!("{} {expires}", rollover.bytes)
        });
        format!("{}; {}", closing.overage_bytes, listed(kept))
    }))
}

#[test]
fn usage() {
    check(include_str!("usage.txt"), 60, |case| match case.text(0) {
        "count" => counted(case),
        "free" => free(case),
        "cap" => shown(cap_bytes(&policy(case), &rollovers(case.text(2)), case.get(3), case.get(4))),
        "close" => closed(case),
        "units" => shown(overage_units(case.get(1), case.get(2))),
        "top_off" => shown(top_off_bytes(case.get(1), case.get(2))),
        other => panic!("line {}: {other:?}", case.line),
    });
}

#[test]
fn traffic_goes_to_the_side_that_its_time_falls_on() {
    let night = free_period("0 00:00:00 02:30:00").expect("a period");
    let mut history = History::default();
    let bytes = |in_bytes| Bytes { in_bytes, out_bytes: 1 };
    history.add(bytes(10), instant("2026-03-08T01:00:00Z"), &[night], Tz::UTC);
    history.add(bytes(200), instant("2026-03-08T03:00:00Z"), &[night], Tz::UTC);
    history.add(bytes(3000), instant("2026-03-09T01:00:00Z"), &[night], Tz::UTC);
    assert_eq!(history.free, Bytes { in_bytes: 10, out_bytes: 1 });
    assert_eq!(history.billable, Bytes { in_bytes: 3200, out_bytes: 2 });
    assert_eq!(history.billable.total(), 3202);
}

#[test]
fn periods_overlap_when_they_share_time_and_not_when_they_touch() {
    let period = |day, start: u32, end: u32| {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        FreePeriod::new(day, at(start), at(end)).unwrap()
    };
    for (other, overlaps) in [
        (period(1, 9, 12), true),
        (period(1, 8, 10), true),
        (period(1, 11, 13), true),
        (period(1, 8, 13), true),
        (period(1, 12, 13), false),
        (period(1, 8, 9), false),
        (period(2, 9, 12), false),
    ] {
        assert_eq!(period(1, 9, 12).overlaps(&other), overlaps, "{other:?}");
        assert_eq!(other.overlaps(&period(1, 9, 12)), overlaps, "{other:?}");
    }
}
