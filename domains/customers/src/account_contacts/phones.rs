//! Telephone numbers by type: `{"work": {"number": "...", "extension": ...}}`.

use std::collections::BTreeMap;

use fairlead_kernel::{FieldErrors, Input};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The types that there are.
const TYPES: [&str; 4] = ["work", "home", "mobile", "fax"];

/// One number in a body.
#[derive(Input, Clone, Debug, PartialEq)]
pub struct PhoneInput {
    /// The number as it is to be shown. Blank: there is none of this type.
    #[input(max = 50)]
    pub number: Option<String>,
    /// The extension.
    #[input(max = 20)]
    pub extension: Option<String>,
}

/// One number as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Phone {
    number: String,
    /// A number when it consists of digits, as documented.
    #[schema(value_type = Option<i64>)]
    extension: Value,
}

/// Numbers by type.
pub(super) type Phones = BTreeMap<String, PhoneInput>;

/// Notes types that do not exist. The portal knows this message by its beginning (compatibility, section 5).
pub(super) fn check(phones: &Phones, errors: &mut FieldErrors) {
    if let Some(unknown) = phones.keys().find(|name| !TYPES.contains(&name.as_str())) {
        let shown: String = unknown.chars().take(40).collect();
        errors.add("phone_numbers", format!("The Phone Number Type is invalid: {shown}"));
    }
}

/// What is stored: only types that have a number.
pub(super) fn to_json(phones: &Phones) -> Value {
    let numbers = phones.iter().filter_map(|(name, phone)| {
        let number = phone.number.as_deref()?;
        let extension = phone.extension.as_deref().map_or(Value::Null, Value::from);
        Some((name.clone(), serde_json::json!({"number": number, "extension": extension})))
    });
    Value::Object(numbers.collect::<Map<_, _>>())
}

/// What was stored.
pub(super) fn from_json(stored: &Value) -> Phones {
    let text = |phone: &Value, field: &str| phone[field].as_str().map(str::to_owned);
    let Value::Object(stored) = stored else { return Phones::new() };
    stored
        .iter()
        .map(|(name, phone)| {
            (name.clone(), PhoneInput { number: text(phone, "number"), extension: text(phone, "extension") })
        })
        .collect()
}

/// What is shown.
pub(super) fn shown(stored: &Value) -> BTreeMap<String, Phone> {
    let show = |(name, phone): (String, PhoneInput)| {
        Some((name, Phone { number: phone.number?, extension: extension(phone.extension.as_deref()) }))
    };
    from_json(stored).into_iter().filter_map(show).collect()
}

/// `123` as a number; what a number would not keep (`007`, `12a`) as text.
fn extension(text: Option<&str>) -> Value {
    let Some(text) = text else { return Value::Null };
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    }
}

/// What a contact is found by: the numbers as they are written, and as digits only.
pub(super) fn search_texts(stored: &Value) -> Vec<String> {
    let numbers = from_json(stored).into_values().filter_map(|phone| phone.number);
    numbers
        .flat_map(|number| {
            let digits = number.chars().filter(char::is_ascii_digit).collect();
            [digits, number]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_of_digits_are_shown_as_numbers() {
        for (text, shown) in [
            ("123", "123"),
            ("0", "0"),
            ("007", "\"007\""),
            ("12a", "\"12a\""),
            ("99999999999", "\"99999999999\""),
        ] {
            assert_eq!(extension(Some(text)).to_string(), shown);
        }
        assert_eq!(extension(None), Value::Null);
    }

    #[test]
    fn a_number_is_found_as_it_is_written_and_by_its_digits() {
        let stored = serde_json::json!({"work": {"number": "+1 (555) 010-0199", "extension": null}});
        assert_eq!(search_texts(&stored), ["15550100199", "+1 (555) 010-0199"]);
    }
}
