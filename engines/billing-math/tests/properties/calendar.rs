use chrono::{Datelike, Months, NaiveTime, TimeZone};
use chrono_tz::TZ_VARIANTS;
use fairlead_billing_math::calendar::{
    MonthDay, covered, cycle, daily_run_start, due_bill_dates, invoice_date, missed_dates, today,
};
use proptest::prelude::*;

use crate::values::date;

fn month_day() -> impl Strategy<Value = MonthDay> {
    (1_u32..=28).prop_map(|day| MonthDay::new(day).unwrap())
}

proptest! {
    #[test]
    fn bills_cover_the_calendar_without_gap_or_overlap(
        day in month_day(), activated in date(), months in 1_u32..=12, months_later in 0_u32..40,
    ) {
        let first = day.on_or_after(activated).unwrap();
        let until = first + Months::new(months_later);
        let mut expected = first;
        for bill_date in due_bill_dates(first, months, until) {
            prop_assert_eq!(bill_date, expected);
            prop_assert_eq!(bill_date.day(), day.get());
            let paid = covered(bill_date, months).unwrap();
            prop_assert_eq!(cycle(paid.end, months).unwrap(), paid);
            expected = paid.end;
        }
        prop_assert!(expected > until);
    }

    #[test]
    fn the_next_bill_date_is_within_a_month(day in month_day(), date in date()) {
        let (next, after) = (day.on_or_after(date).unwrap(), day.after(date).unwrap());
        prop_assert!((0..31).contains(&(next - date).num_days()));
        prop_assert!((1..=31).contains(&(after - date).num_days()));
        prop_assert_eq!((next.day(), after.day()), (day.get(), day.get()));
    }

    #[test]
    fn a_separate_invoice_day_is_the_next_such_day_after_billing(
        bill_day in month_day(), invoice_day in month_day(), date in date(),
    ) {
        let bill_date = bill_day.on_or_after(date).unwrap();
        let invoiced = invoice_date(bill_date, Some(invoice_day)).unwrap();
        let same_month = invoiced.month() == bill_date.month();
        prop_assert_eq!(same_month, invoice_day > bill_day);
        prop_assert!(invoiced > bill_date && invoiced <= bill_date + Months::new(1));
    }

    #[test]
    fn every_day_that_a_zone_has_starts_its_run_on_that_day(
        zone in proptest::sample::select(&TZ_VARIANTS[..]), date in date(),
    ) {
        let start = daily_run_start(date, zone).unwrap();
        let noon = zone.from_local_datetime(&date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap()));
        let skipped = noon.earliest().is_none();
        prop_assert_eq!(today(start, zone) == date, !skipped, "{} {}", zone, date);
        prop_assert!(start <= daily_run_start(date.succ_opt().unwrap(), zone).unwrap());
    }

    #[test]
    fn no_date_is_missed_and_none_runs_twice(last in date(), days in 0_u64..400) {
        let today = last + chrono::Days::new(days);
        let mut ran = last;
        for date in missed_dates(Some(last), today) {
            prop_assert_eq!(Some(date), ran.succ_opt());
            ran = date;
        }
        prop_assert_eq!(ran, today);
    }
}
