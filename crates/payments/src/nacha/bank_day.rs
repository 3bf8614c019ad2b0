//! The days on which the Federal Reserve settles (its holiday schedule): not on Saturdays, Sundays and federal holidays. A holiday
//! on a Sunday is observed on Monday; one on a Saturday is not observed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The first bank day after a date.
pub fn next_bank_day(after: NaiveDate) -> NaiveDate {
    after.iter_days().skip(1).find(|day| is_bank_day(*day)).unwrap_or(after)
}

/// Whether banks settle on a date.
pub fn is_bank_day(date: NaiveDate) -> bool {
    let observed =
        date.weekday() == Weekday::Mon && date.checked_sub_days(Days::new(1)).is_some_and(is_on_a_fixed_date);
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    !(weekend || observed || is_on_a_fixed_date(date) || is_on_a_weekday_of_its_month(date))
}

/// New Year's Day, Juneteenth, Independence Day, Veterans Day, Christmas Day.
fn is_on_a_fixed_date(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25))
}

/// Martin Luther King's birthday, Washington's birthday, Memorial Day, Labor Day, Columbus Day, Thanksgiving Day.
fn is_on_a_weekday_of_its_month(date: NaiveDate) -> bool {
    let week = (date.day() - 1) / 7 + 1;
    match (date.month(), date.weekday()) {
        (1 | 2, Weekday::Mon) => week == 3,
        (5, Weekday::Mon) => date.day() > 24,
        (9, Weekday::Mon) => week == 1,
        (10, Weekday::Mon) => week == 2,
        (11, Weekday::Thu) => week == 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bank_days() {
        let table = "
            2026-03-16 2026-03-17 |
            2026-03-20 2026-03-23 | a weekend
            2025-12-24 2025-12-26 | Christmas
            2025-12-31 2026-01-02 | New Year
            2026-01-16 2026-01-20 | Martin Luther King
            2026-02-13 2026-02-17 | Washington
            2026-05-22 2026-05-26 | Memorial Day
            2026-06-18 2026-06-22 | Juneteenth on a Friday
            2026-07-02 2026-07-03 | the 4th is a Saturday and not observed
            2027-07-02 2027-07-06 | the 4th is a Sunday
            2026-09-04 2026-09-08 | Labor Day
            2026-10-09 2026-10-13 | Columbus Day
            2026-11-10 2026-11-12 | Veterans Day
            2026-11-25 2026-11-27 | Thanksgiving
            2026-11-18 2026-11-19 | the third Thursday
        ";
        for line in table.lines().filter(|line| !line.trim().is_empty()) {
            let days: Vec<NaiveDate> =
                line.split('|').next().unwrap().split_whitespace().map(|day| day.parse().unwrap()).collect();
            assert_eq!(next_bank_day(days[0]), days[1], "{line}");
        }
    }
}
