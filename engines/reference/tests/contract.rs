//! The examples of the documented API, read from the contract itself.

use fairlead_reference::*;
use serde_json::Value;

/// The `data` of the documented example of a `GET`.
fn example(path: &str) -> Value {
    let contract: Value = serde_json::from_str(include_str!("../../../contract/v1.json")).unwrap();
    let is_it = |endpoint: &&Value| endpoint["path"] == path && endpoint["method"] == "GET";
    let endpoint = contract.as_array().unwrap().iter().find(is_it).unwrap();
    endpoint["success"]["example"]["data"].clone()
}

fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        Value::Object(fields) => fields.values().map(|field| field.as_str().unwrap()).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn countries_are_called_as_in_the_example() {
    let example = example("/_data/countries");
    let first: Vec<_> = countries().take(example.as_object().unwrap().len()).collect();
    for (code, name) in &first {
        assert_eq!(example[code], *name);
    }
    assert_eq!(first.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["US", "CA", "AF", "AL", "DZ", "AS"]);
}

#[test]
fn states_are_the_ones_of_the_example() {
    let example = example("/_data/subdivisions/:country");
    let mut wanted = names(&example);
    wanted.sort();
    let mut ours: Vec<_> = subdivisions("US").unwrap().into_iter().map(|(_, name)| name).collect();
    ours.sort();
    assert_eq!(ours, wanted);
}

#[test]
fn counties_are_the_ones_of_the_example_in_its_order() {
    let example = example("/_data/counties/:subdivision");
    assert_eq!(counties("WI").unwrap(), names(&example));
    assert_eq!(counties("Wisconsin"), counties("WI"));
}

#[test]
fn time_zones_begin_as_in_the_example() {
    let example = example("/_data/timezones");
    let wanted = names(&example);
    for name in &wanted {
        assert!(is_time_zone(name), "{name}");
    }
    assert_eq!(time_zones()[..wanted.len()], wanted);
}

#[test]
fn locales_and_email_categories_are_the_ones_of_the_example() {
    let documented = example("/_data/locales");
    assert_eq!(documented.as_object().unwrap().len(), locales().len());
    for (code, name) in locales() {
        assert_eq!(documented[code], *name);
    }
    let ours: Vec<_> =
        email_categories().iter().map(|(id, name)| serde_json::json!({"id": id, "name": name})).collect();
    assert_eq!(example("/_data/email_categories"), Value::Array(ours));
}

#[test]
fn the_validated_address_of_the_documentation_is_regular() {
    let contract: Value = serde_json::from_str(include_str!("../../../contract/v1.json")).unwrap();
    let endpoint =
        contract.as_array().unwrap().iter().find(|e| e["path"] == "/_data/validate_address").unwrap();
    let text = |field: &str| endpoint["success"]["example"]["data"][field].as_str().unwrap().to_owned();
    let address = AddressText {
        line1: text("line1"),
        line2: None,
        city: text("city"),
        state: text("state"),
        county: Some(text("county")),
        zip: Some(text("zip")),
        country: text("country"),
    };
    assert_eq!(normalise_address(&address).as_ref(), Ok(&address));
}
