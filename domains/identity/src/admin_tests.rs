use fairlead_kernel::Error;
use fairlead_testkit::{json, on_both, tokio};

use crate::testing::{PASSWORD, setup};
use crate::{create_token, create_user, ensure_admin, random_password, set_password};

#[test]
fn made_up_passwords_differ_and_are_long() {
    let (one, other) = (random_password(), random_password());
    assert_ne!(one, other);
    assert!(one.len() == 20 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
}

on_both! {
    async fn the_first_start_makes_one_admin_and_says_the_password_once(t) {
        let db = &t.app.db;
        let (one, other) = tokio::join!(ensure_admin(db, None), ensure_admin(db, None));
        let said: Vec<String> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
        assert_eq!(said.len(), 1);
        t.nobody().basic("admin", &said[0]).get("/users").await.ok();
        assert_eq!(ensure_admin(db, None).await.unwrap(), None);
        assert_eq!(ensure_admin(db, Some("ignored from now on")).await.unwrap(), None);
        t.nobody().basic("admin", "ignored from now on").get("/users").await.status(401);
    }

    async fn a_given_password_is_taken_if_the_policy_takes_it(t) {
        assert!(matches!(ensure_admin(&t.app.db, Some("admin")).await, Err(Error::Invalid(_))));
        assert_eq!(ensure_admin(&t.app.db, Some(PASSWORD)).await.unwrap(), None);
        let admin = t.nobody().basic("admin", PASSWORD).get("/session").await.ok();
        assert_eq!((&admin["super_admin"], &admin["user"]["must_reset"]), (&json!(true), &json!(false)));
        // The row satisfies the rules that an update checks it by.
        t.nobody().basic("admin", PASSWORD).patch("/users/1", json!({"name": "Root"})).await.ok();
    }

    async fn users_are_made_and_helped_from_the_command_line(t) {
        let db = &t.app.db;
        let id = create_user(db, " ada ", "Ada", "ada@example.com", 2, PASSWORD).await.unwrap();
        let session = t.nobody().basic("ada", PASSWORD).get("/session").await.ok();
        assert_eq!((&session["user"]["id"], &session["user"]["role_id"]), (&json!(id), &json!(2)));
        for (name, mail, role) in [("ADA", "other@example.com", 2), ("bob", "Ada@example.com", 2), ("bob", "x", 2), ("b:b", "b@example.com", 2), ("bob", "b@example.com", 9)] {
            let refused = create_user(db, name, "X", mail, role, PASSWORD).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{name} {mail} {role}: {refused:?}");
        }
        set_password(db, "Ada", "a brand new one").await.unwrap();
        t.nobody().basic("ada", PASSWORD).get("/session").await.status(401);
        t.nobody().basic("ada", "a brand new one").get("/session").await.ok();
        let token = create_token(db, "ada", "cron").await.unwrap();
        t.nobody().with("authorization", &format!("Bearer {token}")).get("/users").await.ok();
        assert!(matches!(set_password(db, "nobody", PASSWORD).await, Err(Error::NotFound(_))));
        assert!(matches!(create_token(db, "nobody", "x").await, Err(Error::NotFound(_))));
    }
}
