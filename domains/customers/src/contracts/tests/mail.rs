use fairlead_testkit::{MailError, json, on_both};
use sea_orm::EntityTrait;

use super::*;

async fn job_states(t: &TestApp) -> Vec<String> {
    use fairlead_store::jobs::entity::Entity;
    Entity::find().all(t.app.db.read()).await.unwrap().into_iter().map(|job| job.state).collect()
}

on_both! {
    async fn the_contact_gets_the_link_once(t) {
        let (_, contract) = contract_for_ada(&t).await;
        assert!(t.mails().is_empty(), "nothing leaves before the job runs");
        assert_eq!(t.run_jobs().await, 1);
        let mails = t.mails();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!((mail.to.as_str(), mail.to_name.as_str()), ("ada@example.com", "Ada Lovelace"));
        assert_eq!(mail.subject, "isp.example.com: please sign “Internet service”");
        let link = format!("https://isp.example.com/contract_signing/{}", contract["unique_link_key"].as_str().unwrap());
        assert!(mail.text.contains(&format!("\n{link}\n")), "{}", mail.text);
        assert!(mail.html.as_ref().unwrap().contains(&format!("href=\"{link}\"")));
        assert_eq!(t.run_jobs().await, 0);
    }

    async fn whoever_has_no_address_gets_none(t) {
        let ada = customer(&t, "Analytical Engines", "Ada Lovelace", None).await;
        contract(&t, &ada).await;
        assert_eq!(t.run_jobs().await, 0);
    }

    async fn a_new_contact_gets_the_link(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        t.run_jobs().await;
        t.mails();
        let path = format!("{}/{}", ada.path(), contract["id"]);
        t.admin().patch(&path, json!({"contact_id": ada.contact_id, "custom_message": "x"})).await.created();
        assert_eq!(t.run_jobs().await, 0, "the same contact is not asked twice");
        let byron = add_contact(&t, ada.account_id, "Byron", Some("byron@example.com")).await;
        t.admin().patch(&path, json!({"contact_id": byron})).await.created();
        t.run_jobs().await;
        let mails = t.mails();
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["byron@example.com"]);
    }

    async fn a_mail_that_nobody_needs_any_more_is_not_sent(t) {
        let (ada, contract) = contract_for_ada(&t).await;
        let byron = add_contact(&t, ada.account_id, "Byron", Some("byron@example.com")).await;
        t.admin().patch(&format!("{}/{}", ada.path(), contract["id"]), json!({"contact_id": byron})).await.created();
        sign(&t, &contract, "Ada").await;
        t.run_jobs().await;
        assert!(t.mails().is_empty());
        assert!(job_states(&t).await.iter().all(|state| state == "done"));
    }

    async fn a_mail_that_was_put_off_is_tried_again(t) {
        contract_for_ada(&t).await;
        t.mailer.fail_next(MailError::Temporary("The mail server could not be reached.".into()));
        t.run_jobs().await;
        assert!(t.mails().is_empty());
        assert_eq!(job_states(&t).await, ["queued"]);
        t.wait(chrono::TimeDelta::minutes(1));
        t.run_jobs().await;
        assert_eq!(t.mails().len(), 1);
    }

    async fn a_mail_that_was_refused_waits_for_a_person(t) {
        contract_for_ada(&t).await;
        t.mailer.fail_next(MailError::Permanent("The mail server refused the mail (550).".into()));
        t.run_jobs().await;
        assert_eq!(job_states(&t).await, ["dead"]);
    }

    async fn names_in_a_mail_are_text(t) {
        let evil = customer(&t, "{contact}<b>", "<img src=x>\r\nBcc: eve@example.net", Some("ada@example.com")).await;
        contract(&t, &evil).await;
        t.run_jobs().await;
        let mail = t.mails().remove(0);
        let html = mail.html.unwrap();
        assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
        assert!(html.contains("{contact}&lt;b&gt;"), "{html}");
    }
}
