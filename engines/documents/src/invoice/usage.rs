//! Data used in the last periods, as numbers and as a small chart.

use chrono::NaiveDate;
use serde::Serialize;

use crate::locale::Format;

/// So many periods fit into the chart.
const BARS: usize = 12;

/// Data used in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsagePeriod {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub through: NaiveDate,
    /// What counted against the cap.
    pub used_in_bytes: u64,
    /// The cap; none for unlimited.
    pub cap_in_bytes: Option<u64>,
}

#[derive(Serialize)]
pub(super) struct UsageData {
    /// The last period.
    period: String,
    used: String,
    cap: Option<String>,
    /// By how much the cap was passed.
    over: Option<String>,
    bars: Vec<Bar>,
}

/// Heights are thousandths of the chart's.
#[derive(Serialize)]
struct Bar {
    label: &'static str,
    /// In GB, without the unit.
    used: String,
    height: u64,
    cap_height: Option<u64>,
    is_over: bool,
}

/// `None` when there is nothing to show.
pub(super) fn usage(periods: &[UsagePeriod], format: &Format<'_>) -> Option<UsageData> {
    let last = periods.last()?;
    let shown = &periods[periods.len().saturating_sub(BARS)..];
    let highest = shown.iter().map(|it| it.used_in_bytes.max(it.cap_in_bytes.unwrap_or(0))).max()?.max(1);
    let share = |bytes: u64| u64::try_from(u128::from(bytes) * 1000 / u128::from(highest)).unwrap_or(1000);
    let over = |it: &UsagePeriod| {
        it.cap_in_bytes.and_then(|cap| it.used_in_bytes.checked_sub(cap)).filter(|it| *it > 0)
    };
    let bars = shown.iter().map(|it| Bar {
        label: format.month(it.from),
        used: format.short_gigabytes(it.used_in_bytes),
        height: share(it.used_in_bytes),
        cap_height: it.cap_in_bytes.map(share),
        is_over: over(it).is_some(),
    });
    Some(UsageData {
        period: format.period(last.from, last.through),
        used: format.gigabytes(last.used_in_bytes),
        cap: last.cap_in_bytes.map(|cap| format.gigabytes(cap)),
        over: over(last).map(|bytes| format.gigabytes(bytes)),
        bars: bars.collect(),
    })
}
