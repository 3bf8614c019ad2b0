use fairlead_testkit::{TestApp, json, on_both};

use crate::testing::{account, setup};

async fn names(t: &TestApp, query: &str) -> Vec<String> {
    let list = t.admin().get(&format!("/accounts?{query}")).await.ok();
    list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn lists_are_filtered_sorted_and_paged(t) {
        t.admin().post("/system/account_groups", json!({"name": "Friends"})).await.created();
        account(&t, json!({"name": "Cleo", "account_type_id": 2})).await;
        account(&t, json!({"name": "Ada", "account_status_id": 1})).await;
        account(&t, json!({"name": "Bea", "account_groups": [1], "next_bill_date": "2026-03-20"})).await;
        assert_eq!(names(&t, "").await, ["Cleo", "Ada", "Bea"]);
        assert_eq!(names(&t, "sort=name").await, ["Ada", "Bea", "Cleo"]);
        assert_eq!(names(&t, "sort=-created_at").await, ["Cleo", "Ada", "Bea"]);
        assert_eq!(names(&t, "filter[account_status_id]=2&sort=next_bill_date").await, ["Bea", "Cleo"]);
        assert_eq!(names(&t, "filter[account_status_id]=1,3").await, ["Ada"]);
        assert_eq!(names(&t, "filter[account_type_id]=2").await, ["Cleo"]);
        assert_eq!(names(&t, "filter[name]=Ada").await, ["Ada"]);
        assert_eq!(names(&t, "filter[account_groups]=1").await, ["Bea"]);
        assert_eq!(names(&t, "filter[account_groups]=null").await, ["Cleo", "Ada"]);
        assert_eq!(names(&t, "limit=1&page=2").await, ["Ada"]);
        assert_eq!(names(&t, "limit=1&page=9").await, [""; 0]);
        t.admin().get("/accounts?filter[account_groups]=x").await.invalid(&["filter.account_groups"]);
        t.admin().get("/accounts?filter[deleted_at]=1").await.invalid(&["filter.deleted_at"]);
        t.admin().get("/accounts?sort=deleted_at").await.invalid(&["sort"]);
    }

    async fn accounts_are_found_by_all_that_is_known_of_them(t) {
        account(&t, json!({"id": 4711, "name": "Bäckerei Łukasz", "contact_name": "Zoë Müller", "email_address": "zoe@example.net",
            "phone_numbers": {"work": {"number": "(555) 010-0199", "extension": 7}}, "line1": "9 Quarry Rd"})).await;
        account(&t, json!({"name": "Ada Byron"})).await;
        for words in ["lukasz", "backerei l", "ZOE mull", "zoe@example.net", "5550100199", "(555) 010-0199", "quarry", "4711", "zoe quarry"] {
            let found = names(&t, &format!("search={}", words.replace(' ', "+"))).await;
            assert_eq!(found, ["Bäckerei Łukasz"], "{words}");
        }
        assert_eq!(names(&t, "search=quarry+byron").await, [""; 0]);
        assert_eq!(names(&t, "search=...").await, [""; 0], "no words, no hits");
        let paged = t.admin().get("/accounts?search=allis").await.status(200).json;
        assert_eq!(paged["paginator"]["total_count"], 2);
        t.admin().patch("/accounts/4711", json!({"name": "Renamed"})).await.ok();
        assert_eq!(names(&t, "search=lukasz").await, [""; 0]);
        assert_eq!(names(&t, "search=renamed+4711").await, ["Renamed"]);
    }

    async fn the_search_of_everything_names_what_it_found(t) {
        account(&t, json!({"name": "Byron Farms", "contact_name": "Ada Byron", "line1": "1 Byron St"})).await;
        let hits = t.admin().get("/search?q=byr").await.ok();
        let mut found: Vec<_> = hits.as_array().unwrap().iter().map(|hit| (hit["entity"].as_str().unwrap(), hit["title"].as_str().unwrap())).collect();
        found.sort_unstable();
        assert_eq!(found, [("account_addresses", "1 Byron St"), ("account_contacts", "Ada Byron"), ("accounts", "Byron Farms")]);
        assert_eq!(hits[0]["entity"], "accounts", "accounts come first");
        let hit = &t.admin().get("/search?q=byron+farms").await.ok()[0];
        let expected = json!({"entity": "accounts", "id": 1, "account_id": 1, "title": "Byron Farms", "subtitle": "No. 1", "matched": "byron"});
        assert_eq!(hit, &expected);
        let across = t.admin().get("/search?q=ada+st").await.ok();
        assert_eq!(across[0]["title"], "Byron Farms", "a contact's name and a street lead to the account");
        let clerk = t.user().can("account_contacts.read");
        let seen = clerk.get("/search?q=byron").await.ok();
        assert_eq!((seen.as_array().unwrap().len(), &seen[0]["entity"]), (1, &json!("account_contacts")));
        assert_eq!(t.user().get("/search?q=byron").await.ok(), json!([]));
        t.admin().get("/search").await.invalid(&["q"]);
    }

    async fn reading_takes_a_fixed_number_of_statements(t) {
        t.admin().post("/system/account_groups", json!({"name": "Friends"})).await.created();
        for number in 1..=20 {
            let subs = if number > 1 { json!([number - 1]) } else { json!([]) };
            account(&t, json!({"account_groups": [1], "sub_accounts": subs})).await;
        }
        for (path, statements) in [
            ("/accounts/20", 1),
            ("/accounts?limit=20", 3),
            ("/accounts?limit=2", 2), // the total is known by now
            ("/accounts?limit=20&search=ada&filter[account_groups]=1", 3),
            ("/accounts/1/contacts/1", 2),
            ("/accounts/1/addresses", 3),
            ("/search?q=ada+byron", 2),
            ("/_data/kpi", 6),
        ] {
            let before = t.app.db.statements();
            t.admin().get(path).await.ok();
            assert_eq!(t.app.db.statements() - before, statements, "{path}");
        }
    }

    async fn a_list_can_be_had_as_csv(t) {
        account(&t, json!({"name": "Byron, \"Ada\""})).await;
        let answer = t.admin().get("/accounts?format=csv").await.status(200);
        let text = String::from_utf8(answer.bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("name") && lines[1].contains("\"Byron, \"\"Ada\"\"\""), "{text}");
    }
}
