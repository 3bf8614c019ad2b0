use fairlead_testkit::{TestApp, json, on_both};

use crate::testing::setup;
use crate::usage_based_billing_free_periods as free_periods;

async fn policy(t: &TestApp, description: &str) -> String {
    let body = json!({
        "description": description, "cap_in_gigabytes": 150, "rollover_enabled": false, "rollover_expiration_enabled": false,
        "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": false,
    });
    let policy = t.admin().post("/system/usage_based_billing_policies", body).await.created();
    format!("/system/usage_based_billing_policies/{}/usage_based_billing_free_periods", policy["id"])
}

on_both! {
    async fn a_period_is_shown_as_documented(t) {
        let periods = policy(&t, "Nights").await;
        let made = t.admin().post(&periods, json!({"day": 0, "start": "00:00:00", "end": "02:30:00"})).await.created();
        assert_eq!(made, json!({"id": made["id"], "day": 0, "start": "00:00:00", "end": "02:30:00"}));
        let path = format!("{periods}/{}", made["id"]);
        let changed = t.admin().patch(&path, json!({"end": "23:59"})).await.created();
        assert_eq!(changed, json!({"id": made["id"], "day": 0, "start": "00:00:00", "end": "23:59:00"}));
        assert_eq!(t.admin().get(&path).await.ok(), changed);
        t.admin().delete(&path).await.ok();
        t.admin().delete(&path).await.refused(404, "Usage based billing free period does not exist.");
    }

    async fn a_period_is_a_part_of_one_day(t) {
        let periods = policy(&t, "Nights").await;
        for (day, start, end, field) in [
            (7, "00:00:00", "01:00:00", "day"),
            (-1, "00:00:00", "01:00:00", "day"),
            (0, "24:00:00", "01:00:00", "start"),
            (0, "9 pm", "23:00:00", "start"),
            (0, "21:00:00", "23:59:60", "end"),
            (0, "21:00:00", "25:00:00", "end"),
            (0, "21:00:00", "21:00:00", "end"),
            (0, "23:00:00", "02:00:00", "end"),
        ] {
            let body = json!({"day": day, "start": start, "end": end});
            t.admin().post(&periods, body).await.invalid(&[field]);
        }
        t.admin().post(&periods, json!({"day": 8, "start": 3, "end": "x"})).await.invalid(&["day", "start", "end"]);
    }

    async fn periods_of_one_policy_do_not_overlap(t) {
        let periods = policy(&t, "Days").await;
        let day = json!({"day": 3, "start": "09:00:00", "end": "21:32:00"});
        let made = t.admin().post(&periods, day.clone()).await.created();
        let documented = "This free period overlaps another defined free period from 09:00:00 to 21:32:00.";
        for (start, end) in [("09:00:00", "21:32:00"), ("08:00:00", "09:00:01"), ("21:31:59", "22:00:00"), ("10:00:00", "11:00:00"), ("00:00:00", "23:59:59")] {
            let body = json!({"day": 3, "start": start, "end": end});
            t.admin().post(&periods, body).await.refused(422, documented);
        }
        for (day, start, end) in [(3, "08:00:00", "09:00:00"), (3, "21:32:00", "23:59:59"), (4, "09:00:00", "21:32:00")] {
            let body = json!({"day": day, "start": start, "end": end});
            t.admin().post(&periods, body).await.created();
        }
        let path = format!("{periods}/{}", made["id"]);
        t.admin().patch(&path, json!({"start": "10:00:00"})).await.created();
        t.admin().patch(&path, json!({"day": 4})).await.refused(422, documented);
        let other = policy(&t, "Other days").await;
        t.admin().post(&other, day).await.created();
    }

    async fn two_requests_at_once_do_not_both_pass(t) {
        let periods = policy(&t, "Race").await;
        let admin = t.admin();
        let body = || json!({"day": 1, "start": "09:00:00", "end": "10:00:00"});
        let (one, two) = fairlead_testkit::tokio::join!(admin.post(&periods, body()), admin.post(&periods, body()));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
    }

    async fn billing_gets_the_periods_of_many_policies(t) {
        let periods = policy(&t, "Nights").await;
        for (day, start, end) in [(2, "02:00:00", "03:00:00"), (1, "03:00:00", "04:00:00"), (1, "01:00:00", "02:00:00")] {
            t.admin().post(&periods, json!({"day": day, "start": start, "end": end})).await.created();
        }
        let found = free_periods::by_policy(t.app.db.read()).await.expect("they are read");
        let starts: Vec<String> = found[&1].iter().map(|period| format!("{} {}", period.day, period.start)).collect();
        assert_eq!((found.len(), starts.join(", ")), (1, "1 01:00:00, 1 03:00:00, 2 02:00:00".to_owned()));
    }
}
