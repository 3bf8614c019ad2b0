//! Types of voice: what they write, take back and export.

use std::collections::BTreeMap;

use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{draft, imported, setup, uploaded, uploaded_with};

async fn provider(t: &TestApp, name: &str) -> i64 {
    super::user(t).await;
    let made = t.admin().post("/system/voice/voice_providers", json!({"name": name})).await.created();
    made["id"].as_i64().expect("an id")
}

/// The id of an account that has this number on a voice service.
async fn caller(t: &TestApp, did: &str) -> i64 {
    let account = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "contact_name": "Ada Lovelace",
        "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    });
    let service = json!({
        "active": true, "name": "Voice", "type": "recurring", "application": "debit", "amount": 20,
        "billing_frequency_in_months": 1, "voice_service": true,
    });
    let account = t.admin().post("/accounts", account).await.created()["id"].clone();
    let service = t.admin().post("/system/services", service).await.created()["id"].clone();
    let on_it = json!({"service_id": service, "prorate": false});
    t.admin().post(&format!("/accounts/{account}/services"), on_it).await.created();
    t.admin().post("/system/voice/dids", json!({"dids": [did], "rate_center_id": 1})).await.created();
    let body = json!({"did": did, "service_id": service});
    t.admin().post(&format!("/accounts/{account}/dids"), body).await.ok();
    account.as_i64().expect("an id")
}

async fn text(t: &TestApp, path: &str) -> String {
    String::from_utf8(t.admin().get(path).await.bytes).expect("a text")
}

async fn errors(t: &TestApp, path: &str) -> Vec<String> {
    let rows = t.admin().get(&format!("{path}/rows?errors=1")).await.ok();
    let one = |row: &Value| {
        let messages: BTreeMap<&String, &Value> = row["errors"].as_object().expect("errors").iter().collect();
        format!("{} {}", row["number"], json!(messages))
    };
    rows.as_array().expect("rows").iter().map(one).collect()
}

/// `prefix:rate` of what the deck in force has.
async fn deck(t: &TestApp, provider_id: i64) -> Vec<String> {
    let path = format!("/data_imports/voice_provider_rates/export?voice_provider_id={provider_id}");
    let text = text(t, &path).await;
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{}:{}", cells[0], cells[2])
    };
    text.lines().skip(1).map(line).collect()
}

