//! What belongs to which kind of service (reference, "Create service").
//!
//! A value for something that the service is not is refused when it is sent, so that nobody believes it counts. When the
//! service ceases to be that, what is stored of it goes without a word.

use fairlead_kernel::{FieldErrors, Input};
use serde_json::{Map, Value};

use super::{Model, ServiceInput, ServiceType};

const DATA_FIELDS: [&str; 4] =
    ["download_in_kilobits", "upload_in_kilobits", "technology_code", "usage_based_billing_policy_id"];

const VOICE_FIELDS: [&str; 10] = [
    "unlimited_local_minutes",
    "unlimited_long_distance_minutes",
    "local_minutes",
    "local_minutes_amount",
    "long_distance_minutes",
    "long_distance_minutes_amount",
    "first_interval_in_seconds",
    "sub_interval_in_seconds",
    "local_prefixes",
    "inbound_toll_free_rate",
];

/// Longest number of the world (ITU-T E.164).
const PREFIX_DIGITS: std::ops::RangeInclusive<usize> = 1..=15;

/// Notes in `errors` everything that does not go together. `before` is the stored row on update.
pub(super) fn check(input: &ServiceInput, before: Option<&Model>, errors: &mut FieldErrors) {
    if before.is_some_and(|before| before.r#type != input.r#type) {
        errors.add("type", "The type cannot be changed.");
        return;
    }
    let mut rules = Rules {
        sent: input.to_map(),
        stored: before.map(|row| ServiceInput::of(row).to_map()).unwrap_or_default(),
        errors,
    };
    rules.of_type(input);
    rules.of_data(input);
    rules.of_voice(input);
}

struct Rules<'a> {
    sent: Map<String, Value>,
    stored: Map<String, Value>,
    errors: &'a mut FieldErrors,
}

impl Rules<'_> {
    fn of_type(&mut self, input: &ServiceInput) {
        let is = |kind| input.r#type == kind;
        if !is(ServiceType::Recurring) && input.billing_frequency_in_months > 1 {
            let message =
                "The billing_frequency_in_months may only be greater than 1 for recurring services.";
            self.errors.add("billing_frequency_in_months", message);
        }
        if is(ServiceType::Expiring) {
            self.require("times_to_run", "expiring services");
        }
        if is(ServiceType::Adjustment) && input.adjustment.limit_adjustments {
            self.require("period_days", "limited adjustments");
            self.require("max_amount_per_period", "limited adjustments");
        }
        if !is(ServiceType::Adjustment) {
            self.refuse(&["roles"], "adjustment services");
        }
        match is(ServiceType::Overage) {
            true => self.require("unit_quantity_in_gigabytes", "overage services"),
            false => self.refuse(&["unit_quantity_in_gigabytes"], "overage services"),
        }
    }

    fn of_data(&mut self, input: &ServiceInput) {
        if !input.data.data_service {
            return self.refuse(&DATA_FIELDS, "data services");
        }
        if input.r#type != ServiceType::Recurring {
            self.errors.add("data_service", "Only recurring services can be data services.");
        }
        self.require("download_in_kilobits", "data services");
        self.require("upload_in_kilobits", "data services");
    }

    fn of_voice(&mut self, input: &ServiceInput) {
        if !input.voice.voice_service {
            return self.refuse(&VOICE_FIELDS, "voice services");
        }
        if !matches!(input.r#type, ServiceType::Recurring | ServiceType::Expiring) {
            self.errors.add("voice_service", "Only recurring and expiring services can be voice services.");
        }
        for (position, prefix) in input.voice.local_prefixes.iter().enumerate() {
            let digits = prefix.bytes().all(|digit| digit.is_ascii_digit());
            if !digits || !PREFIX_DIGITS.contains(&prefix.len()) {
                let path = format!("local_prefixes.{position}");
                self.errors.add(path, "The local_prefixes must be 1 to 15 digits each.");
            }
        }
    }

    fn require(&mut self, field: &str, of: &str) {
        if is_nothing(&self.sent[field]) {
            self.errors.add(field, format!("The {field} field is required for {of}."));
        }
    }

    fn refuse(&mut self, fields: &[&str], of: &str) {
        for field in fields {
            let value = &self.sent[*field];
            if !is_nothing(value) && self.stored.get(*field) != Some(value) {
                self.errors.add(*field, format!("The {field} is only valid for {of}."));
            }
        }
    }
}

/// What stands for "none" in the documented examples.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
