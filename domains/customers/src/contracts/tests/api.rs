use fairlead_testkit::{json, on_both};
use sea_orm::EntityTrait;

use super::*;

on_both! {
    async fn a_contract_is_filled_in_from_its_template(t) {
        let ada = customer(&t, "Analytical Engines", "Ada Lovelace", Some("ada@example.com")).await;
        let body = "<p>{{account_name}} ({{account_id}}), {{contact_name}}, {{contact_role}}, {{contact_phone}}: {{address}}; \
                    {{contract_name}} for {{term_in_months}} months from {{date}}.</p>";
        let template = template(&t, body).await;
        let body = json!({"contract_template_id": template, "contact_id": ada.contact_id, "custom_message": " Welcome! "});
        let contract = t.admin().post(&ada.path(), body).await.created();
        let key = contract["unique_link_key"].as_str().unwrap();
        assert!(key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        let text = format!(
            "<p>Analytical Engines ({}), Ada Lovelace, Owner, 5550100100: 615 N 6th St, Sheboygan, WI 53081, US; \
             Internet service for 12 months from March 15, 2026.</p>",
            ada.account_id
        );
        assert_eq!(contract, json!({
            "id": contract["id"],
            "contract_name": "Internet service",
            "contract_text": text,
            "contact_id": ada.contact_id,
            "term_in_months": 12,
            "acceptance_datetime": null,
            "expiration_date": null,
            "custom_message": "Welcome!",
            "signer_name": null,
            "signer_ip": null,
            "unique_link_key": key,
        }));
        assert_eq!(t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok(), contract);
    }

    async fn the_text_stays_when_the_template_changes_or_goes(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let templates = t.admin().get("/system/contract_templates").await.ok();
        let path = format!("/system/contract_templates/{}", templates[0]["id"]);
        t.admin().patch(&path, json!({"body": "<p>Other</p>", "name": "Other"})).await.ok();
        t.admin().delete(&path).await.ok();
        let shown = t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.ok();
        assert_eq!(shown, contract);
    }

    async fn values_are_text_and_never_markup_or_variables(t) {
        let evil = customer(&t, "<script>alert(1)</script>", "{{company_name}}\"><img src=x>", None).await;
        let template = template(&t, "<p>{{account_name}}</p><p>{{contact_name}}</p>").await;
        let body = json!({"contract_template_id": template, "contact_id": evil.contact_id});
        let contract = t.admin().post(&evil.path(), body).await.created();
        let text = contract["contract_text"].as_str().unwrap();
        assert!(text.contains("&lt;script&gt;alert(1)") && text.contains("{{company_name}}"), "{text}");
        assert!(!text.contains("<script") && !text.contains("<img"), "{text}");
    }

    async fn everything_that_is_wrong_is_said_at_once(t) {
        let ada = customer(&t, "Analytical Engines", "Ada Lovelace", None).await;
        let other = customer(&t, "Difference Engines", "Charles", None).await;
        t.admin().post(&ada.path(), json!({})).await.invalid(&["contract_template_id", "contact_id"]);
        let unknown = json!({"contract_template_id": 99, "contact_id": 99, "custom_message": "x".repeat(5001)});
        t.admin().post(&ada.path(), unknown).await.invalid(&["contract_template_id", "contact_id", "custom_message"]);
        let template = template(&t, "<p>Text</p>").await;
        let foreign = json!({"contract_template_id": template, "contact_id": other.contact_id});
        let messages = t.admin().post(&ada.path(), foreign).await.invalid(&["contact_id"]);
        assert_eq!(messages["contact_id"], "The selected contact id is not valid.");
        t.admin().patch(&format!("/system/contract_templates/{template}"), json!({"active": false})).await.ok();
        let inactive = json!({"contract_template_id": template.to_string(), "contact_id": ada.contact_id.to_string()});
        t.admin().post(&ada.path(), inactive).await.invalid(&["contract_template_id"]);
    }

    async fn an_update_changes_the_message_and_answers_201(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let path = format!("{}/{}", ada.path(), contract["id"]);
        let body = json!({"custom_message": "Soon, please", "contact_id": ada.contact_id, "contract_text": "mine"});
        let changed = t.admin().patch(&path, body).await.created();
        assert_eq!(changed["custom_message"], "Soon, please");
        assert_eq!(changed["contract_text"], contract["contract_text"]);
        let cleared = t.admin().patch(&path, json!({"custom_message": null})).await.created();
        assert_eq!(cleared, contract);
        t.admin().patch(&path, json!({"contact_id": 99})).await.invalid(&["contact_id"]);
    }

    async fn only_unsigned_contracts_can_be_changed_or_deleted(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let path = format!("{}/{}", ada.path(), contract["id"]);
        sign(&t, &contract, "Ada").await;
        t.admin().delete(&path).await.refused(422, "Only unsigned contracts can be deleted.");
        t.admin().patch(&path, json!({"custom_message": "x"})).await
            .refused(422, "The contract is signed and cannot be changed any more.");
        let body = json!({"contract_template_id": 1, "contact_id": ada.contact_id});
        let unsigned = t.admin().post(&ada.path(), body).await.created();
        let path = format!("{}/{}", ada.path(), unsigned["id"]);
        assert_eq!(t.admin().delete(&path).await.ok(), json!({"success": true}));
        t.admin().delete(&path).await.refused(404, "Contract does not exist.");
        t.nobody().get(&link(&unsigned)).await.status(404);
    }

    async fn a_contract_of_another_account_does_not_exist(t) {
        let (_, contract) = contract_for_ada(&t).await;
        let other = customer(&t, "Difference Engines", "Charles", None).await;
        let path = format!("{}/{}", other.path(), contract["id"]);
        for path in [path.clone(), format!("{path}/base64"), format!("{}/999/base64", other.path())] {
            t.admin().get(&path).await.refused(404, "No item with that ID found.");
        }
        t.admin().patch(&path, json!({"custom_message": "x"})).await.refused(404, "No item with that ID found.");
        t.admin().delete(&path).await.refused(404, "Contract does not exist.");
        assert_eq!(t.admin().get(&other.path()).await.ok(), json!([]));
    }

    async fn a_deleted_account_has_no_contracts(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        delete_account(&t, &ada).await;
        t.admin().get(&ada.path()).await.status(404);
        t.admin().get(&format!("{}/{}", ada.path(), contract["id"])).await.status(404);
        t.admin().get(&format!("{}/{}/base64", ada.path(), contract["id"])).await.status(404);
        t.admin().post(&ada.path(), json!({"contract_template_id": 1, "contact_id": ada.contact_id})).await.status(404);
    }

    async fn the_link_is_not_in_the_audit_log(t) {
        let (_, contract) = contract_for_ada(&t).await;
        sign(&t, &contract, "Ada").await;
        let rows = fairlead_store::audit_log::Entity::find().all(t.app.db.read()).await.unwrap();
        let signed = rows.iter().filter(|row| row.entity == "contracts").collect::<Vec<_>>();
        assert_eq!(signed.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), ["create", "update"]);
        assert_eq!(signed[1].username, "contract signing page");
        assert_eq!(signed[1].after.as_ref().unwrap()["signer_name"], "Ada");
        assert!(!format!("{rows:?}").contains(contract["unique_link_key"].as_str().unwrap()));
    }
}
