use chrono::TimeDelta;
use fairlead_billing_math::adjustment::{Applied, Limit, check as check_limit};

use crate::support::{check, instant, items, money, value};

#[test]
fn adjustments() {
    let now = instant("2026-03-08T12:00:00Z");
    check(include_str!("adjustment.txt"), 15, |case| {
        let limit = Limit { max_amount_per_period: case.get(0), period_days: case.get(1) };
        let before = |text: &str| {
            let (hours, amount) = text.split_once(' ').expect("hours and amount");
            Applied { at: now - TimeDelta::hours(value(hours)), amount: money(amount) }
        };
        let applied: Vec<Applied> = items(case.text(2)).map(before).collect();
        match check_limit(&limit, &applied, now, case.get(3)) {
            Ok(()) => "allowed".into(),
            Err(over) => format!("refused, {} left", over.left),
        }
    });
}
