use fairlead_testkit::{json, on_both};

use crate::testing::{account, new_account, setup};

on_both! {
    async fn groups_are_replaced_as_a_whole(t) {
        for name in ["Friends", "Late", "Rural"] {
            t.admin().post("/system/account_groups", json!({"name": name})).await.created();
        }
        assert_eq!(account(&t, json!({"account_groups": ["3", 1, 1]})).await["account_groups"], json!([1, 3]));
        let groups = |body| {
            let client = t.admin();
            async move { client.patch("/accounts/1", body).await.ok()["account_groups"].clone() }
        };
        assert_eq!(groups(json!({"account_groups": [2, 3]})).await, json!([2, 3]));
        assert_eq!(groups(json!({"name": "Bea"})).await, json!([2, 3]));
        t.admin().delete("/system/account_groups/2").await.refused(422, "The account group is in use and cannot be deleted.");
        assert_eq!(groups(json!({"account_groups": [""]})).await, json!([]));
        t.admin().delete("/system/account_groups/2").await.ok();
    }

    async fn sub_accounts_are_attached_and_detached_as_a_whole(t) {
        for _ in 0..3 {
            account(&t, json!({})).await;
        }
        assert_eq!(account(&t, json!({"sub_accounts": ["1", "2"]})).await["sub_accounts"], json!([1, 2]));
        let subs = |body| {
            let client = t.admin();
            async move { client.patch("/accounts/4", body).await.ok()["sub_accounts"].clone() }
        };
        assert_eq!(subs(json!({"sub_accounts": [2, 3]})).await, json!([2, 3]));
        let masters = t.admin().get("/accounts?filter[parent_account_id]=null").await.ok();
        assert_eq!(masters.as_array().unwrap().len(), 2);
        let children = t.admin().get("/accounts?filter[parent_account_id]=4").await.ok();
        assert_eq!((&children[0]["id"], &children[1]["id"]), (&json!(2), &json!(3)));
        assert_eq!(subs(json!({"account_type_id": 2})).await, json!([2, 3]));
        assert_eq!(subs(json!({"sub_accounts": []})).await, json!([]));
    }

    async fn the_tree_has_no_circles_and_nobody_has_two_masters(t) {
        for _ in 0..3 {
            account(&t, json!({})).await;
        }
        let attach = |master: i64, subs: &[i64]| {
            let (client, path, body) = (t.admin(), format!("/accounts/{master}"), json!({"sub_accounts": subs}));
            async move { client.patch(&path, body).await }
        };
        attach(1, &[2]).await.ok();
        attach(2, &[3]).await.ok();
        let message = |answer: fairlead_testkit::TestAnswer| answer.invalid(&["sub_accounts"])["sub_accounts"].clone();
        assert_eq!(message(attach(1, &[1, 2]).await), "An account cannot be a sub account of itself.");
        assert_eq!(message(attach(3, &[1]).await), "The account 1 is a master of this account.");
        assert_eq!(message(attach(1, &[2, 3]).await), "The account 3 is already a sub account of another account.");
        let taken = new_account(json!({"sub_accounts": [2]}));
        assert_eq!(message(t.admin().post("/accounts", taken).await), "The account 2 is already a sub account of another account.");
    }

    async fn changed_links_are_in_the_audit_log(t) {
        t.admin().post("/system/account_groups", json!({"name": "Friends"})).await.created();
        account(&t, json!({})).await;
        t.admin().patch("/accounts/1", json!({"account_groups": [1]})).await.ok();
        use fairlead_store::audit_log::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let changes = Entity::find().filter(Column::Entity.eq("accounts")).filter(Column::Action.eq("update"));
        let rows = changes.all(t.app.db.read()).await.unwrap();
        let links = rows.iter().find(|row| row.after.as_ref().is_some_and(|after| after.get("account_groups").is_some())).unwrap();
        assert_eq!((links.account_id, &links.after), (Some(1), &Some(json!({"account_groups": [1]}))));
    }
}
