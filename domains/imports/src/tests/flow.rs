//! From a file to accounts, step by step.

use fairlead_testkit::{json, on_both};

use super::{accounts, draft, imported, setup, uploaded, user};

on_both! {
    async fn a_file_becomes_accounts(t) {
        let path = uploaded(&t, "accounts", "customers.csv", accounts(&[("Ada Lovelace", "53081"), ("Grace Hopper", "53081")])).await;
        let read = t.admin().get(&path).await.ok();
        assert_eq!((&read["status"], &read["stage"], &read["header_row"]), (&json!("Pending"), &json!("header"), &json!(1)));
        assert_eq!((&read["rows_total"], &read["layout"]["format"], &read["layout"]["encoding"]), (&json!(2), &json!("csv"), &json!("UTF-8")));
        let fields: Vec<&str> = read["columns"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap_or("-")).collect();
        assert_eq!(fields, ["name", "account_type_id", "account_status_id", "line1", "city", "state", "zip", "country", "contact_name", "email_address"]);
        t.admin().patch(&path, json!({"columns": {}})).await.ok();
        t.run_jobs().await;
        let checked = t.admin().get(&path).await.ok();
        assert_eq!((&checked["stage"], &checked["rows_failed"], &checked["progress"]), (&json!("review"), &json!(0), &json!(null)));
        let done = imported(&t, &path).await;
        assert_eq!((&done["status"], &done["progress"], &done["rows_imported"]), (&json!("Successful"), &json!(100), &json!(2)), "{done}");
        let account = t.admin().get("/accounts/1").await.ok();
        assert_eq!((&account["name"], &account["next_bill_date"]), (&json!("Ada Lovelace"), &json!("2026-04-01")));
        assert_eq!(t.admin().get("/accounts/2/contacts").await.ok()[0]["email_address"], "ada@example.com");
        assert_eq!(t.admin().get("/accounts/2/addresses").await.ok()[0]["county"], json!(null));
        assert_eq!(t.admin().get("/search?q=grace").await.ok()[0]["entity"], "accounts");
        let told = t.admin().get("/session/notifications").await.ok();
        assert_eq!(told[0]["subject"], "Import 1 (Accounts) is done");
        assert_eq!(t.admin().get("/audit_log?filter[entity]=accounts&filter[action]=create").await.ok().as_array().map(Vec::len), Some(2));
        assert_eq!(t.admin().get(&format!("{path}/rows")).await.ok(), json!([]));
    }

    async fn the_header_can_be_any_row_or_none(t) {
        let file = "Residential;Active;1 Main St;Sheboygan;WI;53081;US;Ada;Ada\nAccount type;Account status;Address;City;State;Zip;Country;Customer;Contact name\nCommercial;Active;2 Main St;Sheboygan;WI;53081;US;Grace;Grace\n";
        let path = uploaded(&t, "accounts", "x.csv", file).await;
        let read = t.admin().get(&path).await.ok();
        assert_eq!((&read["header_row_found"], &read["rows_total"], &read["layout"]["delimiter"]), (&json!(2), &json!(1), &json!(";")));
        let above = t.admin().patch(&path, json!({"import_rows_above": true})).await.ok();
        assert_eq!((&above["stage"], &above["rows_total"]), (&json!("columns"), &json!(2)));
        let roles: Vec<_> = t.admin().get(&format!("{path}/rows")).await.ok().as_array().unwrap().iter().map(|row| row["role"].clone()).collect();
        assert_eq!(roles, ["data", "header", "data"]);
        let letters = t.admin().patch(&path, json!({"header_row": null})).await.ok();
        assert_eq!((&letters["columns"][7]["letter"], &letters["columns"][7]["field"], &letters["rows_total"]), (&json!("H"), &json!(null), &json!(3)));
        t.admin().patch(&path, json!({"header_row": 9})).await.invalid(&["header_row"]);
        t.admin().patch(&path, json!({"header_row": 2, "import_rows_above": true})).await.ok();
        assert_eq!(imported(&t, &path).await["rows_imported"], 2);
        assert_eq!(t.admin().get("/accounts/1").await.ok()["account_type_id"], 1);
    }

    async fn columns_are_chosen_by_letter_header_or_not_at_all(t) {
        let path = uploaded(&t, "contacts", "c.csv", "Account ID,Who,Mobile\n1,Grace,5550100142\n").await;
        let messages = t.admin().post(&format!("{path}/start"), json!({})).await.invalid(&["columns.name"]);
        assert_eq!(messages["columns.name"], "No column holds the required field name.");
        let messages = t.admin().patch(&path, json!({"columns": {"A": "role", "C": "role", "Z": "name", "Who": "nonsense"}})).await.invalid(&["columns.C", "columns.Who", "columns.Z"]);
        assert_eq!(messages["columns.C"], "The field role is held by column A already.");
        let taken = t.admin().patch(&path, json!({"columns": {"B": "account_id"}})).await.ok();
        assert_eq!((&taken["columns"][0]["field"], &taken["columns"][1]["field"]), (&json!(null), &json!("account_id")));
        t.run_jobs().await;
        t.admin().patch(&path, json!({"columns": {"B": null, "A": "account_id"}})).await.ok();
        let chosen = t.admin().patch(&path, json!({"columns": {"Who": "name", "C": null}})).await.ok();
        assert_eq!((&chosen["columns"][1]["matched_by"], &chosen["columns"][2]["field"], &chosen["stage"]), (&json!("hand"), &json!(null), &json!("checking")));
        t.run_jobs().await;
        let rows = t.admin().get(&format!("{path}/rows?errors=1")).await.ok();
        assert_eq!(rows[0]["errors"], json!({"account_id": "There is no account 1."}));
    }

    async fn a_file_is_read_again_in_another_way(t) {
        let path = uploaded(&t, "services", "s.csv", b"Name|Amount\nFibre Gr\xf6\xdfe|10\n".to_vec()).await;
        let read = t.admin().get(&path).await.ok();
        assert_eq!((&read["layout"]["encoding"], &read["columns"][0]["samples"][0]), (&json!("windows-1252"), &json!("Fibre Größe")));
        let again = t.admin().patch(&path, json!({"encoding": "utf-8", "delimiter": "tab"})).await.ok();
        assert_eq!(again["stage"], "reading");
        t.run_jobs().await;
        let read = t.admin().get(&path).await.ok();
        assert_eq!((&read["layout"]["has_unreadable_characters"], &read["layout"]["delimiter"]), (&json!(true), &json!("\t")));
        assert_eq!(read["columns"].as_array().map(Vec::len), Some(1));
        t.admin().patch(&path, json!({"delimiter": "ab"})).await.invalid(&["delimiter"]);
    }

    async fn a_draft_is_its_users_alone_and_can_begin_anew(t) {
        let path = uploaded(&t, "accounts", "customers.csv", accounts(&[("Ada", "53081")])).await;
        let other = fairlead_store::Who::platform("test");
        t.app.db.write(&other, |tx: fairlead_store::Tx| async move {
            use sea_orm::ConnectionTrait;
            tx.execute_unprepared("update data_imports set user_id = 2").await.map_err(fairlead_store::classify)
        }).await.unwrap();
        t.admin().patch(&path, json!({"columns": {}})).await.refused(403, "This import is somebody else's.");
        t.admin().post(&format!("{path}/start"), json!({})).await.refused(403, "This import is somebody else's.");
        t.app.db.write(&other, |tx: fairlead_store::Tx| async move {
            use sea_orm::ConnectionTrait;
            tx.execute_unprepared("update data_imports set user_id = 1").await.map_err(fairlead_store::classify)
        }).await.unwrap();
        let anew = t.admin().post(&format!("{path}/restart"), json!({})).await.ok();
        assert_eq!((&anew["stage"], &anew["filename"], &anew["columns"]), (&json!("upload"), &json!(null), &json!([])));
        assert_eq!(t.admin().get(&format!("{path}/rows")).await.ok(), json!([]));
        t.admin().post(&format!("{path}/start"), json!({})).await.status(409);
        t.admin().delete(&path).await.ok();
        t.admin().get(&path).await.status(404);
    }

    async fn each_type_has_its_permission(t) {
        user(&t).await;
        t.user().can("data_imports.create").post("/data_imports/accounts", json!({})).await.status(403);
        let importer = t.user().can("account_imports.create").can("data_imports.create").can("data_imports.read");
        importer.post("/data_imports/accounts", json!({})).await.created();
        let types = importer.get("/data_imports/types").await.ok();
        assert_eq!((types[0]["name"].as_str(), types.as_array().map(Vec::len)), (Some("accounts"), Some(1)));
        importer.get("/data_imports/types/services/template").await.status(403);
        importer.get("/data_imports/types/nonsense/template").await.status(404);
        importer.get("/data_imports/accounts/export").await.refused(403, "This requires the permission accounts.read.");
        t.user().can("data_imports.read").get("/data_imports/1/rows").await.refused(403, "This requires the permission account_imports.create.");
    }

    async fn a_template_has_the_fields_in_order(t) {
        draft(&t, "accounts").await;
        let template = t.admin().get("/data_imports/types/contacts/template?example=1").await;
        let text = String::from_utf8(template.bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("account_id,name,role,email_address,work_phone"), "{text}");
        assert!(lines[1].starts_with("1001,Grace Hopper,Bookkeeper"), "{text}");
    }
}
