use fairlead_testkit::{TestApp, json, on_both, serde_json::Value, tokio};

use crate::testing::{account, new_account, setup};

/// Sends all bodies at once; gives the answers' status and data.
async fn at_once(t: &TestApp, bodies: Vec<Value>) -> Vec<(u16, Value)> {
    let client = t.admin();
    let requests = bodies.into_iter().map(|body| {
        let client = &client;
        async move {
            let mut answer = client.post("/accounts", body).await;
            (answer.status.as_u16(), answer.json["data"].take())
        }
    });
    join(requests).await
}

/// Polls every future in turn until all are done.
async fn join<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        for (future, outcome) in waiting.iter_mut().filter(|(_, outcome)| outcome.is_none()) {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
                *outcome = Some(value);
            }
        }
        if waiting.iter().any(|(_, outcome)| outcome.is_none()) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(waiting.iter_mut().filter_map(|(_, outcome)| outcome.take()).collect())
    })
    .await
}

on_both! {
    async fn sixteen_creates_with_and_without_ids_all_arrive(t) {
        // Ids of one's own that the identity is about to give.
        let bodies = (1..=16).map(|n| match n % 2 {
            0 => new_account(json!({"id": n, "name": format!("With {n}")})),
            _ => new_account(json!({"name": format!("Without {n}")})),
        });
        let answers = at_once(&t, bodies.collect()).await;
        let mut lost = 0;
        for (status, _) in &answers {
            // An id that the platform gave away first is taken, and said to be so.
            assert!(matches!(status, 201 | 422), "{answers:?}");
            lost += u64::from(*status == 422);
        }
        let without = answers.iter().step_by(2).filter(|(status, _)| *status == 201).count();
        assert_eq!(without, 8, "who asks for no id always gets one");
        let mut ids: Vec<i64> = answers.iter().filter_map(|(_, account)| account["id"].as_i64()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len() as u64, 16 - lost);
        assert_eq!(t.admin().get("/accounts").await.status(200).json["paginator"]["total_count"], 16 - lost);
        let next = account(&t, json!({})).await["id"].as_i64();
        assert!(next > ids.last().copied(), "{next:?} {ids:?}");
    }

    async fn of_sixteen_creates_with_one_id_one_wins(t) {
        let answers = at_once(&t, vec![new_account(json!({"id": 77})); 16]).await;
        assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|(status, _)| *status == 422).count(), 15);
        assert_eq!(t.admin().get("/accounts/77/contacts").await.ok().as_array().unwrap().len(), 1, "no partial write");
    }

    async fn updates_at_once_lose_nothing(t) {
        account(&t, json!({})).await;
        for name in ["One", "Two", "Three", "Four"] {
            t.admin().post("/system/account_groups", json!({"name": name})).await.created();
        }
        let client = t.admin();
        let patch = |body| client.patch("/accounts/1", body);
        for round in 0..4 {
            let name = format!("Round {round}");
            let (a, b, c) = tokio::join!(
                patch(json!({"name": name})),
                patch(json!({"account_type_id": 1 + round % 2})),
                patch(json!({"account_groups": [1 + round]})),
            );
            for answer in [a, b, c] {
                answer.ok();
            }
            let now = client.get("/accounts/1").await.ok();
            assert_eq!(now["name"], name);
            assert_eq!((&now["account_type_id"], &now["account_groups"]), (&json!(1 + round % 2), &json!([1 + round])));
        }
    }

    async fn two_masters_at_once_make_no_circle(t) {
        for _ in 0..2 {
            account(&t, json!({})).await;
        }
        let client = t.admin();
        let (a, b) = tokio::join!(
            client.patch("/accounts/1", json!({"sub_accounts": [2]})),
            client.patch("/accounts/2", json!({"sub_accounts": [1]})),
        );
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }

    async fn one_contact_stays_primary_when_several_become_it_at_once(t) {
        account(&t, json!({})).await;
        let client = t.admin();
        for name in ["Bea", "Cleo", "Dora"] {
            client.post("/accounts/1/contacts", json!({"name": name, "primary": false, "email_message_categories": []})).await.created();
        }
        let become_primary = |id: i64| {
            let client = &client;
            async move { client.patch(&format!("/accounts/1/contacts/{id}"), json!({"primary": true})).await.status(201) }
        };
        join([2, 3, 4].into_iter().map(become_primary)).await;
        let primary = client.get("/accounts/1/contacts?filter[primary]=true").await.ok();
        assert_eq!(primary.as_array().unwrap().len(), 1);
    }
}
