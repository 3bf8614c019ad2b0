use fairlead_kernel::Result;
use fairlead_store::Tx;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::Model;
use crate::account_status_changes;

/// Puts a locked account into an inactive status: it bills no more until somebody activates it (domain rule "Calendar").
///
/// # Errors
/// Those of the database.
pub async fn suspend(tx: &Tx, before: &Model, account_status_id: i64) -> Result<Model> {
    let mut row = before.clone().into_active_model();
    row.account_status_id = Set(account_status_id);
    row.next_bill_date = Set(None);
    row.updated_at = Set(tx.now());
    let after = tx.update(before, row).await?;
    let change = account_status_changes::ActiveModel {
        account_id: Set(after.id),
        from_account_status_id: Set(Some(before.account_status_id)),
        to_account_status_id: Set(account_status_id),
        activated: Set(false),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert_all(vec![change]).await?;
    Ok(after)
}
