//! Workbooks: one sheet of them, its values as they would be typed. Formulas are never computed: what the program that
//! wrote the file computed last is in it.

mod ods;
mod xls;
mod xlsx;

use calamine::DataRef;
use chrono::{NaiveDateTime, NaiveTime, Timelike};

pub(crate) use ods::read as ods;
pub(crate) use xls::read as xls;
pub(crate) use xlsx::read as xlsx;

use crate::{Problem, cell};

/// The sheet that was chosen, else the first.
fn choose(sheets: &[String], chosen: Option<&str>) -> Result<String, Problem> {
    let found = match chosen {
        Some(name) => sheets.iter().find(|sheet| *sheet == name),
        None => sheets.first(),
    };
    found.cloned().ok_or_else(|| match chosen {
        Some(name) => Problem::UnknownSheet(name.to_owned()),
        None => Problem::Empty,
    })
}

/// A value as text: `15551234567`, `2.5`, `true`, `2026-03-15`, `2026-03-15 12:00:00`, `12:00:00`.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text),
        DataRef::SharedString(text) => cell(text),
        DataRef::DateTime(instant) if instant.is_duration() => duration(instant.as_f64()),
        DataRef::DateTime(instant) => match instant.as_datetime() {
            Some(date) if instant.as_f64() >= 1.0 => date_text(date),
            Some(time) => time.time().format("%H:%M:%S").to_string(),
            None => instant.as_f64().to_string(),
        },
        // As the program shows it, so that the row fails where it is looked at.
        DataRef::Error(error) => error.to_string(),
    }
}

fn date_text(date: NaiveDateTime) -> String {
    // What was typed as 12:00 is a hair before or after it as a fraction of a day.
    let rounded = date + chrono::TimeDelta::milliseconds(500);
    let midnight = rounded.time().with_nanosecond(0) == Some(NaiveTime::MIN);
    rounded.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
}

/// Days as hours, minutes and seconds.
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as i64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
