use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing_parts::{account, delete_account, importer_sends, setup};

/// A field on accounts of this type; `changes` are laid over it.
async fn field(t: &TestApp, field_type: &str, changes: Value) -> i64 {
    let mut body = json!({"name": "A field", "type": field_type, "active": true, "entity_type": "account"});
    for (name, value) in changes.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let field = t.admin().post("/system/custom_fields", body).await.created();
    field["id"].as_i64().expect("an id")
}

fn path(account: i64, field: i64) -> String {
    format!("/entity_custom_fields/accounts/{account}/{field}")
}

on_both! {
    async fn what_the_importer_posts_as_text_is_stored_by_the_type_of_the_field(t) {
        let id = account(&t).await;
        let roof = json!({"select_options": ["Metal", "Tile"]});
        let cases = [
            (field(&t, "checkbox", json!({})).await, r#"{"data":"1"}"#, json!(true)),
            (field(&t, "checkbox", json!({})).await, r#"{"data":"0"}"#, json!(false)),
            (field(&t, "text", json!({})).await, r#"{"data":"4711"}"#, json!("4711")),
            (field(&t, "select", roof).await, r#"{"data":"Tile"}"#, json!("Tile")),
            (field(&t, "date", json!({})).await, r#"{"data":"2016-05-20"}"#, json!("2016-05-20")),
        ];
        for (field, body, shown) in &cases {
            let stored = importer_sends(&t, &path(id, *field), body.as_bytes()).await.created();
            assert_eq!(stored, json!({"custom_field_id": field, "data": shown}));
            assert_eq!(t.admin().get(&path(id, *field)).await.ok(), stored);
            // The same again, as when an import is repeated.
            assert_eq!(importer_sends(&t, &path(id, *field), body.as_bytes()).await.created(), stored);
        }
        let answer = t.admin().get(&format!("/entity_custom_fields/account/{id}")).await.status(200).json;
        let listed: Vec<_> = cases.iter().map(|(field, _, shown)| json!({"custom_field_id": field, "data": shown})).collect();
        assert_eq!((&answer["data"], &answer["paginator"]["total_count"]), (&json!(listed), &json!(5)));
    }

    async fn a_checkbox_takes_what_clients_send_and_answers_a_boolean(t) {
        let path = path(account(&t).await, field(&t, "checkbox", json!({})).await);
        for (sent, shown) in [(json!(true), true), (json!(false), false), (json!(1), true), (json!(0), false), (json!("1"), true), (json!("true"), true)] {
            assert_eq!(t.admin().patch(&path, json!({"data": sent})).await.created()["data"], shown);
        }
        let messages = t.admin().patch(&path, json!({"data": "yes"})).await.invalid(&["data"]);
        assert_eq!(messages["data"], "The data must be a boolean.");
    }

    async fn a_blank_clears_the_value(t) {
        let id = account(&t).await;
        for (field_type, data) in [("text", json!("x")), ("date", json!("2026-01-02")), ("checkbox", json!(true))] {
            let path = path(id, field(&t, field_type, json!({})).await);
            for blank in [json!(""), json!(null)] {
                t.admin().patch(&path, json!({"data": data})).await.created();
                assert_eq!(t.admin().patch(&path, json!({"data": blank})).await.created()["data"], json!(null));
                assert_eq!(t.admin().get(&path).await.ok()["data"], json!(null));
            }
        }
        assert_eq!(t.admin().get(&format!("/entity_custom_fields/accounts/{id}")).await.ok(), json!([]));
        let path = path(id, field(&t, "text", json!({})).await);
        let messages = t.admin().patch(&path, json!({})).await.invalid(&["data"]);
        assert_eq!(messages["data"], "The data field is required.");
    }

    async fn a_value_that_the_field_does_not_take_is_refused(t) {
        let id = account(&t).await;
        let select = field(&t, "select", json!({"select_options": ["Metal"]})).await;
        let date = field(&t, "date", json!({})).await;
        let text = field(&t, "text", json!({})).await;
        for (field, data) in [
            (select, json!("Straw")), (select, json!("metal")), (date, json!("20.05.2016")), (date, json!("2016-02-30")),
            (date, json!(20160520)), (text, json!({"a": 1})), (text, json!("x".repeat(65_001))), (text, json!("a\u{0}b")),
        ] {
            t.admin().patch(&path(id, field), json!({"data": data})).await.invalid(&["data"]);
        }
        assert_eq!(t.admin().patch(&path(id, text), json!({"data": 47})).await.created()["data"], "47");
    }

    async fn a_field_that_is_not_active_takes_no_new_values(t) {
        let (with, without) = (account(&t).await, account(&t).await);
        let field = field(&t, "text", json!({})).await;
        t.admin().patch(&path(with, field), json!({"data": "old"})).await.created();
        t.admin().patch(&format!("/system/custom_fields/{field}"), json!({"active": false})).await.ok();
        let messages = t.admin().patch(&path(without, field), json!({"data": "new"})).await.invalid(&["data"]);
        assert_eq!(messages["data"], "The custom field is not active.");
        assert_eq!(t.admin().patch(&path(with, field), json!({"data": "newer"})).await.created()["data"], "newer");
        assert_eq!(t.admin().get(&path(with, field)).await.ok()["data"], "newer");
    }

    async fn of_many_at_once_one_gets_a_unique_value(t) {
        let field = field(&t, "text", json!({"unique": true})).await;
        let (one, two, three) = (account(&t).await, account(&t).await, account(&t).await);
        let admin = t.admin();
        let send = async |id: i64| admin.patch(&path(id, field), json!({"data": "SN-1"})).await.status.as_u16();
        let (a, b, c) = fairlead_testkit::tokio::join!(send(one), send(two), send(three));
        let mut outcomes = [a, b, c];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [201, 422, 422]);
        let winner = [one, two, three][[a, b, c].iter().position(|status| *status == 201).expect("a winner")];
        // Its own value is not in its way.
        assert_eq!(t.admin().patch(&path(winner, field), json!({"data": "sn-1"})).await.created()["data"], "sn-1");
        let other = if winner == one { two } else { one };
        let messages = t.admin().patch(&path(other, field), json!({"data": "Sn-1"})).await.invalid(&["data"]);
        assert_eq!(messages["data"], "The data has already been taken.");
    }

    async fn many_first_values_of_one_thing_at_once_leave_one(t) {
        let path = path(account(&t).await, field(&t, "text", json!({})).await);
        let admin = t.admin();
        let send = async |data: &str| admin.patch(&path, json!({"data": data})).await.created()["data"].clone();
        let sent = fairlead_testkit::tokio::join!(send("a"), send("b"), send("c"), send("d"));
        assert_eq!(sent, (json!("a"), json!("b"), json!("c"), json!("d")));
        let stored = t.admin().get(&path).await.ok();
        assert!(["a", "b", "c", "d"].iter().any(|data| stored["data"] == *data));
    }

    async fn a_field_of_another_kind_of_thing_is_not_found(t) {
        let id = account(&t).await;
        let body = json!({"name": "Tower", "type": "text", "active": true, "entity_type": "network_site"});
        let of_sites = t.admin().post("/system/custom_fields", body).await.created();
        let of_sites = of_sites["id"].as_i64().expect("an id");
        t.admin().patch(&path(id, of_sites), json!({"data": "x"})).await.refused(404, "No item with that ID found.");
        t.admin().get(&path(id, of_sites)).await.status(404);
        t.admin().patch(&format!("/entity_custom_fields/network_site/1/{of_sites}"), json!({"data": "x"})).await.status(404);
        for kind in ["users", "nonsense", "account_contacts"] {
            t.admin().get(&format!("/entity_custom_fields/{kind}/1")).await.refused(404, "There are no custom fields here.");
        }
    }

    async fn the_values_of_a_deleted_account_are_not_found(t) {
        let id = account(&t).await;
        let path = path(id, field(&t, "text", json!({})).await);
        t.admin().patch(&path, json!({"data": "x"})).await.created();
        delete_account(&t, id).await;
        t.admin().get(&path).await.status(404);
        t.admin().patch(&path, json!({"data": "y"})).await.status(404);
        t.admin().get(&format!("/entity_custom_fields/accounts/{id}")).await.status(404);
    }

    async fn who_fills_in_values_need_not_define_fields(t) {
        let path = path(account(&t).await, field(&t, "text", json!({})).await);
        let clerk = t.user().can("custom_field_values.update");
        clerk.patch(&path, json!({"data": "x"})).await.created();
        clerk.patch("/system/custom_fields/1", json!({"name": "Mine"})).await.status(403);
        t.user().can("custom_fields.update").patch(&path, json!({"data": "y"})).await.status(403);
        clerk.with("if-match", "\"0000000000000000\"").patch(&path, json!({"data": "y"})).await.status(412);
    }
}
