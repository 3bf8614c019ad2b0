use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::run::runner;
use crate::testing::{account_with, execute, set, setup, texts};

const ALL: &str = "/financial/print_batches";

/// Customers with an invoice of 1 April each, of whom all but the last get it on paper; their ids.
async fn billed(t: &TestApp, customers: usize) -> Vec<i64> {
    let service = json!({
        "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": "40.00",
        "billing_frequency_in_months": 1,
    });
    let service = t.admin().post("/system/services", service).await.created();
    let mut ids = Vec::new();
    for number in 0..=customers {
        let id = account_with(t, json!({"name": format!("Customer {number}")})).await;
        let body = json!({"service_id": service["id"], "prorate": false});
        t.admin().post(&format!("/accounts/{id}/services"), body).await.created();
        if number < customers {
            set(t, id, "print_invoice = true").await;
        }
        ids.push(id);
    }
    runner::run(&t.app, "2026-04-01".parse().expect("a date"), |_| {}).await.expect("the run is done");
    ids
}

fn april() -> Value {
    json!({"date_from": "2026-04-01", "date_to": "2026-04-30"})
}

async fn blobs(t: &TestApp) -> usize {
    let folders = std::fs::read_dir(t.folder().join("files")).into_iter().flatten().flatten();
    folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten()).count()
}

on_both! {
    async fn invoices_that_are_wanted_on_paper_are_printed_once(t) {
        billed(&t, 2).await;
        let batch = t.admin().post(ALL, april()).await.created();
        assert_eq!((&batch["state"], &batch["invoices"], &batch["files"]), (&json!("queued"), &json!(2), &json!(0)));
        let path = format!("{ALL}/{}", batch["id"]);
        t.admin().get(&format!("{path}/file")).await.status(404);
        t.admin().post(&format!("{path}/mark_as_printed"), json!({})).await.status(409);
        t.admin().post(ALL, april()).await.refused(422, "There is no invoice to print.");
        t.run_jobs().await;
        let batch = t.admin().get(&path).await.ok();
        assert_eq!((&batch["state"], &batch["invoices_done"], &batch["pages"]), (&json!("done"), &json!(2), &json!(2)));
        let file = t.admin().get(&format!("{path}/file")).await.status(200);
        assert!(file.bytes.starts_with(b"%PDF-"));
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"print-batch-1-1.pdf\"");
        t.admin().get(&format!("{path}/file?part=2")).await.status(404);
        let printed = t.admin().post(&format!("{path}/mark_as_printed"), json!({})).await.ok();
        assert_eq!(printed["printed_at"], "2026-03-15 12:00:00");
    }

    async fn a_long_batch_has_several_files(t) {
        billed(&t, 7).await;
        let path = format!("{ALL}/{}", t.admin().post(ALL, april()).await.created()["id"]);
        assert_eq!(t.run_jobs().await, 3, "a job a file, so that others get their turn");
        let batch = t.admin().get(&path).await.ok();
        assert_eq!((&batch["state"], &batch["files"], &batch["pages"], &batch["invoices_done"]), (&json!("done"), &json!(3), &json!(7), &json!(7)));
        for part in 1..=3 {
            assert!(t.admin().get(&format!("{path}/file?part={part}")).await.status(200).bytes.starts_with(b"%PDF-"));
        }
        let last = texts(&t, "select number || ' ' || last_invoice_id from print_batch_files order by number").await;
        assert_eq!(last, ["1 3", "2 6", "3 7"]);
    }

    async fn a_job_that_was_killed_goes_on_where_it_was(t) {
        billed(&t, 5).await;
        t.admin().post(ALL, april()).await.created();
        t.run_jobs().await;
        // As if it had died while the second file was stored.
        execute(&t, "update print_batch_files set last_invoice_id = null where number = 2").await;
        execute(&t, "update print_batches set state = 'making', files = 1, pages = 3, invoices_done = 3, finished_at = null").await;
        execute(&t, "update background_jobs set state = 'queued', finished_at = null where id = (select max(id) from background_jobs)").await;
        t.run_jobs().await;
        let batch = t.admin().get(&format!("{ALL}/1")).await.ok();
        assert_eq!((&batch["state"], &batch["files"], &batch["pages"]), (&json!("done"), &json!(2), &json!(5)));
        assert_eq!(blobs(&t).await, 2, "nothing is left behind");
    }

    async fn a_batch_that_was_not_printed_gives_its_invoices_back(t) {
        billed(&t, 1).await;
        for printed in [false, true] {
            let batch = t.admin().post(ALL, april()).await.created();
            t.run_jobs().await;
            let path = format!("{ALL}/{}", batch["id"]);
            if printed {
                t.admin().post(&format!("{path}/mark_as_printed"), json!({})).await.ok();
            }
            t.admin().delete(&path).await.ok();
            t.admin().get(&path).await.status(404);
            t.run_jobs().await;
            assert_eq!(blobs(&t).await, 0, "its file is gone");
        }
        t.admin().post(ALL, april()).await.refused(422, "There is no invoice to print.");
    }

    async fn statements_and_invoices_lie_in_one_file(t) {
        let ids = billed(&t, 2).await;
        set(&t, ids[0], "bill_mode = 'statement'").await;
        let batch = t.admin().post(ALL, april()).await.created();
        t.run_jobs().await;
        let batch = t.admin().get(&format!("{ALL}/{}", batch["id"])).await.ok();
        assert_eq!((&batch["state"], &batch["pages"]), (&json!("done"), &json!(2)));
    }

    async fn what_is_void_is_left_out(t) {
        let ids = billed(&t, 2).await;
        t.admin().patch(&format!("/accounts/{}/invoices/1/void", ids[0]), json!({})).await.ok();
        assert_eq!(t.admin().post(ALL, april()).await.created()["invoices"], 1);
        t.admin().patch(&format!("/accounts/{}/invoices/2/void", ids[1]), json!({})).await.ok();
        t.run_jobs().await;
        let batch = t.admin().get(&format!("{ALL}/1")).await.ok();
        assert_eq!((&batch["state"], &batch["files"], &batch["pages"]), (&json!("done"), &json!(0), &json!(0)));
    }

    async fn a_template_that_fails_with_an_invoice_says_so(t) {
        billed(&t, 1).await;
        let source = "#let data = json(\"data.json\")\n#assert(not data.account.name.starts-with(\"Customer\"), message: \"odd name\")\nHello";
        t.admin().patch("/system/invoicing/templates/invoice", json!({"source": source})).await.ok();
        t.admin().post(ALL, april()).await.created();
        t.run_jobs().await;
        let batch = t.admin().get(&format!("{ALL}/1")).await.ok();
        assert_eq!(batch["state"], "failed");
        assert!(batch["error"].as_str().expect("why").starts_with("Invoice 1: "), "{batch}");
        t.admin().delete(&format!("{ALL}/1")).await.ok();
    }

    async fn batches_need_their_permissions_and_dates(t) {
        t.admin().post(ALL, json!({})).await.invalid(&["date_from"]);
        t.admin().post(ALL, json!({"date_from": "2026-04-02", "date_to": "2026-04-01"})).await.invalid(&["date_to"]);
        t.user().can("print_batches.read").post(ALL, april()).await.status(403);
        t.user().can("print_batches.create").get(ALL).await.status(403);
        t.user().can("print_batches.read").delete(&format!("{ALL}/1")).await.status(403);
        t.user().can("print_batches.read").post(&format!("{ALL}/1/mark_as_printed"), json!({})).await.status(403);
    }
}
