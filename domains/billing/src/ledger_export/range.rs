use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use fairlead_customers::calendar;
use fairlead_kernel::{DATE_FORMAT, FieldErrors, Result};
use fairlead_web::ListQuery;

/// Three years and a few days: a longer journal is asked for in parts.
const DAYS_MAX: i64 = 1_100;
/// Outside of these nothing is posted.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// The days whose journal is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    /// The first one.
    pub start: NaiveDate,
    /// The last one.
    pub end: NaiveDate,
    /// Where the days begin.
    pub zone: Tz,
    /// Only this account.
    pub account_id: Option<i64>,
}

impl Range {
    /// From `start`, `end` and `account_id` of the query string.
    ///
    /// # Errors
    /// 422 under each of them.
    pub fn read(query: &ListQuery, zone: Tz) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let (start, end) = (date(query, "start", &mut errors), date(query, "end", &mut errors));
        let account = query.text("account_id").filter(|text| !text.is_empty()).map(str::parse);
        if matches!(account, Some(Err(_))) {
            errors.add("account_id", "The account_id must be an integer.");
        }
        if let (Some(start), Some(end)) = (start, end) {
            if end < start {
                errors.add("end", "The end must not be before the start.");
            } else if (end - start).num_days() >= DAYS_MAX {
                errors.add("end", format!("The journal is given for at most {DAYS_MAX} days at a time."));
            }
        }
        errors.into_result()?;
        let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
        Ok(Self { start, end, zone, account_id: account.and_then(std::result::Result::ok) })
    }

    /// The same for one of its days.
    pub fn on(self, day: NaiveDate) -> Self {
        Self { start: day, end: day, ..self }
    }

    /// Each day with the instants, in milliseconds, at which it begins and at which the next one does.
    pub fn days(self) -> impl Iterator<Item = (NaiveDate, i64, i64)> {
        let begin = move |day: NaiveDate| calendar::start_of(day, self.zone).timestamp_millis();
        self.dates().map(move |day| (day, begin(day), begin(next(day))))
    }

    /// Each day.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> {
        self.start.iter_days().take_while(move |day| *day <= self.end)
    }

    /// When the first day begins and the day after the last one, in milliseconds.
    pub fn instants(self) -> (i64, i64) {
        let begin = |day: NaiveDate| calendar::start_of(day, self.zone).timestamp_millis();
        (begin(self.start), begin(next(self.end)))
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn date(query: &ListQuery, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    use chrono::Datelike;
    let Some(text) = query.text(name).filter(|text| !text.is_empty()) else {
        errors.add(name, format!("The {name} field is required."));
        return None;
    };
    match NaiveDate::parse_from_str(text, DATE_FORMAT) {
        Ok(date) if YEARS.contains(&date.year()) => Some(date),
        _ => {
            errors.add(name, format!("The {name} must be a date such as 2026-01-31."));
            None
        }
    }
}
