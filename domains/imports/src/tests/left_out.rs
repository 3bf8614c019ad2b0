//! Rows that somebody leaves out.

use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{imported, setup, uploaded};

/// Uploaded and checked.
async fn reviewed(t: &TestApp, file: &'static str) -> String {
    let path = uploaded(t, "dids", "dids.csv", file).await;
    t.admin().patch(&path, json!({"columns": {}})).await.ok();
    t.run_jobs().await;
    path
}

/// total, failed, duplicate, left out
async fn counts(t: &TestApp, path: &str) -> [i64; 4] {
    let shown = t.admin().get(path).await.ok();
    ["rows_total", "rows_failed", "rows_duplicate", "rows_left_out"]
        .map(|name| shown[name].as_i64().expect("a count"))
}

async fn numbers(t: &TestApp) -> Vec<Value> {
    let dids = t.admin().get("/system/voice/dids").await.ok();
    dids.as_array().expect("DIDs").iter().map(|did| did["did"].clone()).collect()
}

on_both! {
    async fn what_is_left_out_is_not_imported_and_counted(t) {
        let path = reviewed(&t, "did\n8005550100\nnonsense\n8005550102\n").await;
        assert_eq!(counts(&t, &path).await, [3, 1, 0, 0]);
        let row = t.admin().delete(&format!("{path}/rows/3")).await.ok();
        assert_eq!((&row["left_out"], &row["errors"], &row["role"]), (&json!(true), &json!(null), &json!("data")));
        assert_eq!(counts(&t, &path).await, [2, 0, 0, 1]);
        t.admin().patch(&format!("{path}/rows/4"), json!({"left_out": true})).await.ok();
        let row = t.admin().patch(&format!("{path}/rows/4"), json!({"left_out": false})).await.ok();
        assert_eq!(row["left_out"], false);
        let listed = t.admin().get(&format!("{path}/rows?left_out=1")).await.status(200);
        assert_eq!((&listed.json["data"][0]["number"], &listed.json["paginator"]["total_count"]), (&json!(3), &json!(1)));
        let done = imported(&t, &path).await;
        assert_eq!((&done["status"], &done["rows_imported"], &done["rows_left_out"]), (&json!("Successful"), &json!(2), &json!(1)), "{done}");
        assert_eq!(done["message"], "2 rows were imported, 1 were left out.");
        assert_eq!(numbers(&t).await, ["8005550100", "8005550102"]);
    }

    async fn a_row_that_is_taken_in_again_is_checked(t) {
        let path = reviewed(&t, "did\nnonsense\n8005550101\n").await;
        t.admin().delete(&format!("{path}/rows/2")).await.ok();
        let row = t.admin().patch(&format!("{path}/rows/2"), json!({"left_out": false})).await.ok();
        assert_eq!(row["errors"]["did"], "The DID must be ten digits.");
        assert_eq!(counts(&t, &path).await, [2, 1, 0, 0]);
        let both = json!({"left_out": true, "cells": {"did": "8005550102"}});
        assert_eq!(t.admin().patch(&format!("{path}/rows/2"), both).await.ok()["cells"][0], "8005550102");
        t.admin().patch(&format!("{path}/rows/2"), json!({})).await.invalid(&["cells"]);
        t.admin().patch(&format!("{path}/rows/1"), json!({"left_out": true})).await.invalid(&["left_out"]);
        t.admin().delete(&format!("{path}/rows/1")).await.invalid(&["left_out"]);
        t.admin().delete(&format!("{path}/rows/9")).await.status(404);
    }

    async fn who_leaves_out_the_first_of_equal_rows_keeps_the_next(t) {
        let path = reviewed(&t, "did\n8005550100\n8005550100\n8005550100\n").await;
        assert_eq!(counts(&t, &path).await, [3, 2, 2, 0]);
        t.admin().delete(&format!("{path}/rows/2")).await.ok();
        assert_eq!(counts(&t, &path).await, [2, 1, 1, 1]);
        let rows = t.admin().get(&format!("{path}/rows?errors=1")).await.ok();
        assert_eq!((&rows[0]["number"], &rows[0]["errors"]["did"]), (&json!(4), &json!("The same as in row 3.")));
        t.admin().patch(&format!("{path}/rows/3"), json!({"cells": {"did": "8005550101"}})).await.ok();
        assert_eq!(counts(&t, &path).await, [2, 0, 0, 1]);
        assert_eq!(imported(&t, &path).await["rows_imported"], 2);
    }

    async fn all_that_failed_can_be_left_out_at_once(t) {
        let path = reviewed(&t, "did\n8005550100\n8005550100\nnonsense\n").await;
        let duplicates = t.admin().post(&format!("{path}/leave_out"), json!({"rows": "duplicates"})).await.ok();
        assert_eq!((&duplicates["rows_left_out"], &duplicates["rows_failed"]), (&json!(1), &json!(1)));
        t.admin().post(&format!("{path}/leave_out"), json!({"rows": "failed"})).await.ok();
        assert_eq!(counts(&t, &path).await, [1, 0, 0, 2]);
        let again = t.admin().post(&format!("{path}/leave_out"), json!({"rows": "none"})).await.ok();
        assert_eq!(again["stage"], "checking");
        t.run_jobs().await;
        assert_eq!(counts(&t, &path).await, [3, 2, 1, 0]);
        t.admin().post(&format!("{path}/leave_out"), json!({})).await.invalid(&["rows"]);
        t.admin().post(&format!("{path}/leave_out"), json!({"rows": "some"})).await.invalid(&["rows"]);
        let all = t.admin().post(&format!("{path}/leave_out"), json!({"rows": "failed"})).await.ok();
        assert_eq!(all["rows_total"], 1);
        t.admin().delete(&format!("{path}/rows/2")).await.ok();
        assert_eq!(imported(&t, &path).await["status"], "Invalid");
    }

    async fn a_draft_whose_voice_provider_is_gone_says_so(t) {
        crate::tests::user(&t).await;
        let made = t.admin().post("/system/voice/voice_providers", json!({"name": "Example Telecom"})).await.created();
        let options = json!({"voice_provider_id": made["id"]});
        let path = crate::tests::uploaded_with(&t, "cdrs", options, "c.csv", "origination,destination,call_start,duration\n4145550100,2125550100,2026-03-10 00:00:00,1\n").await;
        t.admin().delete(&format!("/system/voice/voice_providers/{}", made["id"])).await.ok();
        t.admin().patch(&path, json!({"columns": {}})).await.ok();
        t.run_jobs().await;
        let shown = t.admin().get(&path).await.ok();
        assert_eq!((&shown["stage"], &shown["message"]), (&json!("columns"), &json!("Voice provider does not exist.")));
    }
}
