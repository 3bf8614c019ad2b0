use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value, tokio};
use std::collections::HashMap;

use crate::testing::{admin, setup, user};

fn sheboygan() -> Value {
    json!({
        "line1": " 615 N 6th  St", "city": "Sheboygan", "state": "wisconsin", "county": null, "zip": "53081",
        "country": "us", "latitude": null, "longitude": null,
    })
}

/// A geocoder on this machine: knows one street, is broken for another, and counts what it is asked.
async fn geocoder(t: &TestApp) -> Arc<AtomicUsize> {
    let asked = Arc::new(AtomicUsize::new(0));
    let answer = |State(asked): State<Arc<AtomicUsize>>, Query(query): Query<HashMap<String, String>>| async move {
        asked.fetch_add(1, Ordering::SeqCst);
        match query["street"].as_str() {
            "615 N 6th St" => Ok(Json(json!([{
                "lat": "43.750915527344", "lon": "-87.708717346191",
                "address": {"county": "Sheboygan County", "postcode": "53081"},
            }]))),
            "1 Broken Rd" => Err(StatusCode::INTERNAL_SERVER_ERROR),
            _ => Ok(Json(json!([]))),
        }
    };
    let router = Router::new().route("/search", get(answer)).with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    admin(t).await.patch("/system/geocoder", json!({"url": url})).await.ok();
    asked
}

on_both! {
    async fn lists_have_the_shapes_that_clients_read(t) {
        let (ada, _) = user(&t, "ada", &[]).await;
        let version = ada.get("/_data/version").await.ok();
        let numbers: Vec<u32> = version["version"].as_str().unwrap().split('.').map(|part| part.parse().unwrap()).collect();
        assert!(numbers.len() == 3 && numbers[0] >= 1, "{version}");
        let countries = ada.get("/_data/countries").await.status(200);
        assert!(countries.bytes.starts_with(br#"{"data":{"US":"United States","CA":"Canada","AF":"Afghanistan""#));
        assert_eq!(ada.get("/_data/subdivisions/US").await.ok()["WI"], "Wisconsin");
        assert_eq!(ada.get("/_data/subdivisions/DE").await.ok()["Bayern"], "Bayern");
        ada.get("/_data/subdivisions/XX").await.status(404);
        for state in ["WI", "Wisconsin", "wisconsin"] {
            let counties = ada.get(&format!("/_data/counties/{state}")).await.ok();
            assert_eq!((&counties[0], counties.as_array().unwrap().len()), (&json!("Adams Co."), 72));
        }
        assert_eq!(ada.get("/_data/counties/Nowhere").await.ok(), json!([]));
        assert_eq!(ada.get("/_data/timezones").await.ok()["America/Chicago"], "America/Chicago");
        let locales = json!({"en": "English (US)", "es": "Español", "fr": "Français"});
        assert_eq!(ada.get("/_data/locales").await.ok(), locales);
        assert_eq!(ada.get("/_data/email_categories").await.ok(), json!([
            {"id": 2, "name": "Financial"}, {"id": 3, "name": "General"}, {"id": 4, "name": "Service Related"},
            {"id": 5, "name": "Outage Notifications"},
        ]));
        t.nobody().get("/_data/version").await.status(401);
    }

    async fn an_address_comes_back_in_the_form_that_is_stored(t) {
        let client = admin(&t).await;
        let valid = client.post("/_data/validate_address", sheboygan()).await.ok();
        assert_eq!(valid, json!({
            "line1": "615 N 6th St", "line2": null, "city": "Sheboygan", "state": "WI", "county": null, "zip": "53081",
            "country": "US", "latitude": null, "longitude": null,
        }));
        let mut odd = sheboygan();
        odd["state"] = json!("Bayern");
        odd["zip"] = json!("ABC");
        client.post("/_data/validate_address", odd).await.invalid(&["state", "zip"]);
        client.post("/_data/validate_address", json!({"city": false})).await.invalid(&["line1", "city", "state", "country"]);
    }

    async fn a_geocoder_adds_county_and_coordinates_and_is_asked_once(t) {
        let asked = geocoder(&t).await;
        let client = admin(&t).await;
        for _ in 0..2 {
            let valid = client.post("/_data/validate_address", sheboygan()).await.ok();
            assert_eq!(valid["county"], "Sheboygan Co.");
            assert_eq!((valid["latitude"].as_f64(), valid["longitude"].as_f64()), (Some(43.750915527344), Some(-87.708717346191)));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        t.wait(TimeDelta::days(181));
        client.post("/_data/validate_address", sheboygan()).await.ok();
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    async fn an_address_that_the_geocoder_does_not_know_is_refused(t) {
        geocoder(&t).await;
        let mut unknown = sheboygan();
        unknown["line1"] = json!("1 Nowhere Ln");
        let answer = admin(&t).await.post("/_data/validate_address", unknown).await;
        answer.refused(422, "The address could not be validated.");
    }

    async fn a_geocoder_that_fails_costs_only_the_coordinates(t) {
        let asked = geocoder(&t).await;
        let client = admin(&t).await;
        let mut broken = sheboygan();
        broken["line1"] = json!("1 Broken Rd");
        broken["latitude"] = json!("43.5");
        for expected in [1, 2] {
            let valid = client.post("/_data/validate_address", broken.clone()).await.ok();
            assert_eq!((&valid["latitude"], &valid["longitude"]), (&json!(43.5), &Value::Null));
            assert_eq!(asked.load(Ordering::SeqCst), expected, "a failure is not remembered");
        }
        client.patch("/system/geocoder", json!({"url": "http://127.0.0.1:1"})).await.ok();
        client.post("/_data/validate_address", sheboygan()).await.ok();
    }
}
