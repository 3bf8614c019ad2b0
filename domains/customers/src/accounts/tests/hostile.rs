use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{json, on_both};

use crate::testing::{account, new_account, setup};

on_both! {
    async fn names_are_kept_as_they_are_and_found(t) {
        let names = [
            "Robert'); drop table accounts;--",
            "<script>alert(1)</script>",
            "مؤسسة النور",
            "שרה לוי",
            "Pizza 🍕 King 👨‍👩‍👧",
            "100% _under\\score",
            "株式会社テスト",
        ];
        for (name, search) in names.iter().zip(["robert drop", "script alert", "النور", "לוי", "🍕", "100% under", "株式"]) {
            let made = account(&t, json!({"name": name, "contact_name": name, "line1": name, "city": name})).await;
            assert_eq!(made["name"], *name);
            let found = t.admin().get(&format!("/accounts?search={}", encoded(search))).await.ok();
            assert_eq!(found.as_array().unwrap().len(), 1, "{search}");
            assert_eq!(found[0]["id"], made["id"]);
            let hits = t.admin().get(&format!("/search?q={}", encoded(search))).await.ok();
            assert_eq!(hits[0]["account_id"], made["id"], "{search}");
        }
        assert_eq!(t.admin().get("/accounts").await.ok().as_array().unwrap().len(), names.len());
    }

    async fn input_that_is_too_long_or_strange_is_refused_whole(t) {
        let long = "x".repeat(10_000);
        for field in ["name", "line1", "line2", "city", "state", "county", "zip", "country", "contact_name", "role", "email_address"] {
            t.admin().post("/accounts", new_account(json!({field: long}))).await.invalid(&[field]);
        }
        let phones = json!({"phone_numbers": {"work": {"number": long, "extension": long}}});
        t.admin().post("/accounts", new_account(phones)).await.invalid(&["phone_numbers.work.number", "phone_numbers.work.extension"]);
        let strange = [
            (json!({"name": ["x"]}), "name"),
            (json!({"name": {"x": 1}}), "name"),
            (json!({"name": "a\u{0}b"}), "name"),
            (json!({"account_type_id": 1e300}), "account_type_id"),
            (json!({"account_type_id": -1}), "account_type_id"),
            (json!({"account_groups": "1"}), "account_groups"),
            (json!({"sub_accounts": [{"id": 1}]}), "sub_accounts.0"),
            (json!({"email_message_categories": [1]}), "email_message_categories.0"),
            (json!({"email_address": "nobody"}), "email_address"),
            (json!({"phone_numbers": "5550100"}), "phone_numbers"),
            (json!({"phone_numbers": {"pager": {"number": "5550100"}}}), "phone_numbers"),
            (json!({"phone_numbers": {"work": "5550100"}}), "phone_numbers.work"),
            (json!({"latitude": "NaN"}), "latitude"),
        ];
        for (changes, field) in strange {
            t.admin().post("/accounts", new_account(changes)).await.invalid(&[field]);
        }
        for raw in ["{", "[1]", "\"x\"", "\u{feff}{}"] {
            let answer = t.admin().send(Method::POST, "/accounts", Body::from(raw)).await;
            assert!(answer.status.is_client_error(), "{raw}");
        }
        assert_eq!(t.admin().get("/accounts").await.ok(), json!([]), "nothing was written");
    }

    async fn ids_of_another_account_reach_nothing(t) {
        account(&t, json!({})).await;
        account(&t, json!({})).await;
        for path in ["/accounts/1/contacts/2", "/accounts/1/addresses/2"] {
            t.admin().get(path).await.refused(404, "No item with that ID found.");
            t.admin().patch(path, json!({"name": "x", "line1": "x"})).await.refused(404, "No item with that ID found.");
        }
        t.admin().delete("/accounts/1/contacts/2").await.refused(404, "That contact ID does not exist.");
        t.admin().delete("/accounts/1/addresses/2").await.refused(404, "No item with that ID found.");
        t.admin().get("/accounts/1%27%20or%201=1").await.refused(404, "No item with that ID found.");
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
