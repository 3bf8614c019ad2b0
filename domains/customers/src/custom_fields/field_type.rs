use fairlead_kernel::{FieldSpec, FieldValue, Findings, Kind};
use serde_json::Value;

/// What a custom field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Any text.
    Text,
    /// Yes or no.
    Checkbox,
    /// One of some texts.
    Select,
    /// A day.
    Date,
}

impl FieldType {
    /// By its name in the contract.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "checkbox" => Some(Self::Checkbox),
            "select" => Some(Self::Select),
            "date" => Some(Self::Date),
            _ => None,
        }
    }

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Checkbox => "checkbox",
            Self::Select => "select",
            Self::Date => "date",
        }
    }
}

/// With the message that the contract documents.
impl FieldValue for FieldType {
    const KIND: Kind = Kind::Text;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let found = value.as_str().and_then(|name| Self::named(name.trim()));
        if found.is_none() {
            findings.errors.add(path, "The value entered for type is invalid.");
        }
        found
    }

    fn to_value(&self) -> Value {
        Value::from(self.name())
    }
}

/// Whether values must be unique: a boolean with the message that the contract documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueFlag(pub bool);

impl FieldValue for UniqueFlag {
    const KIND: Kind = Kind::Boolean;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let read = bool::parse(value, spec, path, &mut Findings::default()).map(Self);
        if read.is_none() {
            findings.errors.add(path, "Unique must be a boolean.");
        }
        read
    }

    fn is_blank(value: &Value) -> bool {
        bool::is_blank(value)
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}
