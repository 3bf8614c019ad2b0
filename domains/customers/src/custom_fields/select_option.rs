use fairlead_kernel::{FieldSpec, FieldValue, Findings, Input, Kind, nested_blank, read_nested};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// One choice of a select field.
#[derive(Input, Serialize, ToSchema)]
pub struct OptionText {
    /// What can be chosen.
    pub text: String,
}

/// One choice, sent as `{"text": "..."}` or as the bare text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption(pub String);

impl FieldValue for SelectOption {
    const KIND: Kind = Kind::Object(OptionText::fields);

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        if value.is_object() {
            return read_nested::<OptionText>(value, path, findings).map(|option| Self(option.text));
        }
        String::parse(value, spec, path, findings).map(Self)
    }

    fn is_blank(value: &Value) -> bool {
        nested_blank(value)
    }

    fn to_value(&self) -> Value {
        json!({"text": self.0})
    }
}

/// The choices as they are stored and shown.
pub fn to_json(options: &[SelectOption]) -> Value {
    options.iter().map(FieldValue::to_value).collect()
}

/// The choices of a stored field.
pub fn of_json(stored: &Value) -> Vec<SelectOption> {
    let texts = stored.as_array().into_iter().flatten().filter_map(|option| option["text"].as_str());
    texts.map(|text| SelectOption(text.to_owned())).collect()
}
