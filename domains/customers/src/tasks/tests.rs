use chrono::TimeDelta;
use fairlead_testkit::{json, on_both};

use crate::testing_parts::{account, delete_account, delete_user, setup, users};

on_both! {
    async fn a_new_task_has_every_documented_field(t) {
        users(&t).await;
        let path = format!("/accounts/{}/tasks", account(&t).await);
        let body = json!({"description": "Build a space elevator.", "user_id": "2", "due_date": "2026-01-02"});
        let task = t.admin().post(&path, body).await.created();
        assert_eq!(task, json!({
            "id": task["id"], "description": "Build a space elevator.", "user_id": 2, "due_date": "2026-01-02",
            "complete": false, "completed_by": null, "completed_at": null,
        }));
        let bare = t.admin().post(&path, json!({"description": "Nap", "user_id": "", "due_date": null})).await.created();
        assert_eq!((&bare["user_id"], &bare["due_date"]), (&json!(null), &json!(null)));
    }

    async fn completing_says_who_and_when_and_opening_again_forgets_it(t) {
        users(&t).await;
        let path = format!("/accounts/{}/tasks", account(&t).await);
        let task = t.admin().post(&path, json!({"description": "Climb", "user_id": 2})).await.created();
        let path = format!("{path}/{}", task["id"]);
        let done = t.admin().patch(&path, json!({"complete": "1"})).await.ok();
        assert_eq!((&done["complete"], &done["completed_by"], &done["completed_at"]), (&json!(true), &json!(1), &json!("2026-03-15 12:00:00")));
        t.wait(TimeDelta::hours(1));
        // Completed already: the first time stays.
        let again = t.admin().patch(&path, json!({"complete": true, "description": "Climb up"})).await.ok();
        assert_eq!((&again["completed_at"], &again["description"]), (&done["completed_at"], &json!("Climb up")));
        let open = t.admin().patch(&path, json!({"complete": false})).await.ok();
        assert_eq!((&open["complete"], &open["completed_by"], &open["completed_at"]), (&json!(false), &json!(null), &json!(null)));
        let unassigned = t.admin().patch(&path, json!({"user_id": null})).await.ok();
        assert_eq!((&unassigned["user_id"], &unassigned["description"]), (&json!(null), &json!("Climb up")));
    }

    async fn the_task_of_a_user_who_left_is_nobodys_and_can_be_completed(t) {
        users(&t).await;
        let path = format!("/accounts/{}/tasks", account(&t).await);
        let task = t.admin().post(&path, json!({"description": "Climb", "user_id": 2})).await.created();
        delete_user(&t, 2).await;
        let path = format!("{path}/{}", task["id"]);
        assert_eq!(t.admin().get(&path).await.ok()["user_id"], json!(null));
        assert_eq!(t.admin().patch(&path, json!({"complete": true})).await.ok()["complete"], true);
    }

    async fn an_unknown_user_and_nonsense_are_refused_together(t) {
        let path = format!("/accounts/{}/tasks", account(&t).await);
        let body = json!({"description": "x", "user_id": 99});
        let messages = t.admin().post(&path, body).await.invalid(&["user_id"]);
        assert_eq!(messages["user_id"], "The selected user id is not valid.");
        let body = json!({"user_id": "me", "due_date": "tomorrow", "complete": "maybe"});
        t.admin().post(&path, body).await.invalid(&["description", "user_id", "due_date", "complete"]);
    }

    async fn only_what_can_have_tasks_has_tasks(t) {
        account(&t).await;
        let body = json!({"description": "x"});
        for path in ["/users/1/tasks", "/account/1/tasks", "/nonsense/1/tasks", "/account_contacts/1/tasks"] {
            t.admin().post(path, body.clone()).await.refused(404, "There are no tasks here.");
            t.admin().get(path).await.status(404);
        }
        for path in ["/tickets/1/tasks", "/network_sites/1/tasks", "/jobs/1/tasks", "/accounts/9/tasks", "/accounts/x/tasks"] {
            t.admin().post(path, body.clone()).await.refused(404, "No item with that ID found.");
        }
    }

    async fn the_tasks_of_a_deleted_or_another_account_are_not_found(t) {
        let (id, other) = (account(&t).await, account(&t).await);
        let path = format!("/accounts/{id}/tasks");
        let task = t.admin().post(&path, json!({"description": "x"})).await.created();
        t.admin().get(&format!("/accounts/{other}/tasks/{}", task["id"])).await.status(404);
        t.admin().patch(&format!("/accounts/{other}/tasks/{}", task["id"]), json!({"complete": true})).await.status(404);
        t.admin().delete(&format!("/accounts/{other}/tasks/{}", task["id"])).await.refused(404, "Task does not exist.");
        delete_account(&t, id).await;
        t.admin().get(&path).await.status(404);
        t.admin().get(&format!("{path}/{}", task["id"])).await.status(404);
        t.admin().delete(&format!("{path}/{}", task["id"])).await.status(404);
    }

    async fn a_template_becomes_tasks_in_its_order(t) {
        let account = format!("/accounts/{}", account(&t).await);
        let template = t.admin().post("/system/misc/task_templates", json!({"name": "Installation"})).await.created();
        let tasks = format!("/system/misc/task_templates/{}/template_tasks", template["id"]);
        for name in ["Survey", "Mount", "Align"] {
            t.admin().post(&tasks, json!({"name": name})).await.created();
        }
        let path = format!("{account}/task_templates/{}", template["id"]);
        let maker = t.user().can("tasks.create");
        let made = maker.send(axum::http::Method::POST, &path, axum::body::Body::empty()).await.created();
        let names: Vec<_> = made.as_array().into_iter().flatten().map(|task| task["description"].as_str()).collect();
        assert_eq!(names, [Some("Survey"), Some("Mount"), Some("Align")]);
        assert_eq!(t.admin().get(&format!("{account}/tasks")).await.ok(), made);
        t.user().can("tasks.read").post(&path, json!({})).await.status(403);
        t.admin().post(&format!("{account}/task_templates/99"), json!({})).await.refused(404, "No item with that ID found.");
        t.admin().post(&format!("/accounts/99/task_templates/{}", template["id"]), json!({})).await.status(404);
    }

    async fn two_who_complete_a_task_at_once_complete_it_once(t) {
        let path = format!("/accounts/{}/tasks", account(&t).await);
        let task = t.admin().post(&path, json!({"description": "Climb"})).await.created();
        let path = format!("{path}/{}", task["id"]);
        let (admin, other) = (t.admin(), t.admin());
        let (first, second) = fairlead_testkit::tokio::join!(
            admin.patch(&path, json!({"complete": true})),
            other.patch(&path, json!({"description": "Climb up"})),
        );
        first.ok();
        second.ok();
        let task = t.admin().get(&path).await.ok();
        assert_eq!((&task["complete"], &task["description"]), (&json!(true), &json!("Climb up")));
    }
}
