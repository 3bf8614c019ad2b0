//! What clients put on the wire, and what is made of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_kernel::{Input, Lookup, overlay, read};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, PartialEq, Input)]
struct Phone {
    number: String,
    extension: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Input)]
struct Sample {
    /// A name.
    #[input(max = 10, unique = "samples.name")]
    name: String,
    #[input(exists = "kinds")]
    kind_id: i64,
    #[input(exists = "groups")]
    groups: Vec<i64>,
    #[input(default = "0", min = 0, max = 2)]
    priority: i64,
    #[input(one_of = ["red", "green"])]
    colour: Option<String>,
    active: bool,
    since: Option<NaiveDate>,
    #[input(min = -90, max = 90)]
    latitude: Option<f64>,
    phones: BTreeMap<String, Phone>,
    #[input(raw, secret, max = 100)]
    password: Option<String>,
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn errors(value: Value) -> BTreeMap<String, String> {
    let reading = read::<Sample>(&object(value));
    reading.findings.errors.iter().map(|(path, message)| (path.to_owned(), message.to_owned())).collect()
}

fn good() -> Value {
    json!({"name": "a", "kind_id": "1", "active": "1"})
}

fn with(field: &str, value: Value) -> Value {
    let mut object = good();
    object[field] = value;
    object
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let errors = errors(json!({}));
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["active", "kind_id", "name"]);
    assert_eq!(errors["kind_id"], "The kind_id field is required.");
}

#[test]
fn php_strings_are_the_numbers_and_booleans_they_mean() {
    let sent = json!({"name": " a ", "kind_id": "7", "groups": ["1", "2"], "active": 0, "latitude": "43.75"});
    let sample = read::<Sample>(&object(sent)).value.unwrap();
    assert_eq!((sample.kind_id, sample.groups, sample.active), (7, vec![1, 2], false));
    assert_eq!((sample.name.as_str(), sample.latitude, sample.priority), ("a", Some(43.75), 0));
}

#[test]
fn a_blank_means_not_given() {
    for blank in [json!(""), json!(null), json!([]), json!([""]), json!(false), json!("  ")] {
        let sample = read::<Sample>(&object(with("colour", blank.clone()))).value;
        assert_eq!(sample.unwrap().colour, None, "{blank}");
        let errors = errors(with("name", blank.clone()));
        assert_eq!(errors.get("name").map(String::as_str), Some("The name field is required."), "{blank}");
    }
    assert!(read::<Sample>(&object(with("groups", json!([""])))).value.unwrap().groups.is_empty());
}

#[test]
fn wrong_values_have_messages_of_their_own() {
    for (field, value, message) in [
        ("name", json!("12345678901"), "The name may not be greater than 10 characters."),
        ("name", json!({}), "The name must be a string."),
        ("name", json!("a\u{0}b"), "The name contains characters that are not allowed."),
        ("kind_id", json!("1x"), "The kind_id must be an integer."),
        ("kind_id", json!(1.5), "The kind_id must be an integer."),
        ("kind_id", json!(1e300), "The kind_id must be an integer."),
        ("priority", json!(3), "The priority may not be greater than 2."),
        ("colour", json!("blue"), "The selected colour is not valid."),
        ("active", json!("maybe"), "The active must be a boolean."),
        ("since", json!("2026-02-30"), "The since must be a date in the format YYYY-MM-DD."),
        ("since", json!("1850-01-01"), "The since must be a date in the format YYYY-MM-DD."),
        ("latitude", json!("91"), "The selected latitude is not valid."),
        ("latitude", json!("NaN"), "The latitude must be a number."),
        ("groups", json!("1"), "The groups must be an array."),
        ("phones", json!("1"), "The phones must be an object."),
    ] {
        assert_eq!(
            errors(with(field, value.clone())).get(field).map(String::as_str),
            Some(message),
            "{field} {value}"
        );
    }
}

#[test]
fn problems_inside_lists_and_objects_have_their_path() {
    assert_eq!(errors(with("groups", json!([1, "x"])))["groups.1"], "The groups.1 must be an integer.");
    let phones = json!({"home": {"number": "5"}, "work": {"extension": "x"}});
    let errors = errors(with("phones", phones));
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["phones.work.extension", "phones.work.number"]);
}

#[test]
fn questions_for_the_database_are_noted() {
    let reading =
        read::<Sample>(&object(json!({"name": "a", "kind_id": 1, "groups": [5, 6], "active": true})));
    let exists = |path: &str, table, id| Lookup::Exists { path: path.into(), table, id };
    assert_eq!(
        reading.findings.lookups,
        [
            Lookup::Unique { path: "name".into(), table: "samples", column: "name", value: "a".into() },
            exists("kind_id", "kinds", 1),
            exists("groups.0", "groups", 5),
            exists("groups.1", "groups", 6),
        ]
    );
}

#[test]
fn an_update_is_laid_over_the_stored_object_and_secrets_stay_out_of_it() {
    let stored = json!({"name": "a", "kind_id": 1, "active": true, "colour": "red", "password": " s3cret "});
    let stored = read::<Sample>(&object(stored)).value.unwrap();
    assert_eq!(stored.password.as_deref(), Some(" s3cret "));
    let whole = overlay(&stored, &object(json!({"colour": null, "kind_id": "2"})));
    assert!(!whole.contains_key("password"));
    let updated = read::<Sample>(&whole).value.unwrap();
    assert_eq!((updated.name.as_str(), updated.kind_id, updated.colour), ("a", 2, None));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever is sent, reading ends, and gives a value exactly when it found no problem.
    #[test]
    fn any_json_is_either_a_value_or_problems(values in proptest::collection::vec(any_json(), 10)) {
        let names = Sample::fields().iter().map(|field| field.name.to_owned());
        let object: Map<String, Value> = names.zip(values).collect();
        let reading = read::<Sample>(&object);
        prop_assert_eq!(reading.value.is_some(), reading.findings.errors.is_empty());
    }

    /// What was read, sent again, is read as the same.
    #[test]
    fn what_is_shown_can_be_sent_again(name in "[a-z]{1,10}", kind_id in 1i64.., groups in proptest::collection::vec(1i64.., 0..5), active: bool) {
        let sent = json!({"name": name, "kind_id": kind_id, "groups": groups, "active": active});
        let first = read::<Sample>(&object(sent)).value.unwrap();
        let second = read::<Sample>(&first.to_map()).value.unwrap();
        prop_assert_eq!(first, second);
    }
}

#[derive(Input)]
struct Parcel {
    /// What is in it.
    content: String,
    /// Where it goes.
    #[input(flatten)]
    place: Place,
    /// Heavy ones cost more.
    weight: i64,
}

#[derive(Input)]
struct Place {
    city: String,
    #[input(default = "\"US\"")]
    country: String,
}

#[test]
fn a_flattened_input_stands_beside_the_other_fields() {
    let names: Vec<&str> = Parcel::fields().iter().map(|field| field.name).collect();
    assert_eq!(names, ["content", "city", "country", "weight"]);
    let reading = read::<Parcel>(&Map::new());
    let missing: Vec<&str> = reading.findings.errors.iter().map(|(field, _)| field).collect();
    assert_eq!(missing, ["content", "city", "weight"]);
    let body = json!({"content": "Honey", "city": "Madison", "weight": "3"});
    let parcel = read::<Parcel>(body.as_object().unwrap()).value.unwrap();
    let shown = json!({"content": "Honey", "city": "Madison", "country": "US", "weight": 3});
    assert_eq!(serde_json::Value::Object(parcel.to_map()), shown);
}
