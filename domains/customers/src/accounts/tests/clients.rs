//! What the clients in the field put on the wire, byte for byte.

use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::testing::{account, setup};

/// A row of the importer as PHP encodes it.
const ROW: &str = r#"{"id":1001,"name":"Zo\u00eb O'Neill","account_type_id":1,"account_status_id":2,"contact_name":"Zo\u00eb O'Neill","line1":"16 Main St","line2":"","city":"Sheboygan","state":"WI","county":"Sheboygan Co.","zip":"53081","country":"US","latitude":"43.7508","longitude":"-87.7145","account_groups":["1"],"email_address":"zoe@example.com","email_message_categories":["2","5"],"phone_numbers":{"work":{"number":"9205550101","extension":""},"home":{"number":"9205550102","extension":null}}}"#;
/// A row with nothing in the columns that may be blank: no role, no mail, county `false`.
const BARE: &str = r#"{"id":1002,"name":"Omar","account_type_id":2,"account_status_id":3,"contact_name":"Omar","line1":"2 Rue du Lac","line2":"","city":"Gatineau","state":"QC","county":false,"zip":"J8X 1A1","country":"CA","latitude":"45.43","longitude":"-75.71","email_message_categories":[]}"#;
const MASTER: &str = r#"{"id":1003,"name":"Master","account_type_id":2,"account_status_id":2,"contact_name":"Master","line1":"1 A St","line2":"","city":"Madison","state":"WI","county":"Dane Co.","zip":"53703","country":"US","latitude":"43.07","longitude":"-89.4","sub_accounts":["1001","1002"],"account_groups":[""],"next_bill_date":"2026-12-28","email_message_categories":[""]}"#;

async fn import(t: &TestApp, body: &'static str) -> Value {
    let importer = t.admin().with("content-type", "application/json; charset=UTF8").with("timeout", "30");
    importer.send(Method::POST, "/accounts", Body::from(body)).await.created()
}

