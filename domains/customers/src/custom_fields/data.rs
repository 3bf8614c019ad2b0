//! What a value may be: its field says so.

use chrono::NaiveDate;
use fairlead_kernel::{Error, FieldSpec, FieldValue, Findings, Result};
use serde_json::Value;

use super::definition::UNIQUE_MAX;
use super::field_type::FieldType;
use super::select_option::of_json;
use super::table::Model;

/// Longest text, in characters.
const TEXT_MAX: i64 = 65_000;

/// Reads `sent` as a value of `field`, in the form in which it is stored; `None` when a blank clears the field.
///
/// # Errors
/// 422 on `data`.
pub(super) fn read(field: &Model, sent: &Value) -> Result<Option<String>> {
    let max = Some(if field.unique { UNIQUE_MAX } else { TEXT_MAX });
    let spec = FieldSpec { name: "data", max, ..FieldSpec::PLAIN };
    match FieldType::named(&field.r#type) {
        Some(FieldType::Checkbox) => {
            let flag: Option<bool> = typed(sent, &FieldSpec { max: None, ..spec })?;
            Ok(flag.map(|flag| if flag { "1" } else { "0" }.to_owned()))
        }
        Some(FieldType::Date) => {
            let day: Option<NaiveDate> = typed(sent, &spec)?;
            Ok(day.and_then(|day| day.to_value().as_str().map(str::to_owned)))
        }
        Some(FieldType::Select) => {
            let choice: Option<String> = typed(sent, &spec)?;
            let options = of_json(&field.select_options);
            match choice {
                Some(choice) if !options.iter().any(|option| option.0 == choice) => {
                    Err(Error::field("data", "The selected data is not valid."))
                }
                choice => Ok(choice),
            }
        }
        Some(FieldType::Text) | None => typed(sent, &spec),
    }
}

fn typed<T: FieldValue>(sent: &Value, spec: &FieldSpec) -> Result<Option<T>> {
    if T::is_blank(sent) {
        return Ok(None);
    }
    let mut findings = Findings::default();
    let read = T::parse(sent, spec, spec.name, &mut findings);
    findings.errors.into_result()?;
    Ok(read)
}

/// A stored value as it is shown: a checkbox as a boolean, everything else as text.
pub(super) fn shown(field_type: &str, data: Option<&str>) -> Value {
    match (FieldType::named(field_type), data) {
        (_, None) => Value::Null,
        (Some(FieldType::Checkbox), Some(data)) => Value::Bool(data == "1"),
        (_, Some(data)) => Value::from(data),
    }
}
