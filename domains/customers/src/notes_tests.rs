use fairlead_testkit::{json, on_both};

use crate::testing_parts::{account, delete_account, importer_sends, setup};

on_both! {
    async fn what_the_importer_sends_is_stored(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        let body = br#"{"category":"billing","message":"Paid by <b>check<\/b> \u2014 M\u00fcller & S\u00f6hne"}"#;
        let note = importer_sends(&t, &path, body).await.created();
        assert_eq!(note, json!({
            "id": note["id"], "category": "billing", "message": "Paid by <b>check</b> — Müller & Söhne",
            "username": "tester", "priority": 0,
        }));
        assert_eq!(t.admin().get(&format!("{path}/{}", note["id"])).await.ok(), note);
    }

    async fn html_is_kept_as_sent_and_made_safe_where_it_is_shown(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        let message = "<script>steal()</script><i onclick='steal()'>Hello</i> <a href=\"javascript:x\">x</a>";
        let note = t.admin().post(&path, json!({"category": "other", "message": message})).await.created();
        assert_eq!(note["message"], message);
        let shown = fairlead_documents::sanitise_html(note["message"].as_str().expect("a text"));
        assert!(shown.contains("Hello") && !shown.contains("steal") && !shown.contains("javascript"), "{shown}");
    }

    async fn a_note_can_be_long_but_not_endless(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        let long = "ü".repeat(65_000);
        let note = t.admin().post(&path, json!({"category": "sales", "message": long})).await.created();
        assert_eq!(note["message"], long.as_str());
        let messages = t.admin().post(&path, json!({"category": "sales", "message": format!("{long}!")})).await.invalid(&["message"]);
        assert_eq!(messages["message"], "The message may not be greater than 65000 characters.");
    }

    async fn the_list_has_every_note_and_can_be_narrowed_by_priority(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        for priority in ["0", "1", "2"] {
            let body = json!({"category": "sales", "message": format!("Note {priority}"), "priority": priority});
            t.admin().post(&path, body).await.created();
        }
        let all = t.admin().get(&path).await.ok();
        assert_eq!(all.as_array().map(|notes| notes.iter().map(|note| note["priority"].as_i64()).collect()), Some(vec![Some(2), Some(1), Some(0)]));
        let alerts = t.admin().get(&format!("{path}?priority=2&limit=5")).await.status(200).json;
        assert_eq!((&alerts["data"][0]["message"], &alerts["paginator"]["total_count"]), (&json!("Note 2"), &json!(1)));
        assert_eq!(t.admin().get(&format!("{path}?filter[priority]=0,1")).await.ok().as_array().map(Vec::len), Some(2));
        let messages = t.admin().get(&format!("{path}?priority=urgent")).await.invalid(&["priority"]);
        assert_eq!(messages["priority"], "The selected priority is not valid.");
    }

    async fn the_author_stays_when_somebody_else_edits(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        let note = t.admin().post(&path, json!({"category": "sales", "message": "One", "priority": 1})).await.created();
        let path = format!("{path}/{}", note["id"]);
        let changed = t.admin().patch(&path, json!({"category": "inquiry", "message": "test", "username": "mallory"})).await.ok();
        assert_eq!(changed, json!({"id": note["id"], "category": "inquiry", "message": "test", "username": "tester", "priority": 1}));
    }

    async fn an_unknown_kind_or_thing_has_no_notes(t) {
        let body = json!({"category": "sales", "message": "x"});
        for kind in ["nonsense", "account", "accounts%20where%201=1", "account_groups"] {
            let path = format!("/notes/{kind}/1");
            for answer in [t.admin().post(&path, body.clone()).await, t.admin().get(&path).await] {
                let messages = answer.invalid(&["type"]);
                assert_eq!(messages["type"], "That is not a valid entity type for a note.");
            }
        }
        for path in ["/notes/accounts/999", "/notes/network_sites/1", "/notes/accounts/x", "/notes/accounts/-1"] {
            t.admin().post(path, body.clone()).await.refused(404, "No item with that ID found.");
        }
    }

    async fn a_bad_category_and_priority_are_refused_together(t) {
        let path = format!("/notes/accounts/{}", account(&t).await);
        let body = json!({"category": "gossip", "message": "", "priority": 3});
        t.admin().post(&path, body).await.invalid(&["category", "message", "priority"]);
    }

    async fn the_notes_of_a_deleted_or_another_account_are_not_found(t) {
        let (id, other) = (account(&t).await, account(&t).await);
        let path = format!("/notes/accounts/{id}");
        let note = t.admin().post(&path, json!({"category": "sales", "message": "x"})).await.created();
        t.admin().get(&format!("/notes/accounts/{other}/{}", note["id"])).await.status(404);
        t.admin().delete(&format!("/notes/accounts/{other}/{}", note["id"])).await
            .refused(404, "alerting rotation day/time does not exist.");
        delete_account(&t, id).await;
        t.admin().get(&path).await.status(404);
        let path = format!("{path}/{}", note["id"]);
        t.admin().get(&path).await.status(404);
        t.admin().patch(&path, json!({"message": "y"})).await.status(404);
        t.admin().delete(&path).await.status(404);
    }

    async fn the_notes_of_a_contact_go_out_of_reach_with_its_account(t) {
        let id = account(&t).await;
        let contacts = t.admin().get(&format!("/accounts/{id}/contacts")).await.ok();
        let path = format!("/notes/account_contacts/{}", contacts[0]["id"]);
        t.admin().post(&path, json!({"category": "sales", "message": "x"})).await.created();
        assert_eq!(t.admin().get(&path).await.ok().as_array().map(Vec::len), Some(1));
        delete_account(&t, id).await;
        t.admin().get(&path).await.status(404);
    }

    async fn a_note_stands_in_the_history_of_its_account(t) {
        let id = account(&t).await;
        t.admin().post(&format!("/notes/accounts/{id}"), json!({"category": "sales", "message": "x"})).await.created();
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let found = fairlead_store::audit_log::Entity::find()
            .filter(fairlead_store::audit_log::Column::AccountId.eq(id))
            .filter(fairlead_store::audit_log::Column::Entity.eq("notes"))
            .one(t.app.db.read()).await.expect("the audit log is read");
        assert!(found.is_some_and(|entry| entry.username == "tester" && entry.action == "create"));
    }
}
