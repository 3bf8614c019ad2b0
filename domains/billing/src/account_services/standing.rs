//! An account starts or ends to bill: what its services cost for the rest of their cycles is charged or given back (domain
//! rule "Proration"; reference, Accounts), in the transaction that changes its status.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use fairlead_customers::accounts::{self, AccountChange, AccountWatch, SharedAccountWatch, Switch};
use fairlead_kernel::{Error, Result};
use fairlead_store::Tx;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::subject::{By, Subject};
use crate::ledger::{balances, hold};

struct Watch;

/// What the accounts below are to tell.
pub(crate) fn watch() -> SharedAccountWatch {
    std::sync::Arc::new(Watch)
}

#[async_trait::async_trait]
impl AccountWatch for Watch {
    /// The ledger is held before the account is, as in every change of it.
    async fn begin(&self, tx: &Tx, account_id: i64) -> Result<()> {
        match hold(tx, account_id).await {
            // Who asked for it has words of their own for an account that is not there.
            Err(Error::NotFound(_)) => Ok(()),
            held => held.map(drop),
        }
    }

    async fn changed(&self, tx: &Tx, change: AccountChange<'_>) -> Result<()> {
        let by = &By::of_account(change.by);
        let prorate = by.prorates(Some(change.prorate));
        match change.switch {
            Some(Switch::Activated) => activated(tx, by, change.after, prorate).await?,
            Some(Switch::Deactivated) => deactivated(tx, by, change.before, prorate).await?,
            None => {}
        }
        balances::refresh(tx, change.after.id).await
    }
}

/// The account, as it is now, bills from today on. Services whose own bill dates went by meanwhile begin anew with it; the
/// days until then are not charged for.
async fn activated(tx: &Tx, by: &By<'_>, account: &accounts::Model, prorate: bool) -> Result<()> {
    let subject = Subject::active(tx, by, account.clone());
    let mut services = subject.services().await?;
    for (row, _) in &mut services {
        if row.next_bill_date.is_some_and(|date| date < by.day.today) {
            let mut change = row.clone().into_active_model();
            change.next_bill_date = Set(account.next_bill_date);
            *row = tx.update(row, change).await?;
        }
    }
    if !prorate {
        return Ok(());
    }
    // Whoever was deactivated without proration has paid for the rest of a cycle already.
    let mut held = HashMap::new();
    for (row, service) in &services {
        let held = match held.entry(service.id) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(subject.charged(service.id, by.day.today).await?),
        };
        subject.restarted(service, row, held).await?;
    }
    Ok(())
}

/// The account, as it was before, bills no more: the unused rest of what was billed is given back.
///
/// # Errors
/// 422 when today is in the closed accounting period, or an amount does not fit.
pub(crate) async fn deactivated(
    tx: &Tx,
    by: &By<'_>,
    account: &accounts::Model,
    prorate: bool,
) -> Result<()> {
    let subject = Subject::active(tx, by, account.clone());
    let services = if prorate { subject.services().await? } else { Vec::new() };
    for (row, service) in &services {
        subject.removed(service, row).await?;
    }
    Ok(())
}
