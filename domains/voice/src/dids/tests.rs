use fairlead_testkit::{json, on_both};

use crate::testing::{add_dids, setup};

const ALL: &str = "/system/voice/dids";

on_both! {
    async fn numbers_are_added_all_or_none(t) {
        let added = t.admin().post(ALL, json!({"dids": ["4145550100", "0987654321"], "rate_center_id": "1"})).await.created();
        assert_eq!(added, json!({"success": true}));
        t.admin().post(ALL, json!({"dids": ["4145550101", "4145550101"], "rate_center_id": 1})).await
            .refused(422, "Your submission contains duplicate DIDs. All DIDs must be unique.");
        let messages = t.admin().post(ALL, json!({"dids": ["4145550102", "0987654321"], "rate_center_id": 1})).await
            .invalid(&["dids.1"]);
        assert_eq!(messages["dids.1"], "The DID 0987654321 already exists.");
        let dids = t.admin().get(ALL).await.ok();
        assert_eq!(dids, json!([
            {"id": 1, "did": "4145550100", "account_id": null, "service_id": null, "rate_center_id": 1},
            {"id": 2, "did": "0987654321", "account_id": null, "service_id": null, "rate_center_id": 1},
        ]));
        t.admin().delete(&format!("{ALL}/2")).await.ok();
        t.admin().delete(&format!("{ALL}/2")).await.refused(404, "DID does not exist.");
    }

    async fn everything_wrong_is_named_at_once(t) {
        t.admin().post(ALL, json!({})).await.invalid(&["dids", "rate_center_id"]);
        let wrong = json!({"dids": ["4145550100", "414555010", "14145550100", "414-555-0100", "abcdefghij"], "rate_center_id": 9});
        t.admin().post(ALL, wrong).await.invalid(&["dids.1", "dids.2", "dids.3", "dids.4", "rate_center_id"]);
        let many: Vec<String> = (0..5001).map(|number| format!("414{number:07}")).collect();
        t.admin().post(ALL, json!({"dids": many, "rate_center_id": 1})).await.invalid(&["dids"]);
    }

    async fn five_thousand_at_once_and_those_that_are_free(t) {
        let many: Vec<String> = (0..5000).map(|number| format!("414{number:07}")).collect();
        t.admin().post(ALL, json!({"dids": many, "rate_center_id": 1})).await.created();
        add_dids(&t, &["9205550100"]).await;
        let free = t.admin().get(&format!("{ALL}?filter[assigned]=0&filter[did]=9205550100")).await.ok();
        assert_eq!(free.as_array().map(Vec::len), Some(1));
        assert_eq!(t.admin().get(&format!("{ALL}?filter[assigned]=1")).await.ok(), json!([]));
        t.admin().get(&format!("{ALL}?filter[assigned]=maybe")).await.status(422);
        assert_eq!(t.admin().get(&format!("{ALL}?search=555010")).await.ok().as_array().map(Vec::len), Some(1));
    }
}
