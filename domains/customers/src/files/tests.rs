use std::io::Cursor;

use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};
use image::{DynamicImage, ImageFormat};
use sea_orm::EntityTrait;

use super::Entity;
use super::blob;
use crate::testing_parts::{account, delete_account, importer_sends, setup};

/// The path of a new account's files.
async fn files(t: &TestApp) -> String {
    format!("/accounts/{}/files", account(t).await)
}

fn hello(filename: &str) -> Value {
    json!({"filename": filename, "base64_data": "aGVsbG8="})
}

fn png(width: u32, height: u32) -> String {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    STANDARD.encode(bytes.into_inner())
}

/// How many contents the store holds.
fn blobs(t: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&t.folder().join("files"))
}

on_both! {
    async fn what_the_importer_sends_comes_back_byte_for_byte(t) {
        let path = files(&t).await;
        let body = br#"{"filename":"my first file.txt","base64_data":"U29tZSBieXRlczoAAf\/+Cg==","description":"A small file!"}"#;
        let file = importer_sends(&t, &path, body).await.created();
        assert_eq!(file, json!({
            "id": file["id"], "filename": "my first file.txt", "size_in_bytes": 16, "description": "A small file!",
            "mime_type": "text/plain", "uploader": "tester",
        }));
        assert_eq!(t.admin().get(&path).await.ok(), json!([file]));
        let one = format!("{path}/{}", file["id"]);
        let mut shown = file.clone();
        shown["base64_data"] = json!("U29tZSBieXRlczoAAf/+Cg==");
        assert_eq!(t.admin().get(&format!("{one}?page=1")).await.ok(), shown);
        let content = t.admin().get(&format!("{one}/content")).await.status(200);
        assert_eq!(content.bytes, b"Some bytes:\0\x01\xff\xfe\n");
        assert_eq!(content.headers["content-type"], "text/plain");
        assert_eq!(content.headers["x-content-type-options"], "nosniff");
        assert_eq!(content.headers["content-disposition"], "attachment; filename=\"my first file.txt\"; filename*=UTF-8''my%20first%20file.txt");
    }

    async fn images_become_small_jpegs(t) {
        let path = files(&t).await;
        let body = json!({"filename": "../tower/North.PNG", "base64_data": png(3000, 1500)});
        let file = t.admin().post(&path, body).await.created();
        assert_eq!((&file["filename"], &file["mime_type"]), (&json!("North.jpg"), &json!("image/jpeg")));
        let stored = t.admin().get(&format!("{path}/{}/content", file["id"])).await.status(200).bytes;
        assert_eq!(file["size_in_bytes"].as_u64(), Some(stored.len() as u64));
        let picture = image::load_from_memory_with_format(&stored, ImageFormat::Jpeg).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (2048, 1024));
        let damaged = STANDARD.encode([&b"\x89PNG\r\n\x1a\n"[..], &[0; 40]].concat());
        let messages = t.admin().post(&path, json!({"filename": "x.png", "base64_data": damaged})).await.invalid(&["base64_data"]);
        assert_eq!(messages["base64_data"], "The image is damaged or of an unsupported kind.");
    }

    async fn names_lead_nowhere(t) {
        let path = files(&t).await;
        for (sent, stored) in [
            ("../../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("/etc/shadow", "shadow"),
            ("a\r\nX-Evil: 1.txt", "aX-Evil_ 1.txt"), ("con.txt", "_con.txt"), ("Größe 東京.pdf", "Größe 東京.pdf"),
        ] {
            let file = t.admin().post(&path, hello(sent)).await.created();
            assert_eq!(file["filename"], stored);
            let content = t.admin().get(&format!("{path}/{}/content", file["id"])).await.status(200);
            assert!(content.headers.get("x-evil").is_none() && content.bytes == b"hello");
        }
        for unusable in ["..", "/", "a/"] {
            t.admin().post(&path, hello(unusable)).await.invalid(&["filename"]);
        }
    }

    async fn a_page_that_was_uploaded_is_saved_and_never_shown(t) {
        let path = files(&t).await;
        let body = json!({"filename": "page.html", "base64_data": STANDARD.encode("<script>alert(1)</script>")});
        let file = t.admin().post(&path, body).await.created();
        let content = t.admin().get(&format!("{path}/{}/content", file["id"])).await.status(200);
        assert!(content.headers["content-disposition"].to_str().is_ok_and(|value| value.starts_with("attachment;")));
        assert_eq!(content.headers["content-security-policy"], "default-src 'none'; sandbox");
    }

    async fn content_that_is_none_is_refused(t) {
        let path = files(&t).await;
        for data in ["", "   ", "====", "not base64!", "aGVsbG8*", "data:text/plain;base64,aGVsbG8="] {
            t.admin().post(&path, json!({"filename": "a.txt", "base64_data": data})).await.invalid(&["base64_data"]);
        }
        t.admin().post(&path, json!({"base64_data": null, "description": ["x"]})).await.invalid(&["filename", "base64_data", "description"]);
        t.admin().post(&path, json!({"filename": "..", "base64_data": "*"})).await.invalid(&["filename", "base64_data"]);
        // Lines and missing padding are how some write it.
        t.admin().post(&path, json!({"filename": "a.txt", "base64_data": "aGVs\r\nbG8"})).await.created();
        assert_eq!((t.admin().get(&path).await.ok().as_array().map(Vec::len), blobs(&t)), (Some(1), 1));
    }

    async fn a_name_is_taken_once_on_each_thing(t) {
        let (path, other) = (files(&t).await, files(&t).await);
        t.admin().post(&path, hello("Bill.txt")).await.created();
        let messages = t.admin().post(&path, hello("bill.TXT")).await.invalid(&["name"]);
        assert_eq!(messages["name"], "The name has already been taken.");
        t.admin().post(&other, hello("bill.txt")).await.created();
        let second = t.admin().post(&path, hello("second.txt")).await.created();
        let one = format!("{path}/{}", second["id"]);
        let messages = t.admin().patch(&one, json!({"filename": "BILL.txt"})).await.invalid(&["name"]);
        assert_eq!(messages["name"], "The name has already been taken.");
        t.admin().patch(&one, json!({"filename": "SECOND.txt"})).await.ok();
        // What conversion makes equal is told apart: a folder of pictures must go in whole.
        for (sent, stored) in [("a.jpg", "a.jpg"), ("a.png", "a (2).jpg"), ("a.gif", "a (3).jpg")] {
            let file = t.admin().post(&path, json!({"filename": sent, "base64_data": png(2, 2)})).await.created();
            assert_eq!(file["filename"], stored);
        }
        t.admin().post(&path, json!({"filename": "a.jpg", "base64_data": png(2, 2)})).await.invalid(&["name"]);
    }

    async fn of_many_uploads_of_one_name_at_once_one_stays_and_nothing_is_left_over(t) {
        let path = files(&t).await;
        let admin = t.admin();
        let send = async || admin.post(&path, hello("a.txt")).await.status.as_u16();
        let (a, b, c) = fairlead_testkit::tokio::join!(send(), send(), send());
        let mut outcomes = [a, b, c];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [201, 422, 422]);
        t.wait(TimeDelta::hours(2));
        t.run_jobs().await;
        assert_eq!(blobs(&t), 1);
        let listed = t.admin().get(&path).await.ok();
        assert_eq!(t.admin().get(&format!("{path}/{}/content", listed[0]["id"])).await.status(200).bytes, b"hello");
    }

    async fn details_change_and_the_content_stays(t) {
        let path = files(&t).await;
        let file = t.admin().post(&path, json!({"filename": "a.txt", "base64_data": "aGVsbG8=", "description": "x"})).await.created();
        let one = format!("{path}/{}", file["id"]);
        let changed = t.admin().patch(&one, json!({"filename": "../b.txt", "base64_data": "bm8="})).await.ok();
        let mut expected = file.clone();
        expected["filename"] = json!("b.txt");
        assert_eq!(changed, expected);
        assert_eq!(t.admin().patch(&one, json!({"description": null})).await.ok()["description"], json!(null));
        assert_eq!(t.admin().get(&one).await.ok()["base64_data"], "aGVsbG8=");
        t.admin().patch(&one, json!({"filename": ".."})).await.invalid(&["filename"]);
        let messages = t.admin().patch(&format!("{path}/99"), json!({"filename": ["x"]})).await.invalid(&["file", "filename"]);
        assert_eq!(messages["file"], "File ID not found.");
    }

    async fn a_change_of_what_somebody_else_changed_is_refused(t) {
        let path = files(&t).await;
        let file = t.admin().post(&path, hello("a.txt")).await.created();
        let one = format!("{path}/{}", file["id"]);
        let etag = t.admin().get(&one).await.status(200).headers["etag"].to_str().expect("a tag").to_owned();
        let careful = t.admin().with("if-match", &etag);
        careful.patch(&one, json!({"description": "mine"})).await.ok();
        careful.patch(&one, json!({"description": "mine again"})).await.status(412);
    }

    async fn a_deleted_file_takes_its_content_along(t) {
        let path = files(&t).await;
        let file = t.admin().post(&path, hello("a.txt")).await.created();
        assert_eq!(blobs(&t), 1);
        let one = format!("{path}/{}", file["id"]);
        assert_eq!(t.admin().delete(&one).await.ok(), json!({"success": true}));
        t.run_jobs().await;
        assert_eq!(blobs(&t), 0);
        t.admin().delete(&one).await.refused(404, "File does not exist.");
        t.admin().get(&one).await.refused(404, "No item with that ID found.");
        t.admin().get(&format!("{one}/content")).await.status(404);
    }

    async fn a_content_without_a_row_is_removed_after_an_hour_and_not_before(t) {
        // As after a crash between storing the content and writing the row.
        let lost = blob::store(&t.app, b"lost").await.expect("it is stored");
        t.wait(TimeDelta::minutes(59));
        t.run_jobs().await;
        assert_eq!(blobs(&t), 1);
        t.wait(TimeDelta::minutes(2));
        t.run_jobs().await;
        assert_eq!(blobs(&t), 0);
        let who = fairlead_store::Who::platform("test");
        let late = t.app.db.write(&who, |tx: fairlead_store::Tx| { let lost = &lost; async move { lost.claim(&tx).await } }).await;
        assert!(matches!(late, Err(fairlead_kernel::Error::Conflict(_))));
    }

    async fn the_files_of_a_deleted_or_another_account_are_not_found(t) {
        let (id, other) = (account(&t).await, account(&t).await);
        let path = format!("/accounts/{id}/files");
        let file = t.admin().post(&path, hello("a.txt")).await.created();
        let foreign = format!("/accounts/{other}/files/{}", file["id"]);
        t.admin().get(&foreign).await.status(404);
        t.admin().get(&format!("{foreign}/content")).await.status(404);
        t.admin().delete(&foreign).await.status(404);
        t.admin().patch(&foreign, json!({"filename": "b.txt"})).await.invalid(&["file"]);
        delete_account(&t, id).await;
        let one = format!("{path}/{}", file["id"]);
        for answer in [
            t.admin().get(&path).await, t.admin().get(&one).await, t.admin().get(&format!("{one}/content")).await,
            t.admin().patch(&one, json!({"filename": "b.txt"})).await, t.admin().delete(&one).await,
            t.admin().post(&path, hello("b.txt")).await,
        ] {
            answer.status(404);
        }
        assert_eq!((Entity::find().all(t.app.db.read()).await.expect("rows").len(), blobs(&t)), (1, 1));
    }

    async fn nothing_is_stored_for_what_is_not_there(t) {
        for path in ["/accounts/99/files", "/network_sites/1/files", "/tickets/1/files"] {
            t.admin().post(path, hello("a.txt")).await.refused(404, "No item with that ID found.");
        }
        for path in ["/nonsense/1/files", "/account/1/files", "/account_groups/1/files"] {
            t.admin().post(path, hello("a.txt")).await.refused(404, "There are no files here.");
            t.admin().get(path).await.status(404);
        }
        assert_eq!(blobs(&t), 0);
    }

    async fn a_body_beyond_the_usual_limit_is_taken_and_an_endless_one_is_not(t) {
        let path = files(&t).await;
        let body = json!({"filename": "large.bin", "base64_data": "AAAA".repeat(3 << 18)});
        let file = t.admin().post(&path, body).await.created();
        assert_eq!(file["size_in_bytes"], 9 << 18);
        let endless = || Body::from(vec![b' '; 65 << 20]);
        t.admin().send(Method::POST, &path, endless()).await.status(413);
        t.user().can("files.read").send(Method::POST, &path, endless()).await.status(403);
    }

    async fn the_same_idempotency_key_stores_once(t) {
        let path = files(&t).await;
        let client = t.admin().with("idempotency-key", "upload-1");
        let first = client.post(&path, hello("a.txt")).await.created();
        assert_eq!(client.post(&path, hello("a.txt")).await.created(), first);
        assert_eq!(blobs(&t), 1);
    }

    async fn dynamic_and_static_paths_do_not_hide_each_other(t) {
        let id = account(&t).await;
        for (path, status) in [
            (format!("/accounts/{id}"), 200), (format!("/accounts/{id}/contacts"), 200), (format!("/accounts/{id}/addresses"), 200),
            (format!("/accounts/{id}/call_logs"), 200), (format!("/accounts/{id}/tasks"), 200), (format!("/accounts/{id}/files"), 200),
            (format!("/notes/accounts/{id}"), 200), (format!("/entity_custom_fields/account/{id}"), 200),
            ("/system/custom_fields".into(), 200), ("/system/misc/task_templates".into(), 200), ("/system/1/files".into(), 404),
            (format!("/account_contacts/{id}/files"), 200), (format!("/accounts/{id}/nothing"), 404), ("/notes/1/files".into(), 422),
        ] {
            t.admin().get(&path).await.status(status);
        }
        t.admin().post("/system/misc/task_templates/1", json!({})).await.status(405);
    }
}
