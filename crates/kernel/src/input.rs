use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::{FieldErrors, FieldValue};

/// What kind of JSON a field takes: data for validation and for the OpenAPI schema.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM:SS` in UTC.
    DateTime,
    /// A list.
    List(&'static Kind),
    /// An object with these fields.
    Object(fn() -> &'static [FieldSpec]),
    /// An object with free keys, each holding an object with these fields.
    MapOf(fn() -> &'static [FieldSpec]),
    /// Anything.
    Any,
}

/// The rules of one field, as `#[derive(Input)]` writes them down.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// The doc comment of the field.
    pub doc: &'static str,
    /// The JSON it takes.
    pub kind: Kind,
    /// Whether a blank value is an error.
    pub required: bool,
    /// Smallest number, shortest text or list.
    pub min: Option<i64>,
    /// Largest number, longest text (characters) or list.
    pub max: Option<i64>,
    /// The only values allowed.
    pub one_of: &'static [&'static str],
    /// JSON text of the value that a blank stands for.
    pub default: Option<&'static str>,
    /// The table in which the id (or each id of the list) must exist.
    pub exists: Option<&'static str>,
    /// `table.column` in which the value must be new.
    pub unique: Option<&'static str>,
    /// Keep white space at both ends (passwords, bodies).
    pub raw: bool,
    /// Never shown again: kept out of `to_map`, marked write-only in the schema.
    pub secret: bool,
}

impl FieldSpec {
    /// A field without rules: the base that the derive fills in.
    pub const PLAIN: FieldSpec = FieldSpec {
        name: "",
        doc: "",
        kind: Kind::Any,
        required: false,
        min: None,
        max: None,
        one_of: &[],
        default: None,
        exists: None,
        unique: None,
        raw: false,
        secret: false,
    };
}

/// A request body: its fields, its rules, its documentation. Written by `#[derive(Input)]`.
pub trait Input: Sized + Send + Sync + 'static {
    /// The struct's name, which is the schema's name in the OpenAPI.
    const NAME: &'static str;
    /// The fields in order of declaration.
    fn fields() -> &'static [FieldSpec];
    /// Reads every field, noting all problems in the reader; `None` when there was one.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
    /// The values as they would be sent, without secrets.
    fn to_map(&self) -> Map<String, Value>;
}

/// A question for the database that came up while reading: asked inside the write's transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// `id` must be a row of `table`.
    Exists {
        /// Path of the field.
        path: String,
        /// Table name.
        table: &'static str,
        /// The id that was sent.
        id: i64,
    },
    /// No other row may hold `value` in `column` of `table`.
    Unique {
        /// Path of the field.
        path: String,
        /// Table name.
        table: &'static str,
        /// Column name.
        column: &'static str,
        /// The text that was sent, compared without regard to case.
        value: String,
    },
}

/// What reading found out besides the value.
#[derive(Debug, Default)]
pub struct Findings {
    /// Problems, one a field.
    pub errors: FieldErrors,
    /// Questions for the database.
    pub lookups: Vec<Lookup>,
}

/// The outcome of [`read`].
#[derive(Debug)]
pub struct Reading<I> {
    /// The input when no field had a problem.
    pub value: Option<I>,
    /// Problems and open questions.
    pub findings: Findings,
}

/// Reads `object` as an `I`: all type and rule errors at once. Unknown fields are ignored, because clients
/// repeat path ids in bodies (compatibility: redundant ids).
pub fn read<I: Input>(object: &Map<String, Value>) -> Reading<I> {
    reading(object, false)
}

/// Like [`read`], for an update: `object` is laid over what is stored ([`overlay`]), which never shows a secret, so a
/// required secret that is not sent stays as it is. Such a field is an `Option`.
pub fn read_update<I: Input>(object: &Map<String, Value>) -> Reading<I> {
    reading(object, true)
}

fn reading<I: Input>(object: &Map<String, Value>, update: bool) -> Reading<I> {
    let mut findings = Findings::default();
    let value = I::read(&mut Reader { object, prefix: String::new(), update, findings: &mut findings });
    Reading { value, findings }
}

/// An update is the stored object overlaid with what was sent, validated whole.
pub fn overlay(stored: &impl Input, sent: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = stored.to_map();
    for (name, value) in sent {
        whole.insert(name.clone(), value.clone());
    }
    whole
}

/// Walks one JSON object.
pub struct Reader<'a> {
    pub(crate) object: &'a Map<String, Value>,
    pub(crate) prefix: String,
    pub(crate) update: bool,
    pub(crate) findings: &'a mut Findings,
}

impl Reader<'_> {
    /// Reads the field that `spec` describes. `None`: a problem was noted.
    pub fn field<T: FieldValue>(&mut self, spec: &'static FieldSpec) -> Option<T> {
        let path = format!("{}{}", self.prefix, spec.name);
        let sent = self.object.get(spec.name).filter(|value| !T::is_blank(value));
        let default = || spec.default.and_then(|text| serde_json::from_str::<Value>(text).ok());
        let value = match sent.map(Cow::Borrowed).or_else(|| default().map(Cow::Owned)) {
            Some(value) => T::parse(&value, spec, &path, self.findings)?,
            None => {
                let kept = self.update && spec.secret;
                let blank = if spec.required && !kept { None } else { T::blank() };
                if blank.is_none() {
                    self.findings.errors.add(&path, format!("The {} field is required.", spec.name));
                }
                return blank;
            }
        };
        self.ask(spec, &path, &value);
        Some(value)
    }

    fn ask<T: FieldValue>(&mut self, spec: &'static FieldSpec, path: &str, value: &T) {
        if let Some(table) = spec.exists {
            let single = matches!(spec.kind, Kind::Integer);
            for (position, id) in value.ids().into_iter().enumerate() {
                let path = if single { path.to_owned() } else { format!("{path}.{position}") };
                self.findings.lookups.push(Lookup::Exists { path, table, id });
            }
        }
        if let (Some((table, column)), Some(text)) =
            (spec.unique.and_then(|unique| unique.split_once('.')), value.text())
        {
            let value = text.to_owned();
            self.findings.lookups.push(Lookup::Unique { path: path.to_owned(), table, column, value });
        }
    }
}
