//! Calls as they are sent: thousands of them, so they are read without a path for each unless it is wrong.

use chrono::{Datelike, NaiveDateTime};
use fairlead_kernel::{
    DATETIME_FORMAT, FieldErrors, FieldSpec, FieldValue, Findings, Input, Kind, is_blank_list, list_items,
};
use fairlead_rating::Number;
use fairlead_store::Timestamp;
use serde_json::{Map, Value};

/// Most calls in a request (reference, CDRs).
const LARGEST_BATCH: usize = 5000;
/// When this many calls are wrong the rest is not read: whoever sent them has something else to repair first.
const WRONG_CALLS_TOLD: usize = 100;
/// Who called may hide the number, behind a word.
const ORIGINATION_LENGTH: usize = 64;
/// A week: nobody talks longer, so it is no number of seconds.
const LONGEST_CALL_IN_SECONDS: i64 = 604_800;

/// A call.
#[derive(Input)]
pub struct CallInput {
    /// Who called: ten digits, or eleven with a leading 1; anything else for an inbound call.
    pub origination: String,
    /// Who was called: at least ten digits; with 011, or more than ten digits, international.
    pub destination: String,
    /// When it began, in UTC.
    pub call_start: NaiveDateTime,
    /// How long it lasted, in seconds.
    #[input(min = 0, max = 604_800)]
    pub duration: i64,
}

/// Body of the intake.
#[derive(Input)]
pub struct CdrInput {
    /// The provider that carried the calls, whose deck they are rated by.
    pub voice_provider_id: i64,
    /// At most 5,000 calls.
    pub records: Calls,
}

/// A call as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Who called, where it is a number.
    pub from: Option<Number>,
    /// Who called, as it is stored.
    pub origination: String,
    /// Who was called.
    pub to: Number,
    /// When it began.
    pub start: Timestamp,
    /// How long it lasted.
    pub duration_in_seconds: u32,
}

/// Calls in the order in which they were sent.
pub struct Calls(pub Vec<Call>);

impl Call {
    /// From the texts of a row or of a record; `None` when who was called is no number.
    pub(super) fn new(origination: &str, destination: &str, start: Timestamp, seconds: u32) -> Option<Self> {
        let from = Number::parse(origination);
        let shown = from.map_or_else(|| origination.trim().to_owned(), |number| number.to_string());
        let to = Number::parse(destination)?;
        Some(Self { from, origination: shown, to, start, duration_in_seconds: seconds })
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn start(value: Option<&Value>) -> Option<Timestamp> {
    let start = NaiveDateTime::parse_from_str(value?.as_str()?.trim(), DATETIME_FORMAT).ok()?;
    (1970..=2199).contains(&start.year()).then(|| start.into())
}

fn seconds(value: Option<&Value>) -> Option<u32> {
    let seconds = match value? {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    u32::try_from(seconds).ok().filter(|seconds| i64::from(*seconds) <= LONGEST_CALL_IN_SECONDS)
}

/// Reads a record; `None` when something is wrong with it.
pub(super) fn read(record: &Map<String, Value>) -> Option<Call> {
    let origination = text(record.get("origination"))?;
    let fits = origination.len() <= ORIGINATION_LENGTH && !origination.contains('\0');
    let (start, seconds) = (start(record.get("call_start"))?, seconds(record.get("duration"))?);
    Call::new(&origination, &text(record.get("destination"))?, start, seconds).filter(|_| fits)
}

/// What is wrong with a record, field by field.
pub(super) fn explain(record: &Map<String, Value>) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let mut note = |field: &str, wrong: bool, rule: &str| {
        if !wrong {
            return;
        }
        let message = match record.get(field) {
            None | Some(Value::Null) => format!("The {field} field is required."),
            Some(_) => format!("The {field} must be {rule}."),
        };
        errors.add(field, message);
    };
    let origination = text(record.get("origination"));
    let unfit = origination.is_none_or(|text| text.len() > ORIGINATION_LENGTH || text.contains('\0'));
    note("origination", unfit, "a text of at most 64 characters");
    let destination = text(record.get("destination"));
    let is_number = destination.is_some_and(|text| Number::parse(&text).is_some());
    note("destination", !is_number, "a number of 10 to 18 digits");
    note("call_start", start(record.get("call_start")).is_none(), "in the format YYYY-MM-DD HH:MM:SS");
    note("duration", seconds(record.get("duration")).is_none(), "a number of seconds from 0 to 604800");
    errors
}

impl FieldValue for Calls {
    const KIND: Kind = Kind::List(&Kind::Object(CallInput::fields));

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let items = list_items(value, path, findings)?;
        if items.len() > LARGEST_BATCH {
            let message = format!("The {path} may not have more than {LARGEST_BATCH} items.");
            findings.errors.add(path, message);
            return None;
        }
        let (mut calls, mut wrong) = (Vec::with_capacity(items.len()), 0);
        let nothing = Map::new();
        for (place, item) in items.iter().enumerate() {
            let record = item.as_object().unwrap_or(&nothing);
            match read(record) {
                Some(call) => calls.push(call),
                None => {
                    for (field, message) in explain(record).iter() {
                        findings.errors.add(format!("{path}.{place}.{field}"), message);
                    }
                    wrong += 1;
                }
            }
            if wrong == WRONG_CALLS_TOLD {
                break;
            }
        }
        (wrong == 0).then_some(Self(calls))
    }

    fn is_blank(value: &Value) -> bool {
        is_blank_list(value)
    }

    fn to_value(&self) -> Value {
        let record = |call: &Call| {
            let destination = call.to.to_string();
            serde_json::json!({
                "origination": call.origination, "destination": destination, "call_start": call.start,
                "duration": call.duration_in_seconds,
            })
        };
        self.0.iter().map(record).collect()
    }
}
