use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use crate::things::setup;

async fn with_things(t: &TestApp, count: i64) {
    for number in 1..=count {
        let body = json!({"name": format!("Thing {number:03}"), "size": number % 3});
        t.admin().post("/things", body).await.created();
    }
}

fn names(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

on_both! {
    async fn an_empty_list_has_one_page(t) {
        let answer = t.admin().get("/things").await.status(200).json;
        let paginator = json!({"total_count": 0, "total_pages": 1, "current_page": 1, "limit": 100});
        assert_eq!(answer, json!({"data": [], "paginator": paginator}));
    }

    async fn a_page_past_the_end_is_empty_and_echoes_its_number(t) {
        with_things(&t, 5).await;
        let answer = t.admin().get("/things?limit=2&page=4").await.status(200).json;
        let paginator = json!({"total_count": 5, "total_pages": 3, "current_page": 4, "limit": 2});
        assert_eq!(answer, json!({"data": [], "paginator": paginator}));
    }

    async fn lists_sort_filter_and_search(t) {
        with_things(&t, 6).await;
        let sorted = t.admin().get("/things?sort=-name&limit=2").await.json;
        assert_eq!(names(&sorted), ["Thing 006", "Thing 005"]);
        let filtered = t.admin().get("/things?filter[size]=0,1").await.json;
        assert_eq!(names(&filtered), ["Thing 001", "Thing 003", "Thing 004", "Thing 006"]);
        let found = t.admin().get("/things?search=THING+004").await.json;
        assert_eq!(names(&found), ["Thing 004"]);
        assert_eq!(t.admin().get("/things?search=%25").await.ok(), json!([]));
    }

    async fn what_is_not_declared_is_refused(t) {
        t.admin().get("/things?sort=secret&filter[nonsense]=1").await.invalid(&["filter.nonsense", "sort"]);
        t.admin().get("/things?limit=0&page=x").await.invalid(&["limit", "page"]);
        t.admin().get("/things?filter[size]=1;drop").await.invalid(&["filter.size"]);
    }

    async fn a_total_is_right_again_after_every_write(t) {
        for expected in 0..4 {
            let answer = t.admin().get("/things").await.json;
            assert_eq!(answer["paginator"]["total_count"], expected);
            t.admin().post("/things", json!({"name": format!("n{expected}")})).await.created();
        }
    }

    async fn a_list_is_exported_whole(t) {
        with_things(&t, 7).await;
        t.admin().post("/things", json!({"name": "comma, \"quote\""})).await.created();
        let answer = t.admin().get("/things?format=csv&limit=2&sort=name").await.status(200);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let text = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(text.lines().count(), 9);
        assert_eq!(text.lines().next(), Some("id,name,size"));
        assert!(text.contains("8,\"comma, \"\"quote\"\"\",1"));
    }

    async fn nothing_in_an_export_runs_as_a_formula(t) {
        for name in ["=1+1", "+1 555 0142", "-5", "-5+cmd", "@SUM(1)", "'quoted'"] {
            t.admin().post("/things", json!({"name": name})).await.created();
        }
        let text = String::from_utf8(t.admin().get("/things?format=csv").await.status(200).bytes).unwrap();
        let names: Vec<_> = text.split("\r\n").skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        assert_eq!(names, ["'=1+1", "'+1 555 0142", "-5", "'-5+cmd", "'@SUM(1)", "'quoted'"]);
    }

    async fn an_export_is_compressed_for_those_who_ask(t) {
        with_things(&t, 7).await;
        let answer = t.admin().with("accept-encoding", "gzip").get("/things?format=csv").await.status(200);
        assert_eq!(answer.headers["content-encoding"], "gzip");
        assert_eq!(answer.bytes[..2], [0x1f, 0x8b]);
        t.admin().get("/things?format=csv&sort=secret").await.invalid(&["sort"]);
    }
}
