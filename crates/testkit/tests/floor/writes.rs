use fairlead_kernel::Error;
use fairlead_store::{Tx, Who, audit_log};
use fairlead_testkit::{TestApp, json, on_both};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

use crate::things::{self, setup};

async fn log(t: &TestApp) -> Vec<audit_log::Model> {
    let all = audit_log::Entity::find().order_by_asc(audit_log::Column::Id);
    all.all(t.app.db.read()).await.unwrap()
}

on_both! {
    async fn the_audit_log_says_who_changed_what(t) {
        let thing = t.admin().post("/things", json!({"name": "Rope"})).await.created();
        let path = format!("/things/{}", thing["id"]);
        t.admin().with("x-request-id", "request-two").patch(&path, json!({"size": 5})).await.ok();
        t.admin().patch(&path, json!({"size": 5})).await.ok();
        t.admin().delete(&path).await.ok();
        let log = log(&t).await;
        let actions: Vec<&str> = log.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["create", "update", "delete"]);
        assert_eq!(log[1].request_id, "request-two");
        assert_eq!((log[1].user_id, log[1].username.as_str()), (Some(1), "tester"));
        assert_eq!(log[1].before, Some(json!({"size": 1})));
        assert_eq!(log[1].after, Some(json!({"size": 5})));
    }

    async fn a_failed_write_leaves_nothing(t) {
        let outcome = t.app.db.write(&Who::platform("test"), |tx: Tx| async move {
            let row = things::ActiveModel { name: Set("half".into()), size: Set(1), ..Default::default() };
            tx.insert(row).await?;
            Err::<(), _>(Error::Busy).or(Err(Error::internal("stop")))
        }).await;
        assert!(outcome.is_err());
        assert_eq!(t.admin().get("/things").await.json["data"], json!([]));
        assert!(log(&t).await.is_empty());
    }

    async fn a_name_that_is_taken_in_a_race_is_a_422_on_its_field(t) {
        let admin = t.admin();
        let racers = (0..16).map(|_| admin.post("/things", json!({"name": "Rope"})));
        let answers = join_all(racers).await;
        let created = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(created, 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.invalid(&["name"]);
        }
    }

    async fn concurrent_patches_of_different_fields_lose_nothing(t) {
        let thing = t.admin().post("/things", json!({"name": "start", "size": 0})).await.created();
        let path = format!("/things/{}", thing["id"]);
        for round in 1..=10 {
            let admin = t.admin();
            let (name, size) = (json!({"name": format!("n{round}")}), json!({"size": round}));
            let (one, two) = fairlead_testkit::tokio::join!(admin.patch(&path, name), admin.patch(&path, size));
            one.ok();
            two.ok();
            let now = t.admin().get(&path).await.ok();
            assert_eq!((&now["name"], &now["size"]), (&json!(format!("n{round}")), &json!(round)));
        }
    }
}

async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(futures).await
}
