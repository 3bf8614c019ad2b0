//! Reading a request body, beside what serde alone takes for a struct of the same shape without rules or messages.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fairlead_kernel::{Input, read};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Input, Deserialize)]
#[allow(dead_code, reason = "only read")]
struct Account {
    #[input(max = 255)]
    name: String,
    #[input(exists = "account_types")]
    account_type_id: i64,
    #[input(exists = "account_statuses")]
    account_status_id: i64,
    account_groups: Vec<i64>,
    line1: String,
    line2: Option<String>,
    city: String,
    state: String,
    county: Option<String>,
    zip: String,
    country: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    contact_name: String,
    email_address: Option<String>,
}

fn body() -> Map<String, Value> {
    let body = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "account_groups": [1, 2],
        "line1": "615 N 6th St", "line2": null, "city": "Sheboygan", "state": "WI", "county": "Sheboygan Co.",
        "zip": "53081", "country": "US", "latitude": 43.75, "longitude": -87.7, "contact_name": "Ada Lovelace",
        "email_address": "ada@example.com",
    });
    body.as_object().cloned().unwrap_or_default()
}

fn benches(criterion: &mut Criterion) {
    let body = body();
    criterion.bench_function("an account body by Input", |bencher| {
        bencher.iter(|| read::<Account>(black_box(&body)).value.is_some());
    });
    let value = Value::Object(body.clone());
    criterion.bench_function("the same by serde, without rules", |bencher| {
        bencher.iter(|| Account::deserialize(black_box(&value)).is_ok());
    });
}

criterion_group!(all, benches);
criterion_main!(all);
