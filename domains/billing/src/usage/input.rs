//! Samples as they are sent.

use fairlead_kernel::{
    Error, FieldErrors, FieldSpec, FieldValue, Findings, Input, Kind, Result, is_blank_list, list_items,
    read_nested,
};
use fairlead_store::Timestamp;
use serde_json::Value;

use super::counters::Source;
use super::intake::Sample;

/// Most samples in a request (reference, Account Data Usage).
const LARGEST_BATCH: usize = 5000;
/// When this many samples are wrong the rest is not read: whoever sent them has something else to repair first.
const WRONG_SAMPLES_TOLD: usize = 100;
/// How far the clock of a device may go ahead. A sample from far ahead would make all others of its counter late.
const CLOCK_AHEAD_IN_MICROSECONDS: i64 = 60 * 60 * 1_000_000;
/// 2200-01-01: what is beyond it is not in seconds.
const LATEST_IN_SECONDS: f64 = 7_258_118_400.0;

/// What a counter shows: a whole number that is not below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteCount(pub i64);

impl FieldValue for ByteCount {
    const KIND: Kind = Kind::Integer;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        if number(value).is_none() {
            findings.errors.add(path, format!("The {path} must be a number."));
            return None;
        }
        let spec = FieldSpec { min: Some(0), ..*spec };
        i64::parse(value, &spec, path, findings).map(Self)
    }

    fn is_blank(value: &Value) -> bool {
        i64::is_blank(value)
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

/// An instant in seconds since 1970, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnixTime {
    /// Since 1970.
    pub microseconds: i64,
}

impl UnixTime {
    /// From seconds; none before 1970 or after 2199.
    pub fn of_seconds(seconds: f64) -> Option<Self> {
        let known = (0.0..LATEST_IN_SECONDS).contains(&seconds);
        known.then(|| Self { microseconds: (seconds * 1e6).round() as i64 })
    }
}

impl FieldValue for UnixTime {
    const KIND: Kind = Kind::Number;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let Some(seconds) = number(value) else {
            findings.errors.add(path, format!("The {path} must be a number."));
            return None;
        };
        let time = Self::of_seconds(seconds);
        if time.is_none() {
            findings.errors.add(path, format!("The {path} must be a Unix timestamp in seconds."));
        }
        time
    }

    fn is_blank(value: &Value) -> bool {
        f64::is_blank(value)
    }

    fn to_value(&self) -> Value {
        Value::from(self.microseconds as f64 / 1e6)
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// A list of samples that keep their places: all wrong ones are named, up to a hundred.
#[derive(Debug)]
pub struct Batch<T>(pub Vec<T>);

impl<T: Input> FieldValue for Batch<T> {
    const KIND: Kind = Kind::List(&Kind::Object(T::fields));

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let items = list_items(value, path, findings)?;
        if items.len() > LARGEST_BATCH {
            let message = format!("The {path} may not have more than {LARGEST_BATCH} items.");
            findings.errors.add(path, message);
            return None;
        }
        let (mut read, mut wrong) = (Vec::with_capacity(items.len()), 0);
        for (place, item) in items.iter().enumerate() {
            match read_nested(item, &format!("{path}.{place}"), findings) {
                Some(sample) => read.push(sample),
                None => wrong += 1,
            }
            if wrong == WRONG_SAMPLES_TOLD {
                break;
            }
        }
        (wrong == 0).then_some(Self(read))
    }

    fn is_blank(value: &Value) -> bool {
        is_blank_list(value)
    }

    fn to_value(&self) -> Value {
        self.0.iter().map(|sample| Value::Object(sample.to_map())).collect()
    }
}

