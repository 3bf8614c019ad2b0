//! Groups and sub accounts of an account: each update gives the complete new set.
//!
//! Sub accounts form trees of any depth. An account has at most one master, and nobody is taken away from another
//! master: it must be detached there first.

use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::{AuditRow, Tx, classify};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
};
use serde_json::json;

use super::{Column, Entity, Model, input::AccountInput, view::Links};
use crate::account_group_members;

/// The sets before and after a write, sorted.
pub(super) struct LinkChange {
    groups: (Vec<i64>, Vec<i64>),
    sub_accounts: (Vec<i64>, Vec<i64>),
    /// Rows of the accounts that are attached or detached.
    moved: Vec<Model>,
}

impl LinkChange {
    /// Loads what is there and checks what is asked for; adds to `errors`. `before` is the account's row unless it is new.
    pub(super) async fn plan(
        tx: &Tx,
        before: Option<&Model>,
        input: &AccountInput,
        errors: &mut FieldErrors,
    ) -> Result<Self> {
        let mut links = match before {
            Some(account) => Links::of(tx, &[account.id]).await?,
            None => Links::default(),
        };
        let id = before.map_or(0, |account| account.id);
        let mut change = Self {
            groups: (links.groups(id), sorted(&input.account_groups)),
            sub_accounts: (links.sub_accounts(id), sorted(&input.sub_accounts)),
            moved: Vec::new(),
        };
        if change.sub_accounts.0 != change.sub_accounts.1 {
            change.plan_moves(tx, before, errors).await?;
        }
        Ok(change)
    }

    async fn plan_moves(&mut self, tx: &Tx, before: Option<&Model>, errors: &mut FieldErrors) -> Result<()> {
        // Two changes at once could each pass the check and close a circle together.
        if tx.get_database_backend() == DbBackend::Postgres {
            let lock = "select pg_advisory_xact_lock(hashtext('accounts tree'))";
            tx.query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await.map_err(classify)?;
        }
        let (old, new) = &self.sub_accounts;
        let moved =
            old.iter().filter(|id| !new.contains(id)).chain(new.iter().filter(|id| !old.contains(id)));
        self.moved = Entity::find()
            .filter(Column::Id.is_in(moved.copied()))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .all(tx)
            .await
            .map_err(classify)?;
        let Some(account) = before else {
            return self.refuse_taken(0, errors);
        };
        if new.contains(&account.id) {
            errors.add("sub_accounts", "An account cannot be a sub account of itself.");
        }
        let mut ancestor = account.parent_account_id;
        while let Some(id) = ancestor {
            if new.contains(&id) {
                errors.add("sub_accounts", format!("The account {id} is a master of this account."));
                break;
            }
            let parent = Entity::find_by_id(id).one(tx).await.map_err(classify)?;
            ancestor = parent.and_then(|parent| parent.parent_account_id);
        }
        self.refuse_taken(account.id, errors)
    }

    fn refuse_taken(&self, id: i64, errors: &mut FieldErrors) -> Result<()> {
        let taken = self.moved.iter().find(|row| row.parent_account_id.is_some_and(|master| master != id));
        if let Some(row) = taken {
            errors.add(
                "sub_accounts",
                format!("The account {} is already a sub account of another account.", row.id),
            );
        }
        Ok(())
    }

    /// Whether anything differs.
    pub(super) fn is_change(&self) -> bool {
        self.groups.0 != self.groups.1 || self.sub_accounts.0 != self.sub_accounts.1
    }

    /// Whether sub accounts come or go.
    pub(super) fn changes_tree(&self) -> bool {
        self.sub_accounts.0 != self.sub_accounts.1
    }

    /// Writes it for the account `id`, and what it was and is into the audit log.
    pub(super) async fn write(self, tx: &Tx, id: i64) -> Result<(Vec<i64>, Vec<i64>)> {
        if self.is_change() {
            self.write_groups(tx, id).await?;
            let shown = |groups: &[i64], subs: &[i64]| json!({"id": id, "account_groups": groups, "sub_accounts": subs});
            let before = shown(&self.groups.0, &self.sub_accounts.0);
            let after = shown(&self.groups.1, &self.sub_accounts.1);
            AuditRow::updated("accounts", &before, &after).into_iter().for_each(|row| tx.audit(row));
            for row in &self.moved {
                let master = self.sub_accounts.1.contains(&row.id).then_some(id);
                let mut change = row.clone().into_active_model();
                change.parent_account_id = Set(master);
                change.updated_at = Set(tx.now());
                tx.update(row, change).await?;
            }
        }
        Ok((self.groups.1, self.sub_accounts.1))
    }

    async fn write_groups(&self, tx: &Tx, id: i64) -> Result<()> {
        let (old, new) = &self.groups;
        let gone: Vec<i64> = old.iter().filter(|group| !new.contains(group)).copied().collect();
        if !gone.is_empty() {
            account_group_members::Entity::delete_many()
                .filter(account_group_members::Column::AccountId.eq(id))
                .filter(account_group_members::Column::AccountGroupId.is_in(gone))
                .exec(tx)
                .await
                .map_err(classify)?;
        }
        let added = new.iter().filter(|group| !old.contains(group)).map(|group| {
            account_group_members::ActiveModel { account_id: Set(id), account_group_id: Set(*group) }
        });
        tx.insert_all(added.collect()).await
    }
}

fn sorted(ids: &[i64]) -> Vec<i64> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Detaches the sub accounts of an account that goes.
pub(super) async fn detach_all(tx: &Tx, id: i64) -> Result<()> {
    let rows =
        Entity::find().filter(Column::ParentAccountId.eq(id)).order_by_asc(Column::Id).lock_exclusive();
    for row in rows.all(tx).await.map_err(classify)? {
        let mut change = row.clone().into_active_model();
        change.parent_account_id = Set(None);
        tx.update(&row, change).await?;
    }
    Ok(())
}

/// Whether an account has or had this id.
pub(super) async fn id_is_taken(tx: &Tx, id: i64) -> Result<bool> {
    let sql = "select 1 from accounts where id = $1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [Value::from(id)]);
    Ok(tx.query_one_raw(statement).await.map_err(classify)?.is_some())
}
