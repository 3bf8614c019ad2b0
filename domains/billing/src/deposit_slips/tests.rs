use fairlead_documents::DepositKind;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};
use sea_orm::EntityTrait;

use super::{print, slips};
use crate::invoices::pdf::House;
use crate::testing::{account, setup};

const ALL: &str = "/financial/deposit_slips";

/// The id of a payment of this much.
async fn pay(t: &TestApp, account: &str, method: &str, amount: &str, date: &str) -> i64 {
    let body = json!({"payment_method": method, "reference": format!("no {amount}"), "amount": amount, "date": date});
    t.admin().post(&format!("{account}/transactions/payments"), body).await.created()["id"]
        .as_i64()
        .expect("an id")
}

/// The ids of a list.
async fn ids(t: &TestApp, path: &str) -> Vec<i64> {
    let list = t.admin().get(path).await.ok();
    list.as_array().expect("a list").iter().map(|row| row["id"].as_i64().expect("an id")).collect()
}

on_both! {
    async fn cash_and_checks_of_some_days_go_on_a_slip(t) {
        let account = account(&t).await;
        let early = pay(&t, &account, "cash", "5.00", "2026-03-01").await;
        let cash = pay(&t, &account, "cash", "10.00", "2026-03-10").await;
        let check = pay(&t, &account, "check", "20.50", "2026-03-14").await;
        let wire = pay(&t, &account, "wire", "100.00", "2026-03-12").await;
        assert_eq!(ids(&t, "/financial/undeposited_payments").await, [early, cash, check, wire]);
        let body = json!({"from": "2026-03-10", "until": "2026-03-14", "description": "Week 11"});
        let slip = t.admin().post(ALL, body).await.created();
        assert_eq!(slip, json!({
            "id": 1, "date": "2026-03-15", "description": "Week 11", "payments": 2, "total": 30.5,
            "methods": [{"method": "cash", "payments": 1, "total": 10}, {"method": "check", "payments": 1, "total": 20.5}],
            "user_id": 1, "created_at": "2026-03-15 12:00:00", "closed_at": null,
        }));
        assert_eq!(t.admin().get(&format!("{ALL}/1")).await.ok(), slip);
        assert_eq!(t.admin().get(ALL).await.ok(), json!([slip]));
        let on = t.admin().get(&format!("{ALL}/1/payments")).await.ok();
        assert_eq!(on[1], json!({
            "id": check, "account_id": 1, "account_name": "Ada Lovelace", "method": "check", "reference": "no 20.50", "amount": 20.5,
            "date": on[1]["date"], "reversed": false,
        }));
        let csv = t.admin().get(&format!("{ALL}/1/payments?format=csv")).await.status(200);
        let csv = String::from_utf8(csv.bytes).unwrap();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.contains("check") && csv.contains("20.5") && csv.contains("Ada Lovelace"), "{csv}");
        assert_eq!(ids(&t, "/financial/undeposited_payments").await, [early, wire]);
        assert_eq!(ids(&t, "/financial/undeposited_payments?filter[type]=wire").await, [wire]);
        t.admin().post(ALL, json!({"methods": ["other"]})).await.invalid(&["payment_ids"]);
        let wires = t.admin().post(ALL, json!({"methods": ["wire"], "date": "2026-03-16"})).await.created();
        assert_eq!((&wires["total"], &wires["date"]), (&json!(100), &json!("2026-03-16")));
        t.admin().post(ALL, json!({"methods": ["gold"], "from": "soon"})).await.invalid(&["methods.0", "from"]);
    }

    async fn a_slip_is_printed_as_the_bank_takes_it(t) {
        let account = account(&t).await;
        let cash = pay(&t, &account, "cash", "10.00", "2026-03-10").await;
        pay(&t, &account, "check", "20.50", "2026-03-14").await;
        t.admin().post(ALL, json!({"description": "Week 11"})).await.created();
        t.admin().patch("/system/invoicing", json!({"deposit_to": "First Example Bank\nAccount ending in 0142\n"})).await.ok();
        t.admin().post(&format!("{ALL}/1/close"), json!({})).await.ok();
        t.admin().post(&format!("{account}/transactions/payments/{cash}/reverse"), json!({})).await.ok();
        let slip = slips::Entity::find_by_id(1).one(t.app.db.read()).await.unwrap().unwrap();
        let house = House::of(&t.app).await.unwrap();
        let document = print::document(t.app.db.read(), &house, &slip).await.unwrap();
        assert_eq!(document.bank_lines, ["First Example Bank", "Account ending in 0142"]);
        assert_eq!((document.date.to_string(), document.closed_on.unwrap().to_string()), ("2026-03-15".into(), "2026-03-15".into()));
        let items: Vec<_> = document.items.iter().map(|item| {
            (item.kind, item.reference.clone().unwrap(), item.payer.as_str(), item.date.to_string(), item.amount.to_string())
        }).collect();
        assert_eq!(items, [
            (DepositKind::Cash, "no 10.00".into(), "Ada Lovelace", "2026-03-10".into(), "10.00".into()),
            (DepositKind::Check, "no 20.50".into(), "Ada Lovelace", "2026-03-14".into(), "20.50".into()),
        ], "what was reversed later was deposited");
        let pdf = t.admin().get(&format!("{ALL}/1/pdf")).await.status(200);
        assert_eq!(pdf.headers["content-type"], "application/pdf");
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        t.admin().get(&format!("{ALL}/2/pdf")).await.refused(404, "No item with that ID found.");
        t.user().get(&format!("{ALL}/1/pdf")).await.status(403);
        t.user().can("deposit_slips.read").get(&format!("{ALL}/1/pdf")).await.status(200);
    }

    async fn a_payment_is_on_one_slip_at_most(t) {
        let account = account(&t).await;
        let first = pay(&t, &account, "cash", "5.00", "2026-03-01").await;
        let second = pay(&t, &account, "other", "7.00", "2026-03-01").await;
        let sale = json!({"amount": "12.53", "transaction_id": "ABC123"});
        let sale = t.admin().post(&format!("{account}/transactions/paypal_payments"), sale).await.created()["id"].clone();
        t.admin().post(ALL, json!({"payment_ids": [first]})).await.created();
        let messages = t.admin().post(ALL, json!({"payment_ids": [first, second, sale, 999, second]})).await
            .invalid(&["payment_ids.0", "payment_ids.2", "payment_ids.3", "payment_ids.4"]);
        assert_eq!(messages["payment_ids.0"], "The payment is on another deposit slip.");
        assert_eq!(messages["payment_ids.4"], "The payment is named twice.");
        let both = t.admin().patch(&format!("{ALL}/1"), json!({"payment_ids": [first, second]})).await.ok();
        assert_eq!((&both["total"], &both["date"]), (&json!(12), &json!("2026-03-15")));
        let one = t.admin().patch(&format!("{ALL}/1"), json!({"payment_ids": [second], "description": "Odd money"})).await.ok();
        assert_eq!((&one["total"], &one["description"]), (&json!(7), &json!("Odd money")));
        assert_eq!(ids(&t, "/financial/undeposited_payments").await, [first]);
        t.admin().delete(&format!("{ALL}/1")).await.ok();
        assert_eq!(ids(&t, "/financial/undeposited_payments").await, [first, second]);
        t.admin().get(&format!("{ALL}/1")).await.status(404);
    }

    async fn what_is_reversed_leaves_an_open_slip_and_stays_on_a_closed_one(t) {
        let account = account(&t).await;
        let first = pay(&t, &account, "check", "5.00", "2026-03-01").await;
        let second = pay(&t, &account, "check", "7.00", "2026-03-01").await;
        t.admin().post(ALL, json!({})).await.created();
        let reverse = |id: i64| format!("{account}/transactions/payments/{id}/reverse");
        t.admin().post(&reverse(first), json!({})).await.ok();
        assert_eq!(t.admin().get(&format!("{ALL}/1")).await.ok()["total"], 7);
        let closed = t.admin().post(&format!("{ALL}/1/close"), json!({})).await.ok();
        assert_eq!(closed["closed_at"], "2026-03-15 12:00:00");
        t.admin().post(&reverse(second), json!({})).await.ok();
        let slip = t.admin().get(&format!("{ALL}/1")).await.ok();
        assert_eq!((&slip["total"], &slip["payments"]), (&json!(7), &json!(1)));
        assert_eq!(t.admin().get(&format!("{ALL}/1/payments")).await.ok()[0]["reversed"], true);
        assert!(ids(&t, "/financial/undeposited_payments").await.is_empty());
        let late = "A deposit slip that is closed cannot be changed any more.";
        t.admin().patch(&format!("{ALL}/1"), json!({"description": "x"})).await.refused(422, late);
        t.admin().delete(&format!("{ALL}/1")).await.refused(422, late);
        t.admin().post(&format!("{ALL}/1/close"), json!({})).await.refused(422, late);
        let messages = t.admin().post(ALL, json!({"payment_ids": [first]})).await.invalid(&["payment_ids.0"]);
        assert_eq!(messages["payment_ids.0"], "Only a payment by cash, check, wire or other that was not reversed can be deposited.");
    }

    async fn two_slips_at_once_do_not_share_a_payment(t) {
        let account = account(&t).await;
        for amount in ["1.00", "2.00", "3.00"] {
            pay(&t, &account, "cash", amount, "2026-03-01").await;
        }
        let (admin, other) = (t.admin(), t.admin());
        let (one, two) = fairlead_testkit::tokio::join!(admin.post(ALL, json!({})), other.post(ALL, json!({})));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
        let slips: Value = t.admin().get(ALL).await.ok();
        assert_eq!(slips.as_array().unwrap().iter().map(|slip| slip["payments"].as_i64().unwrap()).sum::<i64>(), 3);
    }
}
