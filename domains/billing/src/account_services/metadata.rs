//! The service metadata of a request: values of free fields by their id.

use std::collections::BTreeMap;

use fairlead_kernel::{FieldSpec, FieldValue, Findings, Input, Kind, read_nested};
use serde_json::{Map, Value};

/// Longest text of a field, in characters.
const MAX_LENGTH: usize = 5000;
/// Most fields in a request.
const MAX_FIELDS: usize = 1000;

/// One field as the reference shows it.
#[derive(Input)]
pub struct MetadataField {
    /// The id of the field.
    #[input(min = 1)]
    pub id: i64,
    /// Its value: a text, a number, a boolean, or null.
    pub value: Value,
}

/// Values by the ids of their fields. It is sent as a list of `{"id": 12, "value": "test"}`; an object, by id or as PHP makes
/// it of a list with gaps, is understood too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata(BTreeMap<i64, Value>);

impl Metadata {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is stored, with what is set here. Null is a value: the key stays.
    pub fn over(&self, stored: &Value) -> Value {
        let mut whole = stored.as_object().cloned().unwrap_or_default();
        whole.extend(self.0.iter().map(|(id, value)| (id.to_string(), value.clone())));
        Value::Object(whole)
    }
}

impl FieldValue for Metadata {
    const KIND: Kind = Kind::List(&Kind::Object(<MetadataField as Input>::fields));
    const REQUIRED: bool = false;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let fields: Vec<(String, Value)> = match value {
            Value::Array(items) => {
                let numbered = items.iter().enumerate();
                numbered.map(|(place, item)| (place.to_string(), item.clone())).collect()
            }
            Value::Object(object) => {
                object.iter().map(|(key, item)| (key.clone(), by_id(key, item))).collect()
            }
            _ => {
                findings.errors.add(path, format!("The {path} must be an array."));
                return None;
            }
        };
        if fields.len() > MAX_FIELDS {
            findings.errors.add(path, format!("The {path} may not be greater than {MAX_FIELDS} items."));
            return None;
        }
        let read: Vec<Option<(i64, Value)>> =
            fields.iter().map(|(key, item)| field(item, &format!("{path}.{key}"), findings)).collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }

    fn blank() -> Option<Self> {
        Some(Self::default())
    }

    fn to_value(&self) -> Value {
        let field = |(id, value): (&i64, &Value)| serde_json::json!({"id": id, "value": value});
        self.0.iter().map(field).collect()
    }
}

/// An entry of an object, where it is not a field itself: the key is the id.
fn by_id(key: &str, item: &Value) -> Value {
    if item.is_object() {
        return item.clone();
    }
    let mut field = Map::new();
    field.insert("id".into(), key.into());
    field.insert("value".into(), item.clone());
    Value::Object(field)
}

fn field(item: &Value, path: &str, findings: &mut Findings) -> Option<(i64, Value)> {
    let MetadataField { id, value } = read_nested(item, path, findings)?;
    let problem = match &value {
        Value::Array(_) | Value::Object(_) => "must be a text, a number, a boolean or null",
        // PostgreSQL cannot store NUL, and nothing good ever contains one.
        Value::String(text) if text.contains('\0') => "contains characters that are not allowed",
        Value::String(text) if text.chars().count() > MAX_LENGTH => "is too long",
        _ => return Some((id, value)),
    };
    findings.errors.add(format!("{path}.value"), format!("The {path}.value {problem}."));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Value, Vec<String>> {
        let mut findings = Findings::default();
        let read = Metadata::parse(&value, &FieldSpec::PLAIN, "service_metadata", &mut findings);
        let errors = findings.errors.iter().map(|(path, _)| path.to_owned()).collect();
        read.map(|metadata| metadata.over(&json!({}))).ok_or(errors)
    }

    #[test]
    fn it_is_read_in_every_form_in_which_it_is_sent() {
        for (sent, stored) in [
            (json!([]), json!({})),
            (json!({}), json!({})),
            (json!([{"id": 12, "value": "test"}]), json!({"12": "test"})),
            (
                json!([{"id": "12", "value": "test"}, {"id": 3, "value": null}]),
                json!({"3": null, "12": "test"}),
            ),
            (json!({"12": "test"}), json!({"12": "test"})),
            (json!({"1": {"id": 7, "value": 5}, "4": {"id": 8, "value": true}}), json!({"7": 5, "8": true})),
        ] {
            assert_eq!(read(sent.clone()), Ok(stored), "{sent}");
        }
    }

    #[test]
    fn what_names_no_field_or_holds_no_value_is_refused_where_it_stands() {
        for (sent, path) in [
            (json!(17), "service_metadata"),
            (json!(["test"]), "service_metadata.0"),
            (json!([{"id": 1, "value": "a"}, {"value": "b"}]), "service_metadata.1.id"),
            (json!([{"id": 0, "value": "a"}]), "service_metadata.0.id"),
            (json!({"color": "red"}), "service_metadata.color.id"),
            (json!([{"id": 1, "value": ["a", "b"]}]), "service_metadata.0.value"),
            (json!([{"id": 1, "value": "a\u{0}b"}]), "service_metadata.0.value"),
        ] {
            assert_eq!(read(sent.clone()), Err(vec![path.to_owned()]), "{sent}");
        }
    }

    #[test]
    fn a_field_that_is_not_named_keeps_its_value() {
        let sent = Metadata(BTreeMap::from([(2, json!("new")), (3, Value::Null)]));
        assert_eq!(sent.over(&json!({"1": "one", "2": "old"})), json!({"1": "one", "2": "new", "3": null}));
    }
}
