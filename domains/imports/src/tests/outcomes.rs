//! How imports end.

use axum::body::Body;
use axum::http::Method;
use fairlead_store::{Tx, Who, classify};
use fairlead_testkit::{TestApp, json, on_both};
use sea_orm::ConnectionTrait;

use super::{accounts, draft, imported, setup, uploaded};

pub(super) async fn sql(t: &TestApp, text: &'static str) {
    let who = Who::platform("test");
    t.app
        .db
        .write(&who, |tx: Tx| async move { tx.execute_unprepared(text).await.map_err(classify) })
        .await
        .expect("it runs");
}

async fn number_of_accounts(t: &TestApp) -> usize {
    t.admin().get("/accounts").await.ok().as_array().map_or(0, Vec::len)
}

on_both! {
    async fn nothing_is_imported_when_a_row_fails_and_it_can_be_corrected(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081"), ("Grace", "nonsense"), ("Edsger", "53081")])).await;
        let failed = imported(&t, &path).await;
        assert_eq!((&failed["status"], &failed["progress"], &failed["rows_failed"]), (&json!("Failed"), &json!(null), &json!(1)), "{failed}");
        assert_eq!(failed["message"], "1 of 3 rows cannot be used. Nothing was imported.");
        assert_eq!(number_of_accounts(&t).await, 0);
        let rows = t.admin().get(&format!("{path}/rows?errors=1")).await.ok();
        assert_eq!(rows.as_array().map(Vec::len), Some(1));
        assert_eq!(rows[0]["number"], 3);
        assert!(rows[0]["errors"]["zip"].is_string(), "{rows}");
        let file = t.admin().get(&format!("{path}/failed_rows")).await;
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("Grace,Residential") && line.contains(",3,")), "{text}");
        assert_eq!(t.admin().get("/session/notifications").await.ok()[0]["failed"], true);
        t.admin().patch(&format!("{path}/rows/3"), json!({"cells": {"zip": "1"}})).await.status(409);
        t.admin().post(&format!("{path}/correct"), json!({})).await.ok();
        let row = t.admin().patch(&format!("{path}/rows/3"), json!({"cells": {"zip": "5308"}})).await.ok();
        assert!(row["errors"]["zip"].is_string());
        let row = t.admin().patch(&format!("{path}/rows/3"), json!({"cells": {"G": "53081"}})).await.ok();
        assert_eq!(row["errors"], json!(null));
        assert_eq!(t.admin().get(&path).await.ok()["rows_failed"], 0);
        assert_eq!(imported(&t, &path).await["status"], "Successful");
        assert_eq!(number_of_accounts(&t).await, 3);
    }

    async fn duplicates_are_told_from_failures(t) {
        let twice = accounts(&[("Ada", "53081"), ("ADA", "53081"), ("Grace", "53081")]);
        let path = uploaded(&t, "accounts", "c.csv", twice).await;
        let ended = imported(&t, &path).await;
        assert_eq!((&ended["status"], &ended["rows_duplicate"]), (&json!("Duplicate"), &json!(1)));
        let rows = t.admin().get(&format!("{path}/rows?errors=1")).await.ok();
        assert_eq!((&rows[0]["number"], &rows[0]["errors"]["name"]), (&json!(3), &json!("The same as in row 2.")));
        t.admin().post(&format!("{path}/correct"), json!({})).await.ok();
        t.admin().post(&format!("{path}/replace"), json!({"column": "A", "search": "ADA", "replacement": "Edsger"})).await.ok();
        t.run_jobs().await;
        assert_eq!(imported(&t, &path).await["status"], "Successful");
        let again = uploaded(&t, "accounts", "c.csv", accounts(&[("ada", "53081")])).await;
        let ended = imported(&t, &again).await;
        assert_eq!((&ended["status"], &ended["rows_duplicate"]), (&json!("Duplicate"), &json!(1)));
        assert_eq!(number_of_accounts(&t).await, 3);
    }

    async fn a_file_that_is_no_table_is_invalid(t) {
        let jpeg = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".as_slice(), &[0; 400]].concat();
        let path = uploaded(&t, "accounts", "customers.csv", jpeg).await;
        let ended = t.admin().get(&path).await.ok();
        assert_eq!((&ended["status"], &ended["message"]), (&json!("Invalid"), &json!("The file is not a table but an image (image/jpeg).")));
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "x"), ("Grace", "y")])).await;
        assert_eq!(imported(&t, &path).await["status"], "Invalid");
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[])).await;
        let ended = t.admin().get(&path).await.ok();
        assert_eq!((&ended["status"], &ended["message"]), (&json!("Invalid"), &json!("The file has no rows.")));
        let empty = draft(&t, "accounts").await;
        t.admin().send(Method::POST, &format!("{empty}/file?filename=a.csv"), Body::empty()).await.invalid(&["file"]);
        t.admin().send(Method::POST, &format!("{empty}/file"), Body::from("x")).await.invalid(&["filename"]);
    }

    async fn what_nobody_may_import_is_unauthorized(t) {
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        sql(&t, "update data_imports set seal = 'forged'").await;
        assert_eq!(imported(&t, &path).await["status"], "Unauthorized");
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        sql(&t, "update users set role_id = 2").await;
        let ended = imported(&t, &path).await;
        assert_eq!((&ended["status"], &ended["progress"]), (&json!("Unauthorized"), &json!(null)));
        assert_eq!(number_of_accounts(&t).await, 0);
    }

    async fn one_of_a_type_runs_at_a_time_and_calls_the_next(t) {
        let first = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        let second = uploaded(&t, "accounts", "c.csv", accounts(&[("Grace", "53081")])).await;
        t.admin().post(&format!("{first}/start"), json!({})).await.status(202);
        sql(&t, "update data_imports set status = 'In progress' where id = 1").await;
        sql(&t, "update background_jobs set state = 'running', locked_until = run_at + 60000 where state = 'queued' and kind = 'imports.run'").await;
        t.admin().post(&format!("{second}/start"), json!({})).await.status(202);
        t.run_jobs().await;
        assert_eq!(t.admin().get(&second).await.ok()["status"], "Queued");
        t.wait(chrono::TimeDelta::seconds(61));
        t.run_jobs().await;
        for path in [&first, &second] {
            assert_eq!(t.admin().get(path).await.ok()["status"], "Successful");
        }
        assert_eq!(number_of_accounts(&t).await, 2);
    }

    async fn an_import_whose_job_gave_up_fails_and_the_next_goes_on(t) {
        t.start_schedules().await;
        let first = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        let second = uploaded(&t, "accounts", "c.csv", accounts(&[("Grace", "53081")])).await;
        t.admin().post(&format!("{first}/start"), json!({})).await.status(202);
        sql(&t, "update data_imports set status = 'In progress' where id = 1").await;
        sql(&t, "update background_jobs set state = 'dead', attempts = 8, last_error = 'The server is busy. Try again.' where state = 'queued' and kind = 'imports.run'").await;
        t.admin().post(&format!("{second}/start"), json!({})).await.status(202);
        t.run_jobs().await;
        assert_eq!(t.admin().get(&second).await.ok()["status"], "Queued");
        t.wait(chrono::TimeDelta::minutes(6));
        t.run_jobs().await;
        let failed = t.admin().get(&first).await.ok();
        assert_eq!((&failed["status"], &failed["message"]), (&json!("Failed"), &json!("It was tried 8 times, and the database was busy each time. Nothing was imported.")));
        assert_eq!(t.admin().get(&second).await.ok()["status"], "Successful");
        t.admin().post(&format!("{first}/correct"), json!({})).await.ok();
        assert_eq!(imported(&t, &first).await["status"], "Successful");
    }

    async fn a_queued_import_without_a_job_gets_one(t) {
        t.start_schedules().await;
        let path = uploaded(&t, "accounts", "c.csv", accounts(&[("Ada", "53081")])).await;
        t.admin().post(&format!("{path}/start"), json!({})).await.status(202);
        sql(&t, "update background_jobs set state = 'dead' where state = 'queued' and kind = 'imports.run'").await;
        t.wait(chrono::TimeDelta::minutes(6));
        t.run_jobs().await;
        assert_eq!(t.admin().get(&path).await.ok()["status"], "Successful");
    }

    async fn the_list_sorts_by_every_column(t) {
        for name in ["Ada", "Grace"] {
            let path = uploaded(&t, "accounts", "c.csv", accounts(&[(name, "53081")])).await;
            imported(&t, &path).await;
        }
        for column in ["id", "type", "progress", "status", "username", "created_at"] {
            let list = t.admin().get(&format!("/data_imports?sort=-{column}")).await.ok();
            assert_eq!(list.as_array().map(Vec::len), Some(2), "{column}");
        }
        assert_eq!(t.admin().get("/data_imports?filter[status]=Failed").await.ok(), json!([]));
    }
}
