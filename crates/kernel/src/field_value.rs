//! Coercion as the clients in the field need it, in this one place: numbers as strings, `""`, `null`, `[]`, `[""]`
//! and `false` as "not given" (compatibility, section 1).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::input::{FieldSpec, Findings, Input, Kind, Reader};
use crate::text::{DATE_FORMAT, DATETIME_FORMAT};

/// A type that a field of a request body can have.
pub trait FieldValue: Sized {
    /// The JSON it takes.
    const KIND: Kind;
    /// Whether leaving it out is an error unless the field has a default.
    const REQUIRED: bool = true;

    /// Reads a value that is not blank; notes a problem under `path` and returns `None` when it cannot.
    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self>;
    /// What a blank stands for, if it may be blank.
    fn blank() -> Option<Self> {
        None
    }
    /// Whether `value` means "not given".
    fn is_blank(value: &Value) -> bool {
        blank_value(value) || *value == Value::Bool(false)
    }
    /// The value as it would be sent.
    fn to_value(&self) -> Value;
    /// The ids in it, for existence rules.
    fn ids(&self) -> Vec<i64> {
        Vec::new()
    }
    /// The text in it, for uniqueness rules.
    fn text(&self) -> Option<&str> {
        None
    }
}

fn blank_value(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(|item| matches!(item, Value::Null) || item == ""),
        _ => false,
    }
}

/// The items of a list as it was sent; notes under `path` that it is none. PHP turns a list with gaps into an object: its
/// values are meant.
pub fn list_items<'a>(value: &'a Value, path: &str, findings: &mut Findings) -> Option<Vec<&'a Value>> {
    match value {
        Value::Array(items) => Some(items.iter().collect()),
        Value::Object(object) => Some(object.values().collect()),
        _ => refuse(path, format!("The {path} must be an array."), findings),
    }
}

/// Whether a list was not given whose items keep their places: other than in [`FieldValue::is_blank`] of a list, blank items
/// are items.
pub fn is_blank_list(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        other => String::is_blank(other),
    }
}

fn selected(path: &str) -> String {
    format!("The selected {} is not valid.", path.replace('_', " "))
}

fn range(size: i64, spec: &FieldSpec, path: &str, unit: &str, findings: &mut Findings) -> Option<()> {
    let message = match (spec.min, spec.max) {
        (Some(min), _) if size < min => format!("The {path} must be at least {min}{unit}."),
        (_, Some(max)) if size > max => format!("The {path} may not be greater than {max}{unit}."),
        _ => return Some(()),
    };
    findings.errors.add(path, message);
    None
}

fn refuse<T>(path: &str, message: String, findings: &mut Findings) -> Option<T> {
    findings.errors.add(path, message);
    None
}

/// Texts without a declared length may have this many characters.
const TEXT_MAX: i64 = 255;

impl FieldValue for String {
    const KIND: Kind = Kind::Text;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let text = match value {
            Value::String(text) if spec.raw => text.clone(),
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return refuse(path, format!("The {path} must be a string."), findings),
        };
        // PostgreSQL cannot store NUL, and nothing good ever contains one.
        if text.contains('\0') {
            return refuse(path, format!("The {path} contains characters that are not allowed."), findings);
        }
        if !spec.one_of.is_empty() && !spec.one_of.contains(&text.as_str()) {
            return refuse(path, selected(path), findings);
        }
        let limited = FieldSpec { max: Some(spec.max.unwrap_or(TEXT_MAX)), ..*spec };
        range(text.chars().count() as i64, &limited, path, " characters", findings)?;
        Some(text)
    }
    fn to_value(&self) -> Value {
        Value::from(self.as_str())
    }
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl FieldValue for i64 {
    const KIND: Kind = Kind::Integer;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let number = match value {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let Some(number) = number else {
            return refuse(path, format!("The {path} must be an integer."), findings);
        };
        if !spec.one_of.is_empty() && !spec.one_of.contains(&number.to_string().as_str()) {
            return refuse(path, selected(path), findings);
        }
        range(number, spec, path, "", findings)?;
        Some(number)
    }
    fn is_blank(value: &Value) -> bool {
        blank_value(value)
    }
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
    fn ids(&self) -> Vec<i64> {
        vec![*self]
    }
}

/// `5.0` is the integer 5; beyond 2^53 a float no longer names one integer.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
}

impl FieldValue for f64 {
    const KIND: Kind = Kind::Number;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number.filter(|number| number.is_finite()) else {
            return refuse(path, format!("The {path} must be a number."), findings);
        };
        let outside = spec.min.is_some_and(|min| number < min as f64)
            || spec.max.is_some_and(|max| number > max as f64);
        if outside {
            return refuse(path, selected(path), findings);
        }
        Some(number)
    }
    fn is_blank(value: &Value) -> bool {
        blank_value(value)
    }
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

