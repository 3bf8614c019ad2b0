use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_customers::accounts;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::World;
use crate::ledger::invoices::{Column, Entity};
use crate::ledger_export::{Range, Row, all};

/// What the journal says of a history.
impl World<'_> {
    /// The lines of this world's accounts, up to a day.
    pub(super) async fn journal(&self, end: NaiveDate) -> Vec<Row> {
        if end < self.since {
            return Vec::new();
        }
        let range = Range { start: self.since, end, zone: self.day().await.zone, account_id: None };
        let mut rows = all(self.books.t.app.db.read(), &range).await.expect("a journal");
        rows.retain(|row| self.accounts.iter().any(|(id, _)| *id == row.account_id));
        rows
    }

    /// Every entry and every day balances, and what accounts owe and have available is what is posted.
    pub(super) async fn compare_journal(&self) {
        let rows = self.journal(self.day().await.today).await;
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in &rows {
            let of_account = format!("{} of {}", row.role, row.account_id);
            for key in [format!("entry {} {}", row.kind, row.id), format!("day {}", row.day), of_account] {
                *sums.entry(key).or_default() += row.amount;
            }
        }
        let wrong: Vec<_> = sums
            .iter()
            .filter(|(key, sum)| (key.starts_with("entry") || key.starts_with("day")) && **sum != 0)
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{:#?}", self.story);
        let posted = |role: &str, id: i64| sums.get(&format!("{role} of {id}")).copied().unwrap_or_default();
        let db = self.books.t.app.db.read();
        for (id, _) in &self.accounts {
            let account =
                accounts::Entity::find_by_id(*id).one(db).await.expect("an account").expect("an account");
            let own = Entity::find().filter(Column::AccountId.eq(*id)).all(db).await.expect("invoices");
            let due: i64 = own.iter().map(|invoice| invoice.remaining_due.scaled()).sum();
            let uninvoiced = (account.balance_total - account.balance_due).scaled();
            assert_eq!(posted("receivable", *id), due + uninvoiced, "owed by {id}\n{:#?}", self.story);
            let funds = account.available_funds.scaled();
            assert_eq!(posted("unapplied_funds", *id), -funds, "funds of {id}\n{:#?}", self.story);
        }
        assert!(rows.len() > 20, "a history without postings shows nothing");
    }

    /// What was closed is as it was.
    pub(super) async fn compare_closed(&self) {
        let Some((through, before)) = &self.closed else { return };
        assert_eq!(self.journal(*through).await, *before, "closed through {through}\n{:#?}", self.story);
    }
}