on_both! {
    async fn the_importer_brings_accounts(t) {
        t.admin().post("/system/account_groups", json!({"name": "Imported"})).await.created();
        let row = import(&t, ROW).await;
        assert_eq!((&row["id"], &row["account_groups"], &row["next_bill_date"]), (&json!(1001), &json!([1]), &json!("2026-04-01")));
        let contact = t.admin().get("/accounts/1001/contacts").await.ok()[0].clone();
        let phones = json!({"work": {"number": "9205550101", "extension": null}, "home": {"number": "9205550102", "extension": null}});
        assert_eq!(contact["phone_numbers"], phones);
        assert_eq!((&contact["role"], &contact["email_message_categories"]), (&json!(null), &json!([2, 5])));
        let bare = import(&t, BARE).await;
        assert_eq!(bare["next_bill_date"], json!(null));
        let address = t.admin().get("/accounts/1002/addresses").await.ok()[0].clone();
        assert_eq!((&address["state"], &address["county"], &address["line2"]), (&json!("QC"), &json!(null), &json!(null)));
        assert_eq!(address["latitude"], 45.43);
        let master = import(&t, MASTER).await;
        assert_eq!((&master["sub_accounts"], &master["next_bill_date"]), (&json!([1001, 1002]), &json!("2026-12-28")));
    }

    async fn the_importer_sets_next_bill_dates_and_secondary_addresses(t) {
        import(&t, BARE).await;
        let body = Body::from(r#"{"next_bill_date":"2027-01-15"}"#);
        let changed = t.admin().send(Method::PATCH, "/accounts/1002", body).await.ok();
        assert_eq!(changed["next_bill_date"], "2027-01-15");
        let body = r#"{"line1":"PO Box 7","line2":"","city":"Gatineau","state":"QC","county":"","zip":"J8X1A1","country":"CA","latitude":"","longitude":"","address_type_id":2}"#;
        let made = t.admin().send(Method::POST, "/accounts/1002/addresses", Body::from(body)).await.created();
        assert_eq!((&made["zip"], &made["latitude"], &made["county"]), (&json!("J8X 1A1"), &json!(null), &json!(null)));
    }

    async fn the_importer_adds_contacts_whose_id_is_that_of_the_account(t) {
        import(&t, BARE).await;
        let body = r#"{"id":1002,"name":"Billing desk","role":"Accounts","email_address":"desk@example.com","phone_numbers":{"work":{"number":"819-555-0123","extension":"12"},"fax":{"number":"8195550124","extension":""}},"email_message_categories":["2"],"username":"omar-desk","password":"correct horse","primary":false}"#;
        let made = t.admin().send(Method::POST, "/accounts/1002/contacts", Body::from(body)).await.created();
        assert_eq!((&made["id"], &made["primary"], &made["username"]), (&json!(2), &json!(false), &json!("omar-desk")));
        let phones = json!({"work": {"number": "819-555-0123", "extension": 12}, "fax": {"number": "8195550124", "extension": null}});
        assert_eq!(made["phone_numbers"], phones);
    }

    async fn the_portal_registers_logs_in_and_edits_its_user(t) {
        account(&t, json!({"email_address": "Ada@Example.com"})).await;
        let portal = t.user().can("customer_portal.use").can("account_contacts.read").can("account_contacts.update");
        let looked = portal.send(Method::POST, "/customer_portal/email_lookup", Body::from(r#"{"email_address":"ada@example.COM","check_if_available":true}"#)).await.created();
        let expected = json!({"email_address": "Ada@Example.com", "account_id": 1, "contact_id": 1, "username": null});
        assert_eq!(looked, expected);
        portal.send(Method::PATCH, "/accounts/1/contacts/1", Body::from(r#"{"username":"ada.byron","password":"correct horse"}"#)).await.status(201);
        let auth = portal.send(Method::POST, "/customer_portal/auth", Body::from(r#"{"username":"ADA.Byron","password":"correct horse"}"#)).await.created();
        let expected = json!({"contact_name": "Ada Byron", "email_address": "Ada@Example.com", "account_id": 1, "contact_id": 1, "username": "ada.byron"});
        assert_eq!(auth, expected);
        // The newer portals: only types that have a number; with none, an empty list.
        let body = r#"{"name":"Ada B.","email_address":"ada@example.com","phone_numbers":{"home":{"number":"4145550143","extension":null}}}"#;
        let changed = portal.send(Method::PATCH, "/accounts/1/contacts/1", Body::from(body)).await.status(201);
        assert_eq!(changed.json["data"]["phone_numbers"], json!({"home": {"number": "4145550143", "extension": null}}));
        assert_eq!(changed.json["data"]["username"], "ada.byron");
        let body = r#"{"name":"Ada B.","email_address":"ada@example.com","phone_numbers":[]}"#;
        let changed = portal.send(Method::PATCH, "/accounts/1/contacts/1", Body::from(body)).await.status(201);
        assert_eq!(changed.json["data"]["phone_numbers"], json!({}));
        // The old portal: role, and all four types, blank ones too.
        let body = r#"{"name":"Ada B.","role":null,"email_address":"ada@example.com","phone_numbers":{"work":{"number":"","extension":null},"home":{"number":"","extension":null},"fax":{"number":"","extension":null},"mobile":{"number":"4145550144","extension":null}}}"#;
        let changed = portal.send(Method::PATCH, "/accounts/1/contacts/1", Body::from(body)).await.status(201);
        assert_eq!(changed.json["data"]["phone_numbers"], json!({"mobile": {"number": "4145550144", "extension": null}}));
        assert_eq!(changed.json["data"]["role"], json!(null));
        portal.send(Method::PATCH, "/accounts/1/contacts/1", Body::from(r#"{"password":"battery staple"}"#)).await.status(201);
        let auth = |password: &'static str| {
            let portal = portal.clone();
            async move { portal.post("/customer_portal/auth", json!({"username": "ada.byron", "password": password})).await }
        };
        auth("correct horse").await.refused(422, "Invalid username or password.");
        auth("battery staple").await.created();
        // Single objects are asked for with a page.
        assert_eq!(portal.get("/accounts/1/contacts/1?page=1").await.ok()["name"], "Ada B.");
    }
}