/// A sample of a counter of the account in the path.
#[derive(Debug, Input)]
pub struct UsageSampleInput {
    /// When it was read: seconds since 1970, with up to six decimals.
    pub timestamp: UnixTime,
    /// Inbound bytes since the counter began.
    pub r#in: ByteCount,
    /// Outbound bytes since the counter began.
    pub out: ByteCount,
    /// What made the traffic: an IP address, a RADIUS username.
    pub data_source_identifier: String,
    /// The device that counts.
    pub data_source_parent: String,
    /// The kind of traffic: HTTP, SSH, Unknown.
    pub data_type: String,
}

/// A sample of a counter of any account.
#[derive(Debug, Input)]
pub struct AccountUsageSampleInput {
    /// When it was read: seconds since 1970, with up to six decimals.
    pub timestamp: UnixTime,
    /// Inbound bytes since the counter began.
    pub r#in: ByteCount,
    /// Outbound bytes since the counter began.
    pub out: ByteCount,
    /// What made the traffic: an IP address, a RADIUS username.
    pub data_source_identifier: String,
    /// The device that counts.
    pub data_source_parent: String,
    /// The kind of traffic: HTTP, SSH, Unknown.
    pub data_type: String,
    /// Whose traffic it is.
    pub account_id: i64,
}

/// Body of the intake of one account.
#[derive(Debug, Input)]
pub struct DataUsageInput {
    /// At most 5,000 samples.
    pub data: Batch<UsageSampleInput>,
}

/// Body of the intake of many accounts.
#[derive(Debug, Input)]
pub struct BulkDataUsageInput {
    /// At most 5,000 samples.
    pub data: Batch<AccountUsageSampleInput>,
}

impl DataUsageInput {
    /// The samples of this account.
    pub(super) fn samples(self, account_id: i64) -> Vec<Sample> {
        let of = |(place, sent): (usize, UsageSampleInput)| Sample {
            place,
            source: Source {
                account_id,
                data_source_identifier: sent.data_source_identifier,
                data_source_parent: sent.data_source_parent,
                data_type: sent.data_type,
            },
            at_in_microseconds: sent.timestamp.microseconds,
            in_bytes: sent.r#in.0,
            out_bytes: sent.out.0,
        };
        self.data.0.into_iter().enumerate().map(of).collect()
    }
}

impl BulkDataUsageInput {
    /// The samples.
    pub(super) fn samples(self) -> Vec<Sample> {
        let of = |(place, sent): (usize, AccountUsageSampleInput)| Sample {
            place,
            source: Source {
                account_id: sent.account_id,
                data_source_identifier: sent.data_source_identifier,
                data_source_parent: sent.data_source_parent,
                data_type: sent.data_type,
            },
            at_in_microseconds: sent.timestamp.microseconds,
            in_bytes: sent.r#in.0,
            out_bytes: sent.out.0,
        };
        self.data.0.into_iter().enumerate().map(of).collect()
    }
}

/// Refuses samples of the future.
///
/// # Errors
/// 422 with each of them.
pub(super) fn refuse_future(samples: &[Sample], now: Timestamp) -> Result<()> {
    let latest = now.0 * 1000 + CLOCK_AHEAD_IN_MICROSECONDS;
    let mut errors = FieldErrors::new();
    let ahead = samples.iter().filter(|sample| sample.at_in_microseconds > latest);
    for sample in ahead.take(WRONG_SAMPLES_TOLD) {
        let path = format!("data.{}.timestamp", sample.place);
        let message = format!("The {path} may not be in the future.");
        errors.add(path, message);
    }
    errors.into_result()
}

/// The messages for samples of accounts that are not there.
pub(super) fn unknown_accounts(places: &[usize]) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for place in places.iter().take(WRONG_SAMPLES_TOLD) {
        errors.add(format!("data.{place}.account_id"), "No account with that ID found.");
    }
    errors
}

/// 422 where no sample was of an account that is there.
pub(super) fn refuse_strangers(places: &[usize], samples: usize) -> Result<()> {
    match places.len() == samples {
        true => Err(Error::Invalid(unknown_accounts(places))),
        false => Ok(()),
    }
}
