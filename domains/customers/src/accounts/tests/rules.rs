use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};

use crate::testing::{account, new_account, setup};

on_both! {
    async fn an_account_comes_with_its_address_and_its_contact(t) {
        let made = account(&t, json!({"account_status_id": 1, "state": "Wisconsin", "county": "milwaukee"})).await;
        let shown = json!({
            "id": 1, "name": "Ada Byron", "account_type_id": 1, "account_status_id": 1, "account_groups": [], "balance_due": 0,
            "balance_total": 0, "sub_accounts": [], "next_bill_date": null, "delinquent": false, "company_id": null,
        });
        assert_eq!(made, shown);
        assert_eq!(t.admin().get("/accounts/1").await.ok(), shown);
        assert_eq!(t.admin().get("/accounts?page=1").await.ok(), json!([shown]));
        let addresses = t.admin().get("/accounts/1/addresses").await.ok();
        let address = json!({
            "id": 1, "line1": "12345 Some Ln", "line2": null, "city": "West Allis", "state": "WI", "county": "Milwaukee Co.",
            "zip": "53226", "country": "US", "latitude": 43.0, "longitude": -88.0, "address_type_id": 1,
        });
        assert_eq!(addresses, json!([address]));
        let contacts = t.admin().get("/accounts/1/contacts").await.ok();
        let contact = json!({
            "id": 1, "name": "Ada Byron", "role": "Owner", "email_address": "ada@example.com",
            "phone_numbers": {"mobile": {"number": "4145550142", "extension": null}}, "email_message_categories": [2, 3],
            "primary": true, "username": null,
        });
        assert_eq!(contacts, json!([contact]));
    }

    async fn all_that_is_missing_is_said_at_once(t) {
        let fields = ["name", "account_type_id", "account_status_id", "line1", "city", "country", "contact_name"];
        t.admin().post("/accounts", json!({})).await.invalid(&fields);
        let body = json!({
            "name": "x", "account_type_id": 99, "account_status_id": "99", "account_groups": [7], "sub_accounts": ["8"],
            "line1": "x", "city": "x", "country": "US", "contact_name": "x",
        });
        let fields = ["account_type_id", "account_status_id", "account_groups.0", "sub_accounts.0", "state", "zip"];
        let messages = t.admin().post("/accounts", body).await.invalid(&fields);
        assert_eq!(messages["account_status_id"], "The selected account status id is not valid.");
        assert_eq!(t.admin().get("/accounts").await.ok(), json!([]));
    }

    async fn addresses_are_checked_but_an_unknown_county_loses_nobody(t) {
        let bad = [
            (json!({"country": "XX"}), "country"),
            (json!({"state": "Bavaria"}), "state"),
            (json!({"zip": "123"}), "zip"),
            (json!({"latitude": "91"}), "latitude"),
            (json!({"longitude": "east"}), "longitude"),
        ];
        for (changes, field) in bad {
            t.admin().post("/accounts", new_account(changes)).await.invalid(&[field]);
        }
        account(&t, json!({"county": "Green Bay Co."})).await;
        account(&t, json!({"country": "DE", "state": "Bavaria", "zip": "80331", "county": "Anything"})).await;
        account(&t, json!({"country": "HK", "state": "", "zip": ""})).await;
        let shown = |id| {
            let path = format!("/accounts/{id}/addresses");
            let client = t.admin();
            async move { client.get(&path).await.ok()[0].clone() }
        };
        assert_eq!(shown(1).await["county"], "Green Bay Co.");
        let bavaria = shown(2).await;
        assert_eq!((&bavaria["state"], &bavaria["county"]), (&json!("Bayern"), &json!(null)));
        let hong_kong = shown(3).await;
        assert_eq!((&hong_kong["state"], &hong_kong["zip"]), (&json!(""), &json!(null)));
    }

    async fn an_id_of_ones_own_is_taken_once_and_for_ever(t) {
        assert_eq!(account(&t, json!({"id": "500"})).await["id"], 500);
        assert_eq!(account(&t, json!({})).await["id"], 501);
        assert_eq!(account(&t, json!({"id": 7})).await["id"], 7);
        assert_eq!(account(&t, json!({})).await["id"], 502);
        t.admin().delete("/accounts/500").await.ok();
        let messages = t.admin().post("/accounts", new_account(json!({"id": 500}))).await.invalid(&["id"]);
        assert_eq!(messages["id"], "The id has already been taken.");
        for id in ["abc", "0", "-1", "1.5", "99999999999999999999"] {
            t.admin().post("/accounts", new_account(json!({"id": id}))).await.invalid(&["id"]);
        }
    }

    async fn activation_sets_the_next_bill_date_and_leaving_clears_it(t) {
        let date = |account: fairlead_testkit::serde_json::Value| account["next_bill_date"].clone();
        assert_eq!(date(account(&t, json!({"account_status_id": 1})).await), json!(null));
        assert_eq!(date(t.admin().patch("/accounts/1", json!({"account_status_id": 2})).await.ok()), "2026-04-01");
        assert_eq!(date(t.admin().patch("/accounts/1", json!({"account_status_id": "3", "prorate": false})).await.ok()), json!(null));
        assert_eq!(date(account(&t, json!({"next_bill_date": "2026-06-18"})).await), "2026-06-18");
        assert_eq!(date(t.admin().patch("/accounts/2", json!({"account_status_id": 3})).await.ok()), json!(null));
        // The day of the date that was given stays the bill day.
        assert_eq!(date(t.admin().patch("/accounts/2", json!({"account_status_id": 2})).await.ok()), "2026-03-18");
        t.wait(TimeDelta::days(30));
        assert_eq!(date(t.admin().patch("/accounts/2", json!({"name": "Later"})).await.ok()), "2026-03-18");
    }

    async fn a_lead_keeps_the_date_it_was_given_until_it_is_active(t) {
        let lead = account(&t, json!({"account_status_id": 1, "next_bill_date": "2026-05-09"})).await;
        assert_eq!(lead["next_bill_date"], "2026-05-09");
        let active = t.admin().patch("/accounts/1", json!({"account_status_id": 2})).await.ok();
        assert_eq!(active["next_bill_date"], "2026-05-09");
        account(&t, json!({"account_status_id": 1, "next_bill_date": "2015-10-09"})).await;
        let active = t.admin().patch("/accounts/2", json!({"account_status_id": 2})).await.ok();
        assert_eq!(active["next_bill_date"], "2026-04-09");
    }

    async fn a_next_bill_date_is_a_date_with_a_day_up_to_28(t) {
        for date in ["2026-02-30", "tomorrow", "2026-13-01", "01/02/2026", "2026-04-01 00:00:00"] {
            t.admin().post("/accounts", new_account(json!({"next_bill_date": date}))).await.invalid(&["next_bill_date"]);
        }
        let late = new_account(json!({"next_bill_date": "2026-04-29"}));
        let messages = t.admin().post("/accounts", late).await.invalid(&["next_bill_date"]);
        assert_eq!(messages["next_bill_date"], "The day of the next bill date may not be greater than 28.");
    }

    async fn only_account_super_users_move_dates_and_set_restricted_statuses(t) {
        let status = json!({"name": "Collections", "active": false, "color": "#00ffff", "account_super_user_only": true});
        t.admin().post("/system/account_statuses", status).await.created();
        let clerk = t.user().can("accounts.create").can("accounts.update");
        let refusal = "This requires account super user permissions.";
        clerk.post("/accounts", new_account(json!({"account_status_id": 4}))).await.refused(403, refusal);
        clerk.post("/accounts", new_account(json!({"next_bill_date": "2026-05-02"}))).await.created();
        clerk.patch("/accounts/1", json!({"account_status_id": 4})).await.refused(403, refusal);
        clerk.patch("/accounts/1", json!({"next_bill_date": "2026-05-03"})).await.refused(403, refusal);
        // What is stored may be sent again, as forms do.
        clerk.patch("/accounts/1", json!({"name": "Bea", "next_bill_date": "2026-05-02"})).await.ok();
        let chief = clerk.can("account_super_user.act");
        assert_eq!(chief.patch("/accounts/1", json!({"next_bill_date": "2026-05-03"})).await.ok()["next_bill_date"], "2026-05-03");
        assert_eq!(chief.patch("/accounts/1", json!({"account_status_id": 4})).await.ok()["account_status_id"], 4);
    }

    async fn a_deleted_account_is_out_of_reach_and_its_logins_are_free(t) {
        account(&t, json!({})).await;
        let login = json!({"username": "ada.byron", "password": "Zw8!kfpq"});
        t.admin().patch("/accounts/1/contacts/1", login.clone()).await.status(201);
        account(&t, json!({"sub_accounts": [1]})).await;
        assert_eq!(t.admin().delete("/accounts/1").await.ok(), json!({"message": "Account deleted"}));
        t.admin().delete("/accounts/1").await.refused(404, "That account does not exist");
        t.admin().delete("/accounts/abc").await.refused(404, "That account does not exist");
        for path in ["/accounts/1", "/accounts/1/contacts", "/accounts/1/contacts/1", "/accounts/1/addresses", "/accounts/1/addresses/1"] {
            t.admin().get(path).await.refused(404, "No item with that ID found.");
        }
        t.admin().patch("/accounts/1", json!({"name": "x"})).await.refused(404, "No item with that ID found.");
        t.admin().patch("/accounts/1/contacts/1", json!({"name": "x"})).await.refused(404, "No item with that ID found.");
        t.admin().delete("/accounts/1/addresses/1").await.refused(404, "No item with that ID found.");
        assert_eq!(t.admin().get("/accounts/2").await.ok()["sub_accounts"], json!([]));
        assert_eq!(t.admin().get("/search?q=ada").await.ok().as_array().unwrap().len(), 2, "the other account and its contact");
        t.admin().patch("/accounts/2/contacts/2", login).await.status(201);
    }

    async fn an_update_that_changes_nothing_writes_nothing(t) {
        account(&t, json!({})).await;
        let etag = t.admin().get("/accounts/1").await.status(200).headers["etag"].clone();
        let same = t.admin().patch("/accounts/1", json!({"name": " Ada Byron ", "account_type_id": "1"})).await.ok();
        assert_eq!(same["name"], "Ada Byron");
        let tag = etag.to_str().unwrap();
        t.admin().with("if-match", tag).patch("/accounts/1", json!({"name": "Bea"})).await.ok();
        t.admin().with("if-match", tag).patch("/accounts/1", json!({"name": "Cleo"})).await.status(412);
    }
}
