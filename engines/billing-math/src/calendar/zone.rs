use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Minutes after local midnight at which the daily run starts.
const RUN_STARTS_MINUTES: i64 = 5;
/// How far one step goes back from a local time that clocks skip; the first step that lands on a time they show ends it.
const STEP_MINUTES: i64 = 15;
/// Enough steps to leave the longest gap, the whole day that a zone skips when it crosses the date line.
const STEPS: i64 = 97;

/// The billing date of an instant: its date in the application time zone.
pub fn today(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

/// The instant of 00:05 on `date` in the application time zone.
///
/// Where clocks show 00:05 twice it is the first; where they skip it, the time is read with the offset before the gap
/// (RFC 5545, section 3.3.5), so that the run starts five minutes into the day all the same. `None` past the end of the
/// calendar.
pub fn daily_run_start(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let local = date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(RUN_STARTS_MINUTES))?;
    if let Some(first) = zone.from_local_datetime(&local).earliest() {
        return Some(first.to_utc());
    }
    (1..=STEPS).find_map(|step| {
        let back = TimeDelta::minutes(step * STEP_MINUTES);
        let before_gap = zone.from_local_datetime(&local.checked_sub_signed(back)?).latest()?;
        before_gap.to_utc().checked_add_signed(back)
    })
}

/// The dates that the daily run has still to do, oldest first: those after `last_run` up to `today`. Without a last run it
/// is today alone.
pub fn missed_dates(last_run: Option<NaiveDate>, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = last_run.map_or(Some(today), |date| date.checked_add_days(Days::new(1)));
    first.into_iter().flat_map(|date| date.iter_days()).take_while(move |date| *date <= today)
}
