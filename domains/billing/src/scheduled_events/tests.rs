//! It is 2026-03-15 at noon. A new account bills on the first: 17 of 31 days are left, and 31.00 are 1.00 a day. At midnight
//! in UTC it is the 15th yet in the application's time zone.

use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{account, setup, texts};

async fn service(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 31, "billing_frequency_in_months": 1,
    });
    body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    t.admin().post("/system/services", body).await.created()["id"].as_i64().expect("an id")
}

fn event(event_type: &str, value: impl ToString) -> Value {
    let value = value.to_string();
    json!({"event_type": event_type, "primary_value": value, "scheduled_datetime": "2026-03-16 00:00:00"})
}

/// Schedules for the next midnight; gives the path of the event.
async fn schedule(t: &TestApp, account: &str, body: Value) -> String {
    let all = format!("{account}/scheduled_events");
    let made = t.admin().post(&all, body).await.created();
    format!("{all}/{}", made["id"])
}

async fn midnight(t: &TestApp) {
    t.clock.set("2026-03-16T00:00:00Z".parse().expect("an instant"));
    t.run_jobs().await;
}

/// `id price_override reason` of each service that the account has.
async fn services(t: &TestApp, account: &str) -> Vec<String> {
    let list = t.admin().get(&format!("{account}/services")).await.ok();
    let shown =
        |row: &Value| format!("{} {} {}", row["id"], row["price_override"], row["price_override_reason"]);
    list.as_array().expect("a list").iter().map(shown).collect()
}

/// `amount` of each line on the books.
async fn lines(t: &TestApp) -> Vec<String> {
    let debits = "select 'debit ' || cast(amount as text) from debits order by id";
    let discounts = "select 'discount ' || cast(amount as text) from discounts order by id";
    let mut lines = texts(t, debits).await;
    lines.extend(texts(t, discounts).await);
    lines
}

async fn add(t: &TestApp, account: &str, service_id: i64) -> i64 {
    let body = json!({"service_id": service_id, "prorate": false});
    let added = t.admin().post(&format!("{account}/services"), body).await.created();
    added["unique_service_relationship_id"].as_i64().expect("an id")
}

