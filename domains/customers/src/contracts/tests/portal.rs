//! What the customer portal's framework sends and reads (compatibility, sections 1 and 4).

use fairlead_testkit::{json, on_both};

use super::*;

/// The keys that its contract object has setters for.
const KEYS: [&str; 11] = [
    "id",
    "contract_name",
    "contract_text",
    "contact_id",
    "term_in_months",
    "acceptance_datetime",
    "expiration_date",
    "custom_message",
    "signer_name",
    "signer_ip",
    "unique_link_key",
];

#[track_caller]
fn check(contract: &Value) {
    let mut keys: Vec<&str> = contract.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = KEYS.to_vec();
    keys.sort_unstable();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert!(contract["id"].is_i64());
    assert!(contract["contact_id"].is_i64() || contract["contact_id"].is_null());
    assert!(contract["term_in_months"].is_i64() || contract["term_in_months"].is_null());
    let ip = contract["signer_ip"].as_str();
    assert!(ip.is_none_or(|ip| ip.parse::<std::net::IpAddr>().is_ok()));
}

on_both! {
    async fn contracts_have_exactly_the_keys_that_the_portal_knows(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        check(&contract);
        let portal = t.admin().with("timeout", "30");
        let path = format!("{}/{}", ada.path(), contract["id"]);
        let listed = portal.get(&format!("{}?page=1", ada.path())).await.status(200).json;
        check(&listed["data"][0]);
        assert_eq!(listed["paginator"], json!({"total_count": 1, "total_pages": 1, "current_page": 1, "limit": 100}));
        check(&portal.get(&format!("{path}?page=1")).await.ok());
        check(&portal.patch(&path, json!({"custom_message": "Hello"})).await.created());
        sign(&t, &contract, "Ada+Lovelace").await;
        let signed = portal.get(&format!("{path}?page=1")).await.ok();
        check(&signed);
        assert_eq!(signed["contact_id"], json!(null), "only valid while the contract is unsigned");
        assert_eq!(signed["acceptance_datetime"], "2026-03-15 12:00:00");
        assert_eq!(signed["expiration_date"], "2027-03-15");
        check(&portal.get(&format!("{}?page=1", ada.path())).await.ok()[0]);
        let past = portal.get(&format!("{}?page=2", ada.path())).await.status(200).json;
        assert_eq!((&past["data"], &past["paginator"]["total_pages"]), (&json!([]), &json!(1)));
    }

    async fn the_portal_gets_the_document_as_base64(t) {
        use base64::Engine;
        let (ada, contract) = contract_for_ada(&t).await;
        let answer = t.admin().get(&format!("{}/{}/base64?page=1", ada.path(), contract["id"])).await.ok();
        assert_eq!(answer.as_object().unwrap().len(), 1);
        let text = answer["base64"].as_str().unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
    }

    async fn the_link_of_the_portal_opens_the_page(t) {
        let (_, contract) = contract_for_ada(&t).await;
        let page = t.nobody().get(&format!("{}?page=1", link(&contract))).await.status(200);
        assert!(html(&page).contains("Internet service"));
    }
}
