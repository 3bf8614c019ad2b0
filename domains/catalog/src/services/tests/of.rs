use fairlead_testkit::{json, on_both};

use crate::geotaxes;
use crate::services::{account_groups_of, roles_of, taxes_of};
use crate::testing::{service, setup};

on_both! {
    async fn billing_gets_what_services_refer_to_in_their_order(t) {
        for name in ["State", "County"] {
            let tax = json!({"name": name, "application": "percentage", "type": "geo", "rate": 5});
            t.admin().post("/financial/taxes", tax).await.created();
        }
        for city in ["Ripon", "Berlin"] {
            let zone = json!({"name": city, "rate": 1, "city": city});
            t.admin().post("/financial/taxes/2/geotaxes", zone).await.created();
        }
        t.admin().post("/system/account_groups", json!({"name": "Farms"})).await.created();
        service(&t, json!({"taxes": [2, 1], "account_groups": [1]})).await;
        service(&t, json!({"type": "adjustment", "taxes": [1], "roles": [2, 1]})).await;
        service(&t, json!({})).await;
        let (db, all) = (t.app.db.read(), [1, 2, 3]);
        let taxes = taxes_of(db, &all).await.expect("taxes");
        let names = |service| taxes[&service].iter().map(|tax| tax.name.as_str()).collect::<Vec<_>>();
        assert_eq!((names(1), names(2), taxes.len()), (vec!["County", "State"], vec!["State"], 2));
        assert_eq!(roles_of(db, &all).await.expect("roles"), [(2, vec![2, 1])].into());
        assert_eq!(account_groups_of(db, &all).await.expect("groups"), [(1, vec![1])].into());
        let zones = geotaxes::of_taxes(db, &[1, 2]).await.expect("geotaxes");
        let names: Vec<&str> = zones[&2].iter().map(|zone| zone.name.as_str()).collect();
        assert_eq!((names, zones.len()), (vec!["Ripon", "Berlin"], 1));
    }
}
