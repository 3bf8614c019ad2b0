use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono_tz::UTC;
use fairlead_billing::run::run;
use fairlead_billing::run::sources::{PrintedBill, Writing};
use fairlead_documents::{Currency, Format, ItemList, Locale};
use fairlead_testkit::{TestApp, json, on_both};

use crate::testing::{caller, cdrs, provider, setup};

const PLAN: &str = "2026-04-01";

/// What is printed for the bill of the account, in Spanish as an example.
pub(super) async fn printed(
    t: &TestApp,
    account_id: i64,
    date: &str,
    only_charged: bool,
) -> Option<ItemList> {
    let currency = Currency::default();
    let locale = Locale::Es;
    let writing = Writing { locale, format: Format::new(locale, &currency), zone: UTC, only_charged };
    let bills = [PrintedBill { account_id, bill_date: date.parse().expect("a date") }];
    let lists = crate::charge_source().items(t.app.db.read(), &bills, &writing).await.expect("it is read");
    lists.into_iter().map(|(_, list)| list).next()
}

fn rows(list: &ItemList) -> Vec<String> {
    list.groups.iter().flat_map(|group| &group.rows).map(|row| row.join(" | ")).collect()
}

async fn bill(t: &TestApp) {
    run(&t.app, PLAN.parse().expect("a date"), |_| {}).await.expect("the run is done");
}

/// An account that called on a plan with a free long distance minute and two free local ones, and was billed.
async fn billed(t: &TestApp) -> (i64, i64) {
    let terms = json!({
        "local_prefixes": ["414"], "local_minutes": 2, "local_minutes_amount": 0.01, "long_distance_minutes": 1,
        "long_distance_minutes_amount": 0.05, "first_interval_in_seconds": 60, "sub_interval_in_seconds": 60,
    });
    let (account, service) = caller(t, "4145550100", terms).await;
    let id = provider(t, json!([["ANDORRA", "376", 30], ["FRANCE", "33", 2.5]])).await;
    cdrs(
        t,
        id,
        json!([
            ["4145550100", "4145550197", "2026-03-09 10:00:00", 50],
            ["4145550100", "4145550199", "2026-03-10 10:00:00", 110],
            ["4145550100", "4145550198", "2026-03-11 10:00:00", 30],
            ["4145550100", "2125550100", "2026-03-10 11:00:00", 300],
            ["4145550100", "011376312345678", "2026-03-10 12:00:00", 61],
            ["4145550100", "01133145550100", "2026-03-10 13:00:00", 60],
            ["2125550100", "4145550100", "2026-03-10 14:00:00", 6000],
        ]),
    )
    .await;
    bill(t).await;
    (account, service)
}

on_both! {
    async fn calls_that_cost_something_are_listed_by_number_and_add_up_to_what_was_charged(t) {
        let (account, service) = billed(&t).await;
        let list = printed(&t, account, PLAN, true).await.expect("a list");
        let expected = [
            "10 mar 2026 10:00 | 14145550100 | 14145550199 | LOCAL | 2:00 | 0.0100 | 0.0100",
            "10 mar 2026 11:00 | 14145550100 | 12125550100 |  | 5:00 | 0.0500 | 0.2000",
            "10 mar 2026 12:00 | 14145550100 | 011376312345678 | ANDORRA | 2:00 | 0.3000 | 0.6000",
            "10 mar 2026 13:00 | 14145550100 | 01133145550100 | FRANCE | 1:00 | 0.0250 | 0.0250",
            "11 mar 2026 10:00 | 14145550100 | 14145550198 | LOCAL | 1:00 | 0.0100 | 0.0100",
        ];
        assert_eq!(rows(&list), expected);
        assert_eq!((list.title.as_str(), list.groups[0].name.as_str()), ("Llamadas", "14145550100"));
        assert_eq!(list.groups[0].subtotal, ["Subtotal", "", "", "", "11:00", "", "0.8450"]);
        // 0.22 beyond the plan, and 0.625, which was rounded once.
        assert_eq!(list.total.as_ref().map(|(_, sum)| sum.as_str()), Some("$0.85"));
        // The plan of later is not that of the bill.
        let dearer = json!({"long_distance_minutes_amount": 9, "local_minutes": 0});
        t.admin().patch(&format!("/system/services/{service}"), dearer).await;
        assert_eq!(printed(&t, account, PLAN, true).await, Some(list));
        assert_eq!(printed(&t, account, "2026-05-01", true).await, None);
    }

    async fn calls_that_the_plan_includes_are_listed_where_all_are_wanted(t) {
        let (account, _) = billed(&t).await;
        let list = printed(&t, account, PLAN, false).await.expect("a list");
        let all = rows(&list);
        assert_eq!(all.len(), 7);
        assert_eq!(all[0], "9 mar 2026 10:00 | 14145550100 | 14145550197 | LOCAL | 1:00 |  | incluida");
        assert_eq!(all[5], "10 mar 2026 14:00 | 12125550100 | 14145550100 |  | 100:00 | 0.0000 | 0.0000");
        assert_eq!(list.total.map(|(_, sum)| sum), Some("$0.85".into()));
    }

    async fn invoices_and_statements_print_the_list_as_the_settings_say(t) {
        let (account, _) = billed(&t).await;
        for bill_mode in ["invoice", "statement"] {
            let mode = json!({"bill_mode": bill_mode});
            t.admin().patch(&format!("/accounts/{account}/billing_parameters"), mode).await.ok();
            let mut sizes = Vec::new();
            for itemisation in ["none", "charged", "all"] {
                t.admin().patch("/system/invoicing", json!({"itemisation": itemisation})).await.ok();
                let invoices = t.admin().get(&format!("/accounts/{account}/invoices")).await.ok();
                let pdf = t.admin().get(&format!("/accounts/{account}/invoices/{}/pdf", invoices[0]["id"])).await.created();
                sizes.push(STANDARD.decode(pdf["base64"].as_str().expect("base64")).expect("base64").len());
            }
            assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2], "{bill_mode}: {sizes:?}");
        }
    }

    async fn three_thousand_calls_are_all_listed(t) {
        let (account, _) = caller(&t, "4145550100", json!({"long_distance_minutes_amount": 0.001})).await;
        let id = provider(&t, json!([["US", "1", 1]])).await;
        let calls = (0..3000).map(|call| json!(["4145550100", format!("212{call:07}"), "2026-03-10 10:00:00", 60])).collect();
        cdrs(&t, id, calls).await;
        bill(&t).await;
        let list = printed(&t, account, PLAN, true).await.expect("a list");
        assert_eq!((rows(&list).len(), list.note.as_ref()), (3000, None));
        assert_eq!(list.total.map(|(_, sum)| sum), Some("$3.00".into()));
    }
}
