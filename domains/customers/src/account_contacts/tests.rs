use fairlead_testkit::{json, on_both};

use crate::testing::{account, setup};

on_both! {
    async fn a_contact_answers_as_documented(t) {
        account(&t, json!({})).await;
        let body = json!({
            "name": "Jacob Example", "role": "Chief Party Officer", "email_address": "jacob@example.com",
            "phone_numbers": {"work": {"number": "1231231234", "extension": 123}, "mobile": {"number": "1235550809", "extension": null}},
            "email_message_categories": [2], "primary": true, "username": "babymonkey", "password": "correct horse",
        });
        let made = t.admin().post("/accounts/1/contacts", body.clone()).await.created();
        let mut shown = body;
        shown["id"] = json!(2);
        shown.as_object_mut().unwrap().remove("password");
        assert_eq!(made, shown);
        assert_eq!(t.admin().get("/accounts/1/contacts/2").await.ok(), shown);
        let first = t.admin().get("/accounts/1/contacts/1").await.ok();
        assert_eq!(first["primary"], false, "only one contact is primary");
        let changed = t.admin().patch("/accounts/1/contacts/2", json!({"name": "Jake"})).await.status(201);
        assert_eq!((&changed.json["data"]["name"], &changed.json["data"]["username"]), (&json!("Jake"), &json!("babymonkey")));
        assert_eq!(t.admin().delete("/accounts/1/contacts/1").await.ok(), json!({"message": "Contact deleted"}));
        t.admin().delete("/accounts/1/contacts/1").await.refused(404, "That contact ID does not exist.");
        assert_eq!(t.admin().get("/search?q=jake").await.ok()[0]["id"], 2);
        assert_eq!(t.admin().get("/search?q=babymonkey").await.ok()[0]["title"], "Jake");
    }

    async fn the_primary_contact_is_neither_unset_nor_deleted(t) {
        account(&t, json!({})).await;
        t.admin().patch("/accounts/1/contacts/1", json!({"primary": false})).await.invalid(&["primary"]);
        t.admin()
            .delete("/accounts/1/contacts/1")
            .await
            .refused(422, "The primary contact cannot be deleted. Make another contact primary first.");
        t.admin().patch("/accounts/1/contacts/1", json!({"primary": true, "name": "Ada"})).await.status(201);
    }

    async fn wrong_contacts_are_told_all_that_is_wrong(t) {
        account(&t, json!({})).await;
        t.admin().post("/accounts/1/contacts", json!({})).await.invalid(&["name", "primary"]);
        let body = json!({
            "name": "x", "primary": false, "email_address": "x@", "phone_numbers": {"beeper": {"number": "1"}},
            "email_message_categories": [], "username": "abc", "password": "short",
        });
        let fields = ["email_address", "phone_numbers", "username", "password"];
        let messages = t.admin().post("/accounts/1/contacts", body).await.invalid(&fields);
        assert_eq!(messages["phone_numbers"], "The Phone Number Type is invalid: beeper");
        t.admin().patch("/accounts/1/contacts/1", json!({"name": ""})).await.invalid(&["name"]);
        t.admin().post("/accounts/9/contacts", json!({"name": "x", "primary": false})).await.refused(404, "No item with that ID found.");
    }

    async fn blank_optional_fields_are_cleared(t) {
        account(&t, json!({})).await;
        let body = json!({"role": "", "email_address": null, "phone_numbers": {}, "email_message_categories": []});
        let changed = t.admin().patch("/accounts/1/contacts/1", body).await.status(201);
        let data = &changed.json["data"];
        assert_eq!((&data["role"], &data["email_address"], &data["phone_numbers"]), (&json!(null), &json!(null), &json!({})));
        assert_eq!(data["email_message_categories"], json!([]));
        assert_eq!(data["name"], "Ada Byron");
    }
}
