use std::collections::BTreeSet;

use fairlead_app::platform;
use fairlead_testkit::serde_json::Value;

use crate::contract::{CONTRACT, Endpoint, GROUPS, shape};

fn routed() -> BTreeSet<(String, String)> {
    let routes = platform::routes();
    let operations = routes.operations();
    operations.iter().map(|operation| (operation.method.to_string(), shape(&operation.path))).collect()
}

#[test]
fn every_endpoint_of_the_spoken_groups_is_routed_with_every_method_that_clients_use() {
    let routed = routed();
    let covered =
        CONTRACT.iter().filter(|one| routed.contains(&(one.method.clone(), one.shape.clone()))).count();
    println!("contract covered {covered}/{}", CONTRACT.len());
    let missing: Vec<String> = CONTRACT
        .iter()
        .filter(|one| GROUPS.contains(&one.group.as_str()))
        .flat_map(|one| {
            one.also.iter().chain([&one.method]).map(|method| (method.clone(), one.shape.clone()))
        })
        .filter(|call| !routed.contains(call))
        .map(|(method, shape)| format!("{method} {shape}"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(covered >= 229, "{covered}");
}

#[test]
fn what_is_not_in_the_contract_is_marked_as_our_own() {
    let methods = |one: &'static Endpoint| {
        one.also.iter().chain([&one.method]).map(|method| (method.clone(), one.shape.clone()))
    };
    let known: BTreeSet<(String, String)> = CONTRACT.iter().flat_map(methods).collect();
    // Methods that clients use although the reference names another one (compatibility, section 12).
    let also = [("POST", "/entity_custom_fields/{}/{}/{}")];
    for operation in platform::routes().operations() {
        let key = (operation.method.to_string(), shape(&operation.path));
        let tolerated = also.iter().any(|(method, path)| key.0 == *method && key.1 == *path);
        assert_eq!(operation.doc.is_own(), !known.contains(&key) && !tolerated, "{key:?}");
    }
}

#[test]
fn routed_operations_are_the_documented_ones() {
    let routes = platform::routes();
    let document = fairlead_web::document(&routes, platform::VERSION);
    let paths = document["paths"].as_object().expect("paths");
    let documented: usize =
        paths.values().map(|path| path.as_object().map_or(0, |methods| methods.len())).sum();
    assert_eq!(documented, routes.operations().len());
    assert_ids_are_unique(&document);
}

fn assert_ids_are_unique(document: &Value) {
    let mut seen = BTreeSet::new();
    for methods in document["paths"].as_object().into_iter().flat_map(|paths| paths.values()) {
        for operation in methods.as_object().into_iter().flat_map(|methods| methods.values()) {
            assert!(seen.insert(operation["operationId"].to_string()), "{}", operation["operationId"]);
        }
    }
}
