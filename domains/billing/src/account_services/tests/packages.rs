use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

use super::{account, add, lines, service, setup};

async fn package(t: &TestApp, services: &[i64]) -> Value {
    let body = json!({"name": "Home", "active": true, "services": services});
    t.admin().post("/system/packages", body).await.created()["id"].clone()
}

on_both! {
    async fn the_services_of_a_package_come_and_go_together(t) {
        let account = account(&t).await;
        let (silver, phone) = (service(&t, json!({})).await, service(&t, json!({"name": "Phone", "type": "expiring", "times_to_run": 3})).await);
        let package = package(&t, &[phone, silver]).await;
        let (packages, services) = (format!("/accounts/{account}/packages"), format!("/accounts/{account}/services"));
        let first = t.admin().post(&packages, json!({"package_id": package, "prorate": false})).await.created();
        let second = t.admin().post(&packages, json!({"package_id": package, "prorate": true})).await.created();
        let id = first["unique_package_id"].as_str().unwrap();
        assert!(id.len() == 13 && id.bytes().all(|digit| digit.is_ascii_hexdigit()) && second != first, "{first} {second}");
        let shown = t.admin().get(&services).await.ok();
        let what: Vec<_> = shown.as_array().unwrap().iter().map(|row| (&row["id"], &row["package_id"], &row["unique_package_id"])).collect();
        let of = |service: i64, which: &Value| (json!(service), package.clone(), which["unique_package_id"].clone());
        let expected = [of(phone, &first), of(silver, &first), of(phone, &second), of(silver, &second)];
        assert_eq!(what, expected.iter().map(|(a, b, c)| (a, b, c)).collect::<Vec<_>>());
        assert_eq!(lines(&t, account).await, ["debit Silver: 17/31 of 31.00 x 1 from 03-15 to 04-01 = 17.00 + 0.00"]);

        let message = "A service that was added as part of a package can only be removed with the package.";
        t.admin().delete(&format!("{services}/1")).await.refused(422, message);
        let path = format!("{packages}/{id}");
        assert_eq!(t.admin().delete(&path).await.created(), json!({"success": true}));
        t.admin().delete(&path).await.refused(404, "No item with that ID found.");
        assert_eq!(t.admin().get(&services).await.ok().as_array().unwrap().len(), 2);
        let path = format!("{packages}/{}", second["unique_package_id"].as_str().unwrap());
        let removed = t.admin().send(axum::http::Method::DELETE, &path, json!({"prorate": true}).to_string().into()).await;
        assert_eq!(removed.created(), json!({"success": true}));
        assert_eq!(t.admin().get(&services).await.ok(), json!([]));
        assert_eq!(lines(&t, account).await.len(), 2);
    }

    async fn a_package_is_only_sold_as_long_as_all_of_it_is(t) {
        let account = account(&t).await;
        let (silver, gold) = (service(&t, json!({})).await, service(&t, json!({})).await);
        let id = package(&t, &[silver, gold]).await;
        let all = format!("/accounts/{account}/packages");
        t.admin().post(&all, json!({})).await.invalid(&["package_id"]);
        t.admin().post(&all, json!({"package_id": 99})).await.invalid(&["package_id"]);
        t.admin().patch(&format!("/system/services/{gold}"), json!({"active": false})).await.ok();
        t.admin().post(&all, json!({"package_id": id})).await.refused(422, "One of the services in the package is inactive.");
        t.admin().patch(&format!("/system/services/{gold}"), json!({"active": true})).await.ok();
        let group = t.admin().post("/system/account_groups", json!({"name": "Staff"})).await.created();
        t.admin().patch(&format!("/system/services/{gold}"), json!({"account_groups": [group["id"]]})).await.ok();
        let message = "One of the services in the package is not meant for the groups of this account.";
        t.admin().post(&all, json!({"package_id": id})).await.refused(422, message);
        t.admin().patch(&format!("/system/packages/{id}"), json!({"active": false})).await.ok();
        let messages = t.admin().post(&all, json!({"package_id": id})).await.invalid(&["package_id"]);
        assert_eq!(messages["package_id"], "The package is not active.");
        assert_eq!(t.admin().get(&format!("/accounts/{account}/services")).await.ok(), json!([]));
    }

    async fn what_a_package_charges_once_is_charged_with_it(t) {
        let account = account(&t).await;
        let visit = service(&t, json!({"name": "Visit", "type": "one time", "amount": 50})).await;
        let goodwill = service(&t, json!({"name": "Goodwill", "type": "adjustment"})).await;
        let all = format!("/accounts/{account}/packages");
        let fine = package(&t, &[service(&t, json!({})).await, visit]).await;
        t.admin().post(&all, json!({"package_id": fine})).await.created();
        assert_eq!(lines(&t, account).await, ["debit Visit: 50.00 x 1 = 50.00 + 0.00"]);
        let odd = package(&t, &[goodwill]).await;
        t.admin().post(&all, json!({"package_id": odd})).await.invalid(&["package_id"]);
    }

    async fn a_package_is_removed_from_the_account_that_has_it_only(t) {
        let (one, other) = (account(&t).await, account(&t).await);
        let id = package(&t, &[service(&t, json!({})).await]).await;
        let made = t.admin().post(&format!("/accounts/{one}/packages"), json!({"package_id": id})).await.created();
        let of = |account: i64| format!("/accounts/{account}/packages/{}", made["unique_package_id"].as_str().unwrap());
        t.admin().delete(&of(other)).await.status(404);
        t.admin().delete(&of(99)).await.status(404);
        t.admin().delete(&of(one)).await.created();
    }

    async fn services_on_accounts_keep_their_definition(t) {
        let (account, silver) = (account(&t).await, service(&t, json!({})).await);
        add(&t.admin(), account, json!({"service_id": silver, "prorate": false})).await;
        t.admin().delete(&format!("/system/services/{silver}")).await.status(422);
        // What is sold no more stays where it is, and can be changed there.
        t.admin().patch(&format!("/system/services/{silver}"), json!({"active": false})).await.ok();
        t.admin().patch(&format!("/accounts/{account}/services/1"), json!({"quantity": 2, "prorate": false})).await.ok();
    }
}
