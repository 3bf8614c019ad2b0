use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::geotaxes;
use crate::testing::setup;

async fn tax(t: &TestApp) -> String {
    let body = json!({"name": "Sales tax", "application": "percentage", "type": "geo", "rate": 5});
    let tax = t.admin().post("/financial/taxes", body).await.created();
    format!("/financial/taxes/{}/geotaxes", tax["id"])
}

fn zone(changes: Value) -> Value {
    let mut body = json!({"name": "Zone", "rate": 0.4});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

on_both! {
    async fn a_zone_is_shown_as_documented_however_it_is_spelt(t) {
        let zones = tax(&t).await;
        for (state, county) in [("Wisconsin", "Sheboygan Co."), ("wi", "sheboygan"), ("WI", "Sheboygan County")] {
            let zone = zone(json!({"subdivision": state, "county": county, "city": "", "zip": null}));
            let made = t.admin().post(&zones, zone).await.created();
            let shown = json!({
                "id": made["id"], "name": "Zone", "rate": "0.4", "subdivision": "Wisconsin", "city": null,
                "county": "Sheboygan Co.", "zip": null, "zip_partial_match": false,
            });
            assert_eq!(made, shown, "{state}, {county}");
        }
    }

    async fn a_zone_names_at_least_one_place(t) {
        let zones = tax(&t).await;
        t.admin().post(&zones, zone(json!({}))).await.invalid(&["subdivision"]);
        t.admin().post(&zones, json!({})).await.invalid(&["name", "rate"]);
        for place in [json!({"subdivision": "WI"}), json!({"city": "Ripon"}), json!({"zip": "54971"})] {
            let made = t.admin().post(&zones, zone(place)).await.created();
            let path = format!("{zones}/{}", made["id"]);
            t.admin().patch(&path, json!({"subdivision": null, "city": null, "zip": ""})).await.invalid(&["subdivision"]);
        }
    }

    async fn a_county_belongs_to_its_subdivision(t) {
        let zones = tax(&t).await;
        let wrong = zone(json!({"subdivision": "New York", "county": "Sheboygan Co."}));
        let documented = "Sheboygan Co. is not a valid county for the subdivision New York";
        t.admin().post(&zones, wrong).await.refused(422, documented);
        let canadian = zone(json!({"subdivision": "Ontario", "county": "Sheboygan Co."}));
        t.admin().post(&zones, canadian).await.refused(422, "Sheboygan Co. is not a valid county for the subdivision Ontario");
        t.admin().post(&zones, zone(json!({"county": "Sheboygan Co."}))).await.invalid(&["subdivision"]);
        let all = zone(json!({"rate": 101, "subdivision": "New York", "county": "Sheboygan Co.", "zip": "?"}));
        t.admin().post(&zones, all).await.invalid(&["rate", "county", "zip"]);
        t.admin().post(&zones, zone(json!({"subdivision": "Atlantis"}))).await.invalid(&["subdivision"]);
        let made = t.admin().post(&zones, zone(json!({"subdivision": "WI", "county": "Brown Co."}))).await.created();
        let path = format!("{zones}/{}", made["id"]);
        t.admin().patch(&path, json!({"subdivision": "NY"})).await.refused(422, "Brown Co. is not a valid county for the subdivision New York");
        let moved = t.admin().patch(&path, json!({"subdivision": "NY", "county": "Kings"})).await.created();
        assert_eq!((&moved["subdivision"], &moved["county"]), (&json!("New York"), &json!("Kings Co.")));
    }

    async fn a_postal_code_is_whole_or_the_beginning_of_one(t) {
        let zones = tax(&t).await;
        for (place, shown) in [
            (json!({"zip": 53081}), "53081"),
            (json!({"zip": "530811234"}), "53081-1234"),
            (json!({"zip": "k1a0b1", "subdivision": "ON"}), "K1A 0B1"),
            (json!({"zip": "k1a0b1"}), "K1A 0B1"),
            (json!({"zip": "530", "zip_partial_match": true}), "530"),
            (json!({"zip": "K1A", "zip_partial_match": "1"}), "K1A"),
        ] {
            let made = t.admin().post(&zones, zone(place.clone())).await.created();
            assert_eq!(made["zip"], shown, "{place}");
        }
        for place in [
            json!({"zip": "530"}),
            json!({"zip": "K1A 0B1", "subdivision": "WI"}),
            json!({"zip": "53%", "zip_partial_match": true}),
            json!({"zip": "-", "zip_partial_match": true}),
            json!({"city": "Ripon", "zip_partial_match": true}),
            json!({"zip": "1".repeat(33), "zip_partial_match": true}),
        ] {
            t.admin().post(&zones, zone(place)).await.invalid(&["zip"]);
        }
    }

    async fn names_are_looked_for_in_the_country_of_the_application_first(t) {
        let zones = tax(&t).await;
        let limburg = zone(json!({"subdivision": "Limburg"}));
        let country = async |path: &str| {
            let id = path.rsplit('/').next().unwrap().parse::<i64>().unwrap();
            use sea_orm::EntityTrait;
            let row = geotaxes::Entity::find_by_id(id).one(t.app.db.read()).await.unwrap().unwrap();
            (row.country.unwrap(), row.subdivision.unwrap())
        };
        t.admin().patch("/system/application", json!({"country": "NL"})).await.ok();
        let dutch = t.admin().post(&zones, limburg.clone()).await.created();
        let dutch = format!("{zones}/{}", dutch["id"]);
        assert_eq!(country(&dutch).await, ("NL".to_owned(), "Limburg".to_owned()));
        t.admin().patch("/system/application", json!({"country": "BE"})).await.ok();
        let belgian = t.admin().post(&zones, limburg).await.created();
        assert_eq!(country(&format!("{zones}/{}", belgian["id"])).await.0, "BE");
        t.admin().patch(&dutch, json!({"name": "Still there"})).await.created();
        assert_eq!(country(&dutch).await.0, "NL", "what does not change stays");
        let wisconsin = t.admin().post(&zones, zone(json!({"subdivision": "Wisconsin"}))).await.created();
        assert_eq!(country(&format!("{zones}/{}", wisconsin["id"])).await, ("US".to_owned(), "WI".to_owned()));
    }

    async fn a_zone_belongs_to_one_tax(t) {
        let zones = tax(&t).await;
        let other = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 20});
        let other = t.admin().post("/financial/taxes", other).await.created();
        let made = t.admin().post(&zones, zone(json!({"city": "Ripon"}))).await.created();
        let path = format!("/financial/taxes/{}/geotaxes/{}", other["id"], made["id"]);
        t.admin().get(&path).await.refused(404, "No item with that ID found.");
        t.admin().patch(&path, json!({"rate": 1})).await.status(404);
        t.admin().delete(&path).await.refused(404, "Geotax not found");
        let path = format!("{zones}/{}", made["id"]);
        let changed = t.admin().patch(&path, json!({"rate": "1.0"})).await.created();
        assert_eq!((&changed["rate"], &changed["city"]), (&json!("1"), &json!("Ripon")));
        t.admin().delete(&path).await.ok();
    }
}
