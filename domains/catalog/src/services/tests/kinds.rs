use fairlead_testkit::{
    json, on_both,
    serde_json::{self, Value},
};

use crate::testing::{new_service, service, setup};

const ALL: &str = "/system/services";

/// What is sent, and the fields that are refused.
fn cases() -> impl Iterator<Item = (Value, Vec<&'static str>)> {
    let lines = include_str!("kinds.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (sent, refused) = line.split_once("->").expect(line);
        (serde_json::from_str(sent).expect(line), refused.split_whitespace().collect())
    })
}

on_both! {
    async fn what_a_service_needs_follows_from_its_kind(t) {
        for (changes, refused) in cases() {
            let answer = t.admin().post(ALL, new_service(changes.clone())).await;
            match refused.is_empty() {
                true => assert_eq!(answer.status.as_u16(), 201, "{changes}: {}", answer.json),
                false => drop(answer.invalid(&refused)),
            }
        }
    }

    async fn an_unknown_type_is_refused_in_the_documented_words(t) {
        let messages = t.admin().post(ALL, new_service(json!({"type": "magic"}))).await.invalid(&["type"]);
        assert_eq!(messages["type"], "magic is not a valid service type");
    }

    async fn the_type_never_changes(t) {
        let made = service(&t, json!({})).await;
        let path = format!("{ALL}/{}", made["id"]);
        let messages = t.admin().patch(&path, json!({"type": "expiring", "times_to_run": 3})).await.invalid(&["type"]);
        assert_eq!(messages["type"], "The type cannot be changed.");
        t.admin().patch(&path, json!({"type": "recurring", "id": 77, "name": "Gold"})).await.ok();
        assert_eq!(t.admin().get(&path).await.ok()["name"], "Gold");
    }

    async fn what_a_service_ceases_to_be_leaves_nothing_behind(t) {
        let both = json!({"data_service": true, "download_in_kilobits": 1000, "upload_in_kilobits": 500, "technology_code": 50,
            "voice_service": true, "unlimited_local_minutes": true, "local_minutes": 5, "local_prefixes": ["414", "262", "414"],
            "local_minutes_amount": 0.05, "first_interval_in_seconds": 60, "inbound_toll_free_rate": "0.021"});
        let made = service(&t, both).await;
        assert_eq!(made["local_prefixes"], json!(["414", "262"]));
        assert_eq!((&made["local_minutes_amount"], &made["inbound_toll_free_rate"]), (&json!(0.05), &json!(0.021)));
        let path = format!("{ALL}/{}", made["id"]);
        let plain = service(&t, json!({})).await;
        let neither = t.admin().patch(&path, json!({"data_service": false, "voice_service": false})).await.ok();
        for (field, value) in plain.as_object().unwrap() {
            if field != "id" {
                assert_eq!(&neither[field], value, "{field}");
            }
        }
        t.admin().patch(&path, json!({"download_in_kilobits": 2000})).await.invalid(&["download_in_kilobits"]);
    }
}
