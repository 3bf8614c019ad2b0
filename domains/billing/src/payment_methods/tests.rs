use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{account, dump, setup};

async fn sandbox(t: &TestApp) {
    t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
}

fn card() -> Value {
    json!({
        "type": "credit card", "account_number": "4242 4242 4242 4242", "expiration_month": "09", "expiration_year": "2029",
        "cvc": "973", "name_on_account": "Ada Lovelace", "auto": true, "line1": "555 Packers Ln", "city": "Green Bay",
        "state": "WI", "zip": "54302", "country": "US",
    })
}

fn bank() -> Value {
    json!({
        "type": "bank account", "account_number": "000123456789", "routing_number": "110000000", "account_type": "checking",
        "name_on_account": "Ada Lovelace", "auto": false, "line1": null, "city": null, "state": null, "zip": null, "country": null,
    })
}

on_both! {
    async fn a_card_and_a_bank_account_as_portals_send_them(t) {
        sandbox(&t).await;
        let path = format!("{}/payment_methods", account(&t).await);
        let card = t.admin().post(&path, card()).await.created();
        assert_eq!(card, json!({
            "id": 1, "name_on_account": "Ada Lovelace", "type": "credit card", "identifier": "4242", "expiration_month": 9,
            "expiration_year": 2029, "auto": true, "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302",
            "country": "US",
        }));
        let bank = t.admin().post(&path, bank()).await.created();
        assert_eq!((&bank["type"], &bank["identifier"], &bank["expiration_year"]), (&json!("echeck"), &json!("6789"), &json!(null)));
        assert_eq!(t.admin().get(&path).await.ok(), json!([card, bank]));
        assert_eq!(t.admin().get(&format!("{path}/1")).await.ok(), card);
    }

    async fn only_one_method_of_an_account_is_automatic(t) {
        sandbox(&t).await;
        let account = account(&t).await;
        let path = format!("{account}/payment_methods");
        let first = t.admin().post(&path, card()).await.created();
        let second = t.admin().post(&path, bank()).await.created();
        let toggle = format!("{path}/{}/toggle_auto", second["id"]);
        assert_eq!(t.admin().patch(&toggle, json!({"auto": true})).await.created()["auto"], true);
        assert_eq!(t.admin().get(&format!("{path}/{}", first["id"])).await.ok()["auto"], false);
        assert_eq!(t.admin().post(&toggle, json!({"auto": false})).await.created()["auto"], false);
        t.admin().patch(&toggle, json!({"auto": "maybe"})).await.invalid(&["auto"]);
        t.admin().patch(&toggle, json!({})).await.invalid(&["auto"]);
        let updated = t.admin().patch(&format!("{path}/{}", first["id"]), json!({"auto": true})).await.ok();
        assert_eq!((&updated["auto"], &updated["zip"]), (&json!(true), &json!("54302")));
        t.admin().post(&path, card()).await.created();
        let marked: Vec<Value> = t.admin().get(&path).await.ok().as_array().unwrap().iter().map(|one| one["auto"].clone()).collect();
        assert_eq!(marked, [false, false, true]);
    }

    async fn a_stored_card_changes_but_for_its_number(t) {
        sandbox(&t).await;
        let path = format!("{}/payment_methods", account(&t).await);
        let id = t.admin().post(&path, card()).await.created()["id"].clone();
        let one = format!("{path}/{id}");
        let change = json!({"name_on_account": "Ada King", "expiration_month": 12, "expiration_year": 2031, "state": "Minnesota", "account_number": "1"});
        let changed = t.admin().patch(&one, change).await.ok();
        assert_eq!(changed, json!({
            "id": id, "name_on_account": "Ada King", "type": "credit card", "identifier": "4242", "expiration_month": 12,
            "expiration_year": 2031, "auto": true, "line1": "555 Packers Ln", "city": "Green Bay", "state": "MN", "zip": "54302",
            "country": "US",
        }));
        t.admin().patch(&one, json!({"expiration_month": 13, "auto": "x"})).await.invalid(&["expiration_month", "auto"]);
        t.admin().patch(&one, json!({"expiration_year": 2025, "zip": ""})).await.invalid(&["expiration_year", "zip"]);
        t.admin().with("if-match", "\"other\"").patch(&one, json!({"auto": false})).await.status(412);
        assert_eq!(t.admin().get(&one).await.ok(), changed);
    }

    async fn a_method_is_known_to_its_own_account_only(t) {
        sandbox(&t).await;
        let (mine, other) = (account(&t).await, account(&t).await);
        let id = t.admin().post(&format!("{mine}/payment_methods"), card()).await.created()["id"].clone();
        let foreign = format!("{other}/payment_methods/{id}");
        t.admin().get(&foreign).await.status(404);
        t.admin().patch(&foreign, json!({"auto": false})).await.status(404);
        t.admin().patch(&format!("{foreign}/toggle_auto"), json!({"auto": false})).await.status(404);
        t.admin().delete(&foreign).await.status(404);
        t.admin().post("/accounts/999/payment_methods", card()).await.status(404);
        let own = format!("{mine}/payment_methods/{id}");
        assert_eq!(t.admin().delete(&own).await.ok(), json!({"success": true}));
        t.admin().get(&own).await.status(404);
        t.admin().delete(&own).await.status(404);
        assert_eq!(t.admin().get(&format!("{mine}/payment_methods")).await.ok(), json!([]));
    }

    async fn without_a_processor_nothing_is_taken(t) {
        let account = account(&t).await;
        t.admin().post(&format!("{account}/payment_methods"), card()).await.refused(422, "There is no payment processor.");
        t.admin().post(&format!("{account}/tokenized_payment_method"), token()).await.refused(422, "There is no payment processor.");
    }

    async fn all_faults_of_a_method_are_named_at_once(t) {
        sandbox(&t).await;
        let path = format!("{}/payment_methods", account(&t).await);
        t.admin().post(&path, json!({})).await.invalid(&["type", "account_number", "name_on_account", "auto"]);
        let bad = json!({"type": "credit card", "account_number": "4242424242424241", "name_on_account": "Ada", "auto": false, "cvc": "12345", "expiration_month": 2, "expiration_year": 2026});
        let messages = t.admin().post(&path, bad).await.invalid(&["line1", "city", "state", "zip", "country", "account_number", "cvc", "expiration_year"]);
        assert_eq!(messages["account_number"], "That is not a valid credit card number. Please check and try again.");
        assert!(!messages.to_string().contains("4242"));
        let mut bad = bank();
        (bad["routing_number"], bad["account_type"], bad["account_number"]) = (json!("110000001"), json!(null), json!("1"));
        t.admin().post(&path, bad).await.invalid(&["routing_number", "account_type", "account_number"]);
        t.admin().post(&path, json!({"type": "cash", "account_number": {}, "name_on_account": "Ada", "auto": true})).await.invalid(&["type", "account_number"]);
        let mut refused = card();
        refused["account_number"] = json!("4000000000000127");
        t.admin().post(&path, refused).await.refused(422, "The security code of the card is not right.");
        assert_eq!(t.admin().get(&path).await.ok(), json!([]));
    }

    async fn a_token_made_elsewhere_is_kept_sealed(t) {
        sandbox(&t).await;
        let account = account(&t).await;
        let path = format!("{account}/tokenized_payment_method");
        let made = t.admin().post(&path, token()).await.created();
        assert_eq!((&made["type"], &made["identifier"], &made["expiration_month"]), (&json!("credit card"), &json!("1111"), &json!(9)));
        let mandate = json!({"token": "MD0001", "type": "echeck", "identifier": "6789", "auto": false, "name_on_account": "Ada Lovelace"});
        let made = t.admin().post(&path, mandate).await.created();
        assert_eq!((&made["type"], &made["line1"]), (&json!("echeck"), &json!(null)));
        assert!(!dump(&t).await.contains("sandbox_token_approved"), "a token is readable");
        let bad = json!({"token": "x", "type": "credit card", "identifier": "11111", "auto": false, "name_on_account": "Ada", "card_type": "gold"});
        t.admin().post(&path, bad).await.invalid(&["identifier"]);
        let mut bad = token();
        (bad["card_type"], bad["expiration_year"], bad["zip"]) = (json!("gold"), json!(null), json!(null));
        t.admin().post(&path, bad).await.invalid(&["card_type", "expiration_year", "zip"]);
    }

    async fn portals_ask_which_cards_they_can_take(t) {
        let account = account(&t).await;
        let path = account.replace("/accounts/", "/accounts/credit_card_processors/") + "/enabled";
        assert_eq!(t.admin().get(&path).await.ok(), json!([]), "without a processor");
        sandbox(&t).await;
        assert_eq!(t.admin().get(&format!("{path}?page=1")).await.ok(), json!([
            {"name": "sandbox", "currency": "USD", "visa": true, "mastercard": true, "amex": true, "discover": true},
        ]));
        t.admin().get("/accounts/credit_card_processors/999/enabled").await.status(404);
        t.user().can("accounts.read").get(&path).await.status(403);
        t.user().can("payment_methods.read").get(&path).await.status(200);
    }

    async fn no_number_is_kept_anywhere(t) {
        sandbox(&t).await;
        let path = format!("{}/payment_methods", account(&t).await);
        t.admin().with("idempotency-key", "first").post(&path, card()).await.created();
        t.admin().with("idempotency-key", "second").post(&path, bank()).await.created();
        let mut foreign = card();
        foreign["account_number"] = json!("4012888888881881");
        t.admin().with("idempotency-key", "third").post(&path, foreign).await.status(422);
        let dump = dump(&t).await;
        assert!(dump.contains("4242") && dump.contains("Ada Lovelace"), "the dump shows what is stored");
        for secret in ["42424242", "4242 4242", "000123456789", "123456789", "110000000", "4012888888881881", "'973'", "\"973\""] {
            assert!(!dump.contains(secret), "{secret} is stored");
        }
    }
}

fn token() -> Value {
    json!({
        "token": "sandbox_token_approved_00ff00ff00ff00ff", "type": "credit card", "identifier": "1111", "expiration_month": "09",
        "expiration_year": "2029", "auto": false, "card_type": "VISA", "name_on_account": "Ada Lovelace", "line1": "555 Packers Ln",
        "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US", "payment_processor_customer_profile_id": "cus_1",
    })
}