impl FieldValue for bool {
    const KIND: Kind = Kind::Boolean;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) if number.as_i64() == Some(1) => Some(true),
            Value::Number(number) if number.as_i64() == Some(0) => Some(false),
            Value::String(text) if text == "1" || text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text == "0" || text.eq_ignore_ascii_case("false") => Some(false),
            _ => refuse(path, format!("The {path} must be a boolean."), findings),
        }
    }
    fn is_blank(value: &Value) -> bool {
        blank_value(value)
    }
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

impl FieldValue for NaiveDate {
    const KIND: Kind = Kind::Date;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let date = value.as_str().and_then(|text| Self::parse_from_str(text.trim(), DATE_FORMAT).ok());
        match date.filter(|date| in_reach(*date)) {
            Some(date) => Some(date),
            None => refuse(path, format!("The {path} must be a date in the format YYYY-MM-DD."), findings),
        }
    }
    fn to_value(&self) -> Value {
        Value::from(self.format(DATE_FORMAT).to_string())
    }
}

impl FieldValue for NaiveDateTime {
    const KIND: Kind = Kind::DateTime;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let instant = value.as_str().and_then(|text| Self::parse_from_str(text.trim(), DATETIME_FORMAT).ok());
        match instant.filter(|instant| in_reach(instant.date())) {
            Some(instant) => Some(instant),
            None => refuse(path, format!("The {path} must be in the format YYYY-MM-DD HH:MM:SS."), findings),
        }
    }
    fn to_value(&self) -> Value {
        Value::from(self.format(DATETIME_FORMAT).to_string())
    }
}

/// Dates outside 1970-2199 are typing errors, and arithmetic on them can overflow.
fn in_reach(date: NaiveDate) -> bool {
    (1970..=2199).contains(&date.year())
}

impl<T: FieldValue> FieldValue for Option<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        T::parse(value, spec, path, findings).map(Some)
    }
    fn blank() -> Option<Self> {
        Some(None)
    }
    fn is_blank(value: &Value) -> bool {
        T::is_blank(value)
    }
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
    fn ids(&self) -> Vec<i64> {
        self.as_ref().map(T::ids).unwrap_or_default()
    }
    fn text(&self) -> Option<&str> {
        self.as_ref().and_then(T::text)
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const REQUIRED: bool = false;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let items = list_items(value, path, findings)?;
        let counted = FieldSpec { max: Some(spec.max.unwrap_or(1000)), ..*spec };
        range(items.len() as i64, &counted, path, " items", findings)?;
        let each = FieldSpec { min: None, max: None, default: None, ..*spec };
        let parsed: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !T::is_blank(item))
            .map(|(position, item)| T::parse(item, &each, &format!("{path}.{position}"), findings))
            .collect();
        parsed.into_iter().collect()
    }
    fn blank() -> Option<Self> {
        Some(Self::new())
    }
    fn to_value(&self) -> Value {
        self.iter().map(T::to_value).collect()
    }
    fn ids(&self) -> Vec<i64> {
        self.iter().flat_map(T::ids).collect()
    }
}

impl<T: Input + FieldValue> FieldValue for BTreeMap<String, T> {
    const KIND: Kind = Kind::MapOf(T::fields);
    const REQUIRED: bool = false;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let Value::Object(object) = value else {
            return refuse(path, format!("The {path} must be an object."), findings);
        };
        let parsed: Vec<Option<(String, T)>> = object
            .iter()
            .filter(|(_, item)| !T::is_blank(item))
            .map(|(key, item)| {
                T::parse(item, spec, &format!("{path}.{key}"), findings).map(|item| (key.clone(), item))
            })
            .collect();
        parsed.into_iter().collect()
    }
    fn blank() -> Option<Self> {
        Some(Self::new())
    }
    fn to_value(&self) -> Value {
        Value::Object(self.iter().map(|(key, item)| (key.clone(), item.to_value())).collect())
    }
}

/// Reads a nested object: what the derive calls for an `Input` used as a field.
pub fn read_nested<T: Input>(value: &Value, path: &str, findings: &mut Findings) -> Option<T> {
    let Value::Object(object) = value else {
        return refuse(path, format!("The {path} must be an object."), findings);
    };
    T::read(&mut Reader { object, prefix: format!("{path}."), update: false, findings })
}

/// Whether a nested object counts as not given: nothing in it has a value.
pub fn nested_blank(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.is_empty(),
        other => blank_value(other) || *other == Value::Bool(false),
    }
}

/// A JSON value of any kind, for fields whose type another row decides.
impl FieldValue for Value {
    const KIND: Kind = Kind::Any;
    const REQUIRED: bool = false;

    fn parse(value: &Value, _: &FieldSpec, _: &str, _: &mut Findings) -> Option<Self> {
        Some(value.clone())
    }
    fn blank() -> Option<Self> {
        Some(Value::Null)
    }
    fn is_blank(value: &Value) -> bool {
        blank_value(value)
    }
    fn to_value(&self) -> Value {
        self.clone()
    }
}
