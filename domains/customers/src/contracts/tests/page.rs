use fairlead_testkit::{json, on_both};

use super::*;

on_both! {
    async fn the_page_loads_nothing_but_its_style_and_runs_nothing(t) {
        let (_, contract) = contract_for_ada(&t).await;
        let page = t.nobody().get(&link(&contract)).await.status(200);
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
        assert_eq!(header("x-robots-tag"), "noindex, nofollow, noarchive");
        assert_eq!(header("cache-control"), "private, no-store");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        let text = html(&page);
        assert!(!text.contains("<script") && !text.contains("style=") && !text.contains("<img"), "{text}");
        let (_, rest) = text.split_once("rel=\"stylesheet\" href=\"").unwrap();
        let (path, _) = rest.split_once('"').unwrap();
        let style = t.nobody().get(&format!("!{path}")).await.status(200);
        assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    }

    async fn hostile_texts_are_shown_as_text(t) {
        let evil = customer(&t, "<script>alert('account')</script>", "Ada", None).await;
        let template = t.admin().post("/system/contract_templates", json!({
            "name": "<img src=x onerror=alert(1)>",
            "body": "<p>Hi</p><a href=\"javascript:alert(2)\">x</a><iframe src=x></iframe>",
        })).await.created();
        let contract = t.admin().post(&evil.path(), json!({
            "contract_template_id": template["id"],
            "contact_id": evil.contact_id,
            "custom_message": "</p><svg onload=alert(3)>\nSecond line",
        })).await.created();
        let page = html(&t.nobody().get(&link(&contract)).await.status(200));
        for bad in ["<script", "<img", "<svg", "<iframe", "javascript:"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
        assert!(page.contains("&lt;svg onload=alert(3)&gt;\nSecond line"), "{page}");
    }

    async fn a_link_that_leads_nowhere_says_so(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let key = contract["unique_link_key"].as_str().unwrap();
        for path in ["x".repeat(64), key[..63].to_owned(), key.to_lowercase().replace(char::is_alphabetic, "Z"), "%00".into(), "%FF".into(), "..%2F..%2Fetc".into()] {
            for path in [format!("!/contract_signing/{path}"), format!("!/contract_signing/{path}/pdf")] {
                let page = t.nobody().get(&path).await.status(404);
                assert!(html(&page).contains("There is no contract here"), "{path}");
                assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow, noarchive");
            }
        }
        delete_account(&t, &ada).await;
        t.nobody().get(&link(&contract)).await.status(404);
        t.nobody().get(&format!("{}/pdf", link(&contract))).await.status(404);
        submit(&t, &contract, "signer_name=Ada&agreed=yes").await.status(404);
    }

    async fn a_form_on_a_foreign_page_cannot_sign(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let form = || Body::from("signer_name=Eve&agreed=yes");
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example.net"),
            ("origin", "null"),
        ] {
            let answer = t.nobody().with(name, value).send(Method::POST, &link(&contract), form()).await.status(403);
            assert!(html(&answer).contains("Nothing was signed"), "{name}: {value}");
        }
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(shown["signer_name"], json!(null));
        let own = t.nobody().with("origin", "https://isp.example.com").with("sec-fetch-site", "same-origin");
        own.send(Method::POST, &link(&contract), form()).await.status(303);
    }

    async fn whoever_asks_too_often_waits_a_minute(t) {
        let (_, contract) = contract_for_ada(&t).await;
        for _ in 0..12 {
            t.nobody().get(&format!("!/contract_signing/{}/pdf", "x".repeat(64))).await.status(404);
        }
        let page = t.nobody().get(&link(&contract)).await.status(429);
        assert_eq!(page.headers["retry-after"], "60");
        assert!(html(&page).contains("Please wait a minute"));
        t.wait(chrono::TimeDelta::minutes(1));
        t.nobody().get(&link(&contract)).await.status(200);
    }
}