on_both! {
    async fn dids_are_imported_exported_and_taken_back(t) {
        t.admin().post("/system/voice/rate_centers", json!({"name": "Green Bay"})).await.created();
        let file = "Phone number,Rate centre\n(800) 555-0100,green bay\n18005550101,2\n800.555.0102,\n";
        let path = uploaded(&t, "dids", "dids.csv", file).await;
        let done = imported(&t, &path).await;
        assert_eq!((&done["status"], &done["rows_imported"]), (&json!("Successful"), &json!(3)), "{done}");
        let exported = text(&t, "/data_imports/dids/export").await;
        assert_eq!(exported, "did,rate_center_id\r\n8005550100,Green Bay\r\n8005550101,Green Bay\r\n8005550102,Default\r\n");
        let log = t.admin().get("/audit_log?filter[entity]=dids").await.ok();
        assert_eq!(log.as_array().map(Vec::len), Some(1), "{log}");
        let again = uploaded(&t, "dids", "dids.csv", exported.clone()).await;
        let twice = imported(&t, &again).await;
        assert_eq!((&twice["status"], &twice["rows_duplicate"]), (&json!("Duplicate"), &json!(3)));
        t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        assert_eq!(t.admin().get("/system/voice/dids").await.ok(), json!([]));
        t.admin().post(&format!("{again}/correct"), json!({})).await.ok();
        assert_eq!(imported(&t, &again).await["status"], "Successful");
        assert_eq!(text(&t, "/data_imports/dids/export").await, exported);
    }

    async fn what_is_no_did_is_told(t) {
        let file = "DID,Rate center\n8005550100,\n555-0100,\n+44 20 7946 0958,\n8005550l01,\n8005550101,Atlantis\n1 800 555 0100,\n";
        let path = uploaded(&t, "dids", "dids.csv", file).await;
        assert_eq!(imported(&t, &path).await["status"], "Failed");
        assert_eq!(errors(&t, &path).await, [
            r#"3 {"did":"The DID must be ten digits."}"#, r#"4 {"did":"The DID must be ten digits."}"#,
            r#"5 {"did":"The DID must be ten digits."}"#,
            r#"6 {"rate_center_id":"There is no rate center called \"Atlantis\"."}"#,
            r#"7 {"did":"The same as in row 2."}"#,
        ]);
        assert_eq!(t.admin().get("/system/voice/dids").await.ok(), json!([]));
    }

    async fn numbers_that_somebody_has_are_not_taken_back(t) {
        let path = uploaded(&t, "dids", "dids.csv", "did\n8005550100\n").await;
        imported(&t, &path).await;
        let account = caller(&t, "4145550100").await;
        let service = t.admin().get("/system/services").await.ok()[0]["id"].clone();
        let body = json!({"did": "8005550100", "service_id": service});
        t.admin().post(&format!("/accounts/{account}/dids"), body).await.ok();
        t.admin().post(&format!("{path}/undo"), json!({})).await
            .refused(422, "The import cannot be undone: accounts depend on what it made, or it has changed.");
    }

    async fn voice_providers_are_imported_exported_and_taken_back(t) {
        provider(&t, "Example Telecom").await;
        let path = uploaded(&t, "voice_providers", "v.csv", "Carrier\nÉxample Telecom\nSecond\nsecond\nThird\n").await;
        assert_eq!(imported(&t, &path).await["status"], "Duplicate");
        assert_eq!(errors(&t, &path).await, [
            r#"2 {"name":"The name has already been taken."}"#, r#"4 {"name":"The same as in row 3."}"#,
        ]);
        let path = uploaded(&t, "voice_providers", "v.csv", "Carrier\nSecond\nThird\n").await;
        assert_eq!(imported(&t, &path).await["status"], "Successful");
        let exported = text(&t, "/data_imports/voice_providers/export").await;
        assert_eq!(exported, "name\r\nExample Telecom\r\nSecond\r\nThird\r\n");
        let rates = uploaded_with(&t, "voice_provider_rates", json!({"voice_provider_id": 2}), "r.csv", "prefix,rate\n376,1\n").await;
        assert_eq!(imported(&t, &rates).await["status"], "Successful");
        t.admin().post(&format!("{path}/undo"), json!({})).await.status(422);
        t.admin().post(&format!("{rates}/undo"), json!({})).await.ok();
        t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        assert_eq!(text(&t, "/data_imports/voice_providers/export").await, "name\r\nExample Telecom\r\n");
    }

    async fn each_type_of_voice_needs_to_see_voice_providers(t) {
        draft(&t, "dids").await;
        for (kind, permission) in [
            ("dids", "did_imports.create"), ("voice_providers", "voice_provider_imports.create"),
            ("voice_provider_rates", "voice_provider_rate_imports.create"), ("cdrs", "cdr_imports.create"),
        ] {
            let path = format!("/data_imports/types/{kind}/template");
            t.user().can(permission).get(&path).await.refused(403, &format!("This requires the permission {permission} and voice_providers.read."));
            t.user().can(permission).can("voice_providers.read").get(&path).await.status(200);
        }
    }

    async fn rates_take_the_place_of_the_deck_before_and_give_it_back(t) {
        let id = provider(&t, "Example Telecom").await;
        let options = json!({"voice_provider_id": id, "percentage_increase": 40, "minimum_rate": "0.35"});
        let first = uploaded_with(&t, "voice_provider_rates", options, "r.csv", "Code,Destination,Price\n3763,ANDORRA,0.30786\n3764,ANDORRA - MOBILE,$0.2\n44,,1e-1\n").await;
        let done = imported(&t, &first).await;
        assert_eq!(done["status"], "Successful", "{done}");
        assert_eq!(deck(&t, id).await, ["3763:0.431004", "3764:0.35", "44:0.35"]);
        let plain = json!({"voice_provider_id": id});
        let second = uploaded_with(&t, "voice_provider_rates", plain.clone(), "r.csv", "prefix,rate\n1,2\n").await;
        assert_eq!(imported(&t, &second).await["status"], "Successful");
        assert_eq!(deck(&t, id).await, ["1:2"]);
        let decks = t.admin().get(&format!("/system/voice/voice_providers/{id}/rate_decks")).await.ok();
        assert_eq!((&decks[0]["state"], &decks[0]["rates"], &decks[1]["state"]), (&json!("active"), &json!(1), &json!("replaced")));
        t.admin().post(&format!("{first}/undo"), json!({})).await
            .refused(422, "The import cannot be undone: another rate deck has taken the place of its own.");
        t.admin().post(&format!("{second}/undo"), json!({})).await.ok();
        assert_eq!(deck(&t, id).await, ["3763:0.431004", "3764:0.35", "44:0.35"]);
        let exported = text(&t, &format!("/data_imports/voice_provider_rates/export?voice_provider_id={id}")).await;
        let again = uploaded_with(&t, "voice_provider_rates", plain, "r.csv", exported.clone()).await;
        assert_eq!(imported(&t, &again).await["status"], "Successful");
        assert_eq!(text(&t, &format!("/data_imports/voice_provider_rates/export?voice_provider_id={id}")).await, exported);
        for path in [&again, &first] {
            t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        }
        assert_eq!(t.admin().get(&format!("/system/voice/voice_providers/{id}")).await.ok()["rate_deck_id"], json!(null));
    }

    async fn rates_are_never_duplicates_and_fail_as_a_whole(t) {
        let id = provider(&t, "Example Telecom").await;
        t.admin().post("/data_imports/voice_provider_rates", json!({})).await.invalid(&["voice_provider_id"]);
        let wrong = json!({"voice_provider_id": 99, "percentage_increase": 101, "minimum_rate": -1});
        t.admin().post("/data_imports/voice_provider_rates", wrong).await.invalid(&["voice_provider_id", "percentage_increase", "minimum_rate"]);
        let options = json!({"voice_provider_id": id});
        let file = "prefix,name,rate\n376,A,1\n376,B,2\n37x,C,1\n1,D,free\n2,E,-1\n3,F,\n";
        let path = uploaded_with(&t, "voice_provider_rates", options, "r.csv", file).await;
        let failed = imported(&t, &path).await;
        assert_eq!((&failed["status"], &failed["rows_failed"], &failed["rows_duplicate"]), (&json!("Failed"), &json!(5), &json!(0)));
        assert_eq!(errors(&t, &path).await, [
            r#"3 {"prefix":"The same as in row 2."}"#, r#"4 {"prefix":"The prefix must be 1 to 18 digits."}"#,
            r#"5 {"rate":"The rate must be a number."}"#, r#"6 {"rate":"The rate is below zero or too large."}"#,
            r#"7 {"rate":"The rate field is required."}"#,
        ]);
        assert_eq!(deck(&t, id).await, Vec::<String>::new());
        t.admin().get("/data_imports/voice_provider_rates/export").await.invalid(&["voice_provider_id"]);
        t.admin().get("/data_imports/voice_provider_rates/export?voice_provider_id=99").await.invalid(&["voice_provider_id"]);
    }

    async fn calls_are_taken_once_and_those_of_nobody_are_kept(t) {
        let account = caller(&t, "4145550100").await;
        let id = provider(&t, "Example Telecom").await;
        let options = json!({"voice_provider_id": id});
        let rates = uploaded_with(&t, "voice_provider_rates", options.clone(), "r.csv", "prefix,rate\n376,2\n").await;
        imported(&t, &rates).await;
        let file = "From,To,Start,Seconds\n4145550100,011376312341231,2026-03-10T16:09:46-05:00,0:01:01\n\
                    anonymous,2125550100,2026-03-10 16:00:00,5\n(414) 555-0100,2125550100,3/10/2026 16:00:00,60\n";
        let path = uploaded_with(&t, "cdrs", options.clone(), "c.csv", file).await;
        let done = imported(&t, &path).await;
        assert_eq!((&done["status"], &done["rows_imported"]), (&json!("Successful"), &json!(3)), "{done}");
        let calls = t.admin().get(&format!("/accounts/{account}/call_records/2026-03-01/2026-04-01")).await.ok();
        let shown: Vec<String> = calls.as_array().unwrap().iter().map(|call| format!("{} {} {}", call["call_start"], call["class"], call["duration_in_seconds"])).collect();
        assert_eq!(shown, [r#""2026-03-10 21:09:46" "international" 61"#, r#""2026-03-10 16:00:00" "long_distance" 60"#]);
        let waiting = t.admin().get("/system/voice/waiting_calls").await.ok();
        assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["state"]), (Some(1), &json!("unmatched")));
        let exported = text(&t, &format!("/data_imports/cdrs/export?voice_provider_id={id}")).await;
        assert_eq!(exported.lines().count(), 4, "{exported}");
        let again = uploaded_with(&t, "cdrs", options.clone(), "c.csv", exported.clone()).await;
        let twice = imported(&t, &again).await;
        assert_eq!((&twice["status"], &twice["rows_duplicate"]), (&json!("Duplicate"), &json!(3)));
        t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        assert_eq!(t.admin().get("/system/voice/waiting_calls").await.ok(), json!([]));
        t.admin().post(&format!("{again}/correct"), json!({})).await.ok();
        assert_eq!(imported(&t, &again).await["status"], "Successful");
        assert_eq!(text(&t, &format!("/data_imports/cdrs/export?voice_provider_id={id}")).await, exported);
    }

    async fn what_is_wrong_with_calls_is_told(t) {
        let options = json!({"voice_provider_id": provider(&t, "Example Telecom").await});
        let file = "origination,destination,call_start,duration\n4145550100,911,10.3.2026,x\n\
                    4145550100,2125550100,2026-04-10 00:00:00,1\n4145550100,2125550100,2026-03-10 00:00:00,1\n\
                    14145550100,+1 212 555 0100,2026-03-10 00:00:00,1\n,2125550100,2026-03-10 00:00:01,1\n";
        let path = uploaded_with(&t, "cdrs", options, "c.csv", file).await;
        assert_eq!(imported(&t, &path).await["status"], "Failed");
        assert_eq!(errors(&t, &path).await, [
            r#"2 {"call_start":"The call_start must be in the format YYYY-MM-DD HH:MM:SS.","destination":"The destination must be a number of 10 to 18 digits.","duration":"The duration must be a number of seconds from 0 to 604800."}"#,
            r#"3 {"call_start":"The call_start may not be in the future."}"#,
            r#"5 {"call_start":"The same as in row 4."}"#,
            r#"6 {"origination":"The origination field is required."}"#,
        ]);
    }

    async fn calls_that_were_billed_are_not_taken_back(t) {
        let options = json!({"voice_provider_id": provider(&t, "Example Telecom").await});
        let path = uploaded_with(&t, "cdrs", options, "c.csv", "origination,destination,call_start,duration\n4145550100,2125550100,2026-03-10 00:00:00,1\n").await;
        imported(&t, &path).await;
        crate::tests::outcomes::sql(&t, "update call_records set billed_on = '2026-03-15'").await;
        t.admin().post(&format!("{path}/undo"), json!({})).await
            .refused(422, "The import cannot be undone: bills depend on what it made, or it has changed.");
    }
}