on_both! {
    async fn an_event_as_documented(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let all = format!("{account}/scheduled_events");
        let made = t.admin().post(&all, event("add_service", silver)).await.created();
        assert_eq!(made, json!({
            "id": 1, "event_type": "add_service", "scheduled_datetime": "2026-03-16 00:00:00", "primary_value": silver.to_string(),
            "secondary_value": null, "proration_override": false, "prorate": false, "completed": false, "user_id": 1,
            "completed_at": null, "failure": null,
        }));
        assert_eq!(t.admin().get(&all).await.ok(), json!([made]));
        let path = format!("{all}/1");
        assert_eq!(t.admin().get(&path).await.ok(), made);
        let moved = t.admin().patch(&path, json!({"scheduled_datetime": "2026-03-17 00:00:00"})).await.ok();
        assert_eq!((&moved["scheduled_datetime"], &moved["primary_value"]), (&json!("2026-03-17 00:00:00"), &made["primary_value"]));
        let other = crate::testing::account(&t).await;
        t.admin().get(&format!("{other}/scheduled_events/1")).await.status(404);
        t.admin().patch(&format!("{other}/scheduled_events/1"), json!({})).await.status(404);
        t.admin().delete(&format!("{other}/scheduled_events/1")).await.refused(404, "scheduled event does not exist.");
        assert_eq!(t.admin().delete(&path).await.ok(), json!({"success": true}));
        t.admin().delete(&path).await.refused(404, "scheduled event does not exist.");
        midnight(&t).await;
        t.clock.set("2026-03-18T00:00:00Z".parse().unwrap());
        t.run_jobs().await;
        assert!(services(&t, &account).await.is_empty(), "it was deleted");
    }

    async fn what_cannot_be_is_refused_when_it_is_scheduled(t) {
        let account = account(&t).await;
        let all = format!("{account}/scheduled_events");
        let silver = service(&t, json!({})).await;
        let sold_no_more = service(&t, json!({"name": "Old", "active": false})).await;
        let adjustment = service(&t, json!({"name": "Adjustment", "type": "adjustment"})).await;
        t.admin().post(&all, json!({})).await.invalid(&["event_type", "scheduled_datetime", "primary_value"]);
        let past = json!({"event_type": "add_service", "primary_value": 77, "scheduled_datetime": "2026-03-15 11:59:59"});
        let messages = t.admin().post(&all, past).await.invalid(&["scheduled_datetime", "primary_value"]);
        assert_eq!(messages["scheduled_datetime"], "The scheduled datetime cannot be in the past.");
        for (kind, value, message) in [
            ("add_service", "Silver", "The selected primary value is not valid."),
            ("add_service", "999", "The selected primary value is not valid."),
            ("add_service", &sold_no_more.to_string(), "The service is not active."),
            ("add_service", &adjustment.to_string(), "An adjustment needs an amount and cannot be scheduled."),
            ("remove_service", &silver.to_string(), "The selected primary value is not valid."),
            ("remove_price_override_from_service", "999", "The selected primary value is not valid."),
            ("change_status", "999", "The selected primary value is not valid."),
            ("add_package", "999", "The selected primary value is not valid."),
            ("remove_package", "00ff00ff00ff0", "The selected primary value is not valid."),
        ] {
            let messages = t.admin().post(&all, event(kind, value)).await.invalid(&["primary_value"]);
            assert_eq!(messages["primary_value"], message, "{kind} {value}");
        }
        let here = add(&t, &account, silver).await;
        for price in [json!(null), json!("-1"), json!("cheap")] {
            let mut body = event("price_override_service", here);
            body["secondary_value"] = price;
            t.admin().post(&all, body).await.invalid(&["secondary_value"]);
        }
        t.admin().post(&all, event("explode", 1)).await.invalid(&["event_type"]);
        assert_eq!(t.admin().get(&all).await.ok(), json!([]));
    }

    async fn nobody_schedules_what_they_may_not_do(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let all = format!("{account}/scheduled_events");
        let clerk = t.user().can("scheduled_events.create");
        clerk.post(&all, event("add_service", silver)).await.refused(403, "This requires the permission account_services.create.");
        clerk.post(&all, event("change_status", 3)).await.refused(403, "This requires the permission accounts.update.");
        let clerk = clerk.can("account_services.create");
        let mut body = event("add_service", silver);
        body["proration_override"] = json!(true);
        body["prorate"] = json!(true);
        clerk.post(&all, body.clone()).await.invalid(&["proration_override", "prorate"]);
        clerk.post(&all, event("add_service", silver)).await.created();
        clerk.can("account_super_user.act").post(&all, body).await.created();
    }

    async fn it_happens_once_at_its_time(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let path = schedule(&t, &account, event("add_service", silver)).await;
        // Each of these leaves a job behind.
        t.admin().patch(&path, json!({"scheduled_datetime": "2026-03-20 00:00:00"})).await.ok();
        t.admin().patch(&path, json!({"scheduled_datetime": "2026-03-16 00:00:00"})).await.ok();
        t.run_jobs().await;
        assert!(services(&t, &account).await.is_empty(), "not yet");
        midnight(&t).await;
        assert_eq!(services(&t, &account).await, [format!("{silver} null null")]);
        assert_eq!(lines(&t).await, ["debit 1700"], "the billing settings prorate");
        let done = t.admin().get(&path).await.ok();
        assert_eq!((&done["completed"], &done["completed_at"]), (&json!(true), &json!("2026-03-16 00:00:00")));
        let late = "A scheduled event that was completed cannot be changed any more.";
        t.admin().patch(&path, json!({"scheduled_datetime": "2026-03-20 00:00:00"})).await.refused(422, late);
        t.admin().delete(&path).await.refused(422, late);
        t.clock.set("2026-03-21T00:00:00Z".parse().unwrap());
        t.run_jobs().await;
        assert_eq!(services(&t, &account).await.len(), 1);
        assert_eq!(texts(&t, "select state from background_jobs where state <> 'done'").await, [] as [&str; 0]);
    }

    async fn each_type_does_what_the_api_does(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let gold = service(&t, json!({"name": "Gold"})).await;
        let package = t.admin().post("/system/packages", json!({"name": "Home", "active": true, "services": [gold]})).await.created();
        let old_package = t.admin().post(&format!("{account}/packages"), json!({"package_id": package["id"]})).await.created();
        let dear = add(&t, &account, silver).await;
        let cheap = add(&t, &account, silver).await;
        let gone = add(&t, &account, silver).await;
        let set = json!({"price_override": 5, "price_override_reason": "Promotion"});
        t.admin().patch(&format!("{account}/services/{cheap}"), set).await.ok();
        let mut dearer = event("price_override_service", dear);
        dearer["secondary_value"] = json!("41.50");
        schedule(&t, &account, dearer).await;
        schedule(&t, &account, event("remove_price_override_from_service", cheap)).await;
        schedule(&t, &account, event("remove_service", gone)).await;
        schedule(&t, &account, event("remove_package", old_package["unique_package_id"].as_str().unwrap())).await;
        schedule(&t, &account, event("add_package", &package["id"])).await;
        midnight(&t).await;
        assert_eq!(services(&t, &account).await, [
            format!("{silver} \"41.50\" \"Scheduled event 1\""), format!("{silver} null null"), format!("{gold} null null"),
        ]);
        schedule(&t, &account, json!({"event_type": "change_status", "primary_value": 3, "scheduled_datetime": "2026-03-16 00:00:00"})).await;
        t.run_jobs().await;
        let shown = t.admin().get(&account).await.ok();
        assert_eq!((&shown["account_status_id"], &shown["next_bill_date"]), (&json!(3), &json!(null)));
        let open = t.admin().get(&format!("{account}/scheduled_events?filter[completed]=false")).await.ok();
        assert_eq!(open, json!([]));
        let audit = t.admin().get("/audit_log?filter[entity]=account_services&filter[action]=delete").await.ok();
        assert_eq!(audit[0]["request_id"], "scheduled event 4");
    }

    async fn prorating_can_be_decided_when_it_is_scheduled(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        for prorate in [false, true] {
            let mut body = event("add_service", silver);
            body["proration_override"] = json!(true);
            body["prorate"] = json!(prorate);
            schedule(&t, &account, body).await;
        }
        let mut ignored = event("add_service", silver);
        ignored["prorate"] = json!(true);
        schedule(&t, &account, ignored).await;
        t.admin().patch("/system/billing", json!({"prorate": false})).await.ok();
        midnight(&t).await;
        assert_eq!(services(&t, &account).await.len(), 3);
        assert_eq!(lines(&t).await, ["debit 1700"], "only the second");
    }

    async fn what_fails_says_why_and_can_be_scheduled_again(t) {
        let tester = json!({
            "username": "tester", "password": "a long enough password", "name": "Ada Lovelace", "public_name": "Ada", "role_id": 1,
            "email_address": "ada@example.com",
        });
        assert_eq!(t.admin().post("/users", tester).await.created()["id"], 1);
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        let failing = schedule(&t, &account, event("add_service", silver)).await;
        let other = service(&t, json!({"name": "Gold"})).await;
        schedule(&t, &account, event("add_service", other)).await;
        t.admin().patch(&format!("/system/services/{silver}"), json!({"active": false})).await.ok();
        midnight(&t).await;
        assert_eq!(services(&t, &account).await, [format!("{other} null null")], "one that fails keeps no other from it");
        let failed = t.admin().get(&failing).await.ok();
        assert_eq!((&failed["completed"], &failed["failure"]), (&json!(false), &json!("The service is not active.")));
        let told = t.admin().get("/session/notifications").await.ok();
        assert_eq!(told.as_array().unwrap().len(), 1);
        assert_eq!((&told[0]["topic"], &told[0]["failed"], &told[0]["link"]), (&json!("scheduled event"), &json!(true), &json!(account)));
        assert_eq!(told[0]["body"], "add_service, scheduled for 2026-03-16 00:00:00 UTC: The service is not active.");
        t.admin().patch(&format!("/system/services/{silver}"), json!({"active": true})).await.ok();
        let again = t.admin().patch(&failing, json!({"scheduled_datetime": "2026-03-16 06:00:00"})).await.ok();
        assert_eq!(again["failure"], json!(null));
        t.clock.set("2026-03-16T06:00:00Z".parse().unwrap());
        t.run_jobs().await;
        assert_eq!(services(&t, &account).await.len(), 2);
        assert_eq!(t.admin().get(&failing).await.ok()["completed"], true);
    }

    async fn an_account_that_is_gone_fails(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        schedule(&t, &account, event("add_service", silver)).await;
        t.admin().delete(&account).await.ok();
        midnight(&t).await;
        assert_eq!(texts(&t, "select failure from scheduled_events").await, ["No item with that ID found."]);
    }
}
