use chrono::{DateTime, Datelike, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

/// A time of the week in which traffic is free, in the application time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreePeriod {
    day: u32,
    start: NaiveTime,
    end: NaiveTime,
}

impl FreePeriod {
    /// `day` is 0 for Sunday to 6 for Saturday. The second of `end` is part of the period, so that 23:59:59 ends with the
    /// day. `None` for another day, or an end that is not after the start.
    pub fn new(day: u32, start: NaiveTime, end: NaiveTime) -> Option<Self> {
        (day <= 6 && start < end).then_some(Self { day, start, end })
    }

    /// Whether both cover some of the same time. Periods that only touch do not.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.day == other.day && self.start < other.end && other.start < self.end
    }
}

/// Whether an instant falls into one of the free periods.
pub fn is_free(at: DateTime<Utc>, periods: &[FreePeriod], zone: Tz) -> bool {
    let local = at.with_timezone(&zone);
    let day = local.weekday().num_days_from_sunday();
    let second = local.time().with_nanosecond(0).unwrap_or(local.time());
    periods.iter().any(|period| period.day == day && (period.start..=period.end).contains(&second))
}
