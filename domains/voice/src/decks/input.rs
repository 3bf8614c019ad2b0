//! A rate deck as it is sent: a hundred thousand lines and more, so they are read without a path or a message for each.

use chrono::NaiveDateTime;
use fairlead_kernel::{FieldSpec, FieldValue, Findings, Input, Kind, Rate, is_blank_list, list_items};
use fairlead_rating::Line;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// Names of prefixes are cut here.
const NAME_LENGTH: usize = 255;

/// A line of a deck. What is not numeric is skipped and reported, not refused.
#[derive(Input)]
pub struct RateInput {
    /// What the prefix is called.
    pub name: Option<String>,
    /// The first digits of the numbers.
    pub prefix: String,
    /// The price of a minute, in smallest currency units, with any number of decimals.
    pub rate: Rate,
}

/// Body of an import.
#[derive(Input)]
pub struct RatesInput {
    /// The lines.
    pub rates: Lines,
    /// No minute is cheaper than this, in smallest currency units.
    #[input(min = 0)]
    pub minimum_rate: Rate,
    /// What is put on every rate, in percent.
    #[input(min = 0, max = 100)]
    pub percentage_increase: Rate,
    /// When the deck comes into force, in UTC; at once when left out. Until then the present one stays.
    pub activate_at: Option<NaiveDateTime>,
}

struct Sent {
    name: String,
    prefix: String,
    rate: Option<Decimal>,
}

/// Lines in the order in which they were sent.
pub struct Lines(Vec<Sent>);

impl Lines {
    /// As the engine takes them.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.0.iter().map(|sent| Line { name: &sent.name, prefix: &sent.prefix, rate: sent.rate })
    }
}

impl Sent {
    fn of(value: &Value) -> Self {
        let Value::Object(line) = value else {
            return Self { name: String::new(), prefix: String::new(), rate: None };
        };
        Self { name: name(line), prefix: line.get("prefix").map(text).unwrap_or_default(), rate: rate(line) }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// PostgreSQL cannot store NUL.
fn name(line: &Map<String, Value>) -> String {
    let name = line.get("name").map(text).unwrap_or_default();
    if name.len() <= NAME_LENGTH && !name.contains('\0') && name.trim().len() == name.len() {
        return name;
    }
    name.trim().chars().filter(|character| *character != '\0').take(NAME_LENGTH).collect()
}

fn rate(line: &Map<String, Value>) -> Option<Decimal> {
    let text = match line.get("rate")? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

impl FieldValue for Lines {
    const KIND: Kind = Kind::List(&Kind::Object(RateInput::fields));

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let items = list_items(value, path, findings)?;
        Some(Self(items.into_iter().map(Sent::of).collect()))
    }

    fn is_blank(value: &Value) -> bool {
        is_blank_list(value)
    }

    fn to_value(&self) -> Value {
        let line = |sent: &Sent| serde_json::json!({"name": sent.name, "prefix": sent.prefix, "rate": sent.rate.map(|rate| rate.to_string())});
        self.0.iter().map(line).collect()
    }
}
