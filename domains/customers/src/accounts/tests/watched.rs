use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fairlead_kernel::Result;
use fairlead_store::Tx;
use fairlead_testkit::{Setup, TestApp, json, on_both, serde_json::Value};

use crate::accounts::{AccountChange, AccountWatch, SharedAccountWatch};
use crate::testing::account;

/// How often the locks of the ledger were taken, and how often something was told.
#[derive(Clone, Default)]
struct Counting(Arc<(AtomicUsize, AtomicUsize)>);

#[async_trait::async_trait]
impl AccountWatch for Counting {
    async fn begin(&self, _: &Tx, _: i64) -> Result<()> {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn changed(&self, _: &Tx, _: AccountChange<'_>) -> Result<()> {
        self.0.1.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn setup() -> Setup {
    let setup = crate::testing::setup();
    let counting = Counting::default();
    let watch: SharedAccountWatch = Arc::new(counting.clone());
    Setup { routes: setup.routes.with(watch).with(counting), ..setup }
}

/// What a change of the account adds to both numbers.
async fn told(t: &TestApp, id: i64, change: Value) -> (usize, usize) {
    let counting: &Counting = t.app.extension().expect("a watch");
    let so_far = || (counting.0.0.load(Ordering::Relaxed), counting.0.1.load(Ordering::Relaxed));
    let before = so_far();
    t.admin().patch(&format!("/accounts/{id}"), change).await;
    let after = so_far();
    (after.0 - before.0, after.1 - before.1)
}

on_both! {
    async fn the_ledger_is_held_only_for_changes_of_status_and_tree(t) {
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(account(&t, json!({})).await["id"].as_i64().expect("an id"));
        }
        let (id, one, other) = (ids[0], ids[1], ids[2]);
        for (change, expected) in [
            (json!({"name": "Grace"}), (0, 0)),
            (json!({"name": "Ada", "account_status_id": 2, "sub_accounts": []}), (0, 0)),
            (json!({"sub_accounts": [other, one]}), (1, 1)),
            (json!({"sub_accounts": [one, other], "account_groups": []}), (0, 0)),
            (json!({"sub_accounts": [one]}), (1, 1)),
            (json!({"sub_accounts": [one, "none"]}), (1, 0)),
            (json!({"sub_accounts": null}), (1, 1)),
            (json!({"account_status_id": "3"}), (1, 1)),
            (json!({"account_status_id": 99}), (1, 0)),
            (json!({"account_status_id": 3}), (0, 0)),
        ] {
            assert_eq!(told(&t, id, change.clone()).await, expected, "{change}");
        }
        assert_eq!(told(&t, 999, json!({"account_status_id": 2})).await, (1, 0));
    }
}
