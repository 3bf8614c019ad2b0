use fairlead_testkit::{json, on_both};

use crate::testing_parts::{account, setup};

const ALL: &str = "/system/custom_fields";

on_both! {
    async fn a_text_field_is_shown_as_documented(t) {
        let body = json!({"name": "Height of Antenna", "type": "text", "unique": "1", "active": 1, "entity_type": "account", "select_options": []});
        let field = t.admin().post(ALL, body).await.created();
        let shown = json!({"id": field["id"], "name": "Height of Antenna", "type": "text", "unique": true, "active": true, "entity_type": "account", "select_options": []});
        assert_eq!(field, shown);
        assert_eq!(t.admin().get(&format!("{ALL}/{}", field["id"])).await.ok(), shown);
        assert_eq!(t.admin().get(ALL).await.ok(), json!([shown]));
    }

    async fn options_are_taken_as_objects_and_as_texts(t) {
        let body = json!({"name": "Roof", "type": "select", "active": true, "entity_type": "account", "select_options": [{"text": "Metal"}, "Tile ", 7]});
        let field = t.admin().post(ALL, body).await.created();
        assert_eq!(field["select_options"], json!([{"text": "Metal"}, {"text": "Tile"}, {"text": "7"}]));
        let path = format!("{ALL}/{}", field["id"]);
        let kept = t.admin().patch(&path, json!({"name": "Roof type"})).await.ok();
        assert_eq!((&kept["name"], &kept["select_options"]), (&json!("Roof type"), &field["select_options"]));
        t.admin().patch(&path, json!({"select_options": []})).await.invalid(&["select_options"]);
        t.admin().patch(&path, json!({"select_options": ["Tile", {"text": "Tile"}]})).await.invalid(&["select_options"]);
        t.admin().patch(&path, json!({"select_options": [{"txt": "Tile"}, ["x"], "y".repeat(256)]})).await
            .invalid(&["select_options.0.text", "select_options.1", "select_options.2"]);
    }

    async fn everything_wrong_is_named_at_once_in_the_documented_words(t) {
        let body = json!({"name": "", "type": "number", "unique": "perhaps", "active": null, "entity_type": "tickets"});
        let messages = t.admin().post(ALL, body).await.invalid(&["name", "type", "unique", "active", "entity_type"]);
        assert_eq!(messages["type"], "The value entered for type is invalid.");
        assert_eq!(messages["unique"], "Unique must be a boolean.");
        let body = json!({"name": "Roof", "type": "select", "unique": true, "active": true, "entity_type": "account"});
        t.admin().post(ALL, body).await.invalid(&["unique", "select_options"]);
    }

    async fn the_type_and_the_kind_of_thing_cannot_change(t) {
        let body = json!({"name": "Dog", "type": "checkbox", "active": true, "entity_type": "jobs"});
        let field = t.admin().post(ALL, body).await.created();
        let path = format!("{ALL}/{}", field["id"]);
        t.admin().patch(&path, json!({"type": "text", "entity_type": "account"})).await.invalid(&["type", "entity_type"]);
        let same = json!({"name": "Big dog", "type": "checkbox", "unique": false, "active": false, "entity_type": "jobs", "select_options": []});
        let changed = t.admin().patch(&path, same).await.ok();
        assert_eq!((&changed["name"], &changed["active"]), (&json!("Big dog"), &json!(false)));
    }

    async fn it_goes_with_its_values(t) {
        let account = account(&t).await;
        let body = json!({"name": "Gate code", "type": "text", "active": true, "entity_type": "account"});
        let field = t.admin().post(ALL, body).await.created();
        let values = format!("/entity_custom_fields/account/{account}");
        t.admin().patch(&format!("{values}/{}", field["id"]), json!({"data": "1234"})).await.created();
        let path = format!("{ALL}/{}", field["id"]);
        assert_eq!(t.admin().delete(&path).await.ok(), json!({"success": true}));
        t.admin().delete(&path).await.refused(404, "Custom field does not exist.");
        assert_eq!(t.admin().get(&values).await.ok(), json!([]));
        t.admin().get(&format!("{values}/{}", field["id"])).await.status(404);
    }

    async fn it_becomes_unique_only_when_its_values_are(t) {
        let (one, two) = (account(&t).await, account(&t).await);
        let body = json!({"name": "Serial", "type": "text", "active": true, "entity_type": "account"});
        let field = t.admin().post(ALL, body).await.created();
        let (path, id) = (format!("{ALL}/{}", field["id"]), &field["id"]);
        let value = async |account: i64, data: &str| {
            let path = format!("/entity_custom_fields/account/{account}/{id}");
            t.admin().patch(&path, json!({"data": data})).await
        };
        value(one, "Abc").await.created();
        value(two, "aBC").await.created();
        t.admin().patch(&path, json!({"unique": true})).await.invalid(&["unique"]);
        assert_eq!(t.admin().get(&path).await.ok()["unique"], false);
        value(two, &"x".repeat(256)).await.created();
        t.admin().patch(&path, json!({"unique": true})).await.invalid(&["unique"]);
        value(two, "def").await.created();
        assert_eq!(t.admin().patch(&path, json!({"unique": true})).await.ok()["unique"], true);
        value(two, "ABC").await.invalid(&["data"]);
        t.admin().patch(&path, json!({"unique": false})).await.ok();
        value(two, "ABC").await.created();
    }
}
