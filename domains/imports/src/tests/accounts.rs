//! Types: what they write, take back and export.

use fairlead_testkit::{json, on_both};

use super::{accounts, imported, setup, uploaded};

on_both! {
    async fn an_import_is_undone_while_nothing_depends_on_it(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081"), ("Grace", "53081")])).await;
        assert_eq!(imported(&t, &path).await["can_undo"], true);
        t.admin().post("/notes/accounts/2", json!({"category": "sales", "message": "x"})).await.created();
        let undo = format!("{path}/undo");
        t.admin().post(&undo, json!({})).await.refused(422, "The import cannot be undone: notes depend on what it made, or it has changed.");
        t.admin().delete("/notes/accounts/2/1").await.ok();
        let undone = t.admin().post(&undo, json!({})).await.ok();
        assert_eq!((&undone["can_undo"], &undone["status"]), (&json!(false), &json!("Successful")));
        assert!(undone["undone_at"].is_string());
        assert_eq!(t.admin().get("/accounts").await.ok(), json!([]));
        assert_eq!(t.admin().get("/search?q=grace").await.ok(), json!([]));
        t.admin().post(&undo, json!({})).await.status(409);
        let again = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        assert_eq!(imported(&t, &again).await["status"], "Successful");
    }

    async fn ids_that_a_file_brings_along_are_kept(t) {
        let file = "id,name,account_type_id,account_status_id,line1,city,state,zip,country,contact_name,mobile_phone,email_message_categories\n\
                    5,Ada,1,2,1 Main St,Sheboygan,WI,53081,US,Ada,555-010-0142,2;3\n,Grace,2,1,2 Main St,Sheboygan,WI,53081,US,Grace,,\n";
        let path = uploaded(&t, "accounts", "c.csv", file).await;
        let done = imported(&t, &path).await;
        assert_eq!(done["status"], "Successful", "{done}");
        assert_eq!(t.admin().get("/accounts/5").await.ok()["name"], "Ada");
        assert_eq!(t.admin().get("/accounts/6").await.ok()["name"], "Grace");
        let contact = t.admin().get("/accounts/5/contacts").await.ok();
        assert_eq!((&contact[0]["phone_numbers"]["mobile"]["number"], &contact[0]["email_message_categories"]), (&json!("555-010-0142"), &json!([2, 3])));
        let path = uploaded(&t, "accounts", "c.csv", file).await;
        let again = imported(&t, &path).await;
        assert_eq!((&again["status"], &again["rows_duplicate"]), (&json!("Duplicate"), &json!(2)));
    }

    async fn what_is_exported_can_be_imported(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada, \"Countess\"", "53081")].map(|_| ("Ada", "53081")))).await;
        imported(&t, &path).await;
        let exported = t.admin().get("/data_imports/accounts/export").await;
        let text = String::from_utf8(exported.bytes).unwrap();
        assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("1,Ada,Residential,Active,,2026-04-01,615 N 6th St")), "{text}");
        t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        let again = uploaded(&t, "accounts", "accounts.csv", text.clone()).await;
        let done = imported(&t, &again).await;
        assert_eq!(done["status"], "Successful", "{done}");
        let exported = t.admin().get("/data_imports/accounts/export").await;
        assert_eq!(String::from_utf8(exported.bytes).unwrap(), text);
    }

    async fn what_would_run_as_a_formula_is_text_in_files_and_comes_back_as_it_was(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("'=1+1", "53081"), ("'@Home", "nonsense")])).await;
        assert_eq!(imported(&t, &path).await["status"], "Failed");
        let failed = String::from_utf8(t.admin().get(&format!("{path}/failed_rows")).await.bytes).unwrap();
        assert!(failed.contains("'@Home,"), "{failed}");
        let path = uploaded(&t, "accounts", "c.csv", failed.replace("nonsense", "53081")).await;
        imported(&t, &path).await;
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("'=1+1", "53081")])).await;
        imported(&t, &path).await;
        let list = t.admin().get("/accounts?sort=id").await.ok();
        assert_eq!((&list[0]["name"], &list[1]["name"]), (&json!("@Home"), &json!("=1+1")));
        let exported = String::from_utf8(t.admin().get("/data_imports/accounts/export").await.bytes).unwrap();
        assert!(exported.contains("1,'@Home,") && exported.contains("2,'=1+1,"), "{exported}");
    }

    async fn contacts_are_added_to_accounts(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081"), ("Grace", "53081")])).await;
        imported(&t, &path).await;
        let file = "Account ID,Name,Email,Cell phone,Primary\n1,Charles,charles@example.com,555-010-0100,no\n2,Anita,anita@example.com,,yes\n";
        let path = uploaded(&t, "contacts", "c.csv", file).await;
        let done = imported(&t, &path).await;
        assert_eq!(done["status"], "Successful", "{done}");
        let contacts = t.admin().get("/accounts/2/contacts?sort=id").await.ok();
        assert_eq!((&contacts[0]["primary"], &contacts[1]["primary"], &contacts[1]["name"]), (&json!(false), &json!(true), &json!("Anita")));
        t.admin().post(&format!("{path}/undo"), json!({})).await.status(422);
        let again = uploaded(&t, "contacts", "c.csv", file).await;
        assert_eq!(imported(&t, &again).await["status"], "Duplicate");
        let text = String::from_utf8(t.admin().get("/data_imports/contacts/export").await.bytes).unwrap();
        assert_eq!(text.lines().count(), 5, "{text}");
    }

    async fn services_are_imported_with_their_rules(t) {
        let file = "Name,Active,Type,Application,Price,Billing frequency,Data service,Download,Upload\n\
                    Fiber 500,yes,recurring,debit,\"$1,059.95\",1,yes,500000,500000\nVisit,yes,one time,debit,40,1,yes,,\n";
        let path = uploaded(&t, "services", "s.csv", file).await;
        let failed = imported(&t, &path).await;
        assert_eq!((&failed["status"], &failed["rows_failed"]), (&json!("Failed"), &json!(1)), "{failed}");
        t.admin().post(&format!("{path}/correct"), json!({})).await.ok();
        t.admin().patch(&format!("{path}/rows/3"), json!({"cells": {"data_service": "no"}})).await.ok();
        assert_eq!(imported(&t, &path).await["status"], "Successful");
        let services = t.admin().get("/system/services").await.ok();
        assert_eq!((&services[0]["amount"], &services[0]["download_in_kilobits"]), (&json!(1059.95), &json!(500_000)));
        let text = String::from_utf8(t.admin().get("/data_imports/services/export").await.bytes).unwrap();
        t.admin().post(&format!("{path}/undo"), json!({})).await.ok();
        let again = uploaded(&t, "services", "s.csv", text).await;
        let done = imported(&t, &again).await;
        assert_eq!(done["status"], "Successful", "{done}");
    }
}
