use chrono::TimeDelta;
use fairlead_store::{Tx, Who};
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{Notice, Topic, tell};
use crate::testing::{admin, setup, user};

/// Tells a user that import 7 is done.
async fn import_done(t: &TestApp, user_id: &Value) {
    let user_id = user_id.as_i64().unwrap();
    let who = Who::platform("test");
    let told = t.app.db.write(&who, |tx: Tx| async move {
        let notice = Notice {
            topic: Topic::DataImport,
            failed: false,
            subject: "Accounts imported".into(),
            body: "12 rows.".into(),
            link: Some("/imports/7".into()),
        };
        tell(&tx, user_id, notice).await
    });
    told.await.unwrap();
}

const PREFERENCES: &str = "/session/notification_preferences";

on_both! {
    async fn a_user_is_told_in_the_console_and_others_are_not(t) {
        let (ada, ada_id) = user(&t, "ada", &[]).await;
        let (bob, _) = user(&t, "bob", &[]).await;
        import_done(&t, &ada_id).await;
        let told = ada.get("/session/notifications").await.ok();
        assert_eq!(told, json!([{
            "id": told[0]["id"], "topic": "data import", "failed": false, "subject": "Accounts imported", "body": "12 rows.",
            "link": "/imports/7", "is_read": false, "created_at": "2026-03-15 12:00:00",
        }]));
        assert_eq!(bob.get("/session/notifications").await.ok(), json!([]));
        let path = format!("/session/notifications/{}", told[0]["id"]);
        bob.post(&format!("{path}/read"), json!({})).await.refused(404, "No item with that ID found.");
        bob.delete(&path).await.refused(404, "No item with that ID found.");
        t.run_jobs().await;
        assert!(t.mails().is_empty());
    }

    async fn what_is_read_leaves_the_unread_and_what_is_deleted_leaves(t) {
        let (ada, ada_id) = user(&t, "ada", &[]).await;
        for _ in 0..3 {
            import_done(&t, &ada_id).await;
        }
        let unread = || async { ada.get("/session/notifications?filter[is_read]=false").await.ok().as_array().unwrap().len() };
        let first = ada.get("/session/notifications").await.ok()[0]["id"].clone();
        ada.post(&format!("/session/notifications/{first}/read"), json!({})).await.ok();
        assert_eq!(unread().await, 2);
        ada.post("/session/notifications/read_all", json!({})).await.ok();
        assert_eq!(unread().await, 0);
        ada.delete(&format!("/session/notifications/{first}")).await.ok();
        assert_eq!(ada.get("/session/notifications").await.ok().as_array().unwrap().len(), 2);
    }

    async fn mail_is_asked_for_and_the_console_can_be_declined(t) {
        let (ada, ada_id) = user(&t, "ada", &[]).await;
        let admin = admin(&t).await;
        admin.patch("/system/mail", json!({"smtp_url": "smtp://mail.example.com", "from_address": "isp@example.com"})).await.ok();
        let wanted = json!({"topic": "data import", "in_console": false, "by_mail": true});
        for _ in 0..2 {
            assert_eq!(ada.patch(PREFERENCES, wanted.clone()).await.ok(), wanted);
        }
        assert_eq!(ada.get(PREFERENCES).await.ok()[0], wanted);
        assert_eq!(ada.get(PREFERENCES).await.ok()[1], json!({"topic": "print batch", "in_console": true, "by_mail": false}));
        import_done(&t, &ada_id).await;
        t.run_jobs().await;
        let mails = t.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].to.as_str(), mails[0].subject.as_str()), ("ada@example.com", "Accounts imported"));
        assert!(mails[0].text.contains("12 rows.") && mails[0].text.contains("/imports/7"), "{}", mails[0].text);
        assert_eq!(ada.get("/session/notifications").await.ok(), json!([]));
    }

    async fn nobody_is_told_who_wants_nothing_or_is_gone(t) {
        let (ada, ada_id) = user(&t, "ada", &[]).await;
        ada.patch(PREFERENCES, json!({"topic": "data import", "in_console": false, "by_mail": false})).await.ok();
        import_done(&t, &ada_id).await;
        ada.patch(PREFERENCES, json!({"topic": "data import", "in_console": true, "by_mail": false})).await.ok();
        assert_eq!(ada.get("/session/notifications").await.ok(), json!([]));
        admin(&t).await.delete(&format!("/users/{ada_id}")).await.ok();
        import_done(&t, &ada_id).await;
        t.run_jobs().await;
        assert!(t.mails().is_empty());
    }

    async fn a_preference_says_all_that_is_missing(t) {
        let (ada, _) = user(&t, "ada", &[]).await;
        ada.patch(PREFERENCES, json!({})).await.invalid(&["topic", "in_console", "by_mail"]);
        let unknown = json!({"topic": "weather", "in_console": true, "by_mail": true});
        ada.patch(PREFERENCES, unknown).await.invalid(&["topic"]);
    }

    async fn old_notifications_go_at_night(t) {
        let (ada, ada_id) = user(&t, "ada", &[]).await;
        import_done(&t, &ada_id).await;
        t.wait(TimeDelta::days(60));
        import_done(&t, &ada_id).await;
        t.start_schedules().await;
        t.wait(TimeDelta::days(31));
        t.run_jobs().await;
        assert_eq!(ada.get("/session/notifications").await.ok().as_array().unwrap().len(), 1);
    }
}
