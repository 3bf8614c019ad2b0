//! Dates as the provider reckons them: in the application's time zone.

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use fairlead_identity::settings;
use fairlead_kernel::Result;
use fairlead_store::Timestamp;
use fairlead_web::App;

/// The application's time zone (`/system/application`). To be asked before a transaction begins.
pub async fn time_zone(app: &App) -> Result<Tz> {
    settings::cached::<settings::Application>(app).await.map(|application| application.time_zone())
}

/// The present date. To be asked before a transaction begins.
pub async fn today(app: &App) -> Result<NaiveDate> {
    Ok(date_of(app.db.clock().now().into(), time_zone(app).await?))
}

/// The date that an instant falls on.
pub fn date_of(instant: Timestamp, zone: Tz) -> NaiveDate {
    instant.to_utc().with_timezone(&zone).date_naive()
}

/// The instant at which a date begins. Where midnight is skipped, the first instant after it.
pub fn start_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let first = |hour: i64| zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(hour))).earliest();
    first(0).or_else(|| first(1)).map_or_else(|| midnight.and_utc(), |instant| instant.with_timezone(&Utc))
}

/// The next date whose day of the month is `day` (1 to 28), `today` itself included.
pub fn next_on_day(day: i64, today: NaiveDate) -> Option<NaiveDate> {
    let this_month = today.with_day(u32::try_from(day).ok()?)?;
    if this_month >= today { Some(this_month) } else { this_month.checked_add_months(Months::new(1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_bill_day() {
        for (day, today, expected) in [
            (1, "2026-03-15", "2026-04-01"),
            (15, "2026-03-15", "2026-03-15"),
            (16, "2026-03-15", "2026-03-16"),
            (28, "2026-02-28", "2026-02-28"),
            (28, "2026-01-31", "2026-02-28"),
            (5, "2026-12-06", "2027-01-05"),
        ] {
            assert_eq!(next_on_day(day, date(today)), Some(date(expected)), "{day} {today}");
        }
    }

    #[test]
    fn a_day_begins_at_its_own_midnight() {
        let begins = |text, zone| start_of(date(text), zone).to_rfc3339();
        assert_eq!(begins("2026-03-15", Tz::America__Chicago), "2026-03-15T05:00:00+00:00");
        // Midnight does not exist on this day in Havana.
        assert_eq!(begins("2026-03-08", Tz::America__Havana), "2026-03-08T05:00:00+00:00");
        assert_eq!(date_of(Timestamp(1_773_547_200_000), Tz::America__Chicago), date("2026-03-14"));
    }
}
